"""Payments in and out, as XML (centas.md §6.5, §6.6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.centas import imports, xml
from oscar_lt_accounting.testing.simulators.centas.books import Office, Payment
from oscar_lt_accounting.testing.simulators.centas.texts import PAYMENT_DAYS, amount, day
from oscar_lt_accounting.testing.simulators.fields import Field, Form, one_of, optional, text
from oscar_lt_accounting.testing.simulators.wire import XML, Reply

_PAYMENT: Form = {
    # centas.md §11 no. 19: the only value shown.
    "PaymentType": Field(one_of(("BankDeb",))),
    "Date": Field(day(PAYMENT_DAYS)),
    "Amount": Field(amount(places=2, above=0)),
    "DocNr": Field(text()),
    "RefNr": Field(text()),
    "Details": optional(text()),
    "RecName": Field(text()),
    "RecId": optional(text()),
    "ToAccountNumber": Field(text()),
}


def take_in(office: Office, sent: Mapping[str, str]) -> dict[str, Any]:
    """Enter payments; by default one whose RefNr is there already is left out without a word."""
    found, payments = imports.records(office, sent, "Payment", _read)
    created = 0
    for payment in payments:
        known = any(payment.ref == other.ref for other in office.books.payments)
        switch = office.switches.repeated_payments if known else office.switches.new_payments
        if switch == "entered":
            office.books.payments.append(payment)
            created += 1
    return {"success": 1, "payments_found_xml": found, "payments_created": created}


def give_out(office: Office, _sent: Mapping[str, str]) -> Reply:
    """All payments, each with the token."""
    entries = (_written(office, payment) for payment in office.books.payments)
    body = f"{xml.HEAD}<root>\n{''.join(entries)}</root>\n"
    return Reply(body=body.encode(), content_type=XML, said=f"{len(office.books.payments)} payments")


def _read(_office: Office, element: xml.Element) -> Payment:
    fields = imports.fields_of(element, _PAYMENT)
    return Payment(
        ref=fields["RefNr"],
        kind=fields["PaymentType"],
        day=fields["Date"],
        amount=Decimal(fields["Amount"]),
        document=fields["DocNr"],
        details=fields.get("Details", ""),
        payer=fields["RecName"],
        payer_id=fields.get("RecId", ""),
        account=fields["ToAccountNumber"],
    )


def _written(office: Office, payment: Payment) -> str:
    return (
        xml.branch(
            "Payment",
            xml.leaf("token", office.company.token),
            xml.leaf("PaymentType", payment.kind),
            xml.leaf("Date", payment.day),
            xml.leaf("Amount", payment.amount),
            xml.leaf("DocNr", payment.document),
            xml.leaf("RefNr", payment.ref),
            xml.leaf("Details", payment.details),
            xml.leaf("RecName", payment.payer),
            xml.leaf("RecId", payment.payer_id),
            xml.leaf("ToAccountNumber", payment.account),
        )
        + "\n"
    )
