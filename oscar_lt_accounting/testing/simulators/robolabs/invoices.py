"""Creating, changing, cancelling and deleting invoices, and who pays them (robolabs.md §6.2 to §6.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.robolabs import lines
from oscar_lt_accounting.testing.simulators.robolabs.records import (
    COMPANY_CURRENCY,
    CURRENCY_RATES,
    Context,
    Invoice,
    Partner,
    Payment,
    missing,
)

_KINDS = {
    "out_invoice": "invoice",
    "out_refund": "credit_note",
    "in_invoice": "purchase",
    "in_refund": "purchase_refund",
}
_SUMS = {"invoice_lines", "subtotal", "tax", "total", "currency", "force_type"}
_PLAIN = (
    "day=date_invoice day=force_dates due_day=due_date reference=comment supplier_reference=reference "
    "force_type draft proforma cancelled currency"
)
_FIRST = 786


def create(context: Context, sent: Mapping[str, Any]) -> None:
    """Enter an invoice; by default a number that is taken is taken again (no. 11)."""
    number, location = sent.get("number", ""), sent.get("location", context.company.warehouse)
    if not number and (not sent.get("draft") or sent.get("payments")):
        raise kit.RefusalError("number is required, unless the invoice is a draft without payments.")
    if context.switches.duplicate_numbers == "refused" and context.records.numbered(number):
        raise kit.RefusalError(f"Invoice {number} exists already.")
    paid = payments(sent.get("payments", ()), sent["currency"])
    kit.refuse_if(location not in context.records.warehouses, kit.RefusalError(f"Location {location} does not exist."))
    names = {"number": number, "series": sent["journal"], "warehouse": location}
    invoice = context.new(Invoice, "invoice", _FIRST, kind="invoice", state="draft", **names)
    invoice.force_type = "in_invoice" if sent.get("supplier_invoice") else "out_invoice"
    invoice.sent = kit.write_json(sent).decode()
    _enter(context, invoice, sent)
    invoice.payments = paid
    _settle(context, invoice)
    context.records.documents.append(invoice)


def update(context: Context, sent: Mapping[str, Any]) -> None:
    """Change what is given; sums only of drafts (no. 16)."""
    invoice = context.records.numbered(sent["number"])
    if invoice is None:
        raise missing(f"Invoice {sent['number']}")
    if not invoice.draft and context.switches.confirmed_sums == "refused" and _SUMS & set(sent):
        raise kit.RefusalError("Sums of a confirmed invoice cannot be changed.")
    paid = payments(sent.get("add_payments", ()), sent.get("currency", invoice.currency))
    given = sent.get("invoice_lines", [])
    if context.switches.product_in_update == "required" and any("product" not in line for line in given):
        raise kit.RefusalError("product is required.")
    if context.switches.updated_lines == "add":
        given = [*kit.read_json(invoice.lines.encode()), *given]
    _enter(context, invoice, {**sent, "invoice_lines": given} if "invoice_lines" in sent else sent)
    invoice.payments += paid
    _settle(context, invoice)


def cancel(context: Context, sent: Mapping[str, Any]) -> None:
    """Cancel an invoice; its number stays used and its goods come back."""
    invoice = _named(context, sent, "number", "partner_reference")
    kit.refuse_if(invoice.cancelled, kit.RefusalError("The invoice is cancelled already."))
    _take_back(context, invoice, sent)


def unlink(context: Context, sent: Mapping[str, Any]) -> None:
    """Delete an invoice as if it had never been."""
    invoice = _named(context, sent, "move_name", "partner_code")
    _take_back(context, invoice, sent)
    context.records.documents.remove(invoice)


def suppliers(context: Context, reference: str, partner: str) -> Invoice | None:
    """A supplier's invoice by its number there and the supplier's code or name."""
    same = (one for one in context.records.documents if one.supplier_reference == reference)
    return next((one for one in same if partner in (one.buyer_code, one.buyer)), None)


def create_payments(context: Context, sent: Mapping[str, Any]) -> None:
    """`create_partner_payments`: money tied to no invoice; none at all is fine (no. 28)."""
    _partner(context, sent)
    context.records.payments += payments(sent.get("payments", ()), COMPANY_CURRENCY)


def payments(sent: Sequence[Mapping[str, Any]], currency: str) -> list[Payment]:
    """Payments not through a bank; their currency is needed where it is not the company's."""
    found = []
    for payment in sent:
        if "currency" not in payment and currency != COMPANY_CURRENCY:
            raise kit.RefusalError("currency of the payment is required.")
        paid = kit.pick(payment, "payer day=date ref name currency journal_code journal_name")
        found.append(Payment(**paid, amount=Decimal(payment["amount"])))
        _check_currency(found[-1].currency)
    return found


