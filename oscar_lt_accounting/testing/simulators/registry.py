"""All simulated systems, as `python -m oscar_lt_accounting.testing.simulators` serves them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from oscar_lt_accounting.testing.simulators.b1.system import B1System
from oscar_lt_accounting.testing.simulators.centas.system import CentasSystem
from oscar_lt_accounting.testing.simulators.fakturownia.system import FakturowniaSystem
from oscar_lt_accounting.testing.simulators.itax.system import ITaxSystem
from oscar_lt_accounting.testing.simulators.robolabs.system import RoboLabsSystem
from oscar_lt_accounting.testing.simulators.toolkit import System

_SYSTEMS: tuple[type[System[Any, Any]], ...] = (B1System, RoboLabsSystem, ITaxSystem, CentasSystem, FakturowniaSystem)


def all_systems(now: Callable[[], float] = time.time) -> list[System[Any, Any]]:
    """Every simulated system with its demo companies; a server that carries them sets their clock."""
    return [system(now=now) for system in _SYSTEMS]
