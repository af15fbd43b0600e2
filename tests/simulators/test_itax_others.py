"""iTax's buyers, payments, stock journals, prints and e-mails (itax.md §8.2, §8.5 to §8.8)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import ITaxSimulator
from tests.simulators.itax import JOURNAL, PAYMENT, SECONDS, ask, create, furnish, messages
from tests.simulators.speaking import held


@pytest.fixture
def shop(itax: ITaxSimulator) -> ITaxSimulator:
    furnish(itax)
    create(itax)
    return itax


CLIENT = {
    "name": "UAB Klientas", "code": "12546849", "default_currency": "EUR", "payment_term": "30",
    "client_group_id": 15221, "all_tags": ["Svarbu"], "address": "Gedimino pr. 1", "country_code": "LT",
    "email": "a@example.com", "phone": "+37060000000", "vat_business_group_id": "1", "department_id": 1001,
}  # fmt: skip


def test_a_client_is_answered_whole(itax: ITaxSimulator) -> None:
    made = ask(itax, "POST", "clients", {"client": CLIENT}).json()["response"]
    kept = {name: value for name, value in CLIENT.items() if name != "all_tags"}
    kept |= {"payment_term": 30, "vat_business_group_id": 1, "project_id": None, "id": 131721}
    assert {name: made[name] for name in kept} == kept
    assert made["client_group"] == {
        "url": "https://www.itax.lt/api/v2/client_groups/15221", "id": 15221, "name": "Internetas",
    }  # fmt: skip
    assert ask(itax, "GET", "clients/131721").json()["response"] == made
    assert ask(itax, "GET", "clients", **{"code": "12546849", "tags[]": "Svarbu"}).json()["count"] == 1


def test_clients_may_be_there_already_and_are_changed_in_part(itax: ITaxSimulator) -> None:
    for _ in range(2):
        assert ask(itax, "POST", "clients", {"client": CLIENT}).status_code == 201
    assert ask(itax, "GET", "clients", code="12546849").json()["count"] == 2
    changed = ask(itax, "PUT", "clients/131722", {"client": {"email": "b@example.com"}}).json()["response"]
    assert (changed["name"], changed["email"]) == ("UAB Klientas", "b@example.com")
    assert [row["id"] for row in ask(itax, "GET", "clients", email="a@example.com").json()["response"]] == [131721]
    assert ask(itax, "PUT", "clients/131722", {"client": {"vat_code": "LT1"}}).status_code == 422


def test_an_address_may_be_needed(itax: ITaxSimulator) -> None:
    itax.switches.client_address = "required"
    assert list(messages(ask(itax, "POST", "clients", {"client": {"name": "T"}}))) == ["address", "country_code"]
    assert ask(itax, "POST", "clients", {"client": CLIENT}).status_code == 201


def test_contact_people(shop: ITaxSimulator) -> None:
    person = {"contactable_id": 131721, "contactable_type": "Client", "name": "Petras", "email": "p@example.com"}
    made = ask(shop, "POST", "people", {"person": {**person, "position": "Vadybininkas"}})
    assert (made.status_code, made.json()["response"]["position"]) == (201, "Vadybininkas")
    assert ask(shop, "GET", "people", contactable_id=131721).json()["count"] == 1
    for change in ({"contactable_id": 1}, {"contactable_type": "Suplier"}, {"name": ""}, {"age": 5}):
        assert list(messages(ask(shop, "POST", "people", {"person": {**person, **change}}))) == list(change)


def pay(shop: ITaxSimulator, **changes: Any) -> requests.Response:
    fields = {name: value for name, value in {**PAYMENT, **changes}.items() if value is not None}
    return ask(shop, "POST", "payment_documents", {"payment_document": fields})


def test_a_payment_of_an_invoice(shop: ITaxSimulator) -> None:
    made = pay(shop)
    expected = {**PAYMENT, "amount": "145.44", "id": 80001}
    assert made.status_code == 201
    assert {name: made.json()["response"][name] for name in expected} == expected
    assert str(shop.books().documents[0].paid) == "145.44"
    # Sent twice it is there twice; the filter shows it.
    assert pay(shop, posted=None).status_code == 201
    pay(shop, invoice_id=None)
    assert ask(shop, "GET", "payment_documents", invoice_id=2556718).json()["count"] == 2
    assert ask(shop, "GET", "payment_documents/80001").status_code == 200
    assert str(shop.books().documents[0].paid) == "145.44"
    transfer = {"account_balanceable_type": "BankAccount", "account_balanceable_id": 20594, "invoice_id": None}
    assert pay(shop, **transfer).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        *(({name: None}, name) for name in PAYMENT if name not in ("invoice_id", "posted")),
        ({"bank_account_id": 5}, "bank_account_id"),
        ({"invoice_id": 5}, "invoice_id"),
        ({"account_balanceable_id": 5}, "account_balanceable_id"),
        ({"account_balanceable_type": "BankAccount"}, "account_balanceable_id"),
        ({"account_balanceable_type": "Suplier"}, "account_balanceable_type"),
        ({"amount": 0}, "amount"),
        ({"amount": -5}, "amount"),
        ({"amount": 1.234}, "amount"),
        ({"name": "x"}, "name"),
    ],
)
def test_wrong_payments_are_refused(shop: ITaxSimulator, change: dict[str, Any], field: str) -> None:
    answer = pay(shop, **change)
    assert (answer.status_code, list(messages(answer))) == (422, [field])
    assert shop.books().payments == []


def journal(shop: ITaxSimulator, **changes: Any) -> requests.Response:
    fields = {name: value for name, value in {**JOURNAL, **changes}.items() if value is not None}
    return ask(shop, "POST", "item_journals", {"item_journal": fields})


def test_a_journal_takes_goods_out_and_brings_them_in(shop: ITaxSimulator) -> None:
    made = journal(shop)
    (line,) = made.json()["response"]["item_journal_lines"]
    assert (made.status_code, line["qty"], line["product_id"]) == (201, "-2.0", 192922)
    assert held(shop, "ZIB-1", "4620") == 3
    receipt = [{"product_id": "192922", "qty": "2.5", "total_cost": 10200}]
    assert journal(shop, item_journal_lines_attributes=receipt).status_code == 201
    assert held(shop, "ZIB-1", "4620") == 5.5
    journal(shop, posted=None, name="Juodraštis")
    assert held(shop, "ZIB-1", "4620") == 5.5
    assert ask(shop, "GET", "item_journals", name="Juodraštis").json()["count"] == 1
    assert [one.kind for one in shop.books().shown] == ["invoice", "journal", "journal", "journal"]
    assert shop.books().issued == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        *(({name: None}, name.removesuffix("_attributes")) for name in JOURNAL if name != "posted"),
        ({"location_id": 5}, "location_id"),
        ({"item_journal_lines_attributes": []}, "item_journal_lines"),
        ({"item_journal_lines_attributes": [{"product_id": 192922, "qty": 0}]}, "item_journal_lines.qty"),
        ({"item_journal_lines_attributes": [{"product_id": 192923, "qty": 1}]}, "item_journal_lines.product_id"),
        ({"item_journal_lines_attributes": [{"product_id": 5, "qty": 1}]}, "item_journal_lines.product_id"),
        ({"external_code": "x"}, "external_code"),
    ],
)
def test_wrong_journals_are_refused(shop: ITaxSimulator, change: dict[str, Any], field: str) -> None:
    answer = journal(shop, **change)
    assert (answer.status_code, list(messages(answer))) == (422, [field])
    assert (shop.books().journals, held(shop, "ZIB-1", "4620")) == ([], 5)


PRINT: dict[str, str | int] = {"document": "invoice", "id": 2556718}


@pytest.mark.parametrize(
    ("version", "path", "status"),
    [("v2", "downloads.pdf", 200), ("v2", "../v1", 404), ("v1", "../v1", 200), ("v1", "downloads.pdf", 404)],
)
def test_the_print_has_one_address(shop: ITaxSimulator, version: str, path: str, status: int) -> None:
    shop.switches.turn("pdf_version", version)
    keys = shop.credentials()
    url = f"{shop.address}/itax/api/v1/downloads.pdf" if path == "../v1" else f"{shop.url}/{path}"
    answer = requests.get(url, params=PRINT, auth=(keys["username"], keys["password"]), timeout=SECONDS)
    assert (answer.status_code, shop.calls[-1].name) == (status, "GET downloads.pdf")
    if status == 200:
        assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (PRINT, 200),
        ({**PRINT, "template": "pick_list"}, 200),
        ({**PRINT, "template": "other"}, 404),
        ({**PRINT, "document": "draft_invoice"}, 404),
        ({**PRINT, "document": "sales_order", "template": "pro_forma_invoice"}, 404),
        ({**PRINT, "id": 5}, 404),
        ({"document": "invoice"}, 404),
        ({}, 404),
    ],
)
def test_prints(shop: ITaxSimulator, query: dict[str, Any], status: int) -> None:
    assert ask(shop, "GET", "downloads.pdf", **query).status_code == status


EMAIL = {"recipient_email": "client_email@gmail.com", "subject": "Sąskaita faktūra", "body": "Siunčiame\n"}


def test_where_e_mails_go_is_not_known(shop: ITaxSimulator) -> None:
    path = "invoices/2556718/email_messages"
    assert ask(shop, "POST", path, {"email_message": EMAIL}).status_code == 404
    shop.switches.email_path = "invoices/{id}/email_messages"
    assert ask(shop, "POST", path, {"email_message": EMAIL}).status_code == 200
    assert ask(shop, "POST", path, {"email_message": {"subject": "x"}}).status_code == 422
    assert [mail.recipient for mail in shop.books().emails] == ["client_email@gmail.com"]
