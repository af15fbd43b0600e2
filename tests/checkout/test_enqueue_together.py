"""Signals and sweeps at the same moment: PostgreSQL lets one of them make an order's rows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from oscar_lt_accounting.models import AuditLine, Submission, Trigger
from oscar_lt_accounting.services.outbox.enqueue import Occasion, enqueue, known_partners
from oscar_lt_accounting.services.outbox.sweep import sweep
from tests.shop import Item

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


def together(*works: Callable[[], Any]) -> list[Any]:
    """What each of the works returned, all of them started at once."""
    start = threading.Barrier(len(works))
    returned: list[Any] = []

    def work(task: Callable[[], Any]) -> None:
        try:
            start.wait()
            returned.append(task())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(task,)) for task in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return returned


def test_sweeps_of_many_workers_make_each_row_once(transactional_db: None, shop: Any, connect: Any, deaf: Any) -> None:
    connect()
    connect("Kaunas")
    with deaf():
        for _ in range(5):
            shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))])
    found = together(*[sweep] * 4)
    assert sum(found) == 5
    assert (Submission.objects.count(), AuditLine.objects.filter(verb="enqueue").count()) == (10, 10)
    assert sweep() == 0


def test_a_signal_and_a_sweep_at_once(transactional_db: None, shop: Any, connect: Any, deaf: Any) -> None:
    connect()
    with deaf():
        order = shop.place([Item("10.00")])

    def signal() -> int:
        try:
            with transaction.atomic():
                return len(enqueue(order, Occasion(Trigger.PLACED), known=known_partners(order.pk)))
        except IntegrityError:
            return 0

    assert sum(together(signal, sweep, signal, sweep)) == 1
    assert Submission.objects.count() == 1
