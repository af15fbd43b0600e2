"""Buyers, their contact people and their payments (itax.md §8.2, §8.5)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.itax.answers import CLIENTS
from oscar_lt_accounting.testing.simulators.itax.records import Client, Context, Payment, Person
from oscar_lt_accounting.testing.simulators.itax.reference import LISTS
from oscar_lt_accounting.testing.simulators.itax.refusals import BLANK, UNKNOWN, invalid, misfilled

_FIRST_CLIENT, _FIRST_PERSON, _FIRST_PAYMENT = 131721, 5001, 80001
_TEXTS = "name code default_currency address country_code email phone tags=all_tags"
_NUMBERS = "payment_term client_group_id department_id project_id vat_business_group_id"


def create(context: Context, sent: Mapping[str, Any]) -> Client:
    """A new buyer; one with the same code or e-mail may be there already."""
    missing = [(name, BLANK) for name in ("address", "country_code") if name not in sent]
    kit.refuse_if(missing and context.switches.client_address == "required", misfilled(missing))
    client = context.new(Client, "client", _FIRST_CLIENT, **_given(sent))
    context.records.clients.append(client)
    return client


def update(context: Context, sent: Mapping[str, Any]) -> Client:
    """Change what is given."""
    client = CLIENTS.named(context)
    kit.assign(client, {**_given(sent), "changed": context.at})
    return client


def add_person(context: Context, sent: Mapping[str, Any]) -> Person:
    """A contact person of a buyer."""
    given = kit.pick(sent, "name contactable_type email position")
    person = context.new(Person, "person", _FIRST_PERSON, contactable_id=int(sent["contactable_id"]), **given)
    context.records.people.append(person)
    return person


def pay(context: Context, sent: Mapping[str, Any]) -> Payment:
    """A payment of a buyer or from an own account; a repeated one is taken again."""
    of_client = sent["account_balanceable_type"] == "Client"
    payers = [client.id for client in context.records.clients] if of_client else LISTS["bank_accounts"]
    kit.refuse_if(int(sent["account_balanceable_id"]) not in payers, invalid("account_balanceable_id", UNKNOWN))
    payment = context.new(
        Payment,
        "payment",
        _FIRST_PAYMENT,
        amount=kit.rounded(Decimal(sent["amount"])),
        **kit.pick(sent, "day=date currency payer_type=account_balanceable_type posted"),
        **kit.pick(sent, "bank_account_id payer_id=account_balanceable_id invoice_id", int),
    )
    for invoice in context.records.of_kind("invoice"):
        if invoice.id == payment.invoice_id and payment.posted:
            invoice.paid += payment.amount
    context.records.payments.append(payment)
    return payment


def _given(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {**kit.pick(sent, _TEXTS), **kit.pick(sent, _NUMBERS, int)}
