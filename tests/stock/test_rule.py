"""How many whole units, and what Oscar and the accounting system count differently."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oscar.apps.order.processing import EventHandler
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import Integration, ProductLink, State, Submission, Trigger, UndeductedLine
from oscar_lt_accounting.services.stock.rule import (
    DeductedOnIssue,
    DeductedOnShipment,
    DeductionUnknown,
    PendingUnits,
    deduction_rule,
    in_stock,
    whole_units,
)
from tests.shop import Item

quantities = st.decimals(min_value=-1000, max_value=1000, places=4)
units = st.decimals(min_value="0.0001", max_value=1000, places=4)


@given(quantities, units)
def test_a_started_unit_never_counts(available: Decimal, size: Decimal) -> None:
    assert whole_units(available, size) == floor(Fraction(available) / Fraction(size))
    assert whole_units(available, Decimal(1)) == floor(available)


@given(quantities, units, st.integers(0, 9), st.integers(0, 9))
def test_what_is_documented_comes_back_and_what_is_shipped_goes(
    available: Decimal, size: Decimal, documented: int, shipped: int
) -> None:
    pending_units = PendingUnits(documented=documented, shipped=shipped)
    assert in_stock(available, size, pending_units) == whole_units(available, size) + documented - shipped


@pytest.fixture
def sold(stocked: Any, shop: Any) -> Any:
    """An order of two units, and what the rule says of its stock record."""
    order = shop.place([Item("10.00", 2)], placed=stocked.outbox.clock.now())
    sold_line = order.lines.get()

    class Sold:
        record = sold_line.stockrecord
        line = sold_line
        submission = Submission.objects.get(order=order)

        def ship(self) -> None:
            EventHandler().consume_stock_allocations(order)

        def release(self) -> None:
            EventHandler().cancel_stock_allocations(order)

        def say(self, **values: Any) -> None:
            Submission.objects.filter(pk=self.submission.pk).update(**values)

        def pending_units(self) -> PendingUnits:
            stocked.warehouse.integration.refresh_from_db()
            meaning = DeductedOnIssue(stocked.warehouse, stocked.outbox.clock.now())
            return meaning.pending_units([self.record.pk]).get(self.record.pk, PendingUnits())

    return Sold()


def test_an_order_that_waits_is_subtracted_by_its_allocation(sold: Any) -> None:
    assert sold.pending_units() == PendingUnits()


def test_an_issued_document_is_in_what_was_read_only_if_it_was_known_before(sold: Any, clock: Any) -> None:
    sold.say(state=State.ISSUED, issued_at=clock.now() - timedelta(seconds=1))
    assert sold.pending_units() == PendingUnits(documented=2)
    sold.say(issued_at=clock.now())
    assert sold.pending_units() == PendingUnits()


def test_goods_shipped_before_their_document_are_owed_to_the_books(sold: Any, clock: Any) -> None:
    sold.ship()
    assert sold.pending_units() == PendingUnits(shipped=2)
    sold.say(state=State.ISSUED, issued_at=clock.now() - timedelta(seconds=1))
    assert sold.pending_units() == PendingUnits()


def test_units_that_the_document_does_not_deduct_are_never_added_back(sold: Any, clock: Any) -> None:
    sold.say(state=State.ISSUED, issued_at=clock.now() - timedelta(seconds=1))
    UndeductedLine.objects.create(submission=sold.submission, order_line=sold.line)
    assert sold.pending_units() == PendingUnits(), "still allocated, so subtracted by Oscar"
    sold.ship()
    assert sold.pending_units() == PendingUnits(shipped=2), "gone from the shelf, still counted there"


def test_lines_of_a_document_that_was_not_issued_are_counted_as_ever(sold: Any) -> None:
    UndeductedLine.objects.create(submission=sold.submission, order_line=sold.line)
    sold.ship()
    assert sold.pending_units() == PendingUnits(shipped=2)
    sold.say(state=State.CANCELLED)
    assert sold.pending_units() == PendingUnits()


@pytest.mark.parametrize("kind", ["proforma", "credit_note"])
def test_documents_that_sell_nothing_take_nothing(sold: Any, clock: Any, kind: str) -> None:
    sold.say(state=State.ISSUED, issued_at=clock.now() - timedelta(seconds=1), kind=kind)
    assert sold.pending_units() == PendingUnits()


def test_released_and_cancelled_orders_are_owed_by_nobody(sold: Any) -> None:
    sold.ship()
    sold.say(state=State.CANCELLED)
    assert sold.pending_units() == PendingUnits()


def test_a_released_allocation_was_not_shipped(sold: Any) -> None:
    sold.release()
    assert sold.pending_units() == PendingUnits()


def test_documents_of_other_books_are_not_in_these(sold: Any, connect: Any, clock: Any) -> None:
    other = connect("Kaunas").integration
    sold.say(state=State.ISSUED, issued_at=clock.now() - timedelta(seconds=1), integration=other)
    assert sold.pending_units() == PendingUnits()
    sold.ship()
    assert sold.pending_units() == PendingUnits()


@pytest.mark.parametrize(
    ("values", "shipped"),
    [
        ({}, 2),
        ({"trigger": Trigger.MANUAL}, 0),
        ({"start_date": "2026-03-10"}, 0),
        ({"start_date": "2026-03-09"}, 2),
        ({"start_date": None}, 0),
    ],
)
def test_orders_without_a_document_are_owed_if_they_will_have_one(sold: Any, values: Any, shipped: int) -> None:
    sold.ship()
    Submission.objects.all().delete()
    Integration.objects.update(**values)
    assert sold.pending_units() == PendingUnits(shipped=shipped)


def test_lines_that_lost_their_record_are_left_out(sold: Any) -> None:
    sold.ship()
    StockRecord.objects.all().delete()
    assert sold.pending_units() == PendingUnits()


def test_where_goods_leave_when_shipped_only_what_was_shipped_since_is_missing(
    sold: Any, stocked: Any, clock: Any
) -> None:
    ProductLink.objects.create(warehouse=stocked.warehouse, stockrecord=sold.record, remote_id="1")
    Integration.objects.update(stock_meaning="shipping")
    stocked.warehouse.integration.refresh_from_db()
    sold.say(state=State.ISSUED, issued_at=clock.now() - timedelta(seconds=1))
    before = deduction_rule(stocked.warehouse, clock.now(), True)
    assert before.pending_units([sold.record.pk]) == {}
    sold.ship()
    assert before.pending_units([sold.record.pk]) == {sold.record.pk: PendingUnits(shipped=2)}
    assert deduction_rule(stocked.warehouse, clock.now(), True).pending_units([sold.record.pk]) == {}


@pytest.mark.parametrize(
    ("takes_goods", "kind"), [(True, DeductedOnIssue), (False, DeductedOnShipment), (None, DeductionUnknown)]
)
def test_the_accounting_system_says_when_goods_leave(stocked: Any, clock: Any, takes_goods: Any, kind: type) -> None:
    assert type(deduction_rule(stocked.warehouse, clock.now(), takes_goods)) is kind


def test_where_nobody_knows_too_little_is_offered_rather_than_too_much(sold: Any, stocked: Any, clock: Any) -> None:
    ProductLink.objects.create(warehouse=stocked.warehouse, stockrecord=sold.record, remote_id="1")
    meaning = deduction_rule(stocked.warehouse, clock.now(), None)
    sold.say(state=State.ISSUED, issued_at=clock.now() - timedelta(seconds=1))
    assert meaning.pending_units([sold.record.pk]) == {}
    sold.ship()
    assert meaning.pending_units([sold.record.pk]) == {sold.record.pk: PendingUnits(shipped=2)}
