"""RoboLabs in this process, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES, Company
from oscar_lt_accounting.testing.simulators.robolabs.books import RoboLabsBooks
from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches
from oscar_lt_accounting.testing.simulators.robolabs.system import RoboLabsSystem
from oscar_lt_accounting.testing.simulators.simulator import Simulator


class RoboLabsSimulator(Simulator[RoboLabsBooks, RoboLabsSwitches]):
    """RoboLabs on a free port, with its demo companies unless others are given."""

    def __init__(
        self,
        *,
        companies: Iterable[Company] = DEMO_COMPANIES["robolabs"],
        switches: RoboLabsSwitches | None = None,
        now: Callable[[], float] = time.time,
        host: str = "127.0.0.1",
        port: int = 0,
        state: Path | None = None,
    ) -> None:
        system = RoboLabsSystem(companies, switches or RoboLabsSwitches(), now)
        super().__init__(system, host=host, port=port, state=state)
        self._robolabs = system

    def run_jobs(self, company: str = "") -> None:
        """Carry out the waiting background jobs now, without anybody asking after them."""
        with self.lock:
            self._robolabs.run_jobs(self.company(company).name)
            self.save()
