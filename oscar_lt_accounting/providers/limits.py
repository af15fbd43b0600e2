"""How often we may call: declared by a provider, kept by a limiter that is handed in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Purpose(str, Enum):
    """What a call is for; documents go before everything else when calls are scarce."""

    DOCUMENT = "document"
    LOOK_UP = "look_up"
    STOCK = "stock"
    SET_UP = "set_up"
    FILE = "file"
    READ_BACK = "read_back"


@dataclass(frozen=True)
class Limit:
    """At most `requests` calls in any `seconds`, or in one calendar day of `time_zone`."""

    requests: int
    seconds: int = 86_400
    time_zone: str = ""


class Slot(Protocol):
    """The permission for one call."""

    def answered(self) -> None:
        """Say that the call is over, so that its window starts to run now."""


class Limiter(Protocol):
    """Keeps all workers together within the limits."""

    def enter(self, purpose: Purpose) -> Slot:
        """A slot for one call now.

        Raises `Throttled` with the waiting time when there is none.
        """


class _FreeSlot:
    def answered(self) -> None:
        """Nothing is counted."""


class Unlimited:
    """The limiter of a bare Python shell: it counts nothing."""

    def enter(self, purpose: Purpose) -> Slot:
        """A slot, always."""
        return _FreeSlot()
