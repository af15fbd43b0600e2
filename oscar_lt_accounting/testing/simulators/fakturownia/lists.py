"""Clients, products, warehouses and departments (fakturownia.md §7 to §9, §11)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.fakturownia.invoices import matching, page
from oscar_lt_accounting.testing.simulators.fakturownia.records import CLIENT, PRODUCT, Client, Context, refused, told

_FIRST_CLIENT = 5001


def clients(context: Context, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Those that match."""
    found = matching(context, list(context.records.clients), sent, "tax_no email name external_id")
    return [told(one, CLIENT) for one in page(found, sent)]


def create_client(context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A new client, also when there is one like it; a private person is called by first and last name."""
    values = kit.pick(sent, " ".join(name for name in CLIENT if name != "id"))
    if not values.get("company", True):
        kit.refuse_if("last_name" not in values, refused({"last_name": ["- nie może być puste"]}))
        values["name"] = f"{values.get('first_name', '')} {values['last_name']}".strip()
    client = context.new(Client, "client", _FIRST_CLIENT, **values)
    context.records.clients.append(client)
    return told(client, CLIENT)


def products(context: Context, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All of them, with what one warehouse has, or all together."""
    found = page(list(context.records.products.values()), sent)
    return [_product(context, one, sent.get("warehouse_id", "")) for one in found]


def create_product(context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A new product, also when its code is there already; one of the prices is needed."""
    kit.refuse_if(not {"price_net", "price_gross"} & set(sent), refused({"price_net": ["- nie może być puste"]}))
    tax = sent.get("tax", "23")
    row = {
        **kit.pick(sent, "name code barcode=ean_code unit=quantity_unit price=price_gross price_without_vat=price_net"),
        "vat_rate": Decimal(tax) if tax[0].isdigit() else None,
        "id": context.records.next("product", 1001),
    }
    made = kit.put_products(context.records, context.company.warehouse, [row], context.at)[0]
    return _product(context, made, "")


def warehouses(context: Context, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The warehouses."""
    return _named(context.records.warehouses, sent)


def departments(context: Context, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The companies or departments that issue."""
    return _named(context.records.departments, sent)


def _named(names: Mapping[str, str], sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    return page([{"id": int(key), "name": name} for key, name in names.items()], sent)


def _product(context: Context, product: kit.Product, warehouse: str) -> dict[str, Any]:
    if context.switches.stock_member == "missing":
        return told(product, PRODUCT)
    stock = [quantity or Decimal(0) for key, quantity in product.stock.items() if warehouse in ("", key)]
    return told(product, PRODUCT, stock_level=sum(stock, Decimal(0)))
