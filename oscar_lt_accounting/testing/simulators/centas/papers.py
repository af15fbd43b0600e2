"""Sales documents and orders: made, never read back (centas.md §6.1, §6.2, §8 job 2)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.centas import forms
from oscar_lt_accounting.testing.simulators.centas.books import Office, Paper
from oscar_lt_accounting.testing.simulators.centas.refusal import CentasRefusalError, invalid
from oscar_lt_accounting.testing.simulators.centas.texts import read_day
from oscar_lt_accounting.testing.simulators.cents import CENT, on_top, rounded, spread, total
from oscar_lt_accounting.testing.simulators.fields import Form, complaints
from oscar_lt_accounting.testing.simulators.notation import NotationError, read_json, write_json
from oscar_lt_accounting.testing.simulators.state import Row

_AUTO = "auto"
_BLANKS = "CEN"
_FIRST = 401


def create_document(office: Office, sent: Mapping[str, str]) -> dict[str, Any]:
    """A sales document; it moves no stock, and by default its number may be there already (no. 3, 4, 23)."""
    fields, rows = _read(office, sent, forms.document, forms.document_row)
    if fields["dok_num"] == _AUTO and not fields.get("trans_id"):
        raise CentasRefusalError("trans_id cannot be missing where dok_num is auto")
    _check_sums(office, rows, fields, "dok_suma")
    if office.switches.duplicates == "refused":
        _check_new(office, fields)
    paper = _paper(office, fields, rows, "invoice", "dok_suma")
    paper.day, paper.due_day = _day(office, fields["data"]), _day(office, fields.get("apmok_iki", ""))
    paper.number = fields["dok_num"]
    if paper.number == _AUTO:
        paper.series, paper.number = _BLANKS, f"{_BLANKS}{office.books.next('blank'):06d}"
    paper.trans_id = fields.get("trans_id", "")
    paper.buyer, paper.reference = fields["pirkejas"], fields.get("uzsaknr", "")
    paper.country = fields.get("salis_kodas") or fields.get("salis", "")
    paper.state, paper.issued = "document", True
    office.books.documents.append(paper)
    return {"success": 1, "document_id": paper.hash}


def create_order(office: Office, sent: Mapping[str, str]) -> dict[str, Any]:
    """An order of a buyer."""
    fields, rows = _read(office, sent, forms.order, forms.order_row)
    _check_sums(office, rows, fields, "uzsak_suma")
    if office.switches.duplicates == "refused" and any(
        paper.number == fields["uzsak_num"] for paper in office.books.of_kind("order")
    ):
        raise CentasRefusalError(f"order {fields['uzsak_num']} is there already")
    warehouse = _warehouse(office, fields["sandelis"]) if "sandelis" in fields else office.company.warehouse
    paper = _paper(office, fields, rows, "order", "uzsak_suma")
    paper.day, paper.due_day = _day(office, fields["uzsak_data"]), _day(office, fields.get("apmok_data", ""))
    paper.number = paper.reference = fields["uzsak_num"]
    paper.buyer, paper.warehouse = fields["uzsakovas"], warehouse
    office.books.documents.append(paper)
    return {"success": 1, "order_hash": paper.hash}


def _read(office: Office, sent: Mapping[str, str], form: Any, row_form: Any) -> tuple[dict[str, str], list[Row]]:
    """The header, and the rows out of their JSON text; raises `CentasRefusalError`."""
    ignores = office.switches.unknown_fields == "ignored"
    _check(sent, form(office.switches), unknown=ignores)
    try:
        listed = read_json(sent["rows"].encode())
    except NotationError as error:
        raise CentasRefusalError(f"rows is not JSON: {error}") from None
    if not isinstance(listed, list) or not listed:
        raise CentasRefusalError("rows must be a list with something in it")
    one = row_form(office.switches)
    for position, line in enumerate(listed):
        _check(line, one, path=f"rows[{position}]", unknown=ignores)
    return dict(sent), [_row(office, line, position) for position, line in enumerate(listed)]


def _check(sent: Any, form: Form, *, path: str = "", unknown: bool) -> None:
    wrong = list(complaints(sent, form, path=path, unknown=unknown))
    if wrong:
        raise invalid(wrong)


def _row(office: Office, line: Mapping[str, Any], position: int) -> Row:
    rates = {Decimal(line[key]) for key in ("pvm_tar", "pvmtar") if key in line}
    if len(rates) > 1:
        raise CentasRefusalError(f"rows[{position}] has two VAT rates")
    found = office.books.with_code(line["kodas"])
    if not found and office.switches.unknown_codes == "refused":
        raise CentasRefusalError(f"rows[{position}].kodas is not known")
    quantity, price = Decimal(line["kiekis"]), Decimal(line["kaina"])
    return Row(
        title=line["pavadinimas"],
        code=line["kodas"],
        product=found[0].id if found else None,
        quantity=quantity,
        price=price,
        net=rounded(quantity * price),
        rate=rates.pop(),
        vat_code=line.get("Mok_kodas", ""),
    )


def _check_sums(office: Office, rows: list[Row], fields: Mapping[str, str], gross_field: str) -> None:
    """Refuse sums that do not add up or are more than a cent per row from what the rows make (no. 9)."""
    if office.switches.sums == "unchecked":
        return
    gross, net, vat = (Decimal(fields[name]) for name in (gross_field, "bepvm_suma", "pvm_suma"))
    if gross != net + vat:
        raise CentasRefusalError(f"{gross_field} is not bepvm_suma and pvm_suma together")
    most = CENT * len(rows)
    made = total(row.net for row in rows)
    if abs(net - made) > most:
        raise CentasRefusalError(f"bepvm_suma is {net}, the rows make {made}")
    made = total(on_top(row.net, row.rate) for row in rows)
    if abs(vat - made) > most:
        raise CentasRefusalError(f"pvm_suma is {vat}, the rows make {made}")


def _check_new(office: Office, fields: Mapping[str, str]) -> None:
    known = office.books.of_kind("invoice")
    if fields["dok_num"] != _AUTO and any(paper.number == fields["dok_num"] for paper in known):
        raise CentasRefusalError(f"document {fields['dok_num']} is there already")
    if fields.get("trans_id") and any(paper.trans_id == fields["trans_id"] for paper in known):
        raise CentasRefusalError(f"transaction {fields['trans_id']} is there already")


def _paper(office: Office, fields: Mapping[str, str], rows: list[Row], kind: str, gross_field: str) -> Paper:
    number = office.books.next("paper", _FIRST)
    paper = Paper(
        id=number,
        kind=kind,
        state="received",
        hash=hashlib.sha256(f"{office.company.name}/{kind}/{number}".encode()).hexdigest()[:16],
        buyer_code=fields.get("im_kodas", ""),
        buyer_vat_code=fields.get("pvm_kodas", ""),
        # centas.md §3: there is no field for a currency.
        currency="EUR",
        net=rounded(Decimal(fields["bepvm_suma"])),
        vat=rounded(Decimal(fields["pvm_suma"])),
        gross=rounded(Decimal(fields[gross_field])),
        rows=rows,
        created=office.at,
        changed=office.at,
        sent=write_json(dict(fields)).decode(),
    )
    _share(paper)
    return paper


def _share(paper: Paper) -> None:
    """Give each row its part of the document's sums."""
    nets = spread(paper.net, [row.net for row in paper.rows])
    for row, net in zip(paper.rows, nets, strict=True):
        row.net = net
    vats = spread(paper.vat, [on_top(row.net, row.rate) for row in paper.rows])
    for row, vat in zip(paper.rows, vats, strict=True):
        row.vat, row.gross = vat, row.net + vat


def _warehouse(office: Office, named: str) -> str:
    for code, name in office.books.warehouses.items():
        if named == (code if office.switches.warehouse_by == "id" else name):
            return code
    raise CentasRefusalError("sandelis is not known")


def _day(office: Office, written: str) -> str:
    return (read_day(written, office.switches.date_format) or "") if written else ""
