"""What the contract suite must know of an accounting system: how to connect, what its simulator holds, how to trip it.

`SimulatedSetup` is for the simulators of this package; for a system of your own, derive from `SystemSetup`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count
from typing import Any

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.testing.simulators import Simulator


@dataclass(frozen=True, kw_only=True)
class Booked:
    """A document in the simulated accounting systems, as far as the suite looks at it."""

    net: Decimal
    vat: Decimal
    gross: Decimal
    number: str = ""
    rows: int = 0
    issued: bool = True


@dataclass(frozen=True, kw_only=True)
class Mishap:
    """One thing that can happen to one call. `saved` says whether the call takes effect all the same."""

    name: str
    kind: str
    details: Mapping[str, Any] = field(default_factory=dict)


class SystemSetup(ABC):
    """A simulated system, ready to be delivered to. The suite makes a new one for every test."""

    #: The provider's code, as the registry knows it.
    provider: str
    #: A word for tables when one system is set up in several ways.
    title: str = ""
    #: Whether the shop numbers the documents.
    own_numbers: bool = False
    #: The warehouse's code in the accounting system.
    warehouse: str = "1"

    @property
    @abstractmethod
    def base_url(self) -> str:
        """What goes into `Integration.base_url`."""

    @property
    @abstractmethod
    def credentials(self) -> dict[str, str]:
        """What goes into `Integration.credentials`."""

    @property
    def settings(self) -> dict[str, Any]:
        """What goes into `Integration.settings`."""
        return {}

    @property
    def wrong_credentials(self) -> dict[str, str]:
        """Keys that open nothing."""
        return {name: "0" * len(value) for name, value in self.credentials.items()}

    @abstractmethod
    def booked(self) -> Sequence[Booked]:
        """All documents in the accounting system, finished or not."""

    @abstractmethod
    def calls(self) -> int:
        """How many calls were made so far."""

    @abstractmethod
    def trip(self, mishap: Mishap, *, after: int) -> bool:
        """Let the call after so many others meet `mishap`; False when the simulator cannot."""

    @abstractmethod
    def let_go(self) -> None:
        """Let held answers go and late calls arrive."""

    def holds(self) -> bool:
        """Whether an answer is on hold now; False where that is not known, and the call's own time must pass."""
        return False

    def dress(self, document: Document) -> Document:
        """`document` with the links and codes that the set-up of this system would have put in."""
        return document


class SimulatedSetup(SystemSetup):
    """One of this package's simulators, its shelves filled with the products of `testing.samples`."""

    def __init__(
        self,
        simulator: Simulator[Any, Any],
        *,
        provider: str,
        title: str = "",
        own_numbers: bool = False,
        settings: Mapping[str, Any] | None = None,
        vat: Mapping[str, str] | None = None,
        series: str = "",
    ) -> None:
        self._simulator = simulator
        self.provider = provider
        self.title = title or simulator.system.code
        self.own_numbers = own_numbers
        self.warehouse = simulator.company().warehouse
        self._settings = dict(settings or {})
        self._vat = vat or {}
        self._series = series
        self._numbers = count(1)

    @property
    def base_url(self) -> str:
        """The simulator's address."""
        return self._simulator.url

    @property
    def credentials(self) -> dict[str, str]:
        """The keys of its first company."""
        return self._simulator.credentials()

    @property
    def settings(self) -> dict[str, Any]:
        """As given."""
        return self._settings

    def booked(self) -> Sequence[Booked]:
        """The documents of its first company; cancelled ones do not count."""
        return [
            Booked(
                net=document.net,
                vat=document.vat,
                gross=document.gross,
                number=document.number,
                rows=len(document.rows),
                issued=document.issued,
            )
            for document in self._simulator.books().documents
            if document.state != "cancelled"
        ]

    def calls(self) -> int:
        """Calls of all companies."""
        return len(self._simulator.calls)

    def trip(self, mishap: Mishap, *, after: int) -> bool:
        """Plan the mishap, where the system knows it."""
        if mishap.kind not in self._simulator.faults.kinds:
            return False
        self._simulator.fail("*", mishap.kind, after=after, **mishap.details)
        return True

    def turn(self, switch: str, value: Any) -> None:
        """Let the simulator read its documents in another way."""
        self._simulator.switches.turn(switch, value)

    def put(self, *products: Mapping[str, Any]) -> None:
        """Have these products in the warehouse, in the place of those with the same ids."""
        self._simulator.seed(*products)

    def let_go(self) -> None:
        """Let held answers go and late calls arrive."""
        self._simulator.release()

    def holds(self) -> bool:
        """Whether an answer is on hold now."""
        return self._simulator.wait_until_held(1, 0)

    def dress(self, document: Document) -> Document:
        """Rows carry the ids of the shelves and the system's VAT codes."""
        lines = tuple(
            replace(line, remote_vat=self._vat.get(str(line.rate), "") or line.remote_vat) for line in document.lines
        )
        own: dict[str, Any] = (
            {"series": self._series, "number": f"{next(self._numbers):06d}"} if self.own_numbers else {}
        )
        return replace(document, lines=lines, warehouse=self.warehouse, **own)
