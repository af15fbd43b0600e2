"""Buyers and suppliers, and the rules about their codes (robolabs.md §6.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.robolabs.books import (
    COMPANY_CURRENCY,
    CURRENCY_RATES,
    Office,
    Partner,
    Payment,
)
from oscar_lt_accounting.testing.simulators.robolabs.envelope import RoboRefusalError


def partner(office: Office, sent: Mapping[str, Any]) -> Partner:
    """The partner with the same code, else with exactly the same name, else a new one (no. 19)."""
    # robolabs.md §9.10: a missing country silently becomes Lithuania.
    country, code = sent.get("country", "LT"), sent.get("company_code", "")
    if not office.switches.empty_partner_code:
        if not code and (country != "LT" or sent.get("is_company")):
            raise RoboRefusalError("company_code is required for this partner.")
        if code in office.switches.dead_codes and country == "LT":
            raise RoboRefusalError(f"company_code {code} is not valid.")
    known = [one for one in office.records.partners if code and one.code == code]
    known += [one for one in office.records.partners if one.name == sent["name"] and not code]
    if known:
        return known[0]
    found = Partner(name=sent["name"], code=code, vat_code=sent.get("vat_code", ""), country=country)
    office.records.partners.append(found)
    return found


def payments(sent: Sequence[Mapping[str, Any]], currency: str) -> list[Payment]:
    """Payments not through a bank; their currency is needed where it is not the company's."""
    found = []
    for payment in sent:
        if "currency" not in payment and currency != COMPANY_CURRENCY:
            raise RoboRefusalError("currency of the payment is required.")
        paid_in = payment.get("currency", COMPANY_CURRENCY)
        if paid_in not in CURRENCY_RATES:
            raise RoboRefusalError(f"Currency {paid_in} is not known.")
        found.append(
            Payment(
                payer=payment["payer"],
                amount=Decimal(payment["amount"]),
                day=payment["date"],
                ref=payment.get("ref", ""),
                name=payment.get("name", ""),
                currency=paid_in,
                journal_code=payment.get("journal_code", ""),
                journal_name=payment.get("journal_name", ""),
            )
        )
    return found


def create_payments(office: Office, sent: Mapping[str, Any]) -> None:
    """`create_partner_payments`: money tied to no invoice; none at all is fine (no. 28)."""
    partner(office, sent)
    office.records.payments += payments(sent.get("payments", ()), COMPANY_CURRENCY)
