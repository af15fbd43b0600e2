"""Celery wakes the delivery; whatever becomes of its messages, every order is in the accounting system once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.run import worker_command
from tests.services.brokers import Broker
from tests.services.headless_shop import HeadlessShop, headless_shop
from tests.services.waiting import until

pytestmark = pytest.mark.services
CELERY = [sys.executable, "-m", "celery", "--app", "sandbox"]
BEAT = [*CELERY, "beat", "--scheduler", "django_celery_beat.schedulers:DatabaseScheduler"]
ORDER = {"vilnius": ["27.00"], "kaunas": ["83.00"]}


@pytest.fixture
def shop(tmp_path: Path, broker: Broker) -> Iterator[HeadlessShop]:
    with headless_shop(tmp_path, **broker.environment) as opened:
        yield opened


def times(number: int) -> dict[str, list[str]]:
    return {warehouse: totals * number for warehouse, totals in ORDER.items()}


def settled(shop: HeadlessShop, orders: int) -> None:
    """All documents are in the accounting system, once, and the shop knows it."""
    until(f"{orders} orders are in the accounting system", lambda: shop.invoices() == times(orders))
    until("the shop knows it", lambda: shop.states() == {"issued": 2 * orders})
    assert shop.invoices() == times(orders)


def test_orders_arrive_also_those_placed_while_the_broker_was_away(shop: HeadlessShop, broker: Broker) -> None:
    with shop.running("worker", worker_command(broker.relay.url)):
        shop.place("900001")
        settled(shop, 1)
        broker.relay.cut()
        shop.place("900002")
        assert shop.states() == {"issued": 2, "pending": 2}
        broker.relay.repair()
        settled(shop, 2)


def test_messages_that_were_lost_or_come_many_times_change_nothing(shop: HeadlessShop, broker: Broker) -> None:
    shop.place("900001")
    with shop.running("beat", BEAT):
        until("an alarm waits", broker.waiting)
        broker.forget()
        shop.place("900002")
        until("many alarms wait", lambda: broker.waiting() >= 3)
        # An alarm that nobody heard in time is worth nothing, so the clock goes on ringing.
        with shop.running("worker", [*CELERY, "worker", "--concurrency", "3"]):
            settled(shop, 2)
