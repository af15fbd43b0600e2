"""Planned faults: which call meets which one, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, get_type_hints


class FaultError(ValueError):
    """There is no such fault, or it cannot be set like that."""


# What each fault does, and whether the call is carried out unless `saved` says otherwise.
KINDS: dict[str, tuple[str, bool]] = {
    "lost_answer": ("carried out, then the connection is closed without an answer", True),
    "cut": ("the connection is reset before anything is carried out", False),
    "timeout": ("carried out, the answer is held until it is released (or for some seconds)", True),
    "late": ("the connection is closed at once; carried out when released (or after some seconds)", False),
    "server_error": ("HTTP 500 (or another 5xx status)", False),
    "unavailable": ("HTTP 503", False),
    "throttled": ("too many calls, in the system's own form", False),
    "too_many": ("HTTP 429, with Retry-After when seconds are given", False),
    "refused": ("refused in the system's own form, with a message and a status", False),
    "html": ("a web page with HTTP 200 in place of the answer", False),
    "challenge": ("a web page with HTTP 403, as of a bot protection", False),
    "truncated": ("the answer ends in the middle of its JSON", True),
    "broken_off": ("the connection ends in the middle of the answer", True),
    "slow": ("the answer drips, one byte in some seconds", True),
    "huge": ("the answer is followed by megabytes of spaces", True),
    "bomb": ("a small compressed answer that unpacks to megabytes", True),
    "redirect": ("HTTP 302 (or another 3xx status) to another address", False),
    "partial": ("B1: HTTP 480, “partial completion”", True),
    "background": ("RoboLabs: a background job in place of an answer", True),
}
# Only systems that name them among their `own_faults` can have these.
_SPECIAL = ("partial", "background")
OUTCOMES = ("succeeds", "fails", "stays")


@dataclass(kw_only=True)
class Fault:
    """A planned fault for the calls named `call` (all of them with ``*``).

    It passes the first `after` matching calls and meets the next `times` (0 means for ever). `saved`
    chooses whether the call is carried out all the same. Of a background job, `polls` is how often it is
    asked after before it ends, `outcome` whether it succeeds, fails or stays.
    """

    kind: str
    call: str = "*"
    company: str = ""
    after: int = 0
    times: int = 1
    saved: bool | None = None
    seconds: float | None = None
    status: int | None = None
    message: str = ""
    polls: int = 1
    outcome: str = "succeeds"
    megabytes: int = 64
    id: int = 0
    passed: int = 0
    met: int = 0

    @property
    def carried_out(self) -> bool:
        """Whether the system does what it is asked before the fault."""
        return KINDS[self.kind][1] if self.saved is None else self.saved

    @property
    def spent(self) -> bool:
        """Whether no further call can meet it."""
        return 0 < self.times <= self.met

    def matches(self, call: str, company: str) -> bool:
        """Whether it is meant for this call."""
        return self.call in ("*", call) and self.company in ("", company)


class Faults:
    """The planned faults of one system."""

    def __init__(self, system: str, own: Collection[str] = ()) -> None:
        self._system = system
        self._own = own
        self._planned: list[Fault] = []
        self._last = 0

    @property
    def kinds(self) -> list[str]:
        """The kinds of fault this system can have."""
        return [kind for kind in KINDS if kind not in _SPECIAL or kind in self._own]

    def set(self, call: str, kind: str, **details: Any) -> Fault:
        """Plan a fault; raises `FaultError`. `details` are the other fields of `Fault`."""
        known = {field.name for field in fields(Fault)} - {"id", "passed", "met"}
        if kind not in self.kinds:
            raise FaultError(f"There is no fault {kind!r} of {self._system}.")
        if unknown := set(details) - known:
            raise FaultError(f"A fault has no {', '.join(sorted(unknown))}.")
        for name, value in {"call": call, **details}.items():
            if not _fits(name, value):
                raise FaultError(f"{name} cannot be {value!r}.")
        if isinstance(details.get("seconds"), (int, Decimal)):
            details["seconds"] = float(details["seconds"])
        fault = Fault(kind=kind, call=call, **details)
        if fault.outcome not in OUTCOMES:
            raise FaultError(f"outcome must be one of {', '.join(OUTCOMES)}.")
        self._last += 1
        fault.id = self._last
        self._planned.append(fault)
        return fault

    def clear(self, fault_id: int = 0) -> None:
        """Forget the planned fault with this id, or all of them."""
        self._planned = [fault for fault in self._planned if fault_id and fault.id != fault_id]

    @property
    def planned(self) -> tuple[Fault, ...]:
        """All that some call may still meet."""
        return tuple(fault for fault in self._planned if not fault.spent)

    def take(self, call: str, company: str) -> Fault | None:
        """The fault this call meets; the planned ones that still pass calls count it."""
        taken: Fault | None = None
        for fault in self.planned:
            if not fault.matches(call, company):
                continue
            if fault.passed < fault.after:
                fault.passed += 1
            elif taken is None:
                fault.met += 1
                taken = fault
        return taken


def _fits(name: str, value: Any) -> bool:
    kind = get_type_hints(Fault)[name]
    if kind is str:
        return isinstance(value, str)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**6
    if value is None or isinstance(value, bool):
        return value is None or name == "saved"
    if name == "saved" or not isinstance(value, (int, float, Decimal)):
        return False
    return 0 <= value <= 10**6 if name == "seconds" else 200 <= value <= 599 and value == int(value)
