"""Reading invoices back and attaching files to them (robolabs.md §6.9, §6.10, §6.14)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.robolabs.invoices import suppliers
from oscar_lt_accounting.testing.simulators.robolabs.periods import between, within
from oscar_lt_accounting.testing.simulators.robolabs.records import (
    COMPANY_CURRENCY,
    CURRENCY_RATES,
    Context,
    Invoice,
    missing,
)

# Display texts; only „Apmokėta“ and “Client Invoice” were ever seen (robolabs.md §6.9).
_STATES = {
    "draft": "Juodraštis",
    "proforma": "Išankstinė",
    "cancelled": "Atšaukta",
    "open": "Atvira",
    "paid": "Apmokėta",
}
_SIDES = {"out": "Client", "in": "Supplier"}
_INVOICE = kit.columns(
    "state number date_invoice=day date_due=due_day currency partner_name=buyer partner_code=buyer_code",
    state=lambda invoice: _STATES[invoice.state],
    type=lambda invoice: _type(*invoice.force_type.split("_")),
)
_ROW = kit.columns(
    "product=title price qty=quantity vat_code vat",
    price=lambda row: row.net / row.quantity,
    price_with_vat=lambda row: row.gross / row.quantity,
)
_PAYMENT = kit.columns("payer amount date=day ref name journal_code journal_name")


def get_invoice(context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
    """One invoice, with its PDF if it is asked for; the id, the comment and the codes are not told."""
    invoice = _named(context, sent, comment=True)
    if invoice is None:
        if context.switches.not_found == "empty":
            return {}
        raise kit.RefusalError("Invoice was not found in the system.", int(context.switches.not_found))
    shown = _shown(context, invoice)
    if sent.get("pdf"):
        shown["pdf"] = base64.b64encode(kit.printed(invoice, context.company.title)).decode()
    return shown


def get_invoice_list(context: Context, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Invoices made, changed or dated in a period; without PDFs (no. 33)."""
    if not {"date_from", "date_to"} <= set(sent) and not {"invoice_date_from", "invoice_date_to"} <= set(sent):
        raise kit.RefusalError("date_from and date_to, or invoice_date_from and invoice_date_to, must be given.")
    changed = sent.get("data_type") == "modify"
    first, last = (str(sent.get(name, ""))[:10] for name in ("invoice_date_from", "invoice_date_to"))
    return [
        _shown(context, invoice)
        for invoice in context.records.documents
        if within(context, invoice.changed if changed else invoice.created, sent)
        and between(context, invoice.day, first, last)
    ]


def add_invoice_document(context: Context, sent: Mapping[str, Any]) -> None:
    """Attach a PDF to an invoice; the same file may be attached again."""
    invoice = _named(context, sent, comment=False)
    if invoice is None:
        raise missing("The invoice")
    if not base64.b64decode(sent["file_data"]).startswith(b"%PDF"):
        raise kit.RefusalError("The file is not a PDF.")
    invoice.files.append(sent.get("file_name", invoice.number or invoice.supplier_reference))


def _named(context: Context, sent: Mapping[str, Any], *, comment: bool) -> Invoice | None:
    invoices = context.records.documents
    if "invoice_id" in sent:
        return next((one for one in invoices if one.id == sent["invoice_id"]), None)
    if "invoice_number" in sent:
        return context.records.numbered(sent["invoice_number"])
    if comment and "comment" in sent:
        wanted, part = sent["comment"], context.switches.comment_search == "part"
        return next((one for one in invoices if wanted == one.reference or (part and wanted in one.reference)), None)
    if "invoice_reference" in sent and "partner_code" in sent:
        return suppliers(context, sent["invoice_reference"], sent["partner_code"])
    raise kit.RefusalError("An id, a number, or a reference with a partner code must be given.")


def _shown(context: Context, invoice: Invoice) -> dict[str, Any]:
    reading = context.switches.invoice_currency_amounts
    alternating = context.turn % 2 == 1 and invoice.currency == COMPANY_CURRENCY
    absent = reading == "absent" or (reading == "alternates" and alternating)
    shown = kit.show(invoice, _INVOICE)
    for name, amount in _amounts(invoice).items():
        shown[f"amount_{name}_company_currency"] = kit.rounded(amount / CURRENCY_RATES[invoice.currency])
        if not absent:
            shown[f"amount_{name}_invoice_currency"] = amount
    shown["invoice_lines"] = [kit.show(row, _ROW) for row in invoice.rows]
    shown["payments"] = [kit.show(payment, _PAYMENT) for payment in invoice.payments]
    return shown


def _type(side: str, kind: str) -> str:
    return f"{_SIDES[side]} {kind.capitalize()}"


def _amounts(invoice: Invoice) -> dict[str, Decimal]:
    rest = Decimal(0) if invoice.cancelled else max(invoice.gross - invoice.paid, Decimal(0))
    return {"total": invoice.gross, "untaxed": invoice.net, "tax": invoice.vat, "residual": rest}
