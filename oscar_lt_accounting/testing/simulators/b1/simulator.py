"""B1.lt in this process, for tests."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

from oscar_lt_accounting.testing.simulators.b1.books import B1Books
from oscar_lt_accounting.testing.simulators.b1.switches import B1Switches
from oscar_lt_accounting.testing.simulators.b1.system import B1System
from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES, Company
from oscar_lt_accounting.testing.simulators.simulator import Simulator


class B1Simulator(Simulator[B1Books, B1Switches]):
    """B1.lt on a free port, with its demo companies unless others are given."""

    def __init__(
        self,
        *,
        companies: Iterable[Company] = DEMO_COMPANIES["b1"],
        switches: B1Switches | None = None,
        now: Callable[[], float] = time.time,
        host: str = "127.0.0.1",
        port: int = 0,
        state: Path | None = None,
    ) -> None:
        super().__init__(B1System(companies, switches or B1Switches(), now), host=host, port=port, state=state)