def _partner(context: Context, sent: Mapping[str, Any]) -> Partner:
    """The partner with the same code, else with exactly the same name, else a new one (no. 19)."""
    # robolabs.md §9.10: a missing country silently becomes Lithuania.
    partner = Partner(**kit.pick(sent, "name code=company_code vat_code country"))
    code = partner.code
    if not context.switches.empty_partner_code:
        if not code and (partner.country != "LT" or sent.get("is_company")):
            raise kit.RefusalError("company_code is required for this partner.")
        if code in context.switches.dead_codes and partner.country == "LT":
            raise kit.RefusalError(f"company_code {code} is not valid.")
    known = [one for one in context.records.partners if (one.code == code if code else one.name == partner.name)]
    if not known:
        context.records.partners.append(partner)
    return known[0] if known else partner


def _check_currency(currency: str) -> None:
    kit.refuse_if(currency not in CURRENCY_RATES, kit.RefusalError(f"Currency {currency} is not known."))


def _enter(context: Context, invoice: Invoice, sent: Mapping[str, Any]) -> None:
    """Put the given fields in; nothing is changed when any of them is refused."""
    _check_currency(sent.get("currency", invoice.currency))
    given = sent.get("invoice_lines")
    rows = lines.read(context, given) if given else invoice.rows
    if context.switches.header_sums == "exact":
        lines.check_sums(rows, sent)
    if "partner" in sent:
        partner = _partner(context, sent["partner"])
        invoice.buyer, invoice.buyer_code = partner.name, partner.code
        invoice.buyer_vat_code, invoice.country = partner.vat_code, partner.country
    if given:
        lines.make_products(context, rows)
        invoice.lines = kit.write_json(given).decode()
    kit.assign(invoice, {"rows": rows, **kit.pick(sent, _PLAIN)})
    invoice.add_up()
    invoice.due_day = invoice.due_day or invoice.day
    invoice.kind = _KINDS[invoice.force_type]


def _settle(context: Context, invoice: Invoice) -> None:
    """Find the state, and move the goods that the invoice now counts for (no. 21)."""
    invoice.restate()
    invoice.changed = context.at
    counts = invoice.state in ("open", "paid") and context.switches.lowers_stock
    sign = -1 if invoice.force_type in ("out_invoice", "in_refund") else 1
    context.records.settle(invoice, kit.quantities(invoice.rows, sign) if counts else {}, context.at)


def _named(context: Context, sent: Mapping[str, Any], key: str, partner_key: str) -> Invoice:
    if number := sent.get(key):
        found = context.records.numbered(number)
    elif sent.get("reference") and sent.get(partner_key):
        found = suppliers(context, sent["reference"], sent[partner_key])
    else:
        raise kit.RefusalError(f"{key}, or reference and {partner_key}, must be given.")
    if found is None:
        raise missing("The invoice")
    return found


def _take_back(context: Context, invoice: Invoice, sent: Mapping[str, Any]) -> None:
    if invoice.payments and not sent.get("delete_payment"):
        raise kit.RefusalError("The invoice has payments; they must be deleted too.")
    invoice.payments, invoice.cancelled = [], True
    _settle(context, invoice)
