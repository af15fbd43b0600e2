"""Sales and advance invoices: made, changed, posted, un-posted, deleted (itax.md §8.3, §8.4)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.itax import clients, lines, products
from oscar_lt_accounting.testing.simulators.itax.books import Email, Invoice, Office
from oscar_lt_accounting.testing.simulators.itax.records import INVOICES
from oscar_lt_accounting.testing.simulators.itax.refusal import BLANK, bare, invalid, unknown
from oscar_lt_accounting.testing.simulators.toolkit.json_text import write_json
from oscar_lt_accounting.testing.simulators.toolkit.pdf import printed
from oscar_lt_accounting.testing.simulators.toolkit.records import Row
from oscar_lt_accounting.testing.simulators.toolkit.rounding import total
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply

_FIRST = 2556718
_POSTED = "užregistruoto dokumento keisti negalima"
_LINES = {"invoice": "inv_lines", "proforma": "draft_inv_lines"}
_SERIES = {"invoice": "S", "proforma": "IS"}
_TEMPLATES = ("", "pro_forma_invoice", "pick_list")
_PLAIN = {
    "date": "day",
    "due_date": "due_day",
    "currency": "currency",
    "is_shipping_address": "is_shipping_address",
    "shipping_address": "shipping_address",
    "footer_message": "footer_message",
    "number": "number",
}
_LINKS = ("department_id", "project_id")


def create(office: Office, sent: Mapping[str, Any]) -> Invoice:
    """A new invoice, posted if it says so."""
    return _create(office, sent, "invoice")


def create_draft(office: Office, sent: Mapping[str, Any]) -> Invoice:
    """A new advance invoice; it never moves goods."""
    return _create(office, sent, "proforma")


def update(office: Office, sent: Mapping[str, Any]) -> Invoice:
    """Change an invoice; of a posted one only the posting can be taken back (itax.md §12 no. 18)."""
    invoice = INVOICES.find(office, office.record)
    if invoice.posted and set(sent) - {"posted"}:
        raise invalid([("posted", _POSTED)])
    rows = lines.applied(office, invoice.rows, sent.get("inv_lines_attributes", ()), _LINES[invoice.kind])
    _enter(office, invoice, sent, rows)
    return invoice


def delete(office: Office, _sent: Mapping[str, Any]) -> Invoice:
    """Delete an invoice that is not posted (itax.md §12 no. 19)."""
    invoice = INVOICES.find(office, office.record)
    if invoice.posted:
        raise invalid([("posted", _POSTED)])
    office.records.documents.remove(invoice)
    return invoice


def print_one(office: Office) -> Reply:
    """`downloads.pdf`: the print of a sales invoice; there is none of an advance invoice (itax.md §12 no. 8)."""
    wanted, template = office.asked("id"), office.asked("template")
    found = [invoice for invoice in office.records.of_kind("invoice") if str(invoice.id) == wanted]
    if office.asked("document") != "invoice" or template not in _TEMPLATES or not found:
        raise bare(404)
    body = printed(found[0], office.company.title)
    return Reply(body=body, content_type="application/pdf", said=found[0].number)


def send(office: Office, sent: Mapping[str, Any]) -> Invoice:
    """Send an invoice by e-mail; where such calls go, nobody knows (itax.md §8.8)."""
    invoice = INVOICES.find(office, office.record)
    email = Email(invoice_id=invoice.id, recipient=sent["recipient_email"], subject=sent["subject"])
    office.records.emails.append(email)
    return invoice


def _create(office: Office, sent: Mapping[str, Any], kind: str) -> Invoice:
    prefix = _LINES[kind]
    given = sent.get(f"{prefix}_attributes")
    if not given:
        raise invalid([(prefix, BLANK)])
    client = clients.buyer(office, sent["client_id"], "client_id")
    invoice = Invoice(id=0, kind=kind, state="", client_id=client.id, created=office.at)
    _enter(office, invoice, sent, lines.applied(office, (), given, prefix))
    invoice.id = office.records.next("document", _FIRST)
    invoice.number = invoice.number or f"{_SERIES[kind]}-{office.records.next(f'number {kind}'):04d}"
    invoice.sent = write_json(sent).decode()
    office.records.documents.append(invoice)
    return invoice


def _enter(office: Office, invoice: Invoice, sent: Mapping[str, Any], rows: list[Row]) -> None:
    """Put the given fields in; nothing is changed when any of them is refused."""
    client = clients.buyer(office, sent.get("client_id", invoice.client_id), "client_id")
    clients.check_links(sent)
    location = str(int(sent["location_id"])) if "location_id" in sent else invoice.warehouse
    if location and location not in office.records.warehouses:
        raise unknown("location_id")
    if not location and any(_is_goods(office, row) for row in rows):
        raise invalid([("location_id", BLANK)])
    if not rows:
        raise invalid([(_LINES[invoice.kind], BLANK)])
    _check_number(office, invoice, sent.get("number", ""))
    for name, attribute in _PLAIN.items():
        setattr(invoice, attribute, sent.get(name, getattr(invoice, attribute)))
    for name in _LINKS:
        if name in sent:
            setattr(invoice, name, int(sent[name]))
    if office.switches.external_code != "not stored":
        invoice.reference = sent.get("external_code", invoice.reference)
    invoice.tags = list(sent.get("all_tags", invoice.tags))
    invoice.client_id, invoice.buyer, invoice.buyer_code = client.id, client.name, client.code
    invoice.country, invoice.warehouse, invoice.rows = client.country_code, location, rows
    invoice.net, invoice.vat = total(row.net for row in rows), total(row.vat for row in rows)
    invoice.gross = total(row.gross for row in rows)
    invoice.posted = sent.get("posted", invoice.posted)
    invoice.changed = office.at
    _settle(office, invoice)


def _check_number(office: Office, invoice: Invoice, number: str) -> None:
    others = [one for one in office.records.of_kind(invoice.kind) if one is not invoice and one.number == number]
    if number and others and office.switches.duplicate_numbers == "refused":
        raise invalid([("number", "jau naudojamas")])


def _settle(office: Office, invoice: Invoice) -> None:
    """Find the state, and move the goods that the invoice now counts for (itax.md §12 no. 20)."""
    invoice.state = "posted" if invoice.posted else "not posted"
    invoice.issued = invoice.posted and invoice.kind == "invoice"
    wanted: dict[str, Decimal] = {}
    if invoice.issued and office.switches.lowers_stock:
        for row in invoice.rows:
            if _is_goods(office, row):
                wanted[str(row.product)] = wanted.get(str(row.product), Decimal(0)) - row.quantity
    for key in wanted.keys() | invoice.moved.keys():
        change = wanted.get(key, Decimal(0)) - invoice.moved.get(key, Decimal(0))
        products.move(office, office.records.products[key], invoice.warehouse, change)
    invoice.moved = wanted


def _is_goods(office: Office, row: Row) -> bool:
    product = office.records.product(row.product)
    return product is not None and products.type_of(product) == "Item"
