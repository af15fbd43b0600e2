"""Oscar's allocation is consumed when the document is issued, in shops that want it so."""

from __future__ import annotations

from typing import Any

import pytest
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import Integration, Submission
from oscar_lt_accounting.services.stock.allocations import consume
from tests.shop import Item


@pytest.fixture
def order(stocked: Any, shop: Any) -> Any:
    Integration.objects.update(allocations="consume")
    return shop.place([Item("10.00", 2, stock=5), Item("3.00", 1, stock=5)], placed=stocked.outbox.clock.now())


def stock_of(order: Any) -> list[tuple[int | None, int | None, int]]:
    lines = order.lines.order_by("pk").select_related("stockrecord")
    return [(line.stockrecord.num_in_stock, line.stockrecord.num_allocated, line.num_allocated) for line in lines]


def test_it_is_consumed_once_the_document_is_issued(stocked: Any, order: Any) -> None:
    assert stock_of(order) == [(5, 2, 2), (5, 1, 1)]
    stocked.outbox.run(after=60)
    assert stock_of(order) == [(3, 0, 0), (4, 0, 0)]
    stocked.outbox.run(after=60)
    assert stock_of(order) == [(3, 0, 0), (4, 0, 0)]
    assert not consume(Submission.objects.get(), stocked.outbox.context)


def test_other_shops_keep_it(stocked: Any, order: Any) -> None:
    Integration.objects.update(allocations="keep")
    stocked.outbox.run(after=60)
    assert stock_of(order) == [(5, 2, 2), (5, 1, 1)]


def test_documents_of_long_ago_keep_it(stocked: Any, order: Any) -> None:
    Integration.objects.update(allocations="keep")
    stocked.outbox.run(after=60)
    Integration.objects.update(allocations="consume")
    stocked.outbox.run(after=4 * 24 * 3600)
    assert stock_of(order) == [(5, 2, 2), (5, 1, 1)]


@pytest.mark.parametrize("number", [None, 1])
def test_what_oscar_cannot_consume_stays_allocated(stocked: Any, order: Any, number: int | None) -> None:
    first = order.lines.order_by("pk")[0].stockrecord_id
    StockRecord.objects.filter(pk=first).update(num_in_stock=number)
    stocked.outbox.run(after=60)
    assert stock_of(order) == [(number, 2, 2), (4, 0, 0)]


def test_two_lines_of_one_record_never_take_more_than_there_is(stocked: Any, order: Any) -> None:
    first, second = order.lines.order_by("pk")
    record = first.stockrecord
    StockRecord.objects.filter(pk=record.pk).update(num_in_stock=2, num_allocated=3)
    type(second).objects.filter(pk=second.pk).update(stockrecord=record)
    stocked.outbox.run(after=60)
    assert stock_of(order) == [(0, 1, 0), (0, 1, 1)]


def test_a_document_that_lost_its_warehouse_consumes_all_its_lines(stocked: Any, order: Any) -> None:
    submission = Submission.objects.get()
    submission.warehouse = None
    assert consume(submission, stocked.outbox.context)
    assert stock_of(order) == [(3, 0, 0), (4, 0, 0)]


def test_untracked_goods_have_nothing_to_consume(stocked: Any, order: Any) -> None:
    product_class = order.lines.first().product.product_class
    product_class.track_stock = False
    product_class.save()
    stocked.outbox.run(after=60)
    assert stock_of(order) == [(5, 2, 2), (5, 1, 1)]
