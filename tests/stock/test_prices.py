"""Prices and names that follow the accounting system: what is written, what is never written, and what is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models.signals import post_save
from django.test.utils import CaptureQueriesContext
from oscar.apps.catalogue.models import Product
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import AuditLine, CatalogueItem, Integration, ProductLink, Warehouse
from oscar_lt_accounting.services.stock import prices
from oscar_lt_accounting.services.stock.prices import Applied
from tests.shop import PLACED, Item


class Store:
    """A warehouse whose accounting system returns prices and names, and the shop in front of it."""

    def __init__(self, shop: Any, warehouse: Warehouse) -> None:
        self.shop = shop
        self.pk = warehouse.pk

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse.objects.select_related("integration").get(pk=self.pk)

    def rule(self, **values: Any) -> None:
        Integration.objects.filter(warehouses=self.pk).update(**values)

    def sell(self, price: Any = "10.00", told: Any = "12.00", *, vat: Any = True, name: str = "", **link: Any) -> Any:
        """A stock record and the accounting product that it is linked to."""
        record = self.shop.product(Item(price or "1", partner=self.warehouse.partner, title="Prekė")).stockrecords.get()
        StockRecord.objects.filter(pk=record.pk).update(price=price, num_in_stock=7, num_allocated=2)
        self.tell(record.pk, told, vat=vat, name=name)
        ProductLink.objects.create(warehouse=self.warehouse, stockrecord=record, remote_id=str(record.pk), **link)
        return record

    def tell(self, remote_id: Any, price: Any, *, vat: Any = True, name: str = "", gone_at: Any = None) -> None:
        values = {"price": price, "price_includes_vat": vat, "name": name, "read_at": PLACED, "gone_at": gone_at}
        CatalogueItem.objects.update_or_create(warehouse=self.warehouse, remote_id=str(remote_id), defaults=values)

    def changes(self) -> list[tuple[str, Any, Any, str]]:
        return [(one.field, one.old, one.new, one.refusal) for one in prices.changes(self.warehouse)]

    def apply(self) -> Applied:
        return prices.apply(self.warehouse, actor="test")


@pytest.fixture
def store(shop: Any, connect: Any) -> Store:
    store = Store(shop, connect())
    store.rule(sync_prices=True)
    return store


def price(record: Any) -> Any:
    return StockRecord.objects.values_list("price", flat=True).get(pk=record.pk)


def title(record: Any) -> str:
    return Product.objects.values_list("title", flat=True).get(pk=record.product_id)


def known(record: Any) -> tuple[Any, str]:
    return ProductLink.objects.values_list("synced_price", "synced_name").get(stockrecord=record.pk)


# -- whether -----------------------------------------------------------------------------------------------


def test_nothing_follows_the_books_by_itself(store):
    store.rule(sync_prices=False)
    record = store.sell(name="Puodelis")
    with CaptureQueriesContext(connection) as asked:
        assert prices.apply(store.warehouse) == Applied()
    assert len(asked) == 1, "only the warehouse itself"
    assert store.changes() == []
    assert (price(record), title(record)) == (10, "Prekė")


def test_a_warehouse_out_of_use_tells_nothing(store):
    record = store.sell()
    Warehouse.objects.update(is_active=False)
    assert (store.changes(), store.apply(), price(record)) == ([], Applied(), 10)


@pytest.mark.parametrize(
    ("rule", "expected", "field"),
    [
        ({"sync_prices": True, "sync_names": False}, (12, "Prekė"), "price"),
        ({"sync_prices": False, "sync_names": True}, (10, "Puodelis"), "name"),
    ],
)
def test_prices_and_names_follow_apart(store, rule, expected, field):
    store.rule(**rule)
    record = store.sell(name="Puodelis")
    assert [change[0] for change in store.changes()] == [field]
    store.apply()
    assert (price(record), title(record)) == expected


def test_a_preview_tells_what_would_be_written_and_writes_nothing(store):
    store.rule(sync_names=True)
    record, _agrees = store.sell(name="Puodelis"), store.sell("12.00", name="Prekė")
    expected = [("price", Decimal(10), Decimal(12), ""), ("name", "Prekė", "Puodelis", "")]
    assert store.changes() == expected
    assert (store.changes(), price(record), known(record)) == (expected, 10, (None, ""))
    assert store.apply() == Applied(prices=1, names=1)
    assert store.changes() == []


@pytest.mark.parametrize("how", ["gone", "untold", "unlinked", "foreign"])
def test_what_the_books_do_not_tell_is_left_alone(store, how, shop):
    store.rule(sync_names=True)
    record = store.sell(name="Puodelis")
    if how == "gone":
        store.tell(record.pk, "12.00", name="Puodelis", gone_at=PLACED)
    elif how == "untold":
        store.tell(record.pk, None)
    elif how == "unlinked":
        ProductLink.objects.update(remote_id="other")
    else:
        StockRecord.objects.update(partner=shop.partner("Kaunas"))
    assert (store.changes(), store.apply()) == ([], Applied())


# -- how much ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shop_with_vat", "told", "vat", "rate", "units", "expected"),
    [
        (True, "12.1000", True, None, "1", "12.10"),
        (True, "10.0000", False, "21.00", "1", "12.10"),
        (True, "10.0000", None, "21.00", "1", "12.10"),
        (True, "10.0000", False, "0.00", "1", "10.00"),
        (False, "12.1000", True, "21.00", "1", "10.00"),
        (False, "10.0000", False, None, "1", "10.00"),
        (False, "10.0000", None, "21.00", "1", "10.00"),
        (True, "0.9999", True, None, "6", "6.00"),
        (True, "0.1250", True, None, "0.2", "0.03"),
        (True, "1.0050", True, None, "1", "1.01"),
        (True, "8.2562", False, "21.00", "1", "9.99"),
        (True, "0.3333", False, "5.00", "3", "1.05"),
    ],
)
def test_the_price_of_a_shop_unit(store, shop_with_vat, told, vat, rate, units, expected):
    store.rule(prices_include_tax=shop_with_vat, price_rate=rate)
    record = store.sell("99.00", told, vat=vat, units=Decimal(units))
    assert store.apply() == Applied(prices=1)
    assert price(record) == known(record)[0] == Decimal(expected)


@pytest.mark.parametrize(("shop_with_vat", "vat"), [(True, False), (True, None), (False, True), (False, None)])
def test_without_a_vat_rate_no_price_is_guessed(store, shop_with_vat, vat):
    store.rule(prices_include_tax=shop_with_vat)
    record = store.sell(vat=vat)
    ((field, old, new, refusal),) = store.changes()
    assert (field, old, new) == ("price", 10, None)
    assert record.partner_sku in refusal
    assert "Fill in “VAT rate for prices, %” of the integration “memory Vilnius”." in refusal
    assert (store.apply(), price(record), known(record)) == (Applied(), 10, (None, ""))


@pytest.mark.parametrize(("told", "units"), [("0.0000", "1"), ("-1.0000", "1"), ("0.0040", "1"), ("9999999999", "9")])
def test_what_makes_no_price_is_never_written(store, told, units):
    record = store.sell(told=told, units=Decimal(units))
    ((_field, old, new, refusal),) = store.changes()
    assert (old, new) == (10, None)
    assert "makes no price in the shop" in refusal
    assert (store.apply(), price(record)) == (Applied(), 10)


def test_a_price_in_another_currency_is_left_alone(store):
    record = store.sell()
    StockRecord.objects.update(price_currency="USD")
    assert "is priced in USD, and the accounting system returns prices in EUR" in store.changes()[0][3]
    assert (store.apply(), price(record)) == (Applied(), 10)


# -- sale prices -------------------------------------------------------------------------------------------


def test_a_price_follows_again_and_again(store):
    record = store.sell(price=None)
    assert store.changes() == [("price", None, 12, "")]
    for told in ("12.00", "13.00", "9.50"):
        store.tell(record.pk, told)
        assert store.apply() == Applied(prices=1)
        assert price(record) == Decimal(told)


@pytest.mark.parametrize("sale", [Decimal("8.00"), None])
def test_a_sale_price_is_kept_until_it_is_taken_back(store, sale):
    record = store.sell()
    store.apply()
    StockRecord.objects.update(price=sale)

    for told in ("12.00", "15.00"):
        store.tell(record.pk, told)
        ((_field, old, new, refusal),) = store.changes()
        assert (old, new) == (sale, Decimal(told))
        assert (
            f"was changed in the shop from 12.00 to {sale or '–'} and is kept; in the accounting system it is {told}"
            in refusal
        )
        assert store.apply() == Applied(kept=1)
        assert (price(record), known(record)[0]) == (sale, 12)

    StockRecord.objects.update(price=12)
    assert store.apply() == Applied(prices=1)
    assert price(record) == 15


def test_a_price_that_agrees_is_remembered_without_being_written(store):
    record = store.sell("12.00")
    StockRecord.objects.update(date_updated=PLACED)
    assert store.apply() == Applied()
    assert known(record)[0] == 12
    assert StockRecord.objects.get().date_updated == PLACED
    StockRecord.objects.update(price="8.00")
    assert store.apply() == Applied(kept=1)


def test_a_price_that_staff_took_over_from_the_books_follows_again(store):
    record = store.sell()
    store.apply()
    StockRecord.objects.update(price=15)
    store.tell(record.pk, "15.00")
    assert store.apply() == Applied()
    store.tell(record.pk, "16.00")
    assert store.apply() == Applied(prices=1)


# -- names -------------------------------------------------------------------------------------------------


def test_a_name_is_never_empty_and_never_too_long(store):
    store.rule(sync_prices=False, sync_names=True)
    empty, blank, long = store.sell(), store.sell(name="  "), store.sell(name=" " + "Ž" * 254)
    assert store.apply() == Applied(names=1)
    assert (title(empty), title(blank), title(long)) == ("Prekė", "Prekė", "Ž" * 254)


def test_a_name_that_was_changed_in_the_shop_is_kept(store):
    store.rule(sync_prices=False, sync_names=True)
    record = store.sell(name="Puodelis")
    store.apply()
    Product.objects.update(title="Gražus puodelis")
    ((field, old, new, refusal),) = store.changes()
    assert (field, old, new) == ("name", "Gražus puodelis", "Puodelis")
    assert "was changed in the shop from “Puodelis” to “Gražus puodelis” and is kept" in refusal
    assert store.apply() == Applied(kept=1)
    store.tell(record.pk, None, name="Gražus puodelis")
    assert (store.apply(), known(record)[1]) == (Applied(), "Gražus puodelis")


def test_a_variant_without_a_name_of_its_own_keeps_its_parents(store):
    store.rule(sync_prices=False, sync_names=True)
    record, own, parent = store.sell(name="Puodelis"), store.sell(name="Puodelis"), store.sell(name="Tėvas")
    Product.objects.filter(pk=parent.product_id).update(structure="parent")
    children = Product.objects.filter(pk__in=[record.product_id, own.product_id])
    children.update(structure="child", parent=parent.product_id, product_class=None)
    Product.objects.filter(pk=record.product_id).update(title="")
    assert store.apply() == Applied(names=2)
    assert (title(record), title(own), title(parent)) == ("", "Puodelis", "Tėvas")


def test_a_product_of_two_warehouses_is_called_as_the_first_says(store, connect, shop):
    other = Store(shop, connect("Kaunas"))
    for one, priority in ((store, 1), (other, 0)):
        one.rule(sync_prices=False, sync_names=True)
        Warehouse.objects.filter(pk=one.pk).update(priority=priority)
    record, second = store.sell(name="Vilnius"), other.sell(name="Kaunas")
    StockRecord.objects.filter(pk=second.pk).update(product=record.product_id)

    assert (store.changes(), store.apply()) == ([], Applied())
    assert other.apply() == Applied(names=1)
    assert title(record) == "Kaunas"

    other.tell(second.pk, None, name="")
    assert store.apply() == Applied(names=1), "who has no name to tell stands in nobody's way"
    assert title(record) == "Vilnius"


def test_two_stock_records_of_one_product_do_not_quarrel(store):
    store.rule(sync_prices=False, sync_names=True)
    first, second = store.sell(name="Pirmas"), store.sell(name="Antras")
    StockRecord.objects.filter(pk=second.pk).update(product=first.product_id)
    assert store.apply() == Applied(names=1)
    assert (title(first), store.changes()) == ("Pirmas", [])


# -- writing -----------------------------------------------------------------------------------------------


def test_only_the_price_is_written_and_listeners_hear_of_it(store):
    record = store.sell()
    StockRecord.objects.update(date_updated=PLACED)
    heard = []

    def hear(sender: Any, instance: Any, update_fields: Any, **_more: Any) -> None:
        heard.append((instance.pk, instance.price, set(update_fields)))

    post_save.connect(hear, sender=StockRecord)
    try:
        store.apply()
    finally:
        post_save.disconnect(hear, sender=StockRecord)

    assert heard == [(record.pk, 12, {"price", "date_updated"})]
    after = StockRecord.objects.get()
    assert (after.num_in_stock, after.num_allocated) == (7, 2)
    assert after.date_updated != PLACED


def test_who_took_the_prices_over_is_written_down(store):
    store.rule(sync_names=True)
    store.sell(name="Puodelis")
    store.apply()
    store.apply()
    line = AuditLine.objects.get()
    assert (line.verb, line.actor_name, line.integration) == ("prices", "test", store.warehouse.integration)
    assert line.reason == "1 prices and 1 names of “Vilnius sandėlis” were taken from the accounting system."


def test_a_price_that_was_changed_between_looking_and_writing_is_not_overwritten(store, monkeypatch):
    record = store.sell()
    store.apply()
    store.tell(record.pk, "13.00")
    lock = prices._lock

    def slowly(*args: Any) -> None:
        StockRecord.objects.update(price="8.00")
        lock(*args)

    monkeypatch.setattr(prices, "_lock", slowly)
    assert store.apply() == Applied()
    assert price(record) == 8


def test_what_agrees_costs_a_few_questions_and_no_write(store, monkeypatch):
    monkeypatch.setattr(prices, "_PAGE", 20)
    monkeypatch.setattr(prices, "CHUNK", 10)
    store.rule(sync_names=True)
    for _ in range(25):
        store.sell(name="Puodelis")
    assert store.apply() == Applied(prices=25, names=25)
    warehouse = store.warehouse
    with CaptureQueriesContext(connection) as asked:
        assert prices.apply(warehouse) == Applied()
        assert not list(prices.changes(warehouse))
    assert len(asked) == 2 * (2 * 3 + 1)
    assert all(query["sql"].startswith("SELECT") for query in asked)
