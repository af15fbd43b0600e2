"""The vectors TV-I1 to TV-I7 of itax.md §11."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import Company, ITaxSimulator
from tests.simulators.clock import Clock
from tests.simulators.itax import INVOICE, LINES, PRODUCTS, SECONDS, ask, messages
from tests.simulators.speaking import held

# itax.md §3.
VECTOR = Company(
    name="vector",
    title="UAB Vektorius",
    username="6a5d6e3c7aa990a124553d",
    password="0548380f4d832aa38c314af",
    warehouse="1684",
)
HEADER = "Basic NmE1ZDZlM2M3YWE5OTBhMTI0NTUzZDowNTQ4MzgwZjRkODMyYWEzOGMzMTRhZg=="
SENT = {**INVOICE, "location_id": 1684}


@pytest.fixture
def vector(clock: Clock) -> Iterator[ITaxSimulator]:
    with ITaxSimulator(companies=[VECTOR], now=clock) as simulator:
        simulator.switches.per_second = 1000
        simulator.seed(*PRODUCTS)
        made = ask(simulator, "POST", "clients", {"client": {"name": "Testas"}})
        assert made.json()["response"]["id"] == 131721
        yield simulator


def post(simulator: ITaxSimulator, payload: Any) -> requests.Response:
    headers = {"Authorization": HEADER, "Content-Type": "application/json"}
    return requests.post(f"{simulator.url}/invoices", json=payload, headers=headers, timeout=SECONDS)


def test_i1_the_header_opens_the_books(vector: ITaxSimulator) -> None:
    answer = requests.get(f"{vector.url}/locations", headers={"Authorization": HEADER}, timeout=SECONDS)
    assert [row["id"] for row in answer.json()["response"]] == [1684]


def test_i2_an_invoice_that_is_not_posted(vector: ITaxSimulator) -> None:
    answer = post(vector, {"invoice": SENT})
    assert answer.status_code == 201
    made = answer.json()["response"]
    expected = {
        "id": 2556718, "number": "S-0001", "posted": False, "external_code": "shop1-100045", "client_id": 131721,
    }  # fmt: skip
    assert {name: made[name] for name in expected} == expected
    lines = [
        {"id": 5663449, "product_id": 192922, "amount": "20.2", "vat_amount": "4.24", "total_amount": "24.44"},
        {"id": 5663450, "product_id": 192923, "amount": "100.0", "vat_amount": "21.0", "total_amount": "121.0"},
    ]
    assert [{name: line[name] for name in lines[0]} for line in made["inv_lines"]] == lines
    (invoice,) = vector.books().documents
    assert (str(invoice.net), str(invoice.vat), str(invoice.gross)) == ("120.20", "25.24", "145.44")
    assert (invoice.state, invoice.issued, held(vector, "ZIB-1", "1684")) == ("not posted", False, 5)


def test_i3_a_missing_client(vector: ITaxSimulator) -> None:
    answer = post(vector, {"invoice": {"date": "2026-01-15", "currency": "EUR", "inv_lines_attributes": []}})
    assert answer.status_code == 422
    assert answer.json() == {"error": "invalid_resource", "messages": {"client_id": ["turi būti užpildytas (-a)"]}}


@pytest.mark.parametrize(("reading", "code"), [("not stored", None), ("not filtered", "shop1-100045")])
def test_i4_a_filter_that_is_ignored(vector: ITaxSimulator, reading: str, code: str | None) -> None:
    vector.switches.turn("external_code", reading)
    post(vector, {"invoice": SENT})
    post(vector, {"invoice": {**SENT, "external_code": "another"}})
    answer = ask(vector, "GET", "invoices", external_code="shop1-100045", per_page=1000).json()
    assert [row["number"] for row in answer["response"]] == ["S-0002", "S-0001"]
    assert [row["external_code"] for row in answer["response"]] == ([None, None] if code is None else ["another", code])
    assert answer["count"] == 2
    assert answer["pagination"] == {
        "previous": None, "next": None, "current": 1, "per_page": 1000, "count": 2, "pages": 1,
    }  # fmt: skip


def test_i5_stock_of_one_warehouse(itax: ITaxSimulator) -> None:
    itax.seed(
        {"id": 192927, "code": "ZIB-1", "name": "Žibintas", "quantity": 5, "reserved": 2, "cost": 5},
        {"id": 192925, "name": "Mokesciu konsultacijos", "service": True},
    )
    itax.seed({"id": 192927, "quantity": 7}, {"name": "Tik kitur", "quantity": 1}, warehouse="4621")
    answer = ask(itax, "GET", "products", location_id=4620, per_page=1000, page=1, sort="id", direction="desc").json()
    goods, service = answer["response"]
    assert (goods["id"], goods["code"], goods["type"]) == (192927, "ZIB-1", "Item")
    assert goods["item_balance"] == {"qty": "5.0", "amount": "25.0", "qty_reserved": "2.0", "qty_on_hand": "5.0"}
    assert (service["id"], service["code"], service["type"]) == (192925, None, "Service")
    assert "item_balance" not in service
    assert (answer["count"], answer["pagination"]["pages"]) == (2, 1)


def test_i6_a_posted_invoice_is_edited_in_two_steps(vector: ITaxSimulator) -> None:
    post(vector, {"invoice": {**SENT, "posted": True}})
    assert held(vector, "ZIB-1", "1684") == 3
    changed = {**LINES[0], "id": 5663449, "qty": 3, "amount": 30.3, "vat_amount": 6.36, "total_amount": 36.66}
    added = {**LINES[1], "price": 50, "amount": 50, "vat_amount": 10.5, "total_amount": 60.5}
    edit = {"posted": True, "inv_lines_attributes": [changed, {"id": 5663450, "_destroy": True}, added]}
    refused = ask(vector, "PUT", "invoices/2556718", {"invoice": edit})
    assert (refused.status_code, list(messages(refused))) == (422, ["posted"])
    assert ask(vector, "PUT", "invoices/2556718", {"invoice": {"posted": False}}).json()["response"]["posted"] is False
    assert held(vector, "ZIB-1", "1684") == 5
    after = ask(vector, "PUT", "invoices/2556718", {"invoice": edit}).json()["response"]
    assert after["posted"] is True
    assert [(line["id"], line["total_amount"]) for line in after["inv_lines"]] == [
        (5663449, "36.66"),
        (5663451, "60.5"),
    ]
    assert held(vector, "ZIB-1", "1684") == 2
    ask(vector, "PUT", "invoices/2556718", {"invoice": {"posted": False}})
    again = {"posted": True, "inv_lines_attributes": [changed, added]}
    twice = ask(vector, "PUT", "invoices/2556718", {"invoice": again}).json()["response"]
    assert len(twice["inv_lines"]) == 3


def test_i7_five_a_second(clock: Clock) -> None:
    with ITaxSimulator(now=clock) as simulator:
        statuses = []
        for _ in range(6):
            answer = ask(simulator, "GET", "invoices")
            statuses.append(answer.status_code)
            clock.pass_(0.125)
        assert statuses == [200] * 5 + [503]
        assert answer.headers["Content-Type"].startswith("text/html")
        assert answer.text.startswith("<!DOCTYPE html>")
        # The limit is the company's.
        assert ask(simulator, "GET", "invoices", company="kaunas").status_code == 200
        clock.pass_(0.25)
        assert ask(simulator, "GET", "invoices").status_code == 200
        assert ask(simulator, "GET", "invoices").status_code == 503
