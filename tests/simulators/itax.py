"""Plain HTTP to iTax, and calls that are right, for tests to spoil (itax.md §8, TV-I2)."""

from __future__ import annotations

from typing import Any

import requests

from oscar_lt_accounting.testing.simulators import ITaxSimulator

SECONDS = 20
LINES: list[dict[str, Any]] = [
    {"product_id": 192922, "price": 10.10, "qty": 2, "amount": 20.20, "sales_tax_id": 15198, "vat_amount": 4.24,
     "total_amount": 24.44},
    {"product_id": 192923, "price": 100, "qty": 1, "amount": 100, "sales_tax_id": 15198, "vat_amount": 21,
     "total_amount": 121},
]  # fmt: skip
INVOICE: dict[str, Any] = {
    "date": "2026-01-15",
    "due_date": "2026-01-29",
    "client_id": 131721,
    "currency": "EUR",
    "location_id": 4620,
    "external_code": "shop1-100045",
    "inv_lines_attributes": LINES,
}
PRODUCTS = [
    {"id": 192922, "code": "ZIB-1", "name": "Žibintas", "quantity": 5, "cost": 5, "price_without_vat": "10.10"},
    {"id": 192923, "code": "KONS", "name": "Konsultacijos", "service": True},
]
PAYMENT: dict[str, Any] = {
    "date": "2026-01-20",
    "bank_account_id": 2668,
    "currency": "EUR",
    "amount": 145.44,
    "account_balanceable_type": "Client",
    "account_balanceable_id": 131721,
    "invoice_id": 2556718,
    "posted": True,
}
JOURNAL: dict[str, Any] = {
    "location_id": 4620,
    "name": "Atsargų nurašymas",
    "date": "2026-01-21",
    "posted": True,
    "item_journal_lines_attributes": [{"product_id": 192922, "qty": -2}],
}


def ask(
    simulator: ITaxSimulator, method: str, path: str, payload: Any = None, *, company: str = "", **query: Any
) -> requests.Response:
    keys = simulator.credentials(company)
    return requests.request(
        method,
        f"{simulator.url}/{path}",
        json=payload,
        params=query,
        auth=(keys["username"], keys["password"]),
        timeout=SECONDS,
        allow_redirects=False,
    )


def create(simulator: ITaxSimulator, **changes: Any) -> requests.Response:
    """An invoice; a change to None leaves the field out."""
    fields = {name: value for name, value in {**INVOICE, **changes}.items() if value is not None}
    return ask(simulator, "POST", "invoices", {"invoice": fields})


def furnish(simulator: ITaxSimulator) -> None:
    """The products and the buyer of TV-I2."""
    simulator.seed(*PRODUCTS)
    made = ask(simulator, "POST", "clients", {"client": {"name": "UAB Klientas", "code": "302345678"}})
    assert (made.status_code, made.json()["response"]["id"]) == (201, 131721)


def messages(answer: requests.Response) -> dict[str, list[str]]:
    """The messages of a refusal as JSON."""
    body = answer.json()
    assert set(body) == {"error", "messages"}
    assert body["error"] == "invalid_resource"
    found: dict[str, list[str]] = body["messages"]
    return found
