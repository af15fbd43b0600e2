"""Many workers freeze at once: PostgreSQL keeps the numbers apart."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from oscar_lt_accounting.models import Series, Submission
from oscar_lt_accounting.services.invoicing.building import freeze_document
from tests.shop import Item

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
]


def together(rows: list[Submission], clock: Any) -> list[bool]:
    """Freeze every row in a thread of its own, all starting at once."""
    frozen: list[bool] = []
    start = threading.Barrier(len(rows))

    def freeze(row: Submission) -> None:
        try:
            start.wait()
            frozen.append(freeze_document(row, clock))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=freeze, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return frozen


@pytest.fixture
def series(connect: Any) -> Series:
    warehouse = connect(numbering="shop")
    return Series.objects.create(integration=warehouse.integration, prefix="ESH")


def test_different_documents_get_different_numbers_without_gaps(
    transactional_db: None, shop: Any, series: Series, clock: Any
) -> None:
    for _ in range(6):
        shop.place([Item("10.00")])
    assert together(list(Submission.objects.all()), clock) == [True] * 6
    numbers = sorted(Submission.objects.values_list("own_number", flat=True))
    assert numbers == [f"{number:05d}" for number in range(1, 7)]


def test_one_document_frozen_by_many_gets_one_number(
    transactional_db: None, shop: Any, series: Series, clock: Any
) -> None:
    shop.place([Item("10.00")])
    assert sorted(together([Submission.objects.get() for _ in range(6)], clock)) == [False] * 5 + [True]
    assert Submission.objects.get().own_number == "00001"
    series.refresh_from_db()
    assert series.next_number == 2
