"""itax.md §9 jobs 8, 9, 11, 12: stock, products, lists, write-offs."""

from __future__ import annotations

from datetime import date

import pytest

from oscar_lt_accounting.domain.errors import (
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
)
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers.base import Choice
from oscar_lt_accounting.providers.itax.reading import stock_level
from tests.domain.makers import D
from tests.providers.itax import failing, listed, record, refused

PRODUCTS, ITEM, NEW = "GET products", "GET items/{id}", "POST products"
JOURNAL = "POST item_journals"
NEW_PRODUCT = RemoteProduct(remote_id="", code="NAUJA", barcode="4770", name="Nauja prekė", price=D("5.00"))


def levels(shop, warehouse="4620", **settings):
    return {level.product.code: level.available for level in shop.provider(**settings).stock_levels(warehouse)}


# -- stock -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", ["with reserved", "without reserved"])
def test_tv_i5_the_stock_of_one_warehouse_is_what_may_still_be_sold(reading, shop):
    shop.simulator.switches.on_hand = reading
    shop.simulator.seed(
        {"id": 192927, "code": "ZIB-2", "name": "Žibintas", "quantity": 5, "reserved": 2, "cost": 5},
        {"id": 192928, "code": "MINUS", "name": "Skola", "quantity": -3},
    )
    shop.simulator.seed({"id": 192927, "quantity": 7}, {"name": "Tik kitur", "quantity": 1}, warehouse="4621")

    assert levels(shop) == {"ZIB-1": D(10), "ZIB-2": D(3), "MINUS": D(0)}
    assert [sent["location_id"] for sent in shop.sent(PRODUCTS)] == ["4620"]


def test_a_balance_that_does_not_say_enough_is_unknown_and_not_zero():
    row = {"id": 1, "item_balance": {"qty": "5.0", "qty_reserved": None, "qty_on_hand": "5.0"}}

    assert stock_level(row) == StockLevel(product=RemoteProduct(remote_id="1"), available=None)


def test_a_long_list_is_read_page_by_page_and_as_slowly_as_itax_wants(shop):
    shop.simulator.switches.per_second = 2
    shop.simulator.seed(*({"code": f"P{number}", "name": "Prekė", "quantity": 1} for number in range(3000)))

    assert len(levels(shop)) == 3001
    assert [sent["page"] for sent in shop.sent(PRODUCTS)] == ["1", "2", "3", "3", "4"]
    assert shop.pauses == [5]


def test_a_warehouse_must_be_a_number_and_be_let_in(shop, spoken):
    assert isinstance(failing(lambda: levels(shop, "WH")), Held)
    books, settings = spoken
    books.on(PRODUCTS, refused("location_id", "nėra"))
    assert isinstance(failing(lambda: levels(shop, **settings)), Rejected)


def test_single_products_are_asked_one_by_one(shop):
    shop.simulator.seed({"id": 192922, "quantity": 4}, warehouse="4621")

    found = list(shop.provider().stock_of("4621", ["192922", "192923", "5"]))

    assert [(level.product.remote_id, level.available) for level in found] == [("192922", D(4))]
    assert shop.asked == [ITEM] * 3
    assert list(shop.provider().stock_of("9", ["192922"])) == [], "unknown, not zero"
    assert isinstance(failing(lambda: list(shop.provider().stock_of("4620", ["x"]))), Held)


@pytest.mark.parametrize("balance", [None, "5", [], {"locations": None}, {"locations": [{"id": 4620}, {"id": 4620}]}])
def test_a_record_without_a_clear_balance_is_left_out(balance, shop, spoken):
    books, settings = spoken
    body = {"id": 192922, "item_balance": balance}
    books.on(ITEM, record(**body))

    assert list(shop.provider(**settings).stock_of("4620", ["192922"])) == []


# -- products --------------------------------------------------------------------------------------


def test_all_products_are_listed_with_the_price_for_everybody(shop, spoken):
    assert [(one.remote_id, one.code, one.unit, one.price) for one in shop.provider().products()] == [
        ("192922", "ZIB-1", "vnt", D("10.10")),
        ("192923", "KONS", "vnt", None),
    ]

    books, settings = spoken
    prices = [{"price": "1.0", "client_group_id": 5}, {"price": "2.0"}, "text"]
    two = [{"price": "1.0"}, {"price": "2.0"}]
    books.on(PRODUCTS, listed({"id": 1, "sale_prices": prices}, {"id": 2, "sale_prices": two, "measurement": "vnt"}))
    assert [(one.price, one.unit, one.price_includes_vat) for one in shop.provider(**settings).products()] == [
        (D("2.0"), "", None),
        (None, "", None),
    ]

    books.on(PRODUCTS, refused())
    assert isinstance(failing(lambda: list(shop.provider(**settings).products())), Rejected)


def test_a_product_is_made_once(shop):
    provider = shop.provider(measurement_id="5599")
    shop.simulator.fail(NEW, "lost_answer")
    assert isinstance(failing(lambda: provider.create_product(NEW_PRODUCT, "15198")), Uncertain)

    made = provider.create_product(NEW_PRODUCT, "15198")

    assert shop.asked == [PRODUCTS, NEW, PRODUCTS]
    assert shop.sent(NEW) == [
        {
            "product": {
                "name": "Nauja prekė", "code": "NAUJA", "barcode": "4770", "type": "Item", "measurement_id": 5599,
                "sales_tax_id": 15198,
            }
        }
    ]  # fmt: skip
    assert (made.code, made.name, made.barcode) == ("NAUJA", "Nauja prekė", "4770")
    assert made.remote_id


