from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services.brokers import Broker, rabbitmq, redis

BROKERS = {"redis": redis, "rabbitmq": rabbitmq}


@pytest.fixture(params=BROKERS)
def broker(request: Any, worker_id: str) -> Iterator[Broker]:
    """A queue of its own, behind a cable that can be cut."""
    opened: Broker = BROKERS[request.param](worker_id)
    yield opened
    opened.close()
