"""Who the document is made out to. Oscar knows no company; a shop that does sets BUYER_RESOLVER."""

from __future__ import annotations

from typing import Any

from oscar_lt_accounting.domain.documents import Address, Buyer
from oscar_lt_accounting.domain.identifiers import compact_vat_code, eu_vat_country, lithuanian_postcode
from oscar_lt_accounting.domain.vat import BuyerStatus


def resolve_buyer(order: Any) -> Buyer:
    """The buyer of an Oscar order: from the billing address, else the delivery address, else the user."""
    address = order.billing_address or order.shipping_address
    user = order.user
    name = _name(address) if address else ""
    return Buyer(
        name=name or (user.get_full_name() if user else ""),
        email=order.email or "",
        phone=_phone(order.shipping_address),
        address=postal_address(address) if address else Address(),
        customer_code=str(order.user_id or ""),
    )


def company_buyer(order: Any, *, name: str, code: str = "", vat_code: str = "") -> Buyer:
    """The company that buys, at the address of the order: for resolvers of shops that know companies."""
    person = resolve_buyer(order)
    return Buyer(
        name=name,
        is_company=True,
        company_code=code.strip(),
        vat_code=compact_vat_code(vat_code),
        email=person.email,
        phone=person.phone,
        address=person.address,
        customer_code=person.customer_code,
    )


def postal_address(address: Any) -> Address:
    """An Oscar address in our words; `line4` is the city (oscar-facts §11)."""
    street = ", ".join(part for part in (address.line1, address.line2, address.line3) if part)
    country = address.country.iso_3166_1_a2
    postcode = address.postcode or ""
    return Address(
        name=_name(address),
        street=street,
        city=address.line4 or "",
        region=address.state or "",
        postcode=lithuanian_postcode(postcode) if country == "LT" else postcode,
        country=country,
    )


def vat_status(buyer: Buyer) -> BuyerStatus:
    """Whether the buyer is a business for VAT: by a well-formed VAT code, and of which country."""
    country = eu_vat_country(buyer.vat_code) if buyer.vat_code else ""
    if country == "LT":
        return BuyerStatus.LT_BUSINESS
    if country or (buyer.is_company and buyer.address.country not in ("", "LT") and buyer.vat_code):
        return BuyerStatus.BUSINESS
    return BuyerStatus.CONSUMER


def _name(address: Any) -> str:
    return f"{address.first_name} {address.last_name}".strip()


def _phone(address: Any) -> str:
    phone = getattr(address, "phone_number", "")
    return str(phone) if phone else ""
