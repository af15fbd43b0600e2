"""Who a document is made out to, and where they are."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Address:
    """A postal address; `country` is ISO 3166 alpha-2, empty when the shop does not know it."""

    name: str = ""
    street: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, kw_only=True)
class Buyer:
    """Who the document is made out to. `customer_code` is the shop's own id of the customer."""

    name: str
    is_company: bool = False
    company_code: str = ""
    vat_code: str = ""
    email: str = ""
    phone: str = ""
    address: Address = field(default_factory=Address)
    customer_code: str = ""

    def personal_values(self) -> tuple[str, ...]:
        """Texts that identify the buyer, for redaction in records."""
        values = (
            self.name,
            self.company_code,
            self.vat_code,
            self.email,
            self.phone,
            self.address.name,
            self.address.street,
            self.address.postcode,
        )
        return tuple(value for value in values if value)
