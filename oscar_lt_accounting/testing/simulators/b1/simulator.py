"""B1 in this process, for tests."""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators.b1.books import B1Books
from oscar_lt_accounting.testing.simulators.b1.switches import B1Switches
from oscar_lt_accounting.testing.simulators.b1.system import B1System
from oscar_lt_accounting.testing.simulators.toolkit.simulator import Simulator


class B1Simulator(Simulator[B1Books, B1Switches]):
    """B1 on a free port."""

    system_type = B1System
