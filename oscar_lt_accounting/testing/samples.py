"""Documents to deliver and shelves to deliver them from, for the contract suite (lt-invoicing-facts §8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Address, Buyer, Invoice, InvoiceLine, LineKind, Payment

DAY = date(2026, 11, 21)
PRODUCTS: tuple[dict[str, Any], ...] = (
    {"id": 2002, "code": "KNYGA", "name": "Knyga", "quantity": 5000, "price": "12.49", "vat_rate": 5},
    {"id": 2004, "code": "STRIUKE", "name": "Striukė", "quantity": 5000, "price": "29.99"},
    {"id": 2006, "code": "KOLONELE", "name": "Kolonėlė", "quantity": 5000, "price": "49.99"},
    {"id": 2007, "code": "PRISTATYMAS", "name": "Pristatymas", "service": True},
)
_IDS = {str(product["code"]): str(product["id"]) for product in PRODUCTS}
COMPANY = Buyer(
    name="UAB Žąsis ir Ąžuolas",
    is_company=True,
    company_code="305136936",
    vat_code="LT100010561112",
    email="pirkejas@example.com",
    address=Address(name="Ona", street="Gedimino pr. 1", city="Vilnius", postcode="LT-01103", country="LT"),
)
PERSON = Buyer(
    name="Ąžuolas Žąsis",
    email="azuolas@example.com",
    phone="+37060000001",
    address=Address(name="Ąžuolas Žąsis", street="Pušų g. 12-5", city="Kaunas", postcode="LT-44240", country="LT"),
)
_VAT_CODES = {"21": "PVM1", "12": "PVM58", "5": "PVM3"}


def row(code: str, rate: str, net: str, vat: str, *, quantity: int = 1, kind: LineKind = LineKind.GOODS) -> InvoiceLine:
    """One row of a linked product."""
    gross = Decimal(net) + Decimal(vat)
    return InvoiceLine(
        kind=kind,
        title=code.capitalize(),
        sku=code,
        remote_id=_IDS[code],
        remote_code=code,
        quantity=Decimal(quantity),
        net=Decimal(net),
        vat=Decimal(vat),
        gross=gross,
        gross_before_discount=gross,
        rate=Decimal(rate),
        vat_code=_VAT_CODES[rate],
    )


def invoice(buyer: Buyer = COMPANY, *rows: InvoiceLine) -> Invoice:
    """A paid invoice in euros, two goods of two VAT rates where no rows are given."""
    lines = rows or (
        row("KOLONELE", "21", "41.31", "8.68"),
        row("KNYGA", "5", "23.79", "1.19", quantity=2),
    )
    return Invoice(
        reference="shop-100001-wh-invoice",
        shop_id="shop",
        order_id=100001,
        order_number="100001",
        partner_key="wh",
        day=DAY,
        supply_day=DAY,
        currency="EUR",
        buyer=buyer,
        lines=lines,
        payments=(Payment(method="card", amount=sum((line.gross for line in lines), Decimal(0)), day=DAY),),
    )


def with_delivery(buyer: Buyer = COMPANY) -> Invoice:
    """Order 4 of the worked examples: delivery shared out over two VAT rates."""
    return invoice(
        buyer,
        row("KOLONELE", "21", "41.31", "8.68"),
        row("KNYGA", "5", "28.57", "1.43", quantity=2),
        row("PRISTATYMAS", "21", "2.44", "0.51", kind=LineKind.SHIPPING),
        row("PRISTATYMAS", "5", "1.94", "0.10", kind=LineKind.SHIPPING),
    )
