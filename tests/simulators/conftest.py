from __future__ import annotations

from collections.abc import Iterator

import pytest

from oscar_lt_accounting.testing.simulators import B1Simulator, CentasSimulator, ITaxSimulator, RoboLabsSimulator
from tests.simulators.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def b1(clock: Clock) -> Iterator[B1Simulator]:
    with B1Simulator(now=clock) as simulator:
        yield simulator


@pytest.fixture
def robolabs(clock: Clock) -> Iterator[RoboLabsSimulator]:
    with RoboLabsSimulator(now=clock) as simulator:
        simulator.switches.per_minute = simulator.switches.per_hour = 1000
        yield simulator


@pytest.fixture
def itax(clock: Clock) -> Iterator[ITaxSimulator]:
    with ITaxSimulator(now=clock) as simulator:
        simulator.switches.per_second = 1000
        yield simulator


@pytest.fixture
def centas(clock: Clock) -> Iterator[CentasSimulator]:
    with CentasSimulator(now=clock) as simulator:
        yield simulator
