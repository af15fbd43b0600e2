"""Products, categories and write-offs (robolabs.md §6.6 to §6.8, §6.11, §6.12)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.robolabs.lines import VAT_CODES
from oscar_lt_accounting.testing.simulators.robolabs.periods import within, written
from oscar_lt_accounting.testing.simulators.robolabs.records import Category, Context, missing

_FIRST, _FIRST_CATEGORY = 1001, 5
_STOCK = kit.columns("name code barcode public_price=price_without_vat avg_cost=cost category_id=category")
_PRODUCT = kit.columns(
    "name code barcode default_sale_taxes=vat_code default_purchase_taxes=vat_code category_id=category "
    "public_price=price_without_vat",
    image=lambda _product: "",
    type=lambda product: "service" if product.service else "product",
)


def products(context: Context, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What one warehouse has; products without stock are left out, ids never told (no. 25 and 26)."""
    warehouse = _warehouse(context, sent["warehouse"])
    shown = []
    for product in context.records.products.values():
        quantity = product.stock.get(warehouse) or Decimal("0.0")
        if not product.service and (quantity or context.switches.empty_stock == "listed"):
            forecast = product.forecast.get(warehouse, quantity)
            shown.append({**kit.show(product, _STOCK), "qty_on_hand": quantity, "qty_forecasted": forecast})
    return shown


def new_products(context: Context, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Products made or changed in a period."""
    changed = sent.get("data_type") == "modify"
    return [
        {**kit.show(product, _PRODUCT), "date_create": written(product.created, context)}
        for product in context.records.products.values()
        if within(context, product.changed if changed else product.created, sent)
    ]


def create_product(context: Context, sent: Mapping[str, Any]) -> None:
    """A new product, whose id is not told."""
    code = sent.get("default_code", "")
    if context.switches.duplicate_codes == "refused" and context.records.with_code(code):
        raise kit.RefusalError(f"Product {code} exists already.")
    _check(context, sent)
    product = context.new(kit.Product, "product", _FIRST, name=sent["name"])
    _fill(context, product, sent)
    context.records.products[str(product.id)] = product


def update_product(context: Context, sent: Mapping[str, Any]) -> None:
    """Change a product by the id nobody is told (no. 26)."""
    product = context.records.product(sent["product_id"])
    if product is None:
        raise missing("The product")
    _check(context, sent)
    _fill(context, product, sent)


def write_off_products(context: Context, sent: Mapping[str, Any]) -> None:
    """Change the stock by signed quantities; without a quantity all of it goes (robolabs.md §9.11)."""
    warehouse = _warehouse(context, sent["warehouse_code"])
    found = []
    for item in sent["products"]:
        known = context.records.with_code(item["code"])
        kit.refuse_if(not known, missing(f"Product {item['code']}"))
        found.append((known[0], item.get("consumed_qty")))
    for product, quantity in found:
        there = product.stock.get(warehouse) or Decimal(0)
        product.move(warehouse, -there if quantity is None else Decimal(quantity), context.at)


def product_categories(context: Context, _sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All categories."""
    return [{"name": category.name, "id": int(key)} for key, category in context.records.categories.items()]


def create_product_category(context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A new category; its id is told."""
    key = context.records.next("category", _FIRST_CATEGORY)
    context.records.categories[str(key)] = Category(**kit.pick(sent, "name type"))
    return {"id": key}


def update_product_category(context: Context, sent: Mapping[str, Any]) -> None:
    """Change a category."""
    kit.assign(_category(context, sent["categ_id"]), kit.pick(sent, "name type"))


def _warehouse(context: Context, code: str) -> str:
    kit.refuse_if(code not in context.records.warehouses, missing(f"Warehouse {code}"))
    return code


def _category(context: Context, key: int) -> Category:
    kit.refuse_if(str(key) not in context.records.categories, missing("The category"))
    return context.records.categories[str(key)]


def _check(context: Context, sent: Mapping[str, Any]) -> None:
    if sent.get("vat_code", "PVM1") not in VAT_CODES:
        raise kit.RefusalError(f"VAT code {sent['vat_code']} is not known.")
    if "categ_id" in sent:
        _category(context, sent["categ_id"])


def _fill(context: Context, product: kit.Product, sent: Mapping[str, Any]) -> None:
    kit.assign(product, kit.pick(sent, "code=default_code name barcode vat_code category=categ_id"))
    kit.assign(product, kit.pick(sent, "price_without_vat=price price_with_vat", Decimal))
    product.vat_rate = VAT_CODES[product.vat_code]
    product.service = sent.get("type", "service" if product.service else "product") == "service"
    product.changed = context.at
