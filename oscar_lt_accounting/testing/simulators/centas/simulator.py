"""Centas in this process, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from oscar_lt_accounting.testing.simulators.centas.books import CentasBooks
from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches
from oscar_lt_accounting.testing.simulators.centas.system import CentasSystem
from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES, Company
from oscar_lt_accounting.testing.simulators.simulator import Simulator


class CentasSimulator(Simulator[CentasBooks, CentasSwitches]):
    """Centas on a free port, with its demo companies unless others are given."""

    def __init__(
        self,
        *,
        companies: Iterable[Company] = DEMO_COMPANIES["centas"],
        switches: CentasSwitches | None = None,
        now: Callable[[], float] = time.time,
        host: str = "127.0.0.1",
        port: int = 0,
        state: Path | None = None,
    ) -> None:
        super().__init__(CentasSystem(companies, switches or CentasSwitches(), now), host=host, port=port, state=state)
