"""Products, categories and write-offs (robolabs.md §6.6 to §6.8, §6.11, §6.12)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.robolabs.books import Category, Office
from oscar_lt_accounting.testing.simulators.robolabs.calendar import within, written
from oscar_lt_accounting.testing.simulators.robolabs.envelope import RoboRefusalError, missing
from oscar_lt_accounting.testing.simulators.robolabs.lines import VAT_CODES
from oscar_lt_accounting.testing.simulators.toolkit.records import Product

_FIRST_CATEGORY = 5


def products(office: Office, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What one warehouse has; products without stock are left out, ids never told (no. 25 and 26)."""
    warehouse = sent["warehouse"]
    if warehouse not in office.records.warehouses:
        raise missing(f"Warehouse {warehouse}")
    empty_too = office.switches.empty_stock == "listed"
    return [
        {
            "name": product.name,
            "code": product.code,
            "barcode": product.barcode,
            "qty_on_hand": product.stock.get(warehouse) or Decimal("0.0"),
            "qty_forecasted": product.forecast.get(warehouse, product.stock.get(warehouse) or Decimal("0.0")),
            "public_price": product.price_without_vat,
            "avg_cost": product.cost,
            "category_id": product.category,
        }
        for product in office.records.products.values()
        if not product.service and (product.stock.get(warehouse) or empty_too)
    ]


def new_products(office: Office, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Products made or changed in a period."""
    changed = sent.get("data_type") == "modify"
    return [
        {
            "name": product.name,
            "code": product.code,
            "barcode": product.barcode,
            "image": "",
            "default_sale_taxes": product.vat_code,
            "default_purchase_taxes": product.vat_code,
            "category_id": product.category,
            "type": "service" if product.service else "product",
            "public_price": product.price_without_vat,
            "date_create": written(product.created, office.switches),
        }
        for product in office.records.products.values()
        if within(office, product.changed if changed else product.created, sent)
    ]


def create_product(office: Office, sent: Mapping[str, Any]) -> None:
    """A new product, whose id is not told."""
    code = sent.get("default_code", "")
    if office.switches.duplicate_codes == "refused" and office.records.with_code(code):
        raise RoboRefusalError(f"Product {code} exists already.")
    _check(office, sent)
    product = Product(id=office.records.next("product", 1001), code=code, name=sent["name"], created=office.at)
    _fill(office, product, sent)
    office.records.products[str(product.id)] = product


def update_product(office: Office, sent: Mapping[str, Any]) -> None:
    """Change a product by the id nobody is told (no. 26)."""
    product = office.records.product(sent["product_id"])
    if product is None:
        raise missing("The product")
    _check(office, sent)
    product.code = sent.get("default_code", product.code)
    product.name = sent.get("name", product.name)
    _fill(office, product, sent)


def write_off_products(office: Office, sent: Mapping[str, Any]) -> None:
    """Change the stock by signed quantities; without a quantity all of it goes (robolabs.md §9.11)."""
    warehouse = sent["warehouse_code"]
    if warehouse not in office.records.warehouses:
        raise missing(f"Warehouse {warehouse}")
    found = []
    for item in sent["products"]:
        known = office.records.with_code(item["code"])
        if not known:
            raise missing(f"Product {item['code']}")
        found.append((known[0], item.get("consumed_qty")))
    for product, quantity in found:
        there = product.stock.get(warehouse) or Decimal(0)
        product.move(warehouse, -there if quantity is None else Decimal(quantity), office.at)


def product_categories(office: Office, _sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All categories."""
    return [{"name": category.name, "id": int(key)} for key, category in office.records.categories.items()]


def create_product_category(office: Office, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A new category; its id is told."""
    key = office.records.next("category", _FIRST_CATEGORY)
    office.records.categories[str(key)] = Category(name=sent["name"], type=sent["type"])
    return {"id": key}


def update_product_category(office: Office, sent: Mapping[str, Any]) -> None:
    """Change a category."""
    category = office.records.categories.get(str(sent["categ_id"]))
    if category is None:
        raise missing("The category")
    category.name, category.type = sent.get("name", category.name), sent.get("type", category.type)


def _check(office: Office, sent: Mapping[str, Any]) -> None:
    if sent.get("vat_code", "PVM1") not in VAT_CODES:
        raise RoboRefusalError(f"VAT code {sent['vat_code']} is not known.")
    if "categ_id" in sent and str(sent["categ_id"]) not in office.records.categories:
        raise missing("The category")


def _fill(office: Office, product: Product, sent: Mapping[str, Any]) -> None:
    product.barcode = sent.get("barcode", product.barcode)
    product.vat_code = sent.get("vat_code", product.vat_code)
    product.vat_rate = VAT_CODES[product.vat_code]
    product.service = sent.get("type", "service" if product.service else "product") == "service"
    product.category = sent.get("categ_id", product.category)
    product.price_without_vat = Decimal(sent.get("price", product.price_without_vat))
    product.price_with_vat = Decimal(sent.get("price_with_vat", product.price_with_vat))
    product.changed = office.at
