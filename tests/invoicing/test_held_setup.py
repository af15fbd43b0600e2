"""What the set-up lacks holds a document, and fixing it sends everything that waited."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.models import ProductLink, Series, State, VatMapping
from oscar_lt_accounting.providers.capabilities import Capability
from oscar_lt_accounting.providers.memory.provider import Memory
from tests.shop import GrossStrategy, Item


def needing(monkeypatch: pytest.MonkeyPatch, *capabilities: Capability) -> None:
    monkeypatch.setattr(Memory, "capabilities", Memory.capabilities | set(capabilities))


def test_a_link_that_is_missing(shop: Any, connect: Any, held: Callable, outbox: Any, memory_books: Any) -> None:
    warehouse = connect(settings={"require_links": True})
    order = shop.place([Item("10.00", title="Kėdė")], shipping="3.00")
    line = order.lines.get()
    row = held(order, "no_link", "Kėdė", line.partner_sku, "Vilnius sandėlis")
    assert row.problem_detail["params"]["stockrecord"] == str(line.stockrecord_id)
    ProductLink.objects.create(
        warehouse=warehouse, stockrecord=line.stockrecord, remote_id="77", remote_code="KEDE", units=Decimal(6)
    )
    outbox.run(after=60)
    row.refresh_from_db()
    assert row.state == State.ISSUED
    goods, delivery = memory_books.documents["1"].lines
    assert (goods.remote_id, goods.remote_code, goods.units, goods.remote_quantity) == (
        "77",
        "KEDE",
        Decimal(6),
        Decimal(6),
    )
    assert (delivery.remote_id, delivery.units) == ("", Decimal(1))


def test_services_and_delivery_need_no_link(shop: Any, connect: Any, documents: Callable) -> None:
    connect(settings={"require_links": True})
    (document,) = documents(shop.place([Item("10.00", kind="paslaugos")], shipping="3.00"))
    assert [line.remote_id for line in document.lines] == ["", ""]


def test_a_link_of_another_warehouse_does_not_count(shop: Any, connect: Any, held: Callable) -> None:
    connect(settings={"require_links": True})
    elsewhere = connect("Kaunas")
    order = shop.place([Item("10.00", title="Kėdė")])
    ProductLink.objects.create(warehouse=elsewhere, stockrecord=order.lines.get().stockrecord, remote_id="77")
    held(order, "no_link", "Kėdė")


@pytest.mark.parametrize("gone", ["product", "stockrecord"])
def test_a_deleted_product_where_links_are_needed(shop: Any, connect: Any, held: Callable, gone: str) -> None:
    connect(settings={"require_links": True})
    order = shop.place([Item("10.00", title="Kėdė")])
    line = order.lines.get()
    getattr(line, gone).delete()
    held(order, "product_deleted", "Kėdė", line.partner_sku)


@pytest.mark.parametrize("gone", ["product", "stockrecord"])
def test_a_deleted_product_where_they_are_not(shop: Any, connect: Any, documents: Callable, gone: str) -> None:
    connect()
    order = shop.place([Item("10.00", title="Kėdė")])
    getattr(order.lines.get(), gone).delete()
    (document,) = documents(order)
    assert (document.lines[0].title, document.total) == ("Kėdė", Decimal("10.00"))


def test_a_series_that_is_missing(shop: Any, connect: Any, held: Callable, outbox: Any, memory_books: Any) -> None:
    warehouse = connect(numbering="shop", name="Knygos")
    row = held(shop.place([Item("10.00")]), "series_missing", "Knygos")
    Series.objects.create(integration=warehouse.integration, prefix="ESH", next_number=41)
    outbox.run(after=60)
    row.refresh_from_db()
    assert (row.state, row.remote_number, row.own_number) == (State.ISSUED, "ESH00041", "00041")
    assert memory_books.documents["1"].full_number == "ESH00041"


def test_a_series_of_another_kind_does_not_count(shop: Any, connect: Any, held: Callable) -> None:
    warehouse = connect(numbering="shop")
    Series.objects.create(integration=warehouse.integration, prefix="KS", kind="credit_note")
    held(shop.place([Item("10.00")]), "series_missing")


def test_a_vat_mapping_that_is_missing(
    shop: Any, connect: Any, held: Callable, outbox: Any, memory_books: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    needing(monkeypatch, Capability.NEEDS_VAT_MAPPING)
    warehouse = connect()
    row = held(shop.place([Item("10.00", title="Kėdė")]), "vat_mapping", "Memory", "21 %", "Kėdė")
    VatMapping.objects.create(integration=warehouse.integration, rate=Decimal(21), remote_code="S21")
    outbox.run(after=60)
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert memory_books.documents["1"].lines[0].remote_vat == "S21"


def test_a_vat_mapping_for_no_rate_that_is_missing(
    shop: Any, connect: Any, held: Callable, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    needing(monkeypatch, Capability.NEEDS_VAT_MAPPING)
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "SELLER_VAT_STATUS": "none"}
    connect()
    order = shop.place([Item("10.00", title="Kėdė")], shop_strategy=GrossStrategy(rate=Decimal(0)))
    held(order, "vat_mapping", "no VAT", "Kėdė")


def test_the_closest_vat_mapping_wins(shop: Any, connect: Any, documents: Callable) -> None:
    warehouse = connect()
    for destination, buyer, code in (
        ("any", "any", "1"),
        ("lt", "any", "2"),
        ("any", "consumer", "3"),
        ("lt", "consumer", "4"),
        ("lt", "business", "5"),
        ("eu", "consumer", "6"),
    ):
        VatMapping.objects.create(
            integration=warehouse.integration, rate=Decimal(21), destination=destination, buyer=buyer, remote_code=code
        )
    order = shop.place([Item("10.00")])
    (document,) = documents(order)
    assert document.lines[0].remote_vat == "4"
    VatMapping.objects.filter(remote_code="4").delete()
    (document,) = documents(shop.place([Item("10.00")]))
    assert document.lines[0].remote_vat == "2"


def test_books_that_need_links_ask_for_them_by_themselves(
    shop: Any, connect: Any, held: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    needing(monkeypatch, Capability.NEEDS_LINKS)
    connect()
    held(shop.place([Item("10.00", title="Kėdė")]), "no_link", "Kėdė")


def test_a_link_is_no_longer_needed_when_the_shop_says_so(
    shop: Any, connect: Any, documents: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    needing(monkeypatch, Capability.NEEDS_LINKS)
    connect(settings={"require_links": False})
    assert documents(shop.place([Item("10.00")]))
