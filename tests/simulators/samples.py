"""Calls that are right, for tests to spoil: an order at B1 (b1.md §5.4), an invoice at RoboLabs (TV-R1)."""

from __future__ import annotations

from typing import Any

PARTY: dict[str, Any] = {
    "isJuridical": 0,
    "name": "Ona Onaitė",
    "countryCode": "LT",
    "address": None,
    "cityName": "Vilnius",
}
# The example of b1.md §5.4: 24.20 + 23.72 − 5.00 + 3.99 + 1.50 = 48.41.
ORDER: dict[str, Any] = {
    "shopId": "1w6g4",
    "internalId": 1024,
    "date": "2026-03-09",
    "number": "1024",
    "currencyCode": "EUR",
    "discount": 5.00,
    "cod": 1.50,
    "shipping": 3.99,
    "total": 48.41,
    "email": None,
    "billing": PARTY,
    "delivery": PARTY,
}
ROW = {"orderId": 501, "itemId": 24, "name": "Prekė", "quantity": 2, "vatRate": 21, "price": 12.1, "sum": 24.2}
FREE_ROW = {"orderId": 501, "itemId": None, "name": "Kita", "quantity": 1, "vatRate": 5, "price": 23.72, "sum": 23.72}
CREATE, ADD = "e-commerce/orders/create", "e-commerce/order-items/create"
WRITE_OFF, SELL = "e-commerce/orders/create-write-off", "e-commerce/orders/create-sale"
DELETE, PRINT = "e-commerce/orders/delete", "shop/invoices/get"
SALE = {"orderId": 501, "series": None, "number": None}
IDS = {"internalId": 1024, "shopId": "1w6g4"}
PRINTED = {"prefix": "1w6g4", "orderId": 1024}

LINES = [
    {"product": "Preke A", "product_code": "A", "price": 10.03, "qty": 1.0, "vat": 2.11, "vat_code": "PVM1"},
    {"product": "Preke B", "product_code": "B", "price": 10.03, "qty": 1.0, "vat": 2.11, "vat_code": "PVM1"},
]
INVOICE: dict[str, Any] = {
    "execute_immediately": True,
    "journal": "INV",
    "date_invoice": "2026-01-15",
    "due_date": "2026-01-29",
    "number": "INV00001",
    "currency": "EUR",
    "force_type": "out_invoice",
    "comment": "oscar:shop1:100045:inv;",
    "subtotal": 20.06,
    "tax": 4.22,
    "total": 24.28,
    "partner": {"name": "UAB Klientas", "is_company": True, "company_code": "302345678", "country": "LT"},
    "invoice_lines": LINES,
}
SUMS = ("subtotal", "tax", "total")


def without_sums(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**INVOICE, **changes}.items() if name not in SUMS}


def line(**changes: Any) -> dict[str, Any]:
    plain = {"product": "Preke A", "product_code": "A", "price": 10, "qty": 1, "vat_code": "PVM1", **changes}
    return {name: value for name, value in plain.items() if value is not None}


PERSON = {"name": "Ona Onaitė"}
PAYMENT = {"payer": "Ona", "amount": 5, "date": "2026-01-15"}
