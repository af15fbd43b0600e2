"""Sales entered by the warehouse methods, header and rows (b1.md §5.6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.b1.books import Client, Office, Sale
from oscar_lt_accounting.testing.simulators.b1.clients import check_currency
from oscar_lt_accounting.testing.simulators.b1.orders import FIRST_ID, SERIES, VAT_RATES, take_number
from oscar_lt_accounting.testing.simulators.b1.reference import (
    EMPLOYEES,
    OPERATION_TYPES,
    SALE_SERIES,
    VAT_CLASSIFICATIONS,
    row_with,
)
from oscar_lt_accounting.testing.simulators.b1.refusal import CONSTRAINT, coded, invalid, short
from oscar_lt_accounting.testing.simulators.toolkit.json_text import write_json
from oscar_lt_accounting.testing.simulators.toolkit.records import Row
from oscar_lt_accounting.testing.simulators.toolkit.rounding import on_top, rounded, spread, total

_LITHUANIA = 1


def create(office: Office, sent: Mapping[str, Any]) -> int:
    """A new sale without rows; a series and number that are used are refused with 400, not 409."""
    client = _client(office, sent)
    _check_ids(office, sent)
    series, number = _number(sent)
    series, number = take_number(office, series, number)
    sale = Sale(
        id=office.records.next("order", FIRST_ID),
        kind="invoice",
        state="sale",
        issued=True,
        client_id=client.id,
        operation_type_id=sent["operationTypeId"],
        series=series,
        number=number,
        day=sent["saleDate"],
        buyer=sent.get("clientName", client.name),
        buyer_code=client.code,
        buyer_vat_code=client.vat_code,
        country="LT" if client.location_id == _LITHUANIA else "",
        currency=sent["currencyCode"],
        warehouse=str(sent["warehouseId"]),
        created=office.at,
        changed=office.at,
        sent=write_json(sent).decode(),
    )
    office.records.sales.append(sale)
    return sale.id


def add_row(office: Office, sent: Mapping[str, Any]) -> int:
    """One more row; equal rows, with an equal rowNo too, are all taken. The goods leave the warehouse."""
    sale = office.records.sale(sent["saleId"])
    if sale is None:
        raise short(404, "Sale was not found")
    product = office.records.product(sent["itemId"])
    if product is None:
        raise invalid([("itemId", "is not known")])
    warehouse, code = _place(office, sale, sent), _classified(sent)
    rate, price = Decimal(sent["vatRate"]), Decimal(sent["priceWithoutVat"])
    if rate not in VAT_RATES:
        raise coded(400, CONSTRAINT.format(6))
    if price < 0 and office.switches.negative_prices == "refused":
        raise invalid([("priceWithoutVat", "is too small")])
    quantity = Decimal(sent["quantity"])
    row = Row(
        id=office.records.next("row"),
        title=product.name,
        code=product.code,
        product=product.id,
        quantity=quantity,
        price=price,
        net=rounded(quantity * price),
        rate=rate,
        vat_code=code,
    )
    sale.rows.append(row)
    _sum(sale, office.switches.sale_vat)
    sale.changed = office.at
    product.move(warehouse, -quantity, office.at)
    return row.id


def _client(office: Office, sent: Mapping[str, Any]) -> Client:
    client = office.records.client(sent["clientId"])
    if client is None:
        raise coded(400, CONSTRAINT.format(1))
    return client


def _check_ids(office: Office, sent: Mapping[str, Any]) -> None:
    kind = row_with(OPERATION_TYPES, sent["operationTypeId"])
    if kind is None or not (kind["isSale"] and kind["isActive"]):
        raise coded(400, CONSTRAINT.format(2))
    check_currency(sent["currencyCode"])
    if "employeeId" in sent and row_with(EMPLOYEES, sent["employeeId"]) is None:
        raise coded(400, CONSTRAINT.format(4))
    if str(sent["warehouseId"]) not in office.records.warehouses:
        raise invalid([("warehouseId", "is not known")])


def _number(sent: Mapping[str, Any]) -> tuple[str, str]:
    """The series, and the shop's own number or an empty text where B1 is to number."""
    series, number = sent.get("series", ""), sent.get("number", "")
    if "seriesId" in sent:
        known = row_with(SALE_SERIES, sent["seriesId"])
        if known is None or (series and series != known["series"]):
            raise invalid([("seriesId", "is not known, or not that of series")])
        series = known["series"]
    if sent.get("autoGenerateNumberAndSeries"):
        if number:
            raise invalid([("number", "must be left out where B1 numbers")])
        return series or SERIES, ""
    if not (series and number):
        given = {"series": series, "number": number}
        raise invalid([(name, "cannot be missing") for name, value in given.items() if not value])
    return series, number


def _place(office: Office, sale: Sale, sent: Mapping[str, Any]) -> str:
    warehouse = str(sent["warehouseId"])
    elsewhere = warehouse != sale.warehouse and office.switches.row_warehouse != "any"
    if elsewhere or warehouse not in office.records.warehouses:
        raise invalid([("warehouseId", "is not that of the sale")])
    return warehouse


def _classified(sent: Mapping[str, Any]) -> str:
    if "vatClassificationId" not in sent:
        return ""
    known = row_with(VAT_CLASSIFICATIONS, sent["vatClassificationId"])
    if known is None:
        raise invalid([("vatClassificationId", "is not known")])
    return str(known["code"])


def _sum(sale: Sale, reading: str) -> None:
    """Find the VAT of all rows anew: each rounded alone, or shares of what their rate makes together."""
    if reading == "per row":
        for row in sale.rows:
            row.vat = rounded(on_top(row.net, row.rate))
    else:
        for rate in {row.rate for row in sale.rows}:
            rows = [row for row in sale.rows if row.rate == rate]
            vat = rounded(on_top(total(row.net for row in rows), rate))
            for row, share in zip(rows, spread(vat, [on_top(row.net, rate) for row in rows]), strict=True):
                row.vat = share
    for row in sale.rows:
        row.gross = row.net + row.vat
    sale.net, sale.vat = total(row.net for row in sale.rows), total(row.vat for row in sale.rows)
    sale.gross = sale.net + sale.vat
