"""Making and listing documents, and their PDFs (fakturownia.md §1, §2, §10)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.fakturownia.records import (
    INVOICE,
    POSITION,
    Client,
    Context,
    Invoice,
    refused,
    told,
)

_WARSAW = ZoneInfo("Europe/Warsaw")
_FIRST = 77001
_SALES = ("vat", "receipt")
_MOST_PER_PAGE = "25"
_DAYS_BACK = {"last_30_days": 30, "last_12_months": 365}
_BEGINS = {"this_month": 7, "this_year": 4}


def create(context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
    """A new document, unless it asks that its reference be unique, and it is not."""
    kind, reference = sent.get("kind", "vat"), sent.get("oid", "")
    if sent.get("oid_unique") and reference:
        over = context.records.documents if context.switches.unique_over == "account" else context.records.of_kind(kind)
        kit.refuse_if(any(one.reference == reference for one in over), refused({"oid": ["- taken"]}))
    rows = [_row(context, one) for one in sent["positions"]]
    _add_vat(context, rows, sent.get("calculating_strategy", {}))
    client = next(one for one in context.records.clients if one.id == int(sent["client_id"]))
    today = _today(context)
    invoice = context.new(
        Invoice,
        "document",
        _FIRST,
        kind=kind,
        rows=rows,
        issued=kind in _SALES,
        reference=reference,
        token=hashlib.sha256(f"{context.company.name} {len(context.records.documents)}".encode()).hexdigest()[:20],
        sent=kit.write_json(sent).decode(),
        **_printed(client),
        **{"state": "issued", "day": today, "sell_day": today, "currency": "PLN", **_told_of(sent)},
    )
    invoice.number = sent.get("number") or f"{context.records.next(f'number {kind}')}/{invoice.day[5:7]}/{today[:4]}"
    invoice.add_up()
    context.records.documents.append(invoice)
    if context.switches.lowers_stock and invoice.issued and invoice.warehouse:
        context.records.settle(invoice, kit.quantities([row for row in rows if row.product], -1), context.at)
    return _shown(invoice)


def _told_of(sent: Mapping[str, Any]) -> dict[str, Any]:
    names = "state=status day=issue_date sell_day=sell_date due_day=payment_to currency payment_type description"
    return {
        **kit.pick(sent, names),
        **kit.pick(sent, "paid", Decimal),
        **kit.pick(sent, "department_id", int),
        **kit.pick(sent, "warehouse=warehouse_id", str),
    }


def _printed(client: Client) -> dict[str, Any]:
    return {
        "client_id": client.id,
        "buyer": client.name,
        "buyer_vat_code": client.tax_no,
        "country": client.country,
    }


def _row(context: Context, sent: Mapping[str, Any]) -> kit.Row:
    product = context.records.product(int(sent["product_id"])) if "product_id" in sent else None
    if product is None and context.switches.code_moves_goods:
        product = next(iter(context.records.with_code(sent.get("code", ""))), None)
    title = sent.get("name") or (product.name if product else "")
    kit.refuse_if(not title, refused({"positions.name": ["- nie może być puste"]}))
    row = kit.Row(title=title, product=product.id if product else None, vat_code=sent["tax"])
    row.code, row.quantity = sent.get("code", ""), Decimal(sent["quantity"])
    row.rate = Decimal(sent["tax"]) if sent["tax"][0].isdigit() else None
    row.gross = Decimal(sent["total_price_gross"])
    return row


def _add_vat(context: Context, rows: list[kit.Row], strategy: Mapping[str, str]) -> None:
    for row in rows:
        row.vat = kit.rounded(kit.inside(row.gross, row.rate))
        if strategy.get("position") != "keep_gross":
            # fakturownia.md, take care no. 3: the net price of one piece may be rounded first.
            row.net = kit.rounded((row.gross - kit.inside(row.gross, row.rate)) / row.quantity) * row.quantity
            row.net = kit.rounded(row.net)
            row.vat = kit.rounded(kit.on_top(row.net, row.rate))
            row.gross = row.net + row.vat
    if strategy.get("sum") == "keep_gross" and context.switches.vat_rounding == "rate":
        kit.tax_together(rows, lambda row: row.gross, kit.inside)
    for row in rows:
        row.net, row.price = row.gross - row.vat, kit.rounded(row.gross / row.quantity)


def listing(context: Context, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The newest first, of a period, as far as they match."""
    first, last = _days(context, sent)
    found = [one for one in reversed(context.records.documents) if first <= one.day <= last]
    found = matching(context, found, sent, "oid=reference number kind client_id")
    return [told(one, INVOICE) for one in page(found, sent)]


def matching(context: Context, found: list[Any], sent: Mapping[str, Any], names: str) -> list[Any]:
    """Those that have what is asked for, as a whole or as a part of it."""
    for asked, column in kit.columns(names).items():
        if wanted := sent.get(asked):
            part = context.switches.questions == "part" and asked in ("oid", "number", "name", "email", "tax_no")
            found = [one for one in found if (wanted in str(column(one)) if part else wanted == str(column(one)))]
    return found


def page(found: list[Any], sent: Mapping[str, Any]) -> list[Any]:
    """One page of a list."""
    return list(kit.page_of(found, int(sent.get("page", "1")), int(sent.get("per_page", _MOST_PER_PAGE))).rows)


def single(context: Context, _sent: Mapping[str, Any]) -> dict[str, Any]:
    """One document with its rows."""
    return _shown(_named(context))


def pdf(context: Context, _sent: Mapping[str, Any]) -> kit.Reply:
    """Its PDF, once it is some seconds old."""
    invoice = _named(context)
    kit.refuse_if(context.at < invoice.created + context.switches.pdf_after, refused("PDF is being generated"))
    return kit.pdf_reply(invoice, context.company.title)


def _named(context: Context) -> Invoice:
    return kit.first((one for one in context.records.documents if one.id == context.record), refused("Not Found", 404))


def _shown(invoice: Invoice) -> dict[str, Any]:
    return told(invoice, INVOICE, positions=[told(row, POSITION) for row in invoice.rows])


def _days(context: Context, sent: Mapping[str, Any]) -> tuple[str, str]:
    period = sent.get("period", context.switches.default_period)
    if period == "more":
        kit.refuse_if(not {"date_from", "date_to"} <= set(sent), refused("date_from and date_to must be given"))
        return sent["date_from"], sent["date_to"]
    today = _today(context)
    if period in _DAYS_BACK:
        return (datetime.fromisoformat(today) - timedelta(days=_DAYS_BACK[period])).date().isoformat(), today
    return today[: _BEGINS.get(period, 0)], "9999"


def _today(context: Context) -> str:
    return datetime.fromtimestamp(context.at, _WARSAW).date().isoformat()
