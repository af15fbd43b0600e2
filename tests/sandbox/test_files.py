"""The demo files make sense by themselves; no Django here."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest
from PIL import Image
from stdnum import ean
from stdnum.eu import vat

from oscar_lt_accounting.domain.identifiers import is_company_code
from oscar_lt_accounting.domain.territory import EU_MEMBERS
from sandbox.demo import files
from sandbox.demo.pictograms import DRAWINGS
from sandbox.demo.pictures import SIZE, missing_picture, product_picture
from sandbox.shop.vat import HOME_RATES

PRODUCTS = files.products()
BY_SKU = {product.sku: product for product in PRODUCTS}
ORDERS = files.orders()
PEOPLE = {person["key"]: person for person in files.people()}


def class_of(product: files.Product) -> str:
    return product.product_class or BY_SKU[product.parent].product_class


def test_there_are_enough_products_to_browse():
    assert sum(not product.parent for product in PRODUCTS) >= 120


def test_skus_and_barcodes_are_unique_and_barcodes_are_lithuanian():
    barcodes = [product.upc for product in PRODUCTS if product.upc]
    assert len(BY_SKU) == len(PRODUCTS)
    assert len(set(barcodes)) == len(barcodes) > 120
    assert all(ean.is_valid(code) and len(code) == 13 and code.startswith("477") for code in barcodes)


def test_every_product_hangs_together():
    stocked = {category.slug: category for category in files.categories()}
    for product in PRODUCTS:
        if product.parent:
            assert BY_SKU[product.parent].stock == ()
            assert product.stock
            assert product.attributes["size"]
        else:
            assert product.category in stocked
            assert product.title
            assert len(product.title) <= 255
            assert product.text_lt
            assert product.text_en
        assert class_of(product) in HOME_RATES
    for category in stocked.values():
        assert category.pictogram in DRAWINGS
        assert not category.parent or category.parent in stocked


def test_some_variants_have_no_title_of_their_own():
    assert {bool(product.title) for product in PRODUCTS if product.parent} == {True, False}


def test_prices_run_from_cents_to_many_euros():
    prices = [stock.price for product in PRODUCTS for stock in product.stock]
    assert all(price > 0 and price == price.quantize(Decimal("0.01")) for price in prices)
    assert min(prices) == Decimal("0.03")
    assert max(prices) > 80
    assert sum(price < 1 for price in prices) >= 5


def test_vat_rates_go_with_what_the_law_taxes_so():
    used = Counter(HOME_RATES[class_of(product)].code for product in PRODUCTS)
    assert set(used) == {"PVM1", "PVM3", "PVM58", None}
    assert all(product.category == "renginiai" for product in PRODUCTS if class_of(product) == "tickets")
    assert HOME_RATES["gift-cards"].percent == 0


def test_goods_lie_in_either_warehouse_or_both():
    places = Counter(tuple(stock.warehouse for stock in product.stock) for product in PRODUCTS if product.stock)
    assert set(places) == {("vilnius",), ("kaunas",), ("vilnius", "kaunas")}
    assert any(stock.quantity == 0 for product in PRODUCTS for stock in product.stock)
    uncounted = {class_of(p) for p in PRODUCTS for stock in p.stock if stock.quantity is None}
    assert uncounted == {"services", "gift-cards"}


def test_countries_are_the_eu_and_a_few_others_lithuania_first():
    codes = [country["code"] for country in files.countries()]
    assert codes[0] == "LT"
    assert set(codes) > EU_MEMBERS | {"NO"}
    assert len(set(codes)) == len(codes) < 45


def test_people_have_addresses_and_companies_have_codes():
    assert {person["role"] for person in PEOPLE.values()} == {"superuser", "clerk", "warehouse", "customer", "guest"}
    for person in PEOPLE.values():
        assert person["email"].endswith("@example.com")
        if person.get("address", {}).get("country") == "LT":
            assert re.fullmatch(r"(LT-)?\d{5}", person["address"]["postcode"])
    companies = [person["company"] for person in PEOPLE.values() if "company" in person]
    assert all(vat.is_valid(company["vat_code"]) for company in companies if company["vat_code"])
    assert any(is_company_code(company["code"]) and not company["vat_code"] for company in companies)


def test_each_order_has_a_word_and_a_number_and_goods_that_exist():
    assert len(ORDERS) >= 25
    assert len({order["kind"] for order in ORDERS}) == len({order["number"] for order in ORDERS}) == len(ORDERS)
    for order in ORDERS:
        assert order["who"] in PEOPLE
        assert all(sku in BY_SKU and BY_SKU[sku].stock and quantity > 0 for sku, quantity in order["lines"])
    assert max(len(order["lines"]) for order in ORDERS) == 50


def test_the_orders_leave_something_in_stock():
    ordered: Counter[str] = Counter()
    for order in ORDERS:
        for sku, quantity in order["lines"]:
            ordered[sku] += quantity
    for sku, quantity in ordered.items():
        counted = [stock.quantity for stock in BY_SKU[sku].stock if stock.quantity is not None]
        assert not counted or quantity < max(counted), sku


@pytest.mark.parametrize("category", files.categories(), ids=lambda category: category.slug)
def test_a_picture_is_the_same_each_time(category, tmp_path):
    drawn = product_picture("ABC-001", category.colour, category.pictogram)
    assert drawn == product_picture("ABC-001", category.colour, category.pictogram)
    assert drawn != product_picture("ABC-002", category.colour, category.pictogram)
    path = tmp_path / "picture.jpg"
    path.write_bytes(drawn)
    with Image.open(path) as image:
        assert image.format == "JPEG"
        assert image.size == (SIZE, SIZE)


def test_there_is_a_picture_for_products_without_one():
    assert missing_picture()[:2] == b"\xff\xd8"
