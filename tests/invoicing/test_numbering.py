"""Numbers of the shop's own: ascending, without gaps, each used once (lt-invoicing-facts §4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.models import Series, State, Submission
from oscar_lt_accounting.providers.memory.books import Fault
from oscar_lt_accounting.services.invoicing.building import freeze_document
from oscar_lt_accounting.services.outbox.resend import send_again
from tests.shop import Item


@pytest.fixture
def series(connect: Any) -> Series:
    warehouse = connect(numbering="shop")
    return Series.objects.create(integration=warehouse.integration, prefix="ESH", next_number=9998, digits=4)


def numbers(memory_books: Any) -> list[str]:
    return [document.full_number for document in memory_books.documents.values()]


def test_numbers_ascend_without_gaps_also_past_their_digits(
    shop: Any, series: Series, outbox: Any, memory_books: Any
) -> None:
    for _ in range(5):
        shop.place([Item("10.00")])
        outbox.run(after=60)
    assert numbers(memory_books) == ["ESH9998", "ESH9999", "ESH10000", "ESH10001", "ESH10002"]


def test_a_document_that_cannot_be_built_takes_no_number(
    shop: Any, series: Series, outbox: Any, memory_books: Any
) -> None:
    shop.place([Item("0.00")])
    shop.place([Item("10.00")])
    outbox.run(after=60)
    assert numbers(memory_books) == ["ESH9998"]
    assert Submission.objects.get(state=State.HELD).own_number == ""


def test_a_number_is_kept_through_hold_and_fix(shop: Any, series: Series, outbox: Any, memory_books: Any) -> None:
    memory_books.faults.append(Fault(Held("The provider rejects this.", code="own_reason")))
    shop.place([Item("10.00")])
    shop.place([Item("20.00")])
    outbox.run(after=60)
    row = Submission.objects.get(state=State.HELD)
    assert (row.own_series, row.own_number) == ("ESH", "9998")
    assert numbers(memory_books) == ["ESH9999"]
    assert send_again(row, actor="test", clock=outbox.clock)
    outbox.run(after=60)
    assert numbers(memory_books) == ["ESH9999", "ESH9998"]
    series.refresh_from_db()
    assert series.next_number == 10000


def test_a_lost_race_gives_the_number_back(shop: Any, series: Series, outbox: Any) -> None:
    shop.place([Item("10.00")])
    quick, slow = (Submission.objects.get() for _ in range(2))
    assert freeze_document(quick, outbox.clock)
    assert not freeze_document(slow, outbox.clock)
    assert (slow.own_number, slow.snapshot) == ("9998", quick.snapshot)
    series.refresh_from_db()
    assert series.next_number == 9999


def test_a_cancelled_document_keeps_its_number_out_of_use(
    shop: Any, series: Series, outbox: Any, memory_books: Any, documents: Callable
) -> None:
    (document,) = documents(shop.place([Item("10.00")]))
    Submission.objects.get().cancel(actor="test", reason="ordered twice")
    shop.place([Item("20.00")])
    outbox.run(after=60)
    assert document.full_number == "ESH9998"
    assert numbers(memory_books) == ["ESH9999"]


def test_a_system_that_numbers_by_itself_gets_no_number(
    shop: Any, connect: Any, outbox: Any, memory_books: Any
) -> None:
    warehouse = connect()
    unused = Series.objects.create(integration=warehouse.integration, prefix="ESH")
    shop.place([Item("10.00")])
    outbox.run(after=60)
    assert numbers(memory_books) == [""]
    assert Submission.objects.get().remote_number == "M00001"
    unused.refresh_from_db()
    assert unused.next_number == 1


def test_two_integrations_count_apart(shop: Any, connect: Any, series: Series, outbox: Any, memory_books: Any) -> None:
    other = connect("Kaunas", numbering="shop")
    Series.objects.create(integration=other.integration, prefix="KN")
    shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))])
    outbox.run(after=60)
    assert sorted(numbers(memory_books)) == ["ESH9998", "KN00001"]
