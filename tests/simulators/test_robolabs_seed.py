"""Every request and answer printed in the seed (004, ROBO API v4.21), as it stands there but for stray commas."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oscar_lt_accounting.providers.robolabs import payload
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.simulators.clock import Clock
from tests.simulators.speaking import ask_robolabs, held, status_of

# §3.2, §3.3.4, §3.4, §3.5, §3.6 and so on; `secret` is put in by the key of the header.
CREATE: dict[str, Any] = {
    "journal": "INV", "date_invoice": "2020-03-01", "due_date": "2020-03-14", "number": "INV00001", "currency": "EUR",
    "subtotal": 100.0, "tax": 21.0, "total": 121.0,
    "partner": {
        "name": "Client Name", "is_company": True, "company_code": "123456789", "vat_code": "LT123456715",
        "street": "Gatve 1", "city": "Vilnius", "zip": "LT-12345", "country": "LT", "phone": "+370612345678",
        "email": "email@email.com",
        "bank_account": {
            "bank_name": "Swedbank", "bank_code": "73000", "bic": "HABALT22", "acc_number": "LT601010012345678901",
        },
    },
    "invoice_lines": [
        {"product": "Paslaugos", "product_code": "PR001", "description": "Paslaugos pagal sutartį nr. X",
         "price": 100.0, "qty": 1.0, "vat": 21.0, "vat_code": "PVM1"},
    ],
    "payments": [
        {"payer": "Client Name", "amount": 165.0, "date": "2020-03-01", "currency": "NOK", "ref": "REF0001",
         "name": "Additional info"},
    ],
}  # fmt: skip
ADD_PAYMENT = {
    "number": "INV00001",
    "add_payments": [
        {"payer": "Client Name", "date": "2020-03-07", "amount": 200.0, "ref": "REF0002", "currency": "NOK",
         "name": "Additional payment info"},
    ],
}  # fmt: skip
CANCEL = {"reference": "ROBO123", "number": "ROBO123", "partner_reference": "123456789"}
UNLINK = {"reference": "ROBO123", "partner_code": "123456789"}
PRODUCT = {
    "name": "New Product Name", "type": "product", "default_code": "PROD0001", "barcode": "123456789012",
    "vat_code": "PVM1", "categ_id": 4, "price": 15.0, "sync_price": True, "price_with_vat": 18.0,
}  # fmt: skip
CHANGED_PRODUCT = {
    "product_id": 15, "name": "Product name", "type": "product", "default_code": "PROD0001", "barcode": "123456789012",
    "vat_code": "PVM1", "categ_id": 4, "price": 15.0,
}  # fmt: skip
WRITE_OFF = {
    "name": "Inventory name", "warehouse_code": "WH", "committee": "Committee", "accounting_date": "2020-01-31",
    "reason_line": "Reason", "analytic_code": "XXXXX", "products": [{"code": "XXXXX", "consumed_qty": -1.00}],
}  # fmt: skip
PERIOD = {"date_from": "2020-01-01 00:00:00", "date_to": "2020-01-31 00:00:00"}
GET = {"invoice_id": 786, "invoice_reference": "TEST-14789", "partner_code": "378965478"}
PARTNER_PAYMENTS = {
    "name": "Client Name", "is_company": True, "company_code": "123456789",
    "payments": [
        {"payer": "Client Name", "amount": 165.0, "date": "2020-03-01", "ref": "REF0001", "name": "Additional info"},
        {"payer": "Client Name", "amount": 125.0, "date": "2020-03-02", "ref": "REF0002",
         "name": "Some additional info"},
    ],
}  # fmt: skip
# §1.3: the answer of get_api_job_list.
JOBS = """{
  "jsonrpc": "2.0", "id": null,
  "result": {
    "status_code": 200,
    "data": [
      {"execution_end_date": "2022-03-10 11:15:14", "endpoint": "get_invoice", "job_id": 1235,
       "registration_date": "2022-03-10 11:14:59", "response_message": "Invoice was found in the system.",
       "state": "Sėkmingai įvykdyta", "response_data": "{(...)}", "action": "Sąskaitos patikrinimas"},
      {"execution_end_date": "2022-03-10 11:14:58", "endpoint": "create_invoice", "job_id": 1234,
       "registration_date": "2022-03-10 11:14:53", "state": "Sėkmingai įvykdyta", "action": "Sąskaitos kūrimas"}
    ],
    "error": ""
  }
}"""


@pytest.fixture
def books(robolabs: RoboLabsSimulator) -> RoboLabsSimulator:
    robolabs.seed(
        {"id": 15, "code": "OLD", "name": "Old", "quantity": 3},
        {"code": "PR001", "name": "Paslaugos", "service": True},
        {"code": "XXXXX", "name": "X", "quantity": 5},
    )
    return robolabs


def done(simulator: RoboLabsSimulator, method: str, sent: dict[str, Any]) -> Any:
    answer = ask_robolabs(simulator, method, sent)
    assert status_of(answer) == "200", answer
    return answer.get("data")


def test_3_3_and_3_4_an_invoice_and_one_more_payment(books: RoboLabsSimulator) -> None:
    done(books, "create_invoice", CREATE)
    done(books, "update_invoice", ADD_PAYMENT)
    (invoice,) = books.books().documents
    assert [str(amount) for amount in (invoice.net, invoice.vat, invoice.gross)] == ["100.00", "21.00", "121.00"]
    assert (invoice.number, invoice.buyer, invoice.buyer_code, invoice.buyer_vat_code) == (
        "INV00001", "Client Name", "123456789", "LT123456715",
    )  # fmt: skip
    assert [(payment.ref, payment.currency) for payment in invoice.payments] == [("REF0001", "NOK"), ("REF0002", "NOK")]


def test_3_5_an_invoice_is_cancelled(books: RoboLabsSimulator) -> None:
    done(books, "create_invoice", {**CREATE, "number": "ROBO123", "payments": []})
    done(books, "cancel_invoice", CANCEL)
    assert books.books().documents[0].state == "cancelled"


def test_3_6_a_suppliers_invoice_is_deleted(books: RoboLabsSimulator) -> None:
    suppliers = {**CREATE, "supplier_invoice": True, "reference": "ROBO123", "payments": []}
    done(books, "create_invoice", suppliers)
    done(books, "unlink_invoice", UNLINK)
    assert books.books().documents == []


def test_3_7_and_3_8_a_product_is_made_and_changed(books: RoboLabsSimulator) -> None:
    assert not done(books, "create_product", PRODUCT)
    done(books, "update_product", CHANGED_PRODUCT)
    made = books.books().with_code("PROD0001")
    assert [(product.name, product.barcode) for product in made] == [
        ("Product name", "123456789012"),
        ("New Product Name", "123456789012"),
    ]


@pytest.mark.parametrize("method", ["new_products", "get_invoice_list"])
def test_3_9_and_3_13_a_period_without_anything(books: RoboLabsSimulator, method: str) -> None:
    assert not done(books, method, PERIOD)


def test_3_10_a_write_off(books: RoboLabsSimulator) -> None:
    done(books, "write_off_products", WRITE_OFF)
    assert held(books, "XXXXX", "WH") == 4


def test_3_11_3_15_and_3_16_categories(books: RoboLabsSimulator) -> None:
    assert done(books, "product_categories", {}) == [{"name": "Prekės", "id": 4}]
    assert done(books, "create_product_category", {"name": "XXX", "type": "products"}) == {"id": 5}
    done(books, "update_product_category", {"categ_id": 5, "name": "XXX", "type": "products"})


def test_3_12_and_3_18_an_invoice_by_its_id(books: RoboLabsSimulator) -> None:
    suppliers = {**CREATE, "supplier_invoice": True, "reference": "TEST-14789", "payments": []}
    suppliers["partner"] = {**CREATE["partner"], "company_code": "378965478"}
    done(books, "create_invoice", suppliers)
    shown = done(books, "get_invoice", GET)
    assert (shown["number"], shown["date_due"], shown["partner_code"]) == ("INV00001", "2020-03-14", "378965478")
    attached = {**GET, "file_name": "TEST-14789"}
    assert status_of(ask_robolabs(books, "add_invoice_document", {**attached, "file_data": ""})) == "400"
    done(books, "add_invoice_document", {**attached, "file_data": "JVBERi0xLjQ="})
    assert books.books().documents[0].files == ["TEST-14789"]


def test_3_14_a_warehouse(books: RoboLabsSimulator) -> None:
    rows = done(books, "products", {"warehouse": "WH"})
    assert [(row["code"], row["qty_on_hand"]) for row in rows] == [("OLD", 3), ("XXXXX", 5)]


def test_3_17_payments_without_an_invoice(books: RoboLabsSimulator) -> None:
    done(books, "create_partner_payments", PARTNER_PAYMENTS)
    assert [payment.ref for payment in books.books().payments] == ["REF0001", "REF0002"]


def test_3_2_jobs_of_a_month(books: RoboLabsSimulator, clock: Clock) -> None:
    asked = {"date_from": "2020-05-01 00:00:00", "date_to": "2020-06-01 00:00:00", "state": "to_execute"}
    assert not done(books, "get_api_job_list", asked)


def test_1_3_the_printed_list_of_jobs() -> None:
    rows = json.loads(JOBS)["result"]["data"]
    assert [payload.job_state(row["state"]) for row in rows] == ["succeeded", "succeeded"]
    assert "response_data" not in rows[1]
