"""RoboLabs: the vectors of robolabs.md §10 and its answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from oscar_lt_accounting.domain.documents import Address, Buyer, Document, Invoice
from oscar_lt_accounting.providers.base import Connection, HttpClient
from oscar_lt_accounting.providers.robolabs import payload
from oscar_lt_accounting.providers.robolabs.provider import RoboLabs
from tests.domain.makers import D, invoice, row
from tests.providers.server import json_answer

KEY = "test-key-0001"
CREATE, GET, LIST = "create_invoice", "get_invoice", "get_invoice_list"
JOB, JOBS, CANCEL, CATEGORIES = "get_api_job", "get_api_job_list", "cancel_invoice", "product_categories"
CUSTOMER = Buyer(name="UAB Klientas", is_company=True, company_code="302345678", address=Address(country="LT"))


def result(**fields: Any) -> bytes:
    """An answer in RoboLabs' envelope."""
    return json_answer({"jsonrpc": "2.0", "id": None, "result": fields})


def said(status: Any = 200, data: Any = None, error: str = "") -> bytes:
    """An answer with a status, data and an error."""
    return result(status_code=status, data=data, error=error)


DONE = said("200", [])
EMPTY = said(200, {})
MISSING = said("404", [], "Not found")
QUEUED = result(code="200", error="", data={"api_job_id": 1234})
MINUTE = said(429, [], "Viršytas maksimalus API užklausų pateikimo per minutę limitas.")
HOUR = said("429", [], "Viršytas maksimalus API užklausų pateikimo per valandą limitas.")
ODOO = json_answer({"jsonrpc": "2.0", "id": None, "error": {"code": 200, "message": "Odoo Server Error"}})
FOUND_DATA: dict[str, Any] = {
    "number": "INV00001",
    "date_invoice": "2026-01-15",
    "date_due": "2026-01-29",
    "currency": "EUR",
    "partner_name": "UAB Klientas",
    "partner_code": "302345678",
    "type": "Client Invoice",
    "state": "Atvira",
    "amount_total_company_currency": 24.28,
    "amount_tax_company_currency": 4.22,
    "amount_residual_company_currency": 24.28,
    "invoice_lines": [],
    "payments": [],
}


def found(**changes: Any) -> bytes:
    """TV-R5: the invoice as RoboLabs finds it."""
    return result(status_code=200, status_text="Invoice was found in the system.", data={**FOUND_DATA, **changes})


def goods() -> Invoice:
    """TV-R1: two times 10.03 with 2.11 VAT each."""
    return invoice(
        row("10.03", "2.11", title="Preke A", sku="A"),
        row("10.03", "2.11", title="Preke B", sku="B"),
        reference="shop1:100045:inv",
        series="INV",
        number="00001",
        buyer=CUSTOMER,
        due_day=date(2026, 1, 29),
        prices_include_vat=False,
    )


TOTAL = D("24.28")


def body(document: Document, rules: payload.Rules | None = None) -> dict[str, Any]:
    """What RoboLabs is sent of a document once its rows are priced, as the outbox has them priced."""
    connection = Connection(base_url="https://a.robolabs.lt", credentials={"api_key": KEY})
    priced = RoboLabs(connection, HttpClient(hosts=())).priced(document)
    return payload.invoice(priced, rules or payload.Rules())
