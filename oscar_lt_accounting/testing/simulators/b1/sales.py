"""Sales entered by the warehouse methods, their buyers, and money in cash (b1.md §5.6, §5.7, §5.10)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.b1.orders import FIRST_ID, take_number
from oscar_lt_accounting.testing.simulators.b1.records import CashReceipt, Client, Context, Sale
from oscar_lt_accounting.testing.simulators.b1.reference import (
    EMPLOYEES,
    SALE_SERIES,
    SERIES,
    VAT_CLASSIFICATIONS,
    check_constraints,
    currency_id,
    row_with,
)
from oscar_lt_accounting.testing.simulators.b1.refusals import CONSTRAINT, coded, invalid, misfilled, short

_LITHUANIA = 1
_FIRST_CLIENT, _FIRST_RECEIPT = 301, 701


def create_client(context: Context, sent: Mapping[str, Any]) -> int:
    """A new client; by default one with the same name and code may be there already."""
    code = sent.get("code")
    if context.switches.duplicate_clients == "refused" and code in [one.code for one in context.records.clients]:
        raise coded(409, "Client already exists")
    names = (
        "name location_id=locationId is_juridical=isJuridical code vat_code=vatCode address email phone "
        "country_id=countryId is_active=isActive is_supplier=isSupplier"
    )
    client = context.new(Client, "client", _FIRST_CLIENT, **kit.pick(sent, names))
    context.records.clients.append(client)
    return client.id


def pay_in_cash(context: Context, sent: Mapping[str, Any]) -> int:
    """A cash receipt; a series and number that are used are refused."""
    check_constraints(context, sent)
    employed = [one["id"] for one in EMPLOYEES if one["isEmployed"]]
    kit.refuse_if(sent["employeeId"] not in employed, coded(400, CONSTRAINT.format(4)))
    if sent["currencyId"] != currency_id(sent["currencyCode"]):
        raise invalid("currencyId", "is not that of currencyCode")
    if (sent["series"], sent["number"]) in [(one.series, one.number) for one in context.records.receipts]:
        raise coded(400, "Cash receipt already registered")
    names = "series number day=date client_id=clientId currency=currencyCode attachment"
    paid = kit.pick(sent, "total", lambda amount: kit.rounded(Decimal(amount)))
    receipt = context.new(CashReceipt, "receipt", _FIRST_RECEIPT, **kit.pick(sent, names), **paid)
    context.records.receipts.append(receipt)
    return receipt.id


def create(context: Context, sent: Mapping[str, Any]) -> int:
    """A new sale without rows; a series and number that are used are refused with 400, not 409."""
    check_constraints(context, sent)
    client = next(one for one in context.records.clients if one.id == sent["clientId"])
    series, number = take_number(context, *_number(sent))
    sale = context.new(
        Sale,
        "order",
        FIRST_ID,
        kind="invoice",
        state="sale",
        issued=True,
        series=series,
        number=number,
        buyer=sent.get("clientName", client.name),
        buyer_code=client.code,
        buyer_vat_code=client.vat_code,
        country="LT" if client.location_id == _LITHUANIA else "",
        warehouse=str(sent["warehouseId"]),
        sent=kit.write_json(sent).decode(),
        **kit.pick(sent, "client_id=clientId operation_type_id=operationTypeId day=saleDate currency=currencyCode"),
    )
    context.records.sales.append(sale)
    return sale.id


def add_row(context: Context, sent: Mapping[str, Any]) -> int:
    """One more row; equal rows, with an equal rowNo too, are all taken. The goods leave the warehouse."""
    same = (one for one in context.records.sales if one.id == sent["saleId"])
    sale = kit.first(same, short(404, "Sale was not found"))
    warehouse = str(sent["warehouseId"])
    elsewhere = warehouse != sale.warehouse and context.switches.row_warehouse != "any"
    if elsewhere or warehouse not in context.records.warehouses:
        raise invalid("warehouseId", "is not that of the sale")
    check_constraints(context, sent)
    product = context.records.products[str(sent["itemId"])]
    row = kit.Row(title=product.name, code=product.code, product=product.id)
    kit.assign(row, kit.pick(sent, "quantity price=priceWithoutVat rate=vatRate", Decimal))
    if row.price < 0 and context.switches.negative_prices == "refused":
        raise invalid("priceWithoutVat", "is too small")
    row.id, row.net = context.records.next("row"), kit.rounded(row.quantity * row.price)
    if known := row_with(VAT_CLASSIFICATIONS, sent.get("vatClassificationId", 0)):
        row.vat_code = known["code"]
    sale.rows.append(row)
    _add_up(sale, context.switches.sale_vat)
    sale.changed = context.at
    product.move(warehouse, -row.quantity, context.at)
    return row.id


def _number(sent: Mapping[str, Any]) -> tuple[str, str]:
    """The series, and the shop's own number or an empty text where B1 is to number."""
    series, number = sent.get("series", ""), sent.get("number", "")
    if known := row_with(SALE_SERIES, sent.get("seriesId", 0)):
        kit.refuse_if(series not in ("", known["series"]), invalid("seriesId", "is not that of series"))
        series = known["series"]
    if sent.get("autoGenerateNumberAndSeries"):
        kit.refuse_if(number, invalid("number", "must be left out where B1 numbers"))
        return series or SERIES, ""
    if missing := [name for name, value in (("series", series), ("number", number)) if not value]:
        raise misfilled((name, "cannot be missing") for name in missing)
    return series, number


def _add_up(sale: Sale, reading: str) -> None:
    """Find the VAT of all rows anew: each rounded alone, or shares of what their rate makes together."""
    if reading == "per row":
        for row in sale.rows:
            row.vat = kit.rounded(kit.on_top(row.net, row.rate))
    else:
        kit.tax_together(sale.rows, lambda row: row.net, kit.on_top)
    for row in sale.rows:
        row.gross = row.net + row.vat
    sale.add_up()
