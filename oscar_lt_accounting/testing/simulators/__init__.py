"""Accounting systems, simulated: strict servers on the loopback, with books one can look at.

In a test::

    with B1Simulator() as simulator:
        connection = Connection(base_url=simulator.url, credentials=simulator.credentials())

By hand: ``python -m oscar_lt_accounting.testing.simulators``.
"""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators.b1.books import B1Books
from oscar_lt_accounting.testing.simulators.b1.simulator import B1Simulator
from oscar_lt_accounting.testing.simulators.b1.switches import B1Switches
from oscar_lt_accounting.testing.simulators.calls import Call
from oscar_lt_accounting.testing.simulators.centas.books import CentasBooks
from oscar_lt_accounting.testing.simulators.centas.simulator import CentasSimulator
from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches
from oscar_lt_accounting.testing.simulators.companies import (
    DEMO_COMPANIES,
    DEMO_CREDENTIALS,
    DEMO_KEYS,
    DEMO_PRIVATE_KEYS,
    Company,
)
from oscar_lt_accounting.testing.simulators.faults import KINDS, Fault, FaultError
from oscar_lt_accounting.testing.simulators.itax.books import ITaxBooks
from oscar_lt_accounting.testing.simulators.itax.simulator import ITaxSimulator
from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches
from oscar_lt_accounting.testing.simulators.registry import all_systems
from oscar_lt_accounting.testing.simulators.robolabs.books import RoboLabsBooks
from oscar_lt_accounting.testing.simulators.robolabs.simulator import RoboLabsSimulator
from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches
from oscar_lt_accounting.testing.simulators.seeding import SeedError
from oscar_lt_accounting.testing.simulators.server import Server, SimulatorError
from oscar_lt_accounting.testing.simulators.switches import SwitchError

__all__ = [
    "DEMO_COMPANIES",
    "DEMO_CREDENTIALS",
    "DEMO_KEYS",
    "DEMO_PRIVATE_KEYS",
    "KINDS",
    "B1Books",
    "B1Simulator",
    "B1Switches",
    "Call",
    "CentasBooks",
    "CentasSimulator",
    "CentasSwitches",
    "Company",
    "Fault",
    "FaultError",
    "ITaxBooks",
    "ITaxSimulator",
    "ITaxSwitches",
    "RoboLabsBooks",
    "RoboLabsSimulator",
    "RoboLabsSwitches",
    "SeedError",
    "Server",
    "SimulatorError",
    "SwitchError",
    "all_systems",
]
