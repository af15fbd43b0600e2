"""Payments in and out, as XML (centas.md §6.5, §6.6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.centas import imports
from oscar_lt_accounting.testing.simulators.centas.records import Context, Payment
from oscar_lt_accounting.testing.simulators.toolkit import xml

_KINDS = {
    # centas.md §11 no. 19: the only value shown.
    "type": kit.one_of(("BankDeb",)),
    "written": kit.day_in("%Y.%m.%d"),
    "paid": kit.digits(places=2, above=0),
}
_PAYMENT = kit.form(
    "PaymentType:type Date:written Amount:paid DocNr RefNr Details? RecName RecId? ToAccountNumber", kinds=_KINDS
)
_NAMES = "kind=PaymentType day=Date document=DocNr ref=RefNr details=Details payer=RecName payer_id=RecId"
_SHOWN = kit.columns(
    "PaymentType=kind Date=day Amount=amount DocNr=document RefNr=ref Details=details RecName=payer "
    "RecId=payer_id ToAccountNumber=account"
)


def take_in(context: Context, sent: Mapping[str, str]) -> dict[str, Any]:
    """Enter payments; by default one whose RefNr is there already is left out without a word."""
    found, payments = imports.records(context, sent, "Payment", _read)
    created = 0
    for payment in payments:
        known = any(payment.ref == other.ref for other in context.records.payments)
        switch = context.switches.repeated_payments if known else context.switches.new_payments
        if switch == "entered":
            context.records.payments.append(payment)
            created += 1
    return {"success": 1, "payments_found_xml": found, "payments_created": created}


def give_out(context: Context, _sent: Mapping[str, str]) -> kit.Reply:
    """All payments, each with the token."""
    columns = {"token": lambda _payment: context.company.token, **_SHOWN}
    entries = (kit.show(payment, columns) for payment in context.records.payments)
    written = (xml.element("Payment", *(xml.text_element(*one) for one in entry.items())) for entry in entries)
    body = "".join([xml.HEAD, "<root>\n", *(f"{entry}\n" for entry in written), "</root>\n"])
    return kit.Reply(body=body.encode(), content_type=kit.XML, said=f"{len(context.records.payments)} payments")


def _read(_context: Context, element: xml.Element) -> Payment:
    sent = imports.fields_of(element, _PAYMENT)
    return Payment(**kit.pick(sent, f"{_NAMES} account=ToAccountNumber"), amount=Decimal(sent["Amount"]))
