"""The log of all calls a simulated system received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(kw_only=True)
class Call:
    """One call: who made it, what it said, what it was answered.

    `name` is the method as the system names it, `payload` the decoded body, `status` the HTTP status or
    None when nothing was answered, `said` the system's own word, `fault` the planned fault it met.
    """

    at: float
    method: str
    path: str
    name: str
    company: str = ""
    payload: Any = None
    status: int | None = None
    said: str = ""
    fault: str = ""
    note: str = ""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
