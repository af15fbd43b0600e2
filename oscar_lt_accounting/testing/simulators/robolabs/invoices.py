"""Creating, changing, cancelling and deleting invoices (robolabs.md §6.2 to §6.5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.robolabs import lines, partners
from oscar_lt_accounting.testing.simulators.robolabs.books import CURRENCY_RATES, Invoice, Office
from oscar_lt_accounting.testing.simulators.robolabs.envelope import RoboRefusalError, missing
from oscar_lt_accounting.testing.simulators.toolkit.json_text import read_json, write_json

_KINDS = {
    "out_invoice": "invoice",
    "out_refund": "credit_note",
    "in_invoice": "purchase",
    "in_refund": "purchase_refund",
}
_SUMS = ("invoice_lines", "subtotal", "tax", "total", "currency", "force_type")
_FIRST = 786


def create(office: Office, sent: Mapping[str, Any]) -> None:
    """Enter an invoice; by default a number that is taken is taken again (no. 11)."""
    number = _number(office, sent)
    paid = partners.payments(sent.get("payments", ()), sent["currency"])
    invoice = Invoice(
        id=office.records.next("invoice", _FIRST),
        kind="invoice",
        state="draft",
        number=number,
        series=sent["journal"],
        warehouse=_location(office, sent),
        force_type="in_invoice" if sent.get("supplier_invoice") else "out_invoice",
        created=office.at,
        sent=write_json({name: value for name, value in sent.items() if name != "secret"}).decode(),
    )
    _enter(office, invoice, sent)
    invoice.payments = paid
    _settle(office, invoice)
    office.records.documents.append(invoice)


def update(office: Office, sent: Mapping[str, Any]) -> None:
    """Change what is given; sums only of drafts (no. 16)."""
    invoice = office.records.numbered(sent["number"])
    if invoice is None:
        raise missing(f"Invoice {sent['number']}")
    if not invoice.draft and office.switches.confirmed_sums == "refused" and set(_SUMS) & set(sent):
        raise RoboRefusalError("Sums of a confirmed invoice cannot be changed.")
    paid = partners.payments(sent.get("add_payments", ()), sent.get("currency", invoice.currency))
    given = sent.get("invoice_lines", [])
    if office.switches.product_in_update == "required" and any("product" not in line for line in given):
        raise RoboRefusalError("product is required.")
    if office.switches.updated_lines == "add":
        given = [*read_json(invoice.lines.encode()), *given]
    _enter(office, invoice, {**sent, "invoice_lines": given} if "invoice_lines" in sent else sent)
    invoice.payments += paid
    _settle(office, invoice)


def cancel(office: Office, sent: Mapping[str, Any]) -> None:
    """Cancel an invoice; its number stays used and its goods come back."""
    invoice = _own_or_suppliers(office, sent, "number", "partner_reference")
    if invoice.cancelled:
        raise RoboRefusalError("The invoice is cancelled already.")
    _drop_payments(invoice, sent)
    invoice.cancelled = True
    _settle(office, invoice)


def unlink(office: Office, sent: Mapping[str, Any]) -> None:
    """Delete an invoice as if it had never been."""
    invoice = _own_or_suppliers(office, sent, "move_name", "partner_code")
    _drop_payments(invoice, sent)
    invoice.cancelled = True
    _settle(office, invoice)
    office.records.documents.remove(invoice)


def _number(office: Office, sent: Mapping[str, Any]) -> str:
    number = str(sent.get("number", ""))
    if not number and (not sent.get("draft") or sent.get("payments")):
        raise RoboRefusalError("number is required, unless the invoice is a draft without payments.")
    if office.switches.duplicate_numbers == "refused" and office.records.numbered(number):
        raise RoboRefusalError(f"Invoice {number} exists already.")
    return number


def _location(office: Office, sent: Mapping[str, Any]) -> str:
    location = str(sent.get("location", office.company.warehouse))
    if location not in office.records.warehouses:
        raise RoboRefusalError(f"Location {location} does not exist.")
    return location


def _enter(office: Office, invoice: Invoice, sent: Mapping[str, Any]) -> None:
    """Put the given fields in; nothing is changed when any of them is refused."""
    currency = sent.get("currency", invoice.currency)
    if currency not in CURRENCY_RATES:
        raise RoboRefusalError(f"Currency {currency} is not known.")
    given = sent.get("invoice_lines")
    sums = lines.read(office, given) if given else lines.Sums(invoice.rows)
    if office.switches.header_sums == "exact":
        sums.check(sent)
    if "partner" in sent:
        partner = partners.partner(office, sent["partner"])
        invoice.buyer, invoice.buyer_code = partner.name, partner.code
        invoice.buyer_vat_code, invoice.country = partner.vat_code, partner.country
    if given:
        lines.make_products(office, sums.rows)
        invoice.lines = write_json(given).decode()
    invoice.rows, invoice.currency = sums.rows, currency
    invoice.net, invoice.vat, invoice.gross = sums.net, sums.vat, sums.gross
    invoice.day = sent.get("force_dates") or sent.get("date_invoice", invoice.day)
    invoice.due_day = sent.get("due_date", invoice.due_day or invoice.day)
    invoice.reference = sent.get("comment", invoice.reference)
    invoice.supplier_reference = sent.get("reference", invoice.supplier_reference)
    invoice.force_type = sent.get("force_type", invoice.force_type)
    invoice.kind = _KINDS[invoice.force_type]
    for name in ("draft", "proforma", "cancelled"):
        setattr(invoice, name, sent.get(name, getattr(invoice, name)))


def _settle(office: Office, invoice: Invoice) -> None:
    """Find the state, and move the goods that the invoice now counts for (no. 21)."""
    invoice.restate()
    invoice.changed = office.at
    wanted: dict[str, Decimal] = {}
    if invoice.state in ("open", "paid") and office.switches.lowers_stock:
        sign = -1 if invoice.force_type in ("out_invoice", "in_refund") else 1
        for row in invoice.rows:
            key = str(row.product)
            wanted[key] = wanted.get(key, Decimal(0)) + sign * row.quantity
    for key in wanted.keys() | invoice.moved.keys():
        if product := office.records.products.get(key):
            change = wanted.get(key, Decimal(0)) - invoice.moved.get(key, Decimal(0))
            product.move(invoice.warehouse, change, office.at)
    invoice.moved = wanted


def _own_or_suppliers(office: Office, sent: Mapping[str, Any], key: str, partner_key: str) -> Invoice:
    if number := sent.get(key):
        found = office.records.numbered(number)
    elif sent.get("reference") and sent.get(partner_key):
        found = suppliers(office, sent["reference"], sent[partner_key])
    else:
        raise RoboRefusalError(f"{key}, or reference and {partner_key}, must be given.")
    if found is None:
        raise missing("The invoice")
    return found


def suppliers(office: Office, reference: str, partner: str) -> Invoice | None:
    """A supplier's invoice by its number there and the supplier's code or name."""
    return next(
        (
            invoice
            for invoice in office.records.documents
            if invoice.supplier_reference == reference and partner in (invoice.buyer_code, invoice.buyer)
        ),
        None,
    )


def _drop_payments(invoice: Invoice, sent: Mapping[str, Any]) -> None:
    if invoice.payments and not sent.get("delete_payment"):
        raise RoboRefusalError("The invoice has payments; they must be deleted too.")
    invoice.payments = []
