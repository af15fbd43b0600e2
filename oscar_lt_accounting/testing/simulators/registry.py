"""All simulated systems, as `python -m oscar_lt_accounting.testing.simulators` serves them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from oscar_lt_accounting.testing.simulators.b1.switches import B1Switches
from oscar_lt_accounting.testing.simulators.b1.system import B1System
from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches
from oscar_lt_accounting.testing.simulators.centas.system import CentasSystem
from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES
from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches
from oscar_lt_accounting.testing.simulators.itax.system import ITaxSystem
from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches
from oscar_lt_accounting.testing.simulators.robolabs.system import RoboLabsSystem
from oscar_lt_accounting.testing.simulators.system import System


def all_systems(now: Callable[[], float] = time.time) -> list[System[Any, Any]]:
    """Every simulated system with its demo companies; a new system is one line here."""
    return [
        B1System(DEMO_COMPANIES["b1"], B1Switches(), now),
        RoboLabsSystem(DEMO_COMPANIES["robolabs"], RoboLabsSwitches(), now),
        ITaxSystem(DEMO_COMPANIES["itax"], ITaxSwitches(), now),
        CentasSystem(DEMO_COMPANIES["centas"], CentasSwitches(), now),
    ]
