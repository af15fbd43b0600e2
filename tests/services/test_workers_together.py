"""Many workers at the same rows: PostgreSQL gives each row to one of them, and none waits for another."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import transaction

from oscar_lt_accounting.models import Attempt, AuditLine, Integration, Series, State, Submission
from oscar_lt_accounting.providers.memory.books import Books
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.outbox.worker import Worker
from tests.services.together import together
from tests.shop import Item

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WORKERS, ORDERS = 8, 24


@pytest.fixture(autouse=True)
def one_pen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The accounting system in memory is written by one thread at a time, as those of a real system are."""
    write, pen = Books.write, threading.Lock()

    def _write(books: Books, *args: Any) -> Any:
        with pen:
            return write(books, *args)

    monkeypatch.setattr(Books, "write", _write)


@pytest.fixture
def queue(transactional_db: None, shop: Any, connect: Any) -> Integration:
    """Many documents that are due, numbered by the shop."""
    integration: Integration = connect(settings={"limits": []}, numbering="shop").integration
    Series.objects.create(integration=integration, prefix="ESH")
    for _ in range(ORDERS):
        shop.place([Item("10.00")])
    Submission.objects.update(not_before=CLOCK.now())
    return integration


def work() -> int:
    return Worker(parallel=False).run()


def test_every_row_is_sent_once_with_a_number_of_its_own(queue: Integration, memory_books: Books) -> None:
    for worker in together(*[work] * WORKERS):
        worker.result()
    assert sorted(document.number for document in memory_books.documents.values()) == [
        f"{number:05d}" for number in range(1, ORDERS + 1)
    ]
    assert len({document.reference for document in memory_books.documents.values()}) == ORDERS
    assert set(Submission.objects.values_list("state", "attempt_count")) == {(State.ISSUED, 1)}
    assert Attempt.objects.count() == AuditLine.objects.filter(verb="claim").count() == ORDERS
    assert Series.objects.get().next_number == ORDERS + 1


def test_a_row_that_somebody_holds_keeps_nobody_waiting(queue: Integration, memory_books: Books) -> None:
    with transaction.atomic():
        held = Submission.objects.select_for_update().order_by("not_before", "pk")[0]
        for worker in together(work, work):
            worker.result(seconds=20)
        assert len(memory_books.documents) == ORDERS - 1
    work()
    held.refresh_from_db()
    assert held.state == State.ISSUED
    assert len(memory_books.documents) == ORDERS


def test_a_held_row_without_a_warehouse_keeps_nobody_waiting(
    queue: Integration, shop: Any, memory_books: Books
) -> None:
    shop.place([Item("10.00", partner=shop.partner("Kaunas"))])
    without_warehouse = Submission.objects.filter(integration=None)
    without_warehouse.update(not_before=CLOCK.now())
    with transaction.atomic():
        assert without_warehouse.select_for_update().get().state == State.PENDING
        for worker in together(work, work):
            worker.result(seconds=20)
        assert len(memory_books.documents) == ORDERS
    work()
    assert without_warehouse.get().state == State.HELD
