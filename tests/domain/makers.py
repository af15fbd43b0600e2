"""Short ways to say the domain's words in tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from oscar_lt_accounting.domain.documents import Address, Buyer, Document, Invoice, InvoiceLine, LineKind

D = Decimal
Kind = TypeVar("Kind", bound=Document)
VILNIUS = Address(
    name="Ąžuolas Žąsis", street="Gedimino pr. 1", city="Vilnius", postcode="LT-01103", country="LT", region="Vilniaus"
)
PERSON = Buyer(name="Ąžuolas Žąsis", email="zasis@example.lt", phone="+37061234567", address=VILNIUS)
COMPANY = Buyer(
    name="UAB Klientas",
    is_company=True,
    company_code="305136936",
    vat_code="LT100010561112",
    address=Address(street="Laisvės al. 5", city="Kaunas", postcode="LT-44240", country="LT"),
)


def row(net: str = "10.00", vat: str = "2.10", **changes: Any) -> InvoiceLine:
    """One mug at 21 %, or whatever `changes` say."""
    gross = D(net) + D(vat)
    words: dict[str, Any] = {
        "kind": LineKind.GOODS,
        "title": "Puodelis",
        "sku": "MUG-1",
        "quantity": D(1),
        "net": D(net),
        "vat": D(vat),
        "gross": gross,
        "gross_before_discount": gross,
        "rate": D(21),
        "vat_code": "PVM1",
    }
    return InvoiceLine(**{**words, **changes})


def document(kind: type[Kind], *lines: InvoiceLine, **changes: Any) -> Kind:
    """A document of `kind` for order 100045 of shop1, warehouse 1."""
    words: dict[str, Any] = {
        "reference": "shop1:100045:1:inv",
        "shop_id": "shop1",
        "order_id": 45,
        "order_number": "100045",
        "partner_key": "1",
        "day": date(2026, 1, 15),
        "supply_day": date(2026, 1, 14),
        "currency": "EUR",
        "buyer": PERSON,
        "delivery": VILNIUS,
        "lines": lines or (row(),),
    }
    return kind(**{**words, **changes})


def invoice(*lines: InvoiceLine, **changes: Any) -> Invoice:
    """An invoice, see `document`."""
    return document(Invoice, *lines, **changes)
