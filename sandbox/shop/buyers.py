"""Companies that buy: from the checkout's form to the order.

Oscar has no field for a company's name and codes, so the shop keeps them in a table of its own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypedDict

from oscar_lt_accounting.domain.documents import Buyer
from oscar_lt_accounting.domain.identifiers import eu_vat_country
from oscar_lt_accounting.services.invoicing.buyers import company_buyer, resolve_buyer
from sandbox.shop.models import CompanyDetails

_SESSION_KEY = "checkout_data"  # Oscar's own, so that its flush() forgets the company too


class Company(TypedDict):
    """What an invoice to a company needs beside the address."""

    name: str
    code: str
    vat_code: str


def company_details(order: Any) -> Company | None:
    """The company that bought `order`, or None when a person did."""
    details = CompanyDetails.objects.filter(order_id=order.pk).first()
    if details is None:
        return None
    return Company(name=details.name, code=details.code, vat_code=details.vat_code)


def buyer_of(order: Any) -> Buyer:
    """Who the invoice is made out to; what BUYER_RESOLVER names in the settings.

    This shop sells tickets and services by e-mail alone: a buyer without an address is where the VAT code
    says, else in Lithuania, and is called by the e-mail address.
    """
    company = company_details(order)
    if company is None:
        buyer = resolve_buyer(order)
    else:
        buyer = company_buyer(order, name=company["name"], code=company["code"], vat_code=company["vat_code"])
    country = buyer.address.country or eu_vat_country(buyer.vat_code) or "LT"
    return replace(buyer, name=buyer.name or buyer.email, address=replace(buyer.address, country=country))


def keep(order: Any, company: Company | None) -> None:
    """Write down that `company` bought `order`."""
    if company:
        CompanyDetails.objects.create(order=order, **company)


def remember(request: Any, company: Company | None) -> None:
    """Keep `company` in the session until the order is placed; None is a private person."""
    checkout = {**request.session.get(_SESSION_KEY, {}), "buyer": {"company": company}}
    request.session[_SESSION_KEY] = checkout


def remembered(request: Any) -> Company | None:
    """The company this checkout is for, if any."""
    buyer = request.session.get(_SESSION_KEY, {}).get("buyer", {})
    company: Company | None = buyer.get("company")
    return company


def has_answered(request: Any) -> bool:
    """Whether this checkout was told who buys."""
    return "buyer" in request.session.get(_SESSION_KEY, {})
