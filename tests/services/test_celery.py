"""The demo shop on PostgreSQL with a shared cache, its worker woken by Celery through Redis or RabbitMQ."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from kombu.connection import Connection

from tests.services.shop import RunningShop, until

pytestmark = [pytest.mark.services, pytest.mark.postgres]
BROKERS = {"redis": "REDIS_URL", "rabbitmq": "RABBITMQ_URL"}


@pytest.fixture
def database() -> Iterator[str]:
    """A PostgreSQL database of its own."""
    import psycopg

    server, _, _name = os.environ["DATABASE_URL"].replace("postgres://", "postgresql://").rpartition("/")
    name = f"sandbox_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield f"{server}/{name}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=BROKERS)
def broker(request: Any) -> Iterator[tuple[str, str]]:
    """A broker's address and a queue of its own."""
    url, queue = os.environ[BROKERS[request.param]], f"test-{uuid.uuid4().hex[:12]}"
    yield url, queue
    with Connection(url) as connection:
        connection.default_channel.queue_purge(queue)
        connection.default_channel.queue_delete(queue)


def test_orders_arrive_whatever_becomes_of_the_broker(database: str, broker: tuple[str, str], tmp_path: Any) -> None:
    url, queue = broker
    shop = RunningShop(
        tmp_path / "var",
        DATABASE_URL=database,
        REDIS_URL=os.environ["REDIS_URL"],
        CELERY_BROKER_URL=url,
        CELERY_QUEUE=queue,
    )
    try:
        states = until("the demo orders are delivered", shop.delivered, seconds=120)
        assert states["held"] == 5
        assert states["issued"] == len(shop.sales("b1", "vilnius")) + len(shop.sales("robolabs", "kaunas"))
        # What the broker forgets is not missed: the table is the queue.
        with Connection(url) as connection:
            connection.default_channel.queue_purge(queue)
        shop.manage("shell", "-c", _ORDER)
        again = until("one more order is delivered", lambda: _grown(shop, states["issued"] + 2))
        assert again["held"] == 5
        assert again["issued"] == len(shop.sales("b1", "vilnius")) + len(shop.sales("robolabs", "kaunas"))
        assert "Traceback" not in shop.logs()
    finally:
        shop.stop()


def _grown(shop: RunningShop, issued: int) -> dict[str, int]:
    states = shop.delivered()
    return states if states and states["issued"] >= issued else {}


_ORDER = """
from sandbox.demo import files
from sandbox.shop.loading.orders import place
row = next(row for row in files.orders() if row["kind"] == "two-warehouses")
person = next(person for person in files.people() if person["key"] == row["who"])
place({**row, "number": "900001"}, person)
"""
