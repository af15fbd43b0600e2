"""RoboLabs in this process, for tests."""

from __future__ import annotations

from typing import cast

from oscar_lt_accounting.testing.simulators.robolabs.books import RoboLabsBooks
from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches
from oscar_lt_accounting.testing.simulators.robolabs.system import RoboLabsSystem
from oscar_lt_accounting.testing.simulators.toolkit.simulator import Simulator


class RoboLabsSimulator(Simulator[RoboLabsBooks, RoboLabsSwitches]):
    """RoboLabs on a free port."""

    system_type = RoboLabsSystem

    def run_jobs(self, company: str = "") -> None:
        """Carry out the waiting background jobs now, without anybody asking after them."""
        with self.lock:
            cast("RoboLabsSystem", self.system).run_jobs(self.company(company).name)
            self.save()
