"""What a provider reports back: proofs of a look-up, lines of a check, rows of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import Problem


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a look-up proved. Only a conclusive absence counts as one."""


@dataclass(frozen=True, kw_only=True)
class Found(Finding):
    """The document, or one that claims to be it, is in the accounting system."""

    document: RemoteDocument


@dataclass(frozen=True, kw_only=True)
class Absent(Finding):
    """The system answered in its own form that it has no such document."""


@dataclass(frozen=True, kw_only=True)
class Inconclusive(Finding):
    """The look-up proved nothing, or proved that something is still under way.

    `problem` is the sentence for people, where there is one; `for_a_person` says that no later look will
    prove more.
    """

    reason: str
    problem: Problem | None = None
    for_a_person: bool = False


@dataclass(frozen=True, kw_only=True)
class Resumable(Finding):
    """Nothing final can exist yet; `submit` continues from the journal without doing anything twice."""


@dataclass(frozen=True, kw_only=True)
class CheckResult:
    """One line of a connection check: what was looked at, and what it says.

    `learnt` are settings of the provider that it found out for certain, by their names; they are kept where nobody
    has chosen a value.
    """

    title: str
    ok: bool
    detail: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    learnt: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A row of one of the system's own lists: a warehouse, a VAT code, a series, a payment type."""

    code: str
    name: str
