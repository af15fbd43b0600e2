"""All simulated systems, as `python -m oscar_lt_accounting.testing.simulators` serves them."""

from __future__ import annotations

from typing import Any

from oscar_lt_accounting.testing.simulators.b1.system import B1System
from oscar_lt_accounting.testing.simulators.centas.system import CentasSystem
from oscar_lt_accounting.testing.simulators.fakturownia.system import FakturowniaSystem
from oscar_lt_accounting.testing.simulators.itax.system import ITaxSystem
from oscar_lt_accounting.testing.simulators.robolabs.system import RoboLabsSystem
from oscar_lt_accounting.testing.simulators.toolkit import System


def all_systems() -> list[System[Any, Any]]:
    """Every simulated system with its demo companies; a new system is one line here."""
    return [B1System(), RoboLabsSystem(), ITaxSystem(), CentasSystem(), FakturowniaSystem()]
