"""B1's lists: filters, pages and the envelope around them (b1.md §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from oscar_lt_accounting.testing.simulators.b1.books import Office, Sale
from oscar_lt_accounting.testing.simulators.b1.forms import ITEM_DETAILS
from oscar_lt_accounting.testing.simulators.b1.reference import (
    ATTRIBUTES,
    OPERATION_TYPES,
    UNITS,
    ListRow,
    row_with,
)
from oscar_lt_accounting.testing.simulators.b1.refusal import coded, invalid
from oscar_lt_accounting.testing.simulators.toolkit.fields import decimal
from oscar_lt_accounting.testing.simulators.toolkit.records import Product

RecordT = TypeVar("RecordT")
_NOT_TOLD = dict.fromkeys(ITEM_DETAILS)


def stock(office: Office, sent: Mapping[str, Any]) -> dict[str, Any]:
    """`e-commerce/items/stock`: all items with their quantity in one warehouse (b1.md §5.3)."""
    warehouse = str(sent["warehouseId"])
    if warehouse not in office.records.warehouses:
        raise invalid([("warehouseId", "is not known")])

    def shown(product: Product) -> ListRow:
        return {
            "id": product.id,
            "code": product.code or None,
            "name": product.name,
            "quantity": product.stock.get(warehouse),
            "priceWithoutVat": product.price_without_vat,
            "priceWithVat": product.price_with_vat,
        }

    return _paged(office, _products(office), shown, sent, "pageSize", office.switches.stock_page_sizes)


def items(office: Office, sent: Mapping[str, Any]) -> dict[str, Any]:
    """`reference-book/items/list` (b1.md §5.8)."""
    return _paged(office, _products(office), _item, sent, "rows", office.switches.page_sizes)


def listing(rows: Callable[[Office], Iterable[ListRow]]) -> Callable[[Office, Mapping[str, Any]], dict[str, Any]]:
    """A `…/list` call over `rows`."""

    def answer(office: Office, sent: Mapping[str, Any]) -> dict[str, Any]:
        records = {row["id"]: row for row in rows(office)}
        return _paged(office, records, dict, sent, "rows", office.switches.page_sizes)

    return answer


def sales(office: Office) -> Iterable[ListRow]:
    """Rows of `warehouse/sales/list` (b1.md §5.6); sales of the e-shop name no client."""
    for one in office.records.shown:
        if one.issued:
            type_id = one.operation_type_id if isinstance(one, Sale) else OPERATION_TYPES[1]["id"]
            kind = row_with(OPERATION_TYPES, type_id)
            yield {
                "id": one.id,
                "series": one.series,
                "number": one.number.removeprefix(one.series),
                "saleDate": one.day,
                "payUntil": one.due_day or one.day,
                "clientId": one.client_id if isinstance(one, Sale) else None,
                "clientName": one.buyer,
                "currencyCode": one.currency,
                "sumWithoutVat": one.net,
                "vat": one.vat,
                "sumWithVat": one.gross,
                "currencyBalance": one.gross - one.paid,
                "isSale": True,
                "operationTypeName": kind["name"] if kind else None,
                "statusName": one.state,
                "notes": one.reference,
            }


def sale_rows(office: Office) -> Iterable[ListRow]:
    """Rows of `warehouse/sale-items/list` (b1.md §5.6)."""
    for one in office.records.shown:
        for row in one.rows if one.issued else ():
            yield {
                "id": row.id,
                "saleId": one.id,
                "itemId": row.product,
                "itemName": row.title,
                "addition": None,
                "quantity": row.quantity,
                "priceWithoutVat": row.price if isinstance(one, Sale) else row.net / row.quantity,
                "sumWithVat": row.gross,
            }


def clients(office: Office) -> Iterable[ListRow]:
    """Rows of `clients/list` (b1.md §5.7)."""
    for client in office.records.clients:
        yield {
            "id": client.id,
            "name": client.name,
            "code": client.code or None,
            "vatCode": client.vat_code or None,
            "address": client.address or None,
            "isActive": client.is_active,
            "isJuridical": client.is_juridical,
            "correspondenceCountry": None,
        }


def _item(product: Product) -> ListRow:
    return {
        "id": product.id,
        "name": product.name,
        "code": product.code or None,
        "barcode": product.barcode or None,
        "priceWithoutVat": product.price_without_vat,
        "priceWithVat": product.price_with_vat,
        "vatRate": product.vat_rate,
        "measurementUnitName": product.unit,
        "attributeId": ATTRIBUTES[product.service]["id"],
        "measurementUnitId": product.kept("measurementUnitId", UNITS[0]["id"]),
        "isActive": product.kept("isActive", otherwise=True),
        **_NOT_TOLD,
        **{name: product.kept(name) for name in product.more},
    }


def _products(office: Office) -> dict[int, Product]:
    return {product.id: product for product in office.records.products.values()}


def _paged(
    office: Office,
    records: Mapping[int, RecordT],
    shown: Callable[[RecordT], ListRow],
    sent: Mapping[str, Any],
    size_field: str,
    sizes: Sequence[int],
) -> dict[str, Any]:
    size, page = sent[size_field], sent["page"]
    if size not in sizes:
        raise coded(400, "Page Size is not in the list")
    zero = office.switches.page_zero if size_field == "pageSize" else "refused"
    if page < 0 or (page == 0 and zero == "refused"):
        raise invalid([("page", "cannot be less than 1")])
    found = _found(records, shown, _as_read(sent, office.switches.filters))
    at = max(page - 1, 0) * size
    ids = [] if page == 0 and zero == "empty" else found[at : at + size]
    rows = [shown(records[record_id]) for record_id in ids]
    return {"data": rows, "page": page, "pages": -(-len(found) // size), "records": len(found), "code": 200}


def _as_read(sent: Mapping[str, Any], reading: str) -> Mapping[str, Any]:
    """What was asked, as a system reads it that does not go by its filters."""
    if reading == "work" or not (sent.get("filters") or {}).get("rules"):
        return sent
    nobody = {"rules": [{"field": "id", "op": "eq", "data": 0}]}
    return {**sent, "filters": nobody if reading == "hide all" else None}


def _found(records: Mapping[int, RecordT], shown: Callable[[RecordT], ListRow], sent: Mapping[str, Any]) -> list[int]:
    """The ids of all records that pass the filters, in order; a record is shown only when it must be looked into."""

    def value(record_id: int, field: str, asked: str) -> Any:
        if field == "id":
            return record_id
        row = shown(records[record_id])
        if field not in row:
            raise invalid([(f"{asked} {field}", "is not known")])
        return row[field]

    ids = list(records)
    for rule in (sent.get("filters") or {}).get("rules", ()):
        passes = _test(rule)
        ids = [record_id for record_id in ids if passes(value(record_id, rule["field"], "filters"))]
    field = sent.get("sidx", "id")
    keys = {record_id: value(record_id, field, "sidx") for record_id in ids}
    return sorted(ids, key=lambda one: (keys[one] is not None, keys[one]), reverse=sent.get("sord", "asc") == "desc")


def _test(rule: Mapping[str, Any]) -> Callable[[Any], bool]:
    op, wanted = rule["op"], rule["data"]
    if (op == "in") != isinstance(wanted, list):
        raise invalid([(f"filters.{rule['field']}", "is not of the kind this operator wants")])
    if op in ("eq", "in"):
        # b1.md §5.3: the ids come as digit texts, with null among them.
        texts = {str(one) for one in (wanted if op == "in" else [wanted]) if one is not None}
        return lambda value: value is not None and str(value) in texts
    if op == "cn":
        return lambda value: str(wanted).lower() in str(value or "").lower()
    return lambda value: _order(value, wanted) >= 0 if op == "ge" else _order(value, wanted) <= 0


def _order(value: Any, wanted: Any) -> int:
    left, right = decimal(value, as_text=True), decimal(wanted, as_text=True)
    if left is None or right is None:
        return (str(value) > str(wanted)) - (str(value) < str(wanted))
    return (left > right) - (left < right)