def test_a_product_without_a_code_cannot_be_looked_for(shop):
    made = shop.provider(measurement_id="5599").create_product(RemoteProduct(remote_id="", name="Be kodo"), "15198")

    assert made.code == ""
    assert shop.asked == [NEW]


def test_an_ignored_question_for_a_code_doubles_nothing(shop, spoken):
    books, settings = spoken
    books.on(PRODUCTS, listed({"id": 1, "code": "KITA"}, pages=2), listed({"id": 7, "code": "NAUJA"}, pages=2))

    assert shop.provider(measurement_id="5599", **settings).create_product(NEW_PRODUCT, "15198").remote_id == "7"


@pytest.mark.parametrize(("unit", "vat", "field"), [("", "15198", "measurement_id"), ("5599", "PVM1", "sales_tax_id")])
def test_a_product_needs_a_unit_and_a_vat_rate(unit, vat, field, shop):
    error = failing(lambda: shop.provider(measurement_id=unit).create_product(NEW_PRODUCT, vat))

    assert isinstance(error, Held)
    assert field in str(error)


def test_a_refused_product_is_told(shop):
    provider = shop.provider(measurement_id="1")
    assert isinstance(failing(lambda: provider.create_product(NEW_PRODUCT, "15198")), Rejected)


def test_a_product_is_renamed_and_keeps_its_price(shop):
    product = RemoteProduct(remote_id="192922", name="Naujas pavadinimas", price=D("99.00"))

    changed = shop.provider().update_product(product)

    assert shop.sent("PUT products/{id}") == [{"product": {"name": "Naujas pavadinimas"}}]
    assert (changed.name, changed.code, changed.price) == ("Naujas pavadinimas", "ZIB-1", D("10.10"))
    gone = RemoteProduct(remote_id="5", name="Nėra")
    assert isinstance(failing(lambda: shop.provider().update_product(gone)), Rejected)


# -- write-offs ------------------------------------------------------------------------------------


def write_off(shop, product="192922"):
    shop.provider().write_off("4620", {product: D(2)}, "Sudužo", date(2026, 1, 21))


def test_a_write_off_is_a_journal_with_negative_quantities(shop):
    write_off(shop)

    assert shop.sent(JOURNAL) == [
        {
            "item_journal": {
                "location_id": 4620, "name": "Sudužo", "date": "2026-01-21", "posted": True,
                "item_journal_lines_attributes": [{"product_id": 192922, "qty": -2}],
            }
        }
    ]  # fmt: skip
    assert levels(shop) == {"ZIB-1": D(8)}


def test_a_lost_answer_to_a_write_off_says_where_to_look(shop):
    shop.simulator.fail(JOURNAL, "lost_answer")

    error = failing(lambda: write_off(shop))

    assert isinstance(error, Uncertain)
    assert "write-off “Sudužo” of 2026-01-21 was lost" in str(error)


def test_a_refused_write_off_is_told(shop):
    assert isinstance(failing(lambda: write_off(shop, "192923")), Rejected)
    shop.simulator.fail(JOURNAL, "too_many")
    assert isinstance(failing(lambda: write_off(shop)), Throttled)


# -- lists -----------------------------------------------------------------------------------------


def test_the_lists_of_the_set_up(shop):
    provider = shop.provider()

    assert provider.warehouses() == (Choice(code="4620", name="Vilniaus"),)
    assert provider.vat_codes()[:2] == (Choice(code="15198", name="21 %"), Choice(code="15199", name="PVM - 5%"))
    assert provider.payment_types()[1] == Choice(code="20594", name="Kasa")
    assert provider.categories() == (Choice(code="701", name="Prekės"), Choice(code="702", name="Knygos"))
    assert shop.asked == ["GET locations", "GET sales_taxes", "GET bank_accounts", "GET product_groups"]
    assert "Ask the accountant" in str(failing(provider.series))
    assert isinstance(failing(provider.series), Unsupported)


def test_rows_without_an_id_are_left_out_and_refusals_told(shop, spoken):
    books, settings = spoken
    books.on("GET locations", listed({"name": "?"}, {"id": 1}, {"id": 2, "name": None}))
    assert shop.provider(**settings).warehouses() == (Choice(code="1", name="1"), Choice(code="2", name="2"))

    books.on("GET locations", refused())
    assert isinstance(failing(shop.provider(**settings).warehouses), Rejected)


@pytest.mark.parametrize(("kind", "error"), [("html", Unavailable), ("challenge", Misconfigured)])
def test_lists_that_cannot_be_read(kind, error, shop):
    shop.simulator.fail("GET locations", kind)

    assert isinstance(failing(shop.provider().warehouses), error)


def test_what_is_down_for_long_is_not_waited_for(shop):
    shop.simulator.fail("GET locations", "unavailable", times=0)

    assert isinstance(failing(shop.provider().warehouses), Throttled)
    assert shop.pauses == [5] * 5

    shop.simulator.fail("GET sales_taxes", "too_many", seconds=30)
    assert isinstance(failing(shop.provider().vat_codes), Throttled)
    assert len(shop.pauses) == 5, "thirty seconds are not waited out in the middle of a list"
