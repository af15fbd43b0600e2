"""B1.lt, e-commerce methods, through the contract."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.testing import samples
from oscar_lt_accounting.testing.simulators import B1Simulator
from oscar_lt_accounting.testing.stands import SimulatedStand
from tests.contract.promised import PromisedContract


class TestB1ECommerce(PromisedContract):
    @pytest.fixture
    def stand(self, clock: Any) -> Any:
        with B1Simulator(now=clock.epoch) as simulator:
            simulator.seed(*samples.PRODUCTS)
            simulator.switches.daily_requests = 100_000
            yield SimulatedStand(simulator, provider="b1", title="B1.lt e-commerce", settings={"limits": []})
