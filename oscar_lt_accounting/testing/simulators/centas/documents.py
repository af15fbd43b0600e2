"""Sales documents and orders: made, never read back (centas.md §6.1, §6.2, §8 job 2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.centas import forms
from oscar_lt_accounting.testing.simulators.centas.records import Context, Document
from oscar_lt_accounting.testing.simulators.centas.refusals import invalid

_AUTO = "auto"
_BLANKS = "CEN"
_FIRST = 401
_BUYER = "buyer_code=im_kodas buyer_vat_code=pvm_kodas"
_DOCUMENT = "number=dok_num trans_id reference=uzsaknr buyer=pirkejas country=salis country=salis_kodas"
_ORDER = "number=uzsak_num reference=uzsak_num buyer=uzsakovas"


def create_document(context: Context, sent: Mapping[str, str]) -> dict[str, Any]:
    """A sales document; it moves no stock, and by default its number may be there already (no. 3, 4, 23)."""
    rows = _rows(context, sent, forms.DOCUMENT_ROW)
    if sent["dok_num"] == _AUTO and not sent.get("trans_id"):
        raise kit.RefusalError("trans_id cannot be missing where dok_num is auto")
    _check_sums(context, rows, sent, "dok_suma")
    number = "" if sent["dok_num"] == _AUTO else sent["dok_num"]
    _check_new(context, "invoice", number=number, trans_id=sent.get("trans_id", ""))
    days = {"day": sent["data"], "due_day": sent.get("apmok_iki", "")}
    document = _add(context, "invoice", sent, rows, "dok_suma", days, _DOCUMENT)
    if document.number == _AUTO:
        document.series, document.number = _BLANKS, f"{_BLANKS}{context.records.next('blank'):06d}"
    document.state, document.issued = "document", True
    return {"success": 1, "document_id": document.hash}


def create_order(context: Context, sent: Mapping[str, str]) -> dict[str, Any]:
    """An order of a buyer."""
    rows = _rows(context, sent, forms.order_row(context))
    _check_sums(context, rows, sent, "uzsak_suma")
    _check_new(context, "order", number=sent["uzsak_num"])
    warehouse = _warehouse(context, sent["sandelis"]) if "sandelis" in sent else context.company.warehouse
    days = {"day": sent["uzsak_data"], "due_day": sent.get("apmok_data", "")}
    order = _add(context, "order", sent, rows, "uzsak_suma", days, _ORDER)
    order.warehouse = warehouse
    return {"success": 1, "order_hash": order.hash}


def _rows(context: Context, sent: Mapping[str, str], form: kit.Form) -> list[kit.Row]:
    """The rows out of their JSON text; raises `RefusalError`."""
    listed = kit.read_body(sent["rows"].encode(), lambda why: kit.RefusalError(f"rows is not JSON: {why}"))
    if not isinstance(listed, list) or not listed:
        raise kit.RefusalError("rows must be a list with something in it")
    for position, line in enumerate(listed):
        kit.check_form(line, form, context, invalid, path=f"rows[{position}]")
    return [_row(context, line, position) for position, line in enumerate(listed)]


def _row(context: Context, line: Mapping[str, Any], position: int) -> kit.Row:
    rates = {Decimal(line[key]) for key in ("pvm_tar", "pvmtar") if key in line}
    kit.refuse_if(len(rates) > 1, kit.RefusalError(f"rows[{position}] has two VAT rates"))
    found = context.records.with_code(line["kodas"])
    if not found and context.switches.unknown_codes == "refused":
        raise kit.RefusalError(f"rows[{position}].kodas is not known")
    row = kit.Row(**kit.pick(line, "title=pavadinimas code=kodas vat_code=Mok_kodas"), rate=rates.pop())
    row.product = found[0].id if found else None
    row.quantity, row.price = Decimal(line["kiekis"]), Decimal(line["kaina"])
    row.net = kit.rounded(row.quantity * row.price)
    return row


def _check_sums(context: Context, rows: list[kit.Row], sent: Mapping[str, str], gross_field: str) -> None:
    """Refuse sums that do not add up or are more than a cent per row from what the rows make (no. 9)."""
    if context.switches.sums == "unchecked":
        return
    gross, net, vat = (Decimal(sent[name]) for name in (gross_field, "bepvm_suma", "pvm_suma"))
    kit.refuse_if(gross != net + vat, kit.RefusalError(f"{gross_field} is not bepvm_suma and pvm_suma together"))
    made = {
        "bepvm_suma": kit.total(row.net for row in rows),
        "pvm_suma": kit.total(kit.on_top(row.net, row.rate) for row in rows),
    }
    for name, amount in made.items():
        if abs(Decimal(sent[name]) - amount) > kit.CENT * len(rows):
            raise kit.RefusalError(f"{name} is {sent[name]}, the rows make {amount}")


def _check_new(context: Context, kind: str, **names: str) -> None:
    """Where the switch says so, refuse a number or transaction that is there already."""
    for attribute, name in names.items():
        there = any(getattr(one, attribute) == name for one in context.records.of_kind(kind))
        if name and there and context.switches.duplicates == "refused":
            raise kit.RefusalError(f"the {attribute} {name} of an {kind} is there already")


def _add(
    context: Context,
    kind: str,
    sent: Mapping[str, str],
    rows: list[kit.Row],
    gross_field: str,
    days: Mapping[str, str],
    names: str,
) -> Document:
    # centas.md §3: there is no field for a currency.
    document = context.new(Document, "document", _FIRST, kind=kind, state="received", currency="EUR", rows=rows)
    kit.assign(document, kit.pick(sent, f"{names} {_BUYER}"))
    kit.assign(document, {name: kit.read_day(day, context.switches.date_format) for name, day in days.items()})
    sums = f"net=bepvm_suma vat=pvm_suma gross={gross_field}"
    kit.assign(document, kit.pick(sent, sums, lambda text: kit.rounded(Decimal(text))))
    document.sent = kit.write_json(dict(sent)).decode()
    document.hash = hashlib.sha256(f"{context.company.name}/{kind}/{document.id}".encode()).hexdigest()[:16]
    _share(document)
    context.records.documents.append(document)
    return document


def _share(document: Document) -> None:
    """Give each row its part of the document's sums."""
    rows = document.rows
    for row, net in zip(rows, kit.spread(document.net, [row.net for row in rows]), strict=True):
        row.net = net
    for row, vat in zip(rows, kit.spread(document.vat, [kit.on_top(row.net, row.rate) for row in rows]), strict=True):
        row.vat, row.gross = vat, row.net + vat


def _warehouse(context: Context, named: str) -> str:
    by_id = context.switches.warehouse_by == "id"
    for code, name in context.records.warehouses.items():
        if named == (code if by_id else name):
            return code
    raise kit.RefusalError("sandelis is not known")
