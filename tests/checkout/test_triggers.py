"""When an order becomes due: placed, at a status, by hand, and from which day on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

from django.core import serializers
from oscar.apps.order.models import Order
from oscar.apps.order.signals import order_placed

from oscar_lt_accounting.models import Integration, ProductLink, State, Submission, VatMapping, Warehouse
from oscar_lt_accounting.services.invoicing.routing import IGNORED
from oscar_lt_accounting.services.outbox.sweep import sweep
from tests.shop import Item, Shop

#: The last second of 2025 in Lithuania, and the first of 2026.
EVE, NEW_YEAR = (datetime(2025, 12, 31, hour, minute, tzinfo=timezone.utc) for hour, minute in ((21, 59), (22, 0)))


def states() -> list[str]:
    return sorted(Submission.objects.values_list("state", flat=True))


def sent_from() -> list[str]:
    return sorted(Submission.objects.values_list("warehouse__partner__name", flat=True))


def route(settings: Any, router: Callable) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ROUTER": f"{__name__}.{router.__name__}"}


def ignoring_kaunas(order: Any, keys: Any, warehouses: Any) -> Any:
    return {key: IGNORED if warehouses[key].partner.name == "Kaunas" else warehouses[key] for key in keys}


def one_for_all(order: Any, keys: Any, warehouses: Any) -> Any:
    return dict.fromkeys(keys, next(iter(warehouses.values())))


def with_nonsense(order: Any, keys: Any, warehouses: Any) -> Any:
    return {**{key: warehouses.get(key) for key in keys}, "999": next(iter(warehouses.values()))}


def two(shop: Shop, **values: Any) -> Order:
    return shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))], **values)


def test_a_placed_order_owes_one_document_for_each_partner(shop: Any, connect: Any, outbox: Any) -> None:
    connect()
    connect("Kaunas")
    order = two(shop)
    rows = Submission.objects.filter(order_id=order.pk)
    assert set(rows.values_list("partner_key", "warehouse__partner__name", "origin")) == {
        (str(shop.partner("Vilnius").pk), "Vilnius", "placed"),
        (str(shop.partner("Kaunas").pk), "Kaunas", "placed"),
    }
    assert {(row.state, row.snapshot, row.total) for row in rows} == {(State.PENDING, None, None)}
    assert {line.verb for row in rows for line in row.audit_lines.all()} == {"enqueue"}


def test_payments_are_given_time_to_be_saved(shop: Any, connect: Any, outbox: Any) -> None:
    connect()
    shop.place([Item("10.00")])
    assert Submission.objects.get().not_before == outbox.clock.now() + timedelta(seconds=30)
    assert outbox.run(after=29) == 0
    assert outbox.run(after=1) == 1


def test_the_signal_sent_twice_owes_nothing_more(shop: Any, connect: Any, outbox: Any) -> None:
    connect()
    order = shop.place([Item("10.00")])
    order_placed.send(sender=None, order=order, user=None)
    assert Submission.objects.count() == 1


def test_a_raw_signal_owes_nothing(shop: Any, connect: Any, deaf: Callable) -> None:
    connect()
    with deaf():
        order = shop.place([Item("10.00")])
    order_placed.send(sender=None, order=order, user=None, raw=True)
    assert not Submission.objects.exists()


def test_the_number_is_still_a_number_when_the_signal_comes(shop: Any, connect: Any) -> None:
    connect()
    order = shop.place([Item("10.00")])
    assert type(order.number) is not str
    assert str(order.number) in Submission.objects.get().reference.split("-")


def test_a_named_status_makes_an_order_due(shop: Any, connect: Any, outbox: Any) -> None:
    connect(trigger="status", trigger_statuses=["Paid", "Shipped"])
    order = shop.place([Item("10.00")])
    other = shop.place([Item("10.00")])
    assert not Submission.objects.exists()
    order.set_status("Paid")
    order.set_status("Shipped")
    other.set_status("Cancelled")
    assert (Submission.objects.get().order, Submission.objects.get().origin) == (order, "status")


def test_a_status_an_order_is_placed_with_counts(shop: Any, connect: Any) -> None:
    connect(trigger="status", trigger_statuses=["Pending"])
    shop.place([Item("10.00")])
    assert Submission.objects.count() == 1


def test_a_status_written_without_a_signal_is_found_by_the_sweep(shop: Any, connect: Any) -> None:
    connect(trigger="status", trigger_statuses=["Paid"])
    order = shop.place([Item("10.00")])
    shop.place([Item("10.00")])
    assert sweep() == 0
    Order.objects.filter(pk=order.pk).update(status="Paid")
    assert sweep() == 1
    assert Submission.objects.get().order == order


def test_a_fault_at_a_status_change_does_not_stop_the_change(
    shop: Any, connect: Any, settings: Any, caplog: Any
) -> None:
    connect(trigger="status", trigger_statuses=["Paid"])
    order = shop.place([Item("10.00")])
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ROUTER": "no.such.module"}
    with caplog.at_level(logging.ERROR, "oscar_lt_accounting"):
        order.set_status("Paid")
    assert order.status_changes.get().new_status == "Paid"
    assert f"order {order.pk} could not be enqueued" in caplog.text


def test_two_warehouses_may_wait_for_different_occasions(shop: Any, connect: Any) -> None:
    connect()
    connect("Kaunas", trigger="status", trigger_statuses=["Paid"])
    order = two(shop)
    assert sent_from() == ["Vilnius"]
    order.set_status("Paid")
    assert sent_from() == ["Kaunas", "Vilnius"]
    assert sweep() == 0


def test_an_integration_by_hand_is_left_alone(shop: Any, connect: Any) -> None:
    connect(trigger="manual")
    order = shop.place([Item("10.00")])
    order.set_status("Paid")
    assert sweep() == 0
    assert not Submission.objects.exists()


def test_orders_from_before_the_first_day_are_never_sent_by_themselves(shop: Any, connect: Any) -> None:
    connect(start_date="2026-01-01")
    shop.place([Item("10.00")], placed=EVE)
    assert sweep() == 0
    assert not Submission.objects.exists()
    shop.place([Item("10.00")], placed=NEW_YEAR)
    assert Submission.objects.count() == 1


def test_the_sweep_counts_the_first_day_in_lithuania(shop: Any, connect: Any, deaf: Callable) -> None:
    connect(start_date="2026-01-01")
    with deaf():
        shop.place([Item("10.00")], placed=EVE)
        order = shop.place([Item("10.00")], placed=NEW_YEAR)
    assert sweep() == 1
    assert Submission.objects.get().order_id == order.pk


def test_rows_of_an_integration_that_is_off_wait(shop: Any, connect: Any, outbox: Any, memory_books: Any) -> None:
    connect(is_active=False)
    shop.place([Item("10.00")])
    assert outbox.run(after=3600) == 0
    assert states() == ["pending"]
    Integration.objects.update(is_active=True)
    outbox.run(after=1)
    assert states() == ["issued"]


def test_an_integration_that_was_never_on_has_no_first_day(shop: Any, connect: Any) -> None:
    connect(is_active=False, start_date=None)
    shop.place([Item("10.00")])
    assert not Submission.objects.exists()
    integration = Integration.objects.get()
    integration.is_active = True
    integration.save()
    assert integration.start_date is not None
    assert sweep() == 0


def test_a_partner_without_a_warehouse_waits_for_one(shop: Any, connect: Any, outbox: Any) -> None:
    connect()
    two(shop)
    assert states() == ["pending", "pending"]
    outbox.run(after=60)
    assert states() == ["held", "issued"]


def test_a_warehouse_out_of_use_is_no_home(shop: Any, connect: Any, outbox: Any) -> None:
    connect()
    Warehouse.objects.filter(pk=connect("Kaunas").pk).update(is_active=False)
    two(shop)
    outbox.run(after=60)
    assert Submission.objects.get(state=State.HELD).problem_code == "no_warehouse"


def test_a_router_may_ignore_a_partner(shop: Any, connect: Any, settings: Any) -> None:
    connect()
    connect("Kaunas")
    route(settings, ignoring_kaunas)
    two(shop)
    assert sent_from() == ["Vilnius"]
    sweep()
    assert Submission.objects.count() == 1


def test_a_router_that_sends_two_partners_to_one_warehouse_loses_neither(
    shop: Any, connect: Any, settings: Any, outbox: Any
) -> None:
    connect()
    route(settings, one_for_all)
    order = two(shop)
    assert Submission.objects.filter(order_id=order.pk).count() == 2
    outbox.run(after=60)
    assert states() == ["held", "issued"]
    assert Submission.objects.get(state=State.HELD).problem_code == "no_warehouse"


def test_a_router_that_names_a_partner_the_order_does_not_have(shop: Any, connect: Any, settings: Any) -> None:
    connect()
    route(settings, with_nonsense)
    shop.place([Item("10.00")])
    assert Submission.objects.get().partner_key == str(shop.partner().pk)


def test_set_up_that_is_loaded_from_a_dump_sends_nothing(shop: Any, connect: Any, outbox: Any) -> None:
    connect(settings={"require_links": True})
    warehouse = Warehouse.objects.get()
    order = shop.place([Item("10.00")])
    outbox.run(after=60)
    assert states() == ["held"]
    link = ProductLink(pk=7, warehouse=warehouse, stockrecord=order.lines.get().stockrecord, remote_id="7")
    mapping = VatMapping(pk=7, integration=warehouse.integration, remote_code="S")
    dump = serializers.serialize("json", [link, mapping, warehouse, warehouse.integration])
    for loaded in serializers.deserialize("json", dump):
        loaded.save()
    assert states() == ["held"]


def test_a_dump_may_hold_a_link_before_its_warehouse(shop: Any, connect: Any, outbox: Any) -> None:
    connect()
    warehouse = Warehouse.objects.select_related("integration").get()
    stockrecord = shop.product(Item("10.00")).stockrecords.get()
    link = ProductLink(pk=7, warehouse=warehouse, stockrecord=stockrecord, remote_id="7")
    dump = serializers.serialize("json", [link, warehouse, warehouse.integration])
    Warehouse.objects.all().delete()
    Integration.objects.all().delete()
    for loaded in serializers.deserialize("json", dump):
        loaded.save()
    assert ProductLink.objects.get().warehouse.integration.name == warehouse.integration.name
