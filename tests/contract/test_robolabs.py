"""RoboLabs through the contract: at once, and in the background."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.testing import samples
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from oscar_lt_accounting.testing.stands import SimulatedStand
from tests.contract.promised import PromisedContract


def stand(clock: Any, title: str, *, background: bool) -> Any:
    with RoboLabsSimulator(now=clock.epoch) as simulator:
        simulator.seed(*samples.PRODUCTS)
        simulator.switches.per_minute = simulator.switches.per_hour = 100_000
        simulator.switches.background = background
        settings = {"background": background, "limits": []}
        yield SimulatedStand(
            simulator, provider="robolabs", title=title, own_numbers=True, settings=settings, series="INV"
        )


class TestRoboLabs(PromisedContract):
    @pytest.fixture
    def stand(self, clock: Any) -> Any:
        yield from stand(clock, "RoboLabs", background=False)


class TestRoboLabsInTheBackground(PromisedContract):
    @pytest.fixture
    def stand(self, clock: Any) -> Any:
        yield from stand(clock, "RoboLabs background", background=True)
