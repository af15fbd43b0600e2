"""One simulated system in this process, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Generic

from oscar_lt_accounting.testing.simulators.toolkit.calls import Call
from oscar_lt_accounting.testing.simulators.toolkit.companies import Company
from oscar_lt_accounting.testing.simulators.toolkit.faults import Fault, Faults
from oscar_lt_accounting.testing.simulators.toolkit.records import Product, RecordsT, SwitchesT
from oscar_lt_accounting.testing.simulators.toolkit.server import Server
from oscar_lt_accounting.testing.simulators.toolkit.system import System


class Simulator(Server, Generic[RecordsT, SwitchesT]):
    """A server with one system on a free port, with its demo companies unless others are given.

    The first company is meant where none is named. A subclass only names its `system_type`.
    """

    system_type: ClassVar[type[System[Any, Any]]]

    def __init__(
        self,
        *,
        companies: Iterable[Company] | None = None,
        switches: SwitchesT | None = None,
        now: Callable[[], float] = time.time,
        host: str = "127.0.0.1",
        port: int = 0,
        state: Path | None = None,
    ) -> None:
        system: System[RecordsT, SwitchesT] = self.system_type(companies, switches)
        super().__init__([system], host=host, port=port, state=state, now=now)
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
        """The planned faults."""
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
        """A company, with the keys that open its records."""
        return self.system.companies[name or next(iter(self.system.companies))]

    def credentials(self, company: str = "") -> dict[str, str]:
        """What goes into `Connection.credentials`."""
        return self.company(company).credentials

    def records(self, company: str = "") -> RecordsT:
        """A company's records as they are now; look at them while no call is under way."""
        return self.system.records[self.company(company).name]

    def books(self, company: str = "") -> RecordsT:
        """The older name of `records`."""
        return self.records(company)

    def fail(self, call: str, kind: str, **details: Any) -> Fault:
        """Plan a fault (`faults.Fault` has the details) for the calls named `call`, or for all with ``*``."""
        with self.lock:
            return self.system.faults.set(call, kind, **details)

    def seed(self, *products: Mapping[str, Any], warehouse: str = "", company: str = "") -> list[Product]:
        """Put products into a warehouse, by default the company's own (`seeding.FIELDS`)."""
        with self.lock:
            seeded = self.system.seed(self.company(company).name, warehouse, products)
            self.save()
            return seeded

    def start_over(self) -> None:
        """No records, no calls."""
        with self.lock:
            self.system.start_over()
            self.save()
