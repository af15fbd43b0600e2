"""iTax in this process, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES, Company
from oscar_lt_accounting.testing.simulators.itax.books import ITaxBooks
from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches
from oscar_lt_accounting.testing.simulators.itax.system import ITaxSystem
from oscar_lt_accounting.testing.simulators.simulator import Simulator


class ITaxSimulator(Simulator[ITaxBooks, ITaxSwitches]):
    """iTax on a free port, with its demo companies unless others are given."""

    def __init__(
        self,
        *,
        companies: Iterable[Company] = DEMO_COMPANIES["itax"],
        switches: ITaxSwitches | None = None,
        now: Callable[[], float] = time.time,
        host: str = "127.0.0.1",
        port: int = 0,
        state: Path | None = None,
    ) -> None:
        super().__init__(ITaxSystem(companies, switches or ITaxSwitches(), now), host=host, port=port, state=state)
