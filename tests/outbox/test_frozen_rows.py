"""The rows that are sent are frozen beside the document, before anything of it leaves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.models import State, Submission, UndeductedLine
from oscar_lt_accounting.providers.memory.provider import Memory
from tests.outbox.conftest import due
from tests.shop import Item


def without_free_rows(_provider: Memory, document: Document) -> Document:
    """What a system makes of a document when it takes no row of 0.00."""
    free = tuple(position for position, line in enumerate(document.lines) if not line.gross)
    rows = tuple(row for row in document.rows_as_they_are() if row.line not in free)
    return replace(document, rows=rows, not_deducted=free)


def as_version_1(row: Submission) -> None:
    """The row as the version before froze it: neither rows nor order lines."""
    kept = dict(row.snapshot or {})
    document = {name: value for name, value in kept["document"].items() if name not in ("rows", "not_deducted")}
    document["lines"] = [{k: v for k, v in line.items() if k != "order_line"} for line in document["lines"]]
    Submission.objects.filter(pk=row.pk).update(snapshot={**kept, "version": 1, "document": document})
    row.refresh_from_db()


@pytest.fixture
def free_goods(shop: Any, connect: Any, outbox: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> Submission:
    """An order with a paid and a free product, owed to a system that takes no row of 0.00."""
    monkeypatch.setattr(Memory, "priced", without_free_rows)
    connect(settings={"limits": []})
    shop.place([Item("10.00", 2), Item("0.00", 3)])
    return due(Submission.objects.get(), clock)


def test_every_row_knows_its_order_line(owed, outbox):
    row = owed()
    outbox.run()
    row.refresh_from_db()

    assert row.document is not None
    assert row.document.rows is not None
    assert [line.order_line for line in row.document.lines] == [row.order.lines.get().pk]
    assert [(sent.line, sent.quantity, sent.gross) for sent in row.document.rows] == [(0, Decimal(2), Decimal("20.00"))]


def test_lines_that_are_not_deducted_are_written_down_with_the_document(free_goods, outbox):
    outbox.run()
    free_goods.refresh_from_db()

    assert free_goods.state == State.ISSUED
    lost = free_goods.order.lines.get(line_price_incl_tax=0)
    assert list(UndeductedLine.objects.values_list("submission", "order_line")) == [(free_goods.pk, lost.pk)]


def test_a_document_frozen_by_the_version_before_gets_its_rows_before_it_is_sent(free_goods, outbox, clock):
    outbox.run()
    free_goods.refresh_from_db()
    as_version_1(free_goods)
    UndeductedLine.objects.all().delete()
    Submission.objects.filter(pk=free_goods.pk).update(state=State.PENDING, not_before=clock.now(), issued_at=None)

    outbox.run()

    free_goods.refresh_from_db()
    assert free_goods.state == State.ISSUED
    assert free_goods.snapshot is not None
    assert free_goods.snapshot["version"] == 2
    assert free_goods.document is not None
    assert len(free_goods.document.rows or ()) == 1
    lost = free_goods.order.lines.get(line_price_incl_tax=0)
    assert list(UndeductedLine.objects.values_list("order_line", flat=True)) == [lost.pk], "found by SKU and title"


def test_lines_that_are_gone_are_passed_over(free_goods, outbox, clock):
    outbox.run()
    free_goods.refresh_from_db()
    as_version_1(free_goods)
    UndeductedLine.objects.all().delete()
    free_goods.order.lines.filter(line_price_incl_tax=0).delete()
    Submission.objects.filter(pk=free_goods.pk).update(state=State.PENDING, not_before=clock.now(), issued_at=None)

    outbox.run()

    free_goods.refresh_from_db()
    assert free_goods.state == State.ISSUED
    assert not UndeductedLine.objects.exists()


def test_a_changed_way_of_calculating_does_not_touch_a_frozen_document(owed, outbox, clock, monkeypatch, memory_books):
    row = owed()
    outbox.run()
    row.refresh_from_db()
    frozen = row.snapshot
    memory_books.documents.clear()
    Submission.objects.filter(pk=row.pk).update(state=State.PENDING, not_before=clock.now(), issued_at=None)

    def other(_provider: Memory, document: Document) -> Document:
        raise AssertionError("a frozen document is never priced again")

    monkeypatch.setattr(Memory, "priced", other)
    outbox.run()

    row.refresh_from_db()
    assert (row.state, row.snapshot) == (State.ISSUED, frozen)


def test_a_document_without_possible_rows_is_held_and_takes_no_number(shop, connect, outbox, clock, monkeypatch):
    def impossible(_provider: Memory, document: Document) -> Document:
        raise Held("no rows make these sums", code="sums_differ")

    monkeypatch.setattr(Memory, "priced", impossible)
    warehouse = connect(settings={"limits": []}, numbering="shop")
    series = warehouse.integration.series.create(prefix="ESH")
    shop.place([Item("10.00", 2)])
    row = due(Submission.objects.get(), clock)

    outbox.run()

    row.refresh_from_db()
    series.refresh_from_db()
    assert (row.state, row.problem_code, row.own_number, series.next_number) == (State.HELD, "sums_differ", "", 1)
