"""ITax in this process, for tests."""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators.itax.books import ITaxBooks
from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches
from oscar_lt_accounting.testing.simulators.itax.system import ITaxSystem
from oscar_lt_accounting.testing.simulators.toolkit.simulator import Simulator


class ITaxSimulator(Simulator[ITaxBooks, ITaxSwitches]):
    """ITax on a free port."""

    system_type = ITaxSystem
