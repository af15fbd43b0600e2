"""Reading invoices back and attaching files to them (robolabs.md §6.9, §6.10, §6.14)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators.robolabs.books import COMPANY_CURRENCY, CURRENCY_RATES, Invoice, Office
from oscar_lt_accounting.testing.simulators.robolabs.calendar import between, within
from oscar_lt_accounting.testing.simulators.robolabs.envelope import RoboRefusalError, missing
from oscar_lt_accounting.testing.simulators.robolabs.invoices import suppliers
from oscar_lt_accounting.testing.simulators.toolkit.pdf import printed
from oscar_lt_accounting.testing.simulators.toolkit.rounding import rounded

# Display texts; only „Apmokėta“ and “Client Invoice” were ever seen (robolabs.md §6.9).
_STATES = {
    "draft": "Juodraštis",
    "proforma": "Išankstinė",
    "cancelled": "Atšaukta",
    "open": "Atvira",
    "paid": "Apmokėta",
}
_TYPES = {
    "out_invoice": "Client Invoice",
    "out_refund": "Client Refund",
    "in_invoice": "Supplier Invoice",
    "in_refund": "Supplier Refund",
}


def get_invoice(office: Office, sent: Mapping[str, Any]) -> dict[str, Any]:
    """One invoice, with its print if it is asked for; the id, the comment and the codes are not told."""
    invoice = _named(office, sent, comment=True)
    if invoice is None:
        if office.switches.not_found == "empty":
            return {}
        raise RoboRefusalError("Invoice was not found in the system.", office.switches.not_found)
    shown = _shown(office, invoice)
    if sent.get("pdf"):
        shown["pdf"] = base64.b64encode(printed(invoice, office.company.title)).decode()
    return shown


def get_invoice_list(office: Office, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Invoices made, changed or dated in a period; without prints (no. 33)."""
    moments, days = ("date_from", "date_to"), ("invoice_date_from", "invoice_date_to")
    if not set(moments) <= set(sent) and not set(days) <= set(sent):
        raise RoboRefusalError("date_from and date_to, or invoice_date_from and invoice_date_to, must be given.")
    changed = sent.get("data_type") == "modify"
    first, last = (str(sent[name])[:10] if name in sent else None for name in days)
    return [
        _shown(office, invoice)
        for invoice in office.records.documents
        if within(office, invoice.changed if changed else invoice.created, sent)
        and between(office, invoice.day, first, last)
    ]


def add_invoice_document(office: Office, sent: Mapping[str, Any]) -> None:
    """Attach a PDF to an invoice; the same file may be attached again."""
    invoice = _named(office, sent, comment=False)
    if invoice is None:
        raise missing("The invoice")
    if not base64.b64decode(sent["file_data"]).startswith(b"%PDF"):
        raise RoboRefusalError("The file is not a PDF.")
    invoice.files.append(sent.get("file_name", invoice.number or invoice.supplier_reference))


def _named(office: Office, sent: Mapping[str, Any], *, comment: bool) -> Invoice | None:
    invoices = office.records.documents
    if "invoice_id" in sent:
        return next((invoice for invoice in invoices if invoice.id == sent["invoice_id"]), None)
    if "invoice_number" in sent:
        return office.records.numbered(sent["invoice_number"])
    if comment and "comment" in sent:
        wanted, part = sent["comment"], office.switches.comment_search == "part"
        return next(
            (invoice for invoice in invoices if wanted == invoice.reference or (part and wanted in invoice.reference)),
            None,
        )
    if "invoice_reference" in sent and "partner_code" in sent:
        return suppliers(office, sent["invoice_reference"], sent["partner_code"])
    raise RoboRefusalError("An id, a number, or a reference with a partner code must be given.")


def _shown(office: Office, invoice: Invoice) -> dict[str, Any]:
    company = {
        f"amount_{name}_company_currency": rounded(amount / CURRENCY_RATES[invoice.currency])
        for name, amount in _amounts(invoice).items()
    }
    own = {f"amount_{name}_invoice_currency": amount for name, amount in _amounts(invoice).items()}
    reading = office.switches.invoice_currency_amounts
    absent = reading == "absent" or (
        reading == "alternates" and office.turn % 2 == 1 and invoice.currency == COMPANY_CURRENCY
    )
    return {
        "state": _STATES[invoice.state],
        "number": invoice.number,
        "date_invoice": invoice.day,
        "date_due": invoice.due_day,
        "currency": invoice.currency,
        "partner_name": invoice.buyer,
        "partner_code": invoice.buyer_code,
        "type": _TYPES[invoice.force_type],
        **company,
        **({} if absent else own),
        "invoice_lines": [
            {
                "product": row.title,
                "price": row.net / row.quantity,
                "qty": row.quantity,
                "vat_code": row.vat_code,
                "vat": row.vat,
                "price_with_vat": row.gross / row.quantity,
            }
            for row in invoice.rows
        ],
        "payments": [
            {
                "payer": payment.payer,
                "amount": payment.amount,
                "date": payment.day,
                "ref": payment.ref,
                "name": payment.name,
                "journal_code": payment.journal_code,
                "journal_name": payment.journal_name,
            }
            for payment in invoice.payments
        ],
    }


def _amounts(invoice: Invoice) -> dict[str, Any]:
    rest = invoice.gross - invoice.gross if invoice.cancelled else max(invoice.gross - invoice.paid, invoice.net * 0)
    return {"total": invoice.gross, "untaxed": invoice.net, "tax": invoice.vat, "residual": rest}
