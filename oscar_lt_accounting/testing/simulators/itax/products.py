"""Products: services and stock goods with their balances (itax.md §8.1), and journals that move them (§8.6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.itax.answers import TIMES
from oscar_lt_accounting.testing.simulators.itax.records import Context, Journal
from oscar_lt_accounting.testing.simulators.itax.reference import LISTS, TAX_RATES, measurement_of
from oscar_lt_accounting.testing.simulators.itax.refusals import UNKNOWN, invalid
from oscar_lt_accounting.testing.simulators.itax.resources import Resource, address, moment, short

_PATHS = {"Service": "services", "Item": "items", "FixedAsset": "fixed_assets"}
_FIRST, _FIRST_JOURNAL, _FIRST_LINE = 192922, 2556718, 9001
_IDS = ("measurement_id", "sales_tax_id", "product_group_id")
_KEPT = ("type", "for_sales", "for_purchases", "extended_description", "is_active", "weight", "volume")
_LINES = "item_journal_lines"


def create(context: Context, sent: Mapping[str, Any]) -> kit.Product:
    """A new product; a code may be there already (itax.md §9, job 9)."""
    row = {**kit.pick(sent, "name code barcode"), "id": context.records.next("product", _FIRST)}
    row["service"] = sent["type"] == "Service"
    product = kit.put_products(context.records, context.company.warehouse, [row], context.at)[0]
    _fill(product, sent)
    return product


def update(context: Context, sent: Mapping[str, Any]) -> kit.Product:
    """Change what is given."""
    product = PRODUCTS.named(context)
    _fill(product, sent)
    product.changed = context.at
    return product


def create_journal(context: Context, sent: Mapping[str, Any]) -> Journal:
    """A journal; a posted one moves its goods, out with a negative quantity."""
    given = sent[f"{_LINES}_attributes"]
    goods = [_goods(context, line) for line in given]
    rows = [_journal_row(context, product, line) for product, line in zip(goods, given, strict=True)]
    posted = sent.get("posted", False)
    journal = context.new(
        Journal,
        "document",
        _FIRST_JOURNAL,
        kind="journal",
        state="posted" if posted else "not posted",
        rows=rows,
        warehouse=str(int(sent["location_id"])),
        sent=kit.write_json(sent).decode(),
        **kit.pick(sent, "number=name day=date posted"),
    )
    if posted:
        for row in rows:
            move(context, journal.warehouse, row)
    context.records.journals.append(journal)
    return journal


def move(context: Context, warehouse: str, row: kit.Row) -> None:
    """Bring in the goods of a row, or take them out."""
    context.records.products[str(row.product)].move(warehouse, row.quantity, touched(context))


def touched(context: Context) -> float | None:
    """When a movement of stock changes a product: never, unless a switch says so."""
    return context.at if context.switches.stock_touches_product else None


def type_of(product: kit.Product) -> str:
    """Service, Item or FixedAsset."""
    return str(product.kept("type", "Service" if product.service else "Item"))


def _goods(context: Context, line: Mapping[str, Any]) -> kit.Product:
    product = context.records.products[str(int(line["product_id"]))]
    kit.refuse_if(type_of(product) != "Item", invalid(f"{_LINES}.product_id", UNKNOWN))
    kit.refuse_if(not Decimal(line["qty"]), invalid(f"{_LINES}.qty", "negali būti 0"))
    return product


def _journal_row(context: Context, product: kit.Product, line: Mapping[str, Any]) -> kit.Row:
    row = kit.Row(id=context.records.next("journal line", _FIRST_LINE), title=product.name, product=product.id)
    row.code, row.quantity = product.code, Decimal(line["qty"])
    row.net = kit.rounded(Decimal(line.get("total_cost", 0)))
    return row


def _fill(product: kit.Product, sent: Mapping[str, Any]) -> None:
    kit.assign(product, kit.pick(sent, "name code barcode"))
    for name in (*_IDS, *_KEPT):
        if name in sent:
            product.keep(name, int(sent[name]) if name in _IDS else sent[name])
    if "sales_tax_id" in sent:
        product.vat_rate = TAX_RATES[int(sent["sales_tax_id"])]


def _empty(product: kit.Product, text: str) -> str | None:
    # itax.md §10 no. 12: a code that is not there is null or an empty text.
    return text or (None if product.id % 2 else "")


def _measurement(product: kit.Product) -> int:
    return int(product.kept("measurement_id", measurement_of(product.unit)))


def _balance(context: Context, product: kit.Product, quantity: Decimal, reserved: Decimal) -> dict[str, Any]:
    free = context.switches.on_hand == "without reserved"
    return {
        "qty": quantity,
        "amount": kit.rounded(quantity * product.cost),
        "qty_reserved": reserved,
        "qty_on_hand": quantity - reserved if free else quantity,
    }


def _balances(context: Context, product: kit.Product, *, alone: bool) -> dict[str, Any]:
    """The stock of the warehouse asked for or of all; of a record shown alone also of each."""
    asked = "" if alone else context.asked("location_id")
    there = {code: stock for code, stock in product.stock.items() if stock is not None and asked in ("", code)}
    reserved = {code: product.reserved.get(code, Decimal(0)) for code in there}
    shown = _balance(context, product, sum(there.values(), Decimal(0)), sum(reserved.values(), Decimal(0)))
    if alone:
        shown["locations"] = [
            {
                "id": int(code),
                "name": context.records.warehouses[code],
                **_balance(context, product, stock, reserved[code]),
            }
            for code, stock in there.items()
        ]
    return shown


def _price(kind: str, product: kit.Product, price_id: int, price: Decimal, **more: Any) -> list[dict[str, Any]]:
    own = {"url": address(f"{kind}_prices", price_id), "id": price_id, "price": price, "currency": "EUR"}
    made = moment(product.created)
    return [{**own, "product_id": product.id, **more, "created_at": made, "updated_at": made}] if price else []


def _prices(product: kit.Product, *, alone: bool) -> dict[str, Any]:
    nothing = dict.fromkeys(("surcharge_amount", "surcharge_percent", "client_group_id", "client_group"))
    sale = _price("sale", product, product.id * 10, product.price_without_vat, base="fixed_price", **nothing)
    purchase = _price("purchase", product, product.id * 10 + 1, product.cost, suplier_id=None, suplier=None)
    # itax.md §8.1: the sample of a single item has no purchase prices.
    return {"sale_prices": sale} if alone else {"sale_prices": sale, "purchase_prices": purchase}


def _linked(context: Context, product: kit.Product, alone: bool) -> Mapping[str, Any]:
    goods: dict[str, Any] = {}
    if type_of(product) == "Item":
        goods = {name: _size(product, name) for name in ("weight", "volume")}
        goods["item_balance"] = _balances(context, product, alone=alone)
    return {
        **goods,
        "measurement": short("measurements", _measurement(product), LISTS["measurements"]),
        "product_group": short("product_groups", product.kept("product_group_id"), LISTS["product_groups"]),
        **_prices(product, alone=alone),
    }


def _size(product: kit.Product, name: str) -> Decimal | None:
    size = product.kept(name)
    return None if size is None else Decimal(size)


def _records(context: Context, *types: str) -> list[kit.Product]:
    """Products of some types; goods without a record in the warehouse asked for are left out by a switch."""
    location = "" if context.record else context.asked("location_id")
    hides = bool(location) and context.switches.elsewhere == "dropped"
    return [
        product
        for product in context.records.products.values()
        if type_of(product) in types
        and not (hides and type_of(product) == "Item" and product.stock.get(location) is None)
    ]


def _resource(name: str, *types: str) -> Resource[kit.Product]:
    return Resource(
        name=name,
        records=lambda context: _records(context, *types),
        columns=kit.columns(
            "id name code barcode for_sales for_purchases extended_description type is_active measurement_id "
            "product_group_id",
            code=lambda one: _empty(one, one.code),
            barcode=lambda one: _empty(one, one.barcode),
            for_sales=lambda one: one.kept("for_sales", otherwise=True),
            for_purchases=lambda one: one.kept("for_purchases", otherwise=True),
            extended_description=lambda one: one.kept("extended_description"),
            type=type_of,
            is_active=lambda one: one.kept("is_active", otherwise=True),
            measurement_id=_measurement,
            product_group_id=lambda one: one.kept("product_group_id"),
            **TIMES,
        ),
        linked=_linked,
        path=lambda one: _PATHS[type_of(one)],
        taken=("location_id",),
    )


PRODUCTS = _resource("products", *_PATHS)
ITEMS = _resource("items", "Item")
SERVICES = _resource("services", "Service")
