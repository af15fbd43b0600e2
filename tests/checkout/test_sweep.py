"""The sweep: what no signal told is found, once, and asking costs next to nothing (measurements.md §3.1 R5)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.apps.order.models import Line, Order

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.services.invoicing.routing import route_by_partner
from oscar_lt_accounting.services.outbox import sweep as sweeping
from oscar_lt_accounting.services.outbox.sweep import sweep
from tests.shop import PLACED, Item

IDLE = 3


def asked(times: int = 1) -> tuple[int, int]:
    """How many orders a sweep finds, and with how many queries."""
    with CaptureQueriesContext(connection) as queries:
        found = sweep()
    return found, len(queries)


def stumbling(order: Any, keys: Any, warehouses: Any) -> Any:
    if str(order.number).startswith("broken"):
        raise RuntimeError("this order cannot be routed")
    return route_by_partner(order, keys, warehouses)


def imported(number: str, partner: Any, *, placed: Any = PLACED) -> Order:
    """An order as an import writes it: no basket, no stock record, no signal."""
    (order,) = Order.objects.bulk_create(
        [
            Order(
                number=number,
                currency="EUR",
                total_incl_tax=Decimal("12.10"),
                total_excl_tax=Decimal("10.00"),
                date_placed=placed,
            )
        ]
    )
    Line.objects.bulk_create(
        [
            Line(
                order=order,
                partner=partner,
                partner_name=partner.name if partner else "",
                partner_sku="S-1",
                title="Kėdė",
                quantity=1,
                num_allocated=0,
                line_price_incl_tax=Decimal("12.10"),
                line_price_excl_tax=Decimal("10.00"),
                line_price_before_discounts_incl_tax=Decimal("12.10"),
                line_price_before_discounts_excl_tax=Decimal("10.00"),
            )
        ]
    )
    return order


def test_with_nobody_listening_every_order_gets_its_rows_once(
    shop: Any, connect: Any, deaf: Callable, outbox: Any, memory_books: Any
) -> None:
    connect()
    connect("Kaunas")
    with deaf():
        orders = [
            shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))][: 1 + i % 2]) for i in range(6)
        ]
        for order in orders:
            order.set_status("Paid")
    assert not Submission.objects.exists()
    assert sweep() == 6
    assert Submission.objects.count() == 9
    assert set(Submission.objects.values_list("origin", flat=True)) == {"sweep"}
    assert asked()[0] == 0
    assert asked()[1] <= IDLE
    outbox.run(after=60)
    assert memory_books.total() == Decimal("75.00")
    assert asked() == (0, asked()[1])


def test_the_command_says_how_many_it_found(shop: Any, connect: Any) -> None:
    connect()
    imported("1", shop.partner())
    out = StringIO()
    call_command("accounting_sweep", stdout=out)
    assert out.getvalue() == "1 orders found\n"


def test_an_idle_sweep_costs_the_same_with_many_orders(shop: Any, connect: Any) -> None:
    connect()
    shop.place([Item("10.00")])
    few = asked()
    for _ in range(10):
        shop.place([Item("10.00")])
    assert asked() == few


def test_orders_of_an_import_are_found(shop: Any, connect: Any, outbox: Any, memory_books: Any) -> None:
    connect()
    for number in range(3):
        imported(f"import-{number}", shop.partner())
    assert sweep() == 3
    outbox.run(after=60)
    assert memory_books.total() == Decimal("36.30")


def test_orders_are_found_in_batches(shop: Any, connect: Any, deaf: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    connect()
    monkeypatch.setattr(sweeping, "_BATCH", 2)
    for number in range(5):
        imported(f"import-{number}", shop.partner())
    assert sweep() == 5
    assert sweep() == 0


def test_one_broken_order_does_not_stop_the_others(
    shop: Any, connect: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    connect()
    for number in ("1", "broken", "2"):
        imported(number, shop.partner())
    right = settings.OSCAR_LT_ACCOUNTING
    settings.OSCAR_LT_ACCOUNTING = {**right, "ROUTER": f"{__name__}.stumbling"}
    with caplog.at_level(logging.ERROR):
        assert sweep() == 2
    assert "could not be enqueued" in caplog.text
    settings.OSCAR_LT_ACCOUNTING = right
    assert sweep() == 1


def test_somebody_who_was_quicker_is_no_fault(
    shop: Any, connect: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    connect()
    order = shop.place([Item("10.00")])
    monkeypatch.setattr(sweeping, "_orders_without_rows", lambda _warehouses: [order])
    monkeypatch.setattr(sweeping, "known_partners", lambda _order_id: set())
    with caplog.at_level(logging.WARNING):
        assert sweep() == 0
    assert not caplog.records
    assert Submission.objects.count() == 1


def test_without_integrations_the_sweep_asks_once(shop: Any) -> None:
    imported("1", shop.partner())
    found, queries = asked()
    assert (found, queries <= 1) == (0, True)


def test_a_partner_deleted_before_the_sweep_is_held(shop: Any, connect: Any, outbox: Any, deaf: Callable) -> None:
    connect()
    with deaf():
        order = shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))])
    shop.partner("Kaunas").delete()
    assert sweep() == 1
    outbox.run(after=60)
    row = Submission.objects.get(state=State.HELD)
    assert (row.order_id, row.partner_key, row.problem_code) == (order.pk, "", "no_warehouse")
    assert "Kaunas" in row.problem
    assert asked()[0] == 0


@pytest.mark.parametrize("delivered", [True, False])
def test_a_partner_deleted_after_its_rows_were_made_owes_nothing_new(
    shop: Any, connect: Any, outbox: Any, delivered: bool
) -> None:
    connect()
    connect("Kaunas")
    order = shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))])
    if delivered:
        outbox.run(after=60)
    shop.partner("Kaunas").delete()
    found, queries = asked()
    assert found == 0
    assert queries <= IDLE
    order.set_status("Paid")
    assert Submission.objects.filter(order_id=order.pk).count() == 2


def test_a_status_reached_after_the_partner_was_deleted_owes_nothing_new(shop: Any, connect: Any, outbox: Any) -> None:
    connect()
    connect("Kaunas", trigger="status", trigger_statuses=["Paid", "Shipped"])
    order = shop.place([Item("5.00", partner=shop.partner("Kaunas"))])
    order.set_status("Paid")
    outbox.run(after=60)
    shop.partner("Kaunas").delete()
    connect("Klaipėda", trigger="status", trigger_statuses=["Shipped"])
    order.set_status("Shipped")
    assert sweep() == 0
    assert Submission.objects.get(order_id=order.pk).state == State.ISSUED


def test_two_partners_deleted_one_of_them_before_its_row(shop: Any, connect: Any, outbox: Any, deaf: Callable) -> None:
    connect()
    connect("Kaunas")
    order = shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))])
    Submission.objects.filter(partner_key=str(shop.partner("Kaunas").pk)).delete()
    shop.partner("Kaunas").delete()
    assert sweep() == 1
    assert set(Submission.objects.filter(order_id=order.pk).values_list("partner_key", flat=True)) == {
        str(shop.partner().pk),
        "",
    }


def test_rows_of_other_kinds_do_not_stand_for_the_invoice(shop: Any, connect: Any, deaf: Callable) -> None:
    connect()
    with deaf():
        order = shop.place([Item("10.00")])
    Submission.objects.create(
        order_id=order.pk, kind="proforma", reference="p", partner_key=str(shop.partner().pk), not_before=PLACED
    )
    assert sweep() == 1


def test_an_old_order_is_not_found_when_it_is_touched(shop: Any, connect: Any) -> None:
    connect(start_date="2026-03-09")
    imported("1", shop.partner(), placed=PLACED - timedelta(days=1))
    assert sweep() == 0
