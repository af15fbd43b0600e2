"""One simulated system in this process, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Generic, TypeVar

from oscar_lt_accounting.testing.simulators.calls import Call
from oscar_lt_accounting.testing.simulators.companies import Company
from oscar_lt_accounting.testing.simulators.faults import Fault, Faults
from oscar_lt_accounting.testing.simulators.server import Server
from oscar_lt_accounting.testing.simulators.state import Books, Product
from oscar_lt_accounting.testing.simulators.switches import Switches
from oscar_lt_accounting.testing.simulators.system import System

BooksT = TypeVar("BooksT", bound=Books[Any])
SwitchesT = TypeVar("SwitchesT", bound=Switches)


class Simulator(Server, Generic[BooksT, SwitchesT]):
    """A server with one system on a free port; the first company is meant where none is named."""

    def __init__(
        self, system: System[BooksT, SwitchesT], *, host: str = "127.0.0.1", port: int = 0, state: Path | None = None
    ) -> None:
        super().__init__([system], host=host, port=port, state=state, now=system.now)
        self.system = system

    @property
    def url(self) -> str:
        """What goes into `Connection.base_url`."""
        return self.url_of(self.system.code)

    @property
    def switches(self) -> SwitchesT:
        """How the system reads what its documents leave open; may be changed at any time."""
        return self.system.switches

    @property
    def faults(self) -> Faults:
        """The planned mishaps."""
        return self.system.faults

    @property
    def calls(self) -> list[Call]:
        """All calls received so far, oldest first."""
        with self.lock:
            return list(self.system.calls)

    def called(self, name: str) -> list[Call]:
        """The calls of one name."""
        return [call for call in self.calls if call.name == name]

    def company(self, name: str = "") -> Company:
        """A company, with the keys that open its books."""
        return self.system.companies[name or next(iter(self.system.companies))]

    def credentials(self, company: str = "") -> dict[str, str]:
        """What goes into `Connection.credentials`."""
        return self.company(company).credentials

    def books(self, company: str = "") -> BooksT:
        """A company's books as they are now; look at them while no call is under way."""
        return self.system.books[self.company(company).name]

    def fail(self, call: str, kind: str, **details: Any) -> Fault:
        """Plan a mishap (`faults.Fault` has the details) for the calls named `call`, or for all with ``*``."""
        with self.lock:
            return self.system.faults.set(call, kind, **details)

    def seed(self, *products: Mapping[str, Any], warehouse: str = "", company: str = "") -> list[Product]:
        """Put products into a warehouse, by default the company's own (`seeding.FIELDS`)."""
        with self.lock:
            seeded = self.system.seed(self.company(company).name, warehouse, products)
            self.save()
            return seeded

    def start_over(self) -> None:
        """Empty books, no calls."""
        with self.lock:
            self.system.start_over()
            self.save()
