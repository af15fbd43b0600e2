"""Orders 1, 2 and 4 of lt-invoicing-facts §8, as documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Address, Buyer, Invoice, InvoiceLine, LineKind

DAY = date(2026, 11, 21)
CODES = {"21": "PVM1", "12": "PVM58", "5": "PVM3"}
PRODUCTS = [
    {"id": 2001, "code": "LIPDUKAS", "name": "Lipdukas", "quantity": 100, "price": "0.99"},
    {"id": 2002, "code": "KNYGA", "name": "Knyga", "quantity": 10, "price": "12.49", "vat_rate": 5},
    {"id": 2003, "code": "BILIETAS", "name": "Bilietas", "price": "15.00", "vat_rate": 12, "service": True},
    {"id": 2004, "code": "STRIUKE", "name": "Striukė", "quantity": 3, "price": "29.99"},
    {"id": 2005, "code": "KOJINES", "name": "Kojinės", "quantity": 8, "price": "9.95"},
    {"id": 2006, "code": "KOLONELE", "name": "Kolonėlė", "quantity": 2, "price": "49.99"},
    {"id": 2007, "code": "PRISTATYMAS", "name": "Pristatymas", "service": True},
]
_IDS = {str(product["code"]): str(product["id"]) for product in PRODUCTS}
BUYER = Buyer(
    name="UAB Žąsis ir Ąžuolas",
    is_company=True,
    company_code="305136936",
    vat_code="LT100010561112",
    email="pirkejas@example.com",
    address=Address(name="Ona", street="Gedimino pr. 1", city="Vilnius", postcode="LT-01103", country="LT"),
)


def line(code: str, rate: str, net: str, vat: str, quantity: int = 1, kind: LineKind = LineKind.GOODS) -> InvoiceLine:
    gross = Decimal(net) + Decimal(vat)
    return InvoiceLine(
        kind=kind,
        title=code.capitalize(),
        sku=code,
        remote_code=code,
        quantity=Decimal(quantity),
        net=Decimal(net),
        vat=Decimal(vat),
        gross=gross,
        gross_before_discount=gross,
        rate=Decimal(rate),
        vat_code=CODES[rate],
    )


def document(*lines: InvoiceLine, order_id: int, linked: bool, **more: Any) -> Invoice:
    """An invoice; `linked` rows of goods carry B1's ids, RoboLabs knows them by their code."""
    if linked:
        lines = tuple(
            InvoiceLine(**{**vars(one), "remote_id": _IDS[one.sku]}) if one.kind is LineKind.GOODS else one
            for one in lines
        )
    return Invoice(
        **{
            "reference": f"shop-{order_id}-wh-invoice",
            "shop_id": "shop",
            "order_id": order_id,
            "order_number": str(order_id),
            "partner_key": "wh",
            "day": DAY,
            "supply_day": DAY,
            "currency": "EUR",
            "buyer": BUYER,
            "lines": lines,
            **more,
        }
    )


def order_1(*, linked: bool, **more: Any) -> Invoice:
    return document(
        line("LIPDUKAS", "21", "0.82", "0.17"),
        line("LIPDUKAS", "21", "0.82", "0.17"),
        line("LIPDUKAS", "21", "0.81", "0.18"),
        line("KNYGA", "5", "23.79", "1.19", quantity=2),
        line("BILIETAS", "12", "13.39", "1.61"),
        order_id=100001,
        linked=linked,
        **more,
    )


def order_2(*, linked: bool, **more: Any) -> Invoice:
    return document(
        line("STRIUKE", "21", "20.94", "4.39"),
        line("KOJINES", "21", "13.89", "2.92", quantity=2),
        line("KNYGA", "5", "11.67", "0.58"),
        order_id=100002,
        linked=linked,
        **more,
    )


def order_4(*, linked: bool, **more: Any) -> Invoice:
    """Delivery apportioned by net: 2.95 and 2.04."""
    return document(
        line("KOLONELE", "21", "41.31", "8.68"),
        line("KNYGA", "5", "28.57", "1.43"),
        line("PRISTATYMAS", "21", "2.44", "0.51", kind=LineKind.SHIPPING),
        line("PRISTATYMAS", "5", "1.94", "0.10", kind=LineKind.SHIPPING),
        order_id=100004,
        linked=linked,
        **more,
    )


# What the system must hold: net, VAT, total, and VAT by rate.
WORKED = [
    (order_1, "39.63", "3.32", "42.95", {"21": "0.52", "12": "1.61", "5": "1.19"}),
    (order_2, "46.50", "7.89", "54.39", {"21": "7.31", "5": "0.58"}),
    (order_4, "74.26", "10.72", "84.98", {"21": "9.19", "5": "1.53"}),
]
