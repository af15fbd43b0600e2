"""B1's lists: filters, pages and the envelope around them (b1.md §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.b1.records import Context
from oscar_lt_accounting.testing.simulators.b1.reference import (
    ATTRIBUTES,
    ITEM_DETAILS,
    OPERATION_TYPES,
    UNITS,
    ListRow,
    row_with,
)
from oscar_lt_accounting.testing.simulators.b1.refusals import coded, invalid

_SALE_TYPE = OPERATION_TYPES[1]["id"]


@dataclass(frozen=True, kw_only=True)
class Listing(kit.Resource[Any]):
    """A list call; `size_field` says how many rows a page has."""

    size_field: str = "rows"

    def answer(self, context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
        """One page of the records that pass the filters."""
        of_stock = self.size_field == "pageSize"
        size, number = sent[self.size_field], sent["page"]
        if size not in (context.switches.stock_page_sizes if of_stock else context.switches.page_sizes):
            raise coded(400, "Page Size is not in the list")
        zero = context.switches.page_zero if of_stock else "refused"
        kit.refuse_if(number < 0 or (number == 0 and zero == "refused"), invalid("page", "cannot be less than 1"))
        page = kit.page_of(self._found(context, sent), number, size)
        rows = [] if number == 0 and zero == "empty" else [self.shown(context, one) for one in page.rows]
        return {"data": rows, "page": number, "pages": page.pages, "records": page.count, "code": 200}

    def _found(self, context: Context, sent: Mapping[str, Any]) -> list[Any]:
        rules, reading = (sent.get("filters") or {}).get("rules", ()), context.switches.filters
        if reading == "hide all" and rules:
            return []
        read = rules if reading == "work" else ()
        filters = [(self._column(rule["field"], "filters"), _test(rule)) for rule in read]
        by = self._column(sent.get("sidx", "id"), "sidx")
        return self.select(context, filters, by, descending=sent.get("sord") == "desc")

    def _column(self, field: str, asked: str) -> kit.Column:
        kit.refuse_if(field not in self.columns, invalid(f"{asked} {field}", "is not known"))
        return self.columns[field]


def of_rows(rows: Callable[[Context], Iterable[ListRow]], names: Iterable[str]) -> Listing:
    """A list of rows that are as they are shown."""
    return Listing(records=rows, columns={name: itemgetter(name) for name in names})


def constant(*rows: Mapping[str, Any]) -> Listing:
    """A list that is the same for every company."""
    return of_rows(lambda _context: [dict(row) for row in rows], rows[0])


def _type_name(document: Any) -> Any:
    kind = row_with(OPERATION_TYPES, getattr(document, "operation_type_id", _SALE_TYPE))
    return kind["name"] if kind else None


# b1.md §5.6: sales of the e-shop name no client.
_SALE = kit.columns(
    "id series saleDate=day clientName=buyer currencyCode=currency sumWithoutVat=net vat sumWithVat=gross "
    "statusName=state notes=reference",
    number=lambda one: one.number.removeprefix(one.series),
    payUntil=lambda one: one.due_day or one.day,
    clientId=lambda one: getattr(one, "client_id", None),
    currencyBalance=lambda one: one.gross - one.paid,
    isSale=lambda _one: True,
    operationTypeName=_type_name,
)
_SALE_ROW: dict[str, kit.Column] = {
    "id": lambda pair: pair[1].id,
    "saleId": lambda pair: pair[0].id,
    "itemId": lambda pair: pair[1].product,
    "itemName": lambda pair: pair[1].title,
    "addition": lambda _pair: None,
    "quantity": lambda pair: pair[1].quantity,
    "priceWithoutVat": lambda pair: pair[1].price if hasattr(pair[0], "client_id") else pair[1].net / pair[1].quantity,
    "sumWithVat": lambda pair: pair[1].gross,
}
_CLIENT = kit.columns(
    "id name code? vatCode?=vat_code address? isActive=is_active isJuridical=is_juridical",
    correspondenceCountry=lambda _client: None,
)
_ITEM: dict[str, kit.Column] = {
    **{name: partial(kit.Product.kept, name=name) for name in ITEM_DETAILS},
    **kit.columns(
        "id name code? barcode? priceWithoutVat=price_without_vat priceWithVat=price_with_vat vatRate=vat_rate "
        "measurementUnitName=unit",
        attributeId=lambda product: ATTRIBUTES[product.service]["id"],
        measurementUnitId=lambda product: product.kept("measurementUnitId", UNITS[0]["id"]),
        isActive=lambda product: product.kept("isActive", otherwise=True),
    ),
}
_STOCK = kit.columns("id code? name priceWithoutVat=price_without_vat priceWithVat=price_with_vat")


def _products(context: Context) -> Iterable[kit.Product]:
    return context.records.products.values()


def _sales(context: Context) -> list[kit.Document]:
    return [one for one in context.records.shown if one.issued]


def _sold_rows(context: Context) -> list[tuple[kit.Document, kit.Row]]:
    return [(one, row) for one in _sales(context) for row in one.rows]


def stock(context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
    """`e-commerce/items/stock`: all items with their quantity in one warehouse (b1.md §5.3)."""
    warehouse = str(sent["warehouseId"])
    columns = {**_STOCK, "quantity": lambda product: product.stock.get(warehouse)}
    return Listing(records=_products, columns=columns, size_field="pageSize").answer(context, sent)


ITEMS = Listing(records=_products, columns=_ITEM)
SALES = Listing(records=_sales, columns=_SALE)
SALE_ROWS = Listing(records=_sold_rows, columns=_SALE_ROW)
CLIENTS = Listing(records=lambda context: context.records.clients, columns=_CLIENT)


def _test(rule: Mapping[str, Any]) -> Callable[[Any], bool]:
    op, wanted = rule["op"], rule["data"]
    if (op == "in") != isinstance(wanted, list):
        raise invalid(f"filters.{rule['field']}", "is not of the kind this operator wants")
    if op in ("eq", "in"):
        # b1.md §5.3: the ids come as digit texts, with null among them.
        texts = {str(one) for one in (wanted if op == "in" else [wanted]) if one is not None}
        return lambda value: value is not None and str(value) in texts
    if op == "cn":
        return lambda value: str(wanted).lower() in str(value or "").lower()
    return lambda value: _order(value, wanted) >= 0 if op == "ge" else _order(value, wanted) <= 0


def _order(value: Any, wanted: Any) -> int:
    left, right = kit.decimal(value, as_text=True), kit.decimal(wanted, as_text=True)
    if left is None or right is None:
        return (str(value) > str(wanted)) - (str(value) < str(wanted))
    return (left > right) - (left < right)
