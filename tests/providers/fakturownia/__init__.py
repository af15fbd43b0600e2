"""Fakturownia: the vectors of fakturownia.md, and documents for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from oscar_lt_accounting.domain.documents import Address, Buyer, Invoice
from tests.domain.makers import D, invoice, row
from tests.providers.server import json_answer

TOKEN = "test-token-0001/demo"
BUYER = Buyer(
    name="Żółw Sp. z o.o.",
    is_company=True,
    vat_code="5260250274",
    address=Address(street="Prosta 1", city="Warszawa", postcode="00-950", country="PL"),
)
DAY = date(2026, 3, 2)
LOOK = "invoices.json?oid=100042-INV&period=all&per_page=100"
TAKEN = {"code": "error", "message": {"oid": ["- taken"]}}


def mugs(**changes: Any) -> Invoice:
    """Two mugs for 123.00, as in vector 1."""
    words: dict[str, Any] = {
        "reference": "100042-INV",
        "day": DAY,
        "supply_day": DAY,
        "currency": "PLN",
        "buyer": BUYER,
        "warehouse": "1",
        **changes,
    }
    mug = row(
        "100.00",
        "23.00",
        title="Kubek",
        sku="KUB-1",
        quantity=D(2),
        unit="szt",
        rate=D(23),
        remote_id="2002",
        vat_code="",
    )
    return invoice(mug, **words)


def listed(*rows: dict[str, Any]) -> bytes:
    """A bare list."""
    return json_answer(list(rows))


def made(**changes: Any) -> dict[str, Any]:
    """The document of vector 1 as it is told."""
    return {
        "id": 77,
        "kind": "vat",
        "oid": "100042-INV",
        "number": "5/3/2026",
        "price_gross": "123.0",
        "price_net": "100.0",
        "issue_date": "2026-03-02",
        "currency": "PLN",
        "buyer_name": BUYER.name,
        **changes,
    }


def refused(message: Any) -> bytes:
    """A refusal in Fakturownia's form."""
    return json_answer({"code": "error", "message": message}, status="422 Unprocessable Entity")
