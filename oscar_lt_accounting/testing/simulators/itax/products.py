"""Products: services and stock goods with their balances (itax.md §8.1)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.itax.books import Office
from oscar_lt_accounting.testing.simulators.itax.lists import Resource
from oscar_lt_accounting.testing.simulators.itax.reference import LISTS, TAX_RATES, measurement_of
from oscar_lt_accounting.testing.simulators.itax.refusal import unknown
from oscar_lt_accounting.testing.simulators.itax.shapes import address, moment, short
from oscar_lt_accounting.testing.simulators.toolkit.records import Product
from oscar_lt_accounting.testing.simulators.toolkit.rounding import rounded
from oscar_lt_accounting.testing.simulators.toolkit.seeding import put_products

_PATHS = {"Service": "services", "Item": "items", "FixedAsset": "fixed_assets"}
_FIRST = 192922
_PLAIN = {
    "for_sales": True,
    "for_purchases": True,
    "extended_description": None,
    "is_active": True,
    "product_group_id": None,
    "weight": None,
    "volume": None,
}


def create(office: Office, sent: Mapping[str, Any]) -> Product:
    """A new product; a code may be there already (itax.md §9, job 9)."""
    _check(sent)
    row = {
        "id": office.records.next("product", _FIRST),
        "name": sent["name"],
        "code": sent.get("code"),
        "barcode": sent.get("barcode"),
        "service": sent["type"] == "Service",
    }
    product = put_products(office.records, office.company.warehouse, [row], office.at)[0]
    _fill(product, sent)
    return product


def update(office: Office, sent: Mapping[str, Any]) -> Product:
    """Change what is given."""
    product = PRODUCTS.find(office, office.record)
    _check(sent)
    _fill(product, sent)
    product.changed = office.at
    return product


def move(office: Office, product: Product, location: str, quantity: Decimal) -> None:
    """Bring in or take out goods; whether that touches `updated_at` is a switch."""
    changed = product.changed
    product.move(location, quantity, office.at)
    if not office.switches.stock_touches_product:
        product.changed = changed


def type_of(product: Product) -> str:
    """Service, Item or FixedAsset."""
    if "type" in product.more:
        return str(product.kept("type"))
    return "Service" if product.service else "Item"


def _check(sent: Mapping[str, Any]) -> None:
    for field, known in (
        ("measurement_id", LISTS["measurements"]),
        ("sales_tax_id", TAX_RATES),
        ("product_group_id", LISTS["product_groups"]),
    ):
        if field in sent and int(sent[field]) not in known:
            raise unknown(field)


def _fill(product: Product, sent: Mapping[str, Any]) -> None:
    for name in ("name", "code", "barcode"):
        if name in sent:
            setattr(product, name, sent[name])
    for name in ("type", "measurement_id", "sales_tax_id", *_PLAIN):
        if name in sent:
            product.keep(name, int(sent[name]) if name.endswith("_id") else sent[name])
    if "sales_tax_id" in sent:
        product.vat_rate = TAX_RATES[int(sent["sales_tax_id"])]


def _empty(product: Product, text: str) -> str | None:
    # itax.md §10 no. 12: a code that is not there is null or an empty text.
    return text or (None if product.id % 2 else "")


def _measurement(product: Product) -> int:
    return int(product.kept("measurement_id", measurement_of(product.unit)))


def _balance(office: Office, product: Product, quantity: Decimal, reserved: Decimal) -> dict[str, Any]:
    free = office.switches.on_hand == "without reserved"
    return {
        "qty": quantity,
        "amount": rounded(quantity * product.cost),
        "qty_reserved": reserved,
        "qty_on_hand": quantity - reserved if free else quantity,
    }


def _balances(office: Office, product: Product, *, alone: bool) -> dict[str, Any]:
    """The stock of the warehouse asked for or of all; of a record shown alone also of each."""
    asked = "" if alone else office.asked("location_id")
    there = {code: stock for code, stock in product.stock.items() if stock is not None and asked in ("", code)}
    reserved = {code: product.reserved.get(code, Decimal(0)) for code in there}
    shown = _balance(office, product, sum(there.values(), Decimal(0)), sum(reserved.values(), Decimal(0)))
    if alone:
        shown["locations"] = [
            {
                "id": int(code),
                "name": office.records.warehouses[code],
                **_balance(office, product, stock, reserved[code]),
            }
            for code, stock in there.items()
        ]
    return shown


def _prices(product: Product, *, alone: bool) -> dict[str, Any]:
    times = {"created_at": moment(product.created), "updated_at": moment(product.created)}
    sale_id, purchase_id = product.id * 10, product.id * 10 + 1
    sale = {
        "url": address("sale_prices", sale_id),
        "id": sale_id,
        "base": "fixed_price",
        "price": product.price_without_vat,
        "currency": "EUR",
        "surcharge_amount": None,
        "surcharge_percent": None,
        "product_id": product.id,
        "client_group_id": None,
        **times,
        "client_group": None,
    }
    purchase = {
        "url": address("purchase_prices", purchase_id),
        "id": purchase_id,
        "price": product.cost,
        "currency": "EUR",
        "product_id": product.id,
        "suplier_id": None,
        **times,
        "suplier": None,
    }
    shown = {"sale_prices": [sale] if product.price_without_vat else []}
    # itax.md §8.1: the sample of a single item has no purchase prices.
    return shown if alone else {**shown, "purchase_prices": [purchase] if product.cost else []}


def _linked(office: Office, product: Product, alone: bool) -> Mapping[str, Any]:
    unit, group = _measurement(product), product.kept("product_group_id")
    goods = type_of(product) == "Item"
    return {
        **({name: _size(product, name) for name in ("weight", "volume")} if goods else {}),
        **({"item_balance": _balances(office, product, alone=alone)} if goods else {}),
        "measurement": short("measurements", unit, LISTS["measurements"][unit]),
        "product_group": short("product_groups", group, LISTS["product_groups"].get(group)),
        **_prices(product, alone=alone),
    }


def _size(product: Product, name: str) -> Decimal | None:
    size = product.kept(name)
    return None if size is None else Decimal(size)


def _records(office: Office, *types: str) -> list[Product]:
    """Products of some types; goods without a record in the warehouse asked for are left out by a switch."""
    location = "" if office.record else office.asked("location_id")
    hides = bool(location) and office.switches.elsewhere == "dropped"
    return [
        product
        for product in office.records.products.values()
        if type_of(product) in types
        and not (hides and type_of(product) == "Item" and product.stock.get(location) is None)
    ]


def _resource(name: str, *types: str) -> Resource[Product]:
    return Resource(
        name=name,
        records=lambda office: _records(office, *types),
        columns={
            "id": lambda one: one.id,
            "name": lambda one: one.name,
            "code": lambda one: _empty(one, one.code),
            "barcode": lambda one: _empty(one, one.barcode),
            "for_sales": lambda one: one.kept("for_sales", otherwise=True),
            "for_purchases": lambda one: one.kept("for_purchases", otherwise=True),
            "extended_description": lambda one: one.kept("extended_description"),
            "type": type_of,
            "is_active": lambda one: one.kept("is_active", otherwise=True),
            "measurement_id": _measurement,
            "product_group_id": lambda one: one.kept("product_group_id"),
            "created_at": lambda one: moment(one.created),
            "updated_at": lambda one: moment(one.changed),
        },
        linked=_linked,
        path=lambda one: _PATHS[type_of(one)],
        taken=("location_id",),
    )


PRODUCTS = _resource("products", *_PATHS)
ITEMS = _resource("items", "Item")
SERVICES = _resource("services", "Service")
