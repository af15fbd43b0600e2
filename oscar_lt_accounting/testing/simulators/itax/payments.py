"""Payment documents (itax.md §8.5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.itax import clients
from oscar_lt_accounting.testing.simulators.itax.books import Office, Payment
from oscar_lt_accounting.testing.simulators.itax.reference import LISTS
from oscar_lt_accounting.testing.simulators.itax.refusal import unknown
from oscar_lt_accounting.testing.simulators.toolkit.rounding import rounded

_FIRST_PAYMENT = 80001
_BANK_ACCOUNTS = LISTS["bank_accounts"]


def create(office: Office, sent: Mapping[str, Any]) -> Payment:
    """A payment of a buyer or from an own account; a repeated one is taken again."""
    account, payer = int(sent["bank_account_id"]), int(sent["account_balanceable_id"])
    if account not in _BANK_ACCOUNTS:
        raise unknown("bank_account_id")
    if sent["account_balanceable_type"] == "Client":
        clients.buyer(office, payer, "account_balanceable_id")
    elif payer not in _BANK_ACCOUNTS:
        raise unknown("account_balanceable_id")
    invoice_id = int(sent["invoice_id"]) if "invoice_id" in sent else None
    invoice = next((one for one in office.records.of_kind("invoice") if one.id == invoice_id), None)
    if invoice_id is not None and invoice is None:
        raise unknown("invoice_id")
    payment = Payment(
        id=office.records.next("payment", _FIRST_PAYMENT),
        day=sent["date"],
        amount=rounded(Decimal(sent["amount"])),
        currency=sent["currency"],
        bank_account_id=account,
        payer_type=sent["account_balanceable_type"],
        payer_id=payer,
        invoice_id=invoice_id,
        posted=sent.get("posted", False),
        created=office.at,
        changed=office.at,
    )
    if invoice and payment.posted:
        invoice.paid += payment.amount
    office.records.payments.append(payment)
    return payment
