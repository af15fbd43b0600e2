from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oscar_lt_accounting.testing.simulators import ITaxSimulator
from tests.providers.itax import KEYS, Shop, Spoken
from tests.simulators.clock import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(clock: Clock) -> Iterator[Shop]:
    with ITaxSimulator(now=clock) as simulator:
        simulator.switches.per_second = 1000
        yield Shop(simulator, clock)


@pytest.fixture
def spoken(serve: Any, shop: Shop) -> tuple[Spoken, dict[str, Any]]:
    """A server that says what it is told to, and the settings that lead `shop.provider` to it."""
    books = Spoken()
    server = serve(books.serve)
    return books, {"base_url": f"{server.url}/v2", "credentials": KEYS}


@pytest.fixture
def issued(shop: Shop) -> Shop:
    """A shop with one issued invoice, and a journal that knows nothing of it."""
    shop.submit()
    shop.next()
    with shop.simulator.lock:
        shop.simulator.system.calls.clear()
    return shop
