"""Sales and advance invoices: made, changed, posted, un-posted, deleted, mailed (itax.md §8.3, §8.4, §8.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.itax import lines
from oscar_lt_accounting.testing.simulators.itax.answers import INVOICES
from oscar_lt_accounting.testing.simulators.itax.products import touched, type_of
from oscar_lt_accounting.testing.simulators.itax.records import Context, Email, Invoice
from oscar_lt_accounting.testing.simulators.itax.refusals import bare, invalid

_FIRST = 2556718
_POSTED = "užregistruoto dokumento keisti negalima"
_LINES = {"invoice": "inv_lines", "proforma": "draft_inv_lines"}
_SERIES = {"invoice": "S", "proforma": "IS"}
_TEMPLATES = ("", "pro_forma_invoice", "pick_list")
_PLAIN = (
    "day=date due_day=due_date currency is_shipping_address shipping_address footer_message number tags=all_tags posted"
)


def create(context: Context, sent: Mapping[str, Any]) -> Invoice:
    """A new invoice, posted if it says so."""
    return _create(context, sent, "invoice")


def create_draft(context: Context, sent: Mapping[str, Any]) -> Invoice:
    """A new advance invoice; it never moves goods."""
    return _create(context, sent, "proforma")


def update(context: Context, sent: Mapping[str, Any]) -> Invoice:
    """Change an invoice; of a posted one only the posting can be taken back (itax.md §12 no. 18)."""
    invoice = INVOICES.named(context)
    kit.refuse_if(invoice.posted and set(sent) - {"posted"}, invalid("posted", _POSTED))
    rows = lines.applied(context, invoice.rows, sent.get("inv_lines_attributes", ()), _LINES[invoice.kind])
    _enter(context, invoice, sent, rows)
    return invoice


def delete(context: Context, _sent: Mapping[str, Any]) -> Invoice:
    """Delete an invoice that is not posted (itax.md §12 no. 19)."""
    invoice = INVOICES.named(context)
    kit.refuse_if(invoice.posted, invalid("posted", _POSTED))
    context.records.documents.remove(invoice)
    return invoice


def download(context: Context, _sent: Mapping[str, Any]) -> kit.Reply:
    """`downloads.pdf`: a sales invoice; there is none of an advance invoice (itax.md §12 no. 8)."""
    wanted, template = context.asked("id"), context.asked("template")
    found = [invoice for invoice in context.records.of_kind("invoice") if str(invoice.id) == wanted]
    kit.refuse_if(context.asked("document") != "invoice" or template not in _TEMPLATES or not found, bare(404))
    return kit.pdf_reply(found[0], context.company.title)


def send(context: Context, sent: Mapping[str, Any]) -> Invoice:
    """Send an invoice by e-mail; where such calls go, nobody knows (itax.md §8.8)."""
    invoice = INVOICES.named(context)
    context.records.emails.append(Email(invoice_id=invoice.id, **kit.pick(sent, "recipient=recipient_email subject")))
    return invoice


def _create(context: Context, sent: Mapping[str, Any], kind: str) -> Invoice:
    prefix = _LINES[kind]
    given = sent.get(f"{prefix}_attributes", ())
    kit.refuse_if(not given, invalid(prefix))
    invoice = Invoice(id=0, kind=kind, state="", client_id=int(sent["client_id"]), created=context.at)
    _enter(context, invoice, sent, lines.applied(context, (), given, prefix))
    invoice.id = context.records.next("document", _FIRST)
    invoice.number = invoice.number or f"{_SERIES[kind]}-{context.records.next(f'number {kind}'):04d}"
    invoice.sent = kit.write_json(sent).decode()
    context.records.documents.append(invoice)
    return invoice


def _enter(context: Context, invoice: Invoice, sent: Mapping[str, Any], rows: list[kit.Row]) -> None:
    """Put the given fields in; nothing is changed when any of them is refused."""
    location = str(int(sent["location_id"])) if "location_id" in sent else invoice.warehouse
    kit.refuse_if(not location and _goods(context, rows), invalid("location_id"))
    kit.refuse_if(not rows, invalid(_LINES[invoice.kind]))
    same = [one for one in context.records.of_kind(invoice.kind) if one is not invoice and one.number]
    if context.switches.duplicate_numbers == "refused" and sent.get("number", "") in [one.number for one in same]:
        raise invalid("number", "jau naudojamas")
    kit.assign(invoice, {**kit.pick(sent, _PLAIN), "rows": rows, "warehouse": location, "changed": context.at})
    kit.assign(invoice, kit.pick(sent, "client_id department_id project_id", int))
    if context.switches.external_code != "not stored":
        invoice.reference = sent.get("external_code", invoice.reference)
    client = next((client for client in context.records.clients if client.id == invoice.client_id), None)
    if client:
        invoice.buyer, invoice.buyer_code, invoice.country = client.name, client.code, client.country_code
    invoice.add_up()
    _settle(context, invoice)


def _settle(context: Context, invoice: Invoice) -> None:
    """Find the state, and move the goods that the invoice now counts for (itax.md §12 no. 20)."""
    invoice.state = "posted" if invoice.posted else "not posted"
    invoice.issued = invoice.posted and invoice.kind == "invoice"
    counts = invoice.issued and context.switches.lowers_stock
    wanted = kit.quantities(_goods(context, invoice.rows), -1) if counts else {}
    context.records.settle(invoice, wanted, touched(context))


def _goods(context: Context, rows: list[kit.Row]) -> list[kit.Row]:
    products = [(row, context.records.product(row.product)) for row in rows]
    return [row for row, product in products if product and type_of(product) == "Item"]
