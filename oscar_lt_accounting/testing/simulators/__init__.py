"""Accounting systems, simulated: strict servers on the loopback, with records one can look at.

In a test::

    with B1Simulator() as simulator:
        connection = Connection(base_url=simulator.url, credentials=simulator.credentials())

By hand: ``python -m oscar_lt_accounting.testing.simulators``. How a simulator is made: `toolkit`.
"""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators.b1.switches import B1Switches
from oscar_lt_accounting.testing.simulators.b1.system import B1Simulator
from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches
from oscar_lt_accounting.testing.simulators.centas.system import CentasSimulator
from oscar_lt_accounting.testing.simulators.companies import (
    DEMO_COMPANIES,
    DEMO_CREDENTIALS,
    DEMO_KEYS,
    DEMO_PRIVATE_KEYS,
)
from oscar_lt_accounting.testing.simulators.fakturownia.switches import FakturowniaSwitches
from oscar_lt_accounting.testing.simulators.fakturownia.system import FakturowniaSimulator
from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches
from oscar_lt_accounting.testing.simulators.itax.system import ITaxSimulator
from oscar_lt_accounting.testing.simulators.registry import all_systems
from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches
from oscar_lt_accounting.testing.simulators.robolabs.system import RoboLabsSimulator
from oscar_lt_accounting.testing.simulators.toolkit import (
    KINDS,
    Call,
    Clock,
    Company,
    Fault,
    FaultError,
    SeedError,
    Server,
    Simulator,
    SimulatorError,
    SwitchError,
)

__all__ = [
    "DEMO_COMPANIES",
    "DEMO_CREDENTIALS",
    "DEMO_KEYS",
    "DEMO_PRIVATE_KEYS",
    "KINDS",
    "B1Simulator",
    "B1Switches",
    "Call",
    "CentasSimulator",
    "CentasSwitches",
    "Clock",
    "Company",
    "FakturowniaSimulator",
    "FakturowniaSwitches",
    "Fault",
    "FaultError",
    "ITaxSimulator",
    "ITaxSwitches",
    "RoboLabsSimulator",
    "RoboLabsSwitches",
    "SeedError",
    "Server",
    "Simulator",
    "SimulatorError",
    "SwitchError",
    "all_systems",
]
