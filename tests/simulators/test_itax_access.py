"""Who iTax lets in, what it takes for a call, and how it says no (itax.md §3 to §6, §12)."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import ITaxSimulator, SeedError
from tests.simulators.itax import INVOICE, SECONDS, ask, create, furnish, messages

MISSING = ["turi būti užpildytas (-a)"]


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Basic",
        "Basic !!!",
        basic("itaxdemo0vilnius00000001"),
        basic("itaxdemo0vilnius00000001:wrong"),
        basic(":"),
        "Basic /w==",
        'Token token="9d334f0942e31f3ada264f0"',
        basic("itaxdemo0vilnius00000001:itaxdemo0vilnius0password01").replace("Basic", "Bearer"),
    ],
)
def test_strangers_get_a_web_page(itax: ITaxSimulator, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = requests.get(f"{itax.url}/invoices", headers=headers, timeout=SECONDS)
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (401, "text/html")
    assert itax.calls[-1].company == ""


def test_each_key_opens_its_own_books(itax: ITaxSimulator) -> None:
    assert ask(itax, "GET", "locations", company="kaunas").json()["response"][0]["id"] == 4621
    assert [call.company for call in itax.calls] == ["kaunas"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "wishes"),
        ("GET", "sales_order"),
        ("POST", "sales_orders"),
        ("POST", "suppliers"),
        ("GET", "invoices/"),
        ("GET", "invoices/1"),
        ("GET", "invoices/one"),
        ("PUT", "invoices/1"),
        ("PUT", "invoices"),
        ("DELETE", "invoices/1"),
        ("DELETE", "clients/1"),
        ("PUT", "items/192922"),
        ("GET", "items/99999999999999999999"),
        ("POST", "locations"),
        ("POST", "invoices/1/email_messages"),
        ("GET", "../v1/invoices"),
        ("GET", "../v3/invoices"),
    ],
)
def test_unknown_addresses_are_web_pages(itax: ITaxSimulator, method: str, path: str) -> None:
    keys = itax.credentials()
    url = f"{itax.address}/itax/api/{path[3:]}" if path.startswith("../") else f"{itax.url}/{path}"
    body: dict[str, object] | None = {"invoice": {}} if method in ("POST", "PUT") else None
    answer = requests.request(method, url, json=body, auth=(keys["username"], keys["password"]), timeout=SECONDS)
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (404, "text/html")


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        ("application/json; charset=utf-8", 201),
        ("application/json;charset=UTF-8", 201),
        ("application/x-www-form-urlencoded", 422),
        ("text/plain", 422),
        ("application/json; charset=latin-1", 422),
        ("", 422),
    ],
)
def test_only_json_is_read(itax: ITaxSimulator, content_type: str, status: int) -> None:
    keys = itax.credentials()
    answer = requests.post(
        f"{itax.url}/clients",
        data='{"client":{"name":"Testas"}}',
        headers={"Content-Type": content_type} if content_type else {},
        auth=(keys["username"], keys["password"]),
        timeout=SECONDS,
    )
    assert answer.status_code == status
    if status == 422:
        assert messages(answer) == {"client": MISSING}
    assert len(itax.books().clients) == (status == 201)


@pytest.mark.parametrize(
    ("payload", "fields"),
    [
        ({"invoice": {"name": "Testas"}}, ["client"]),
        ({"name": "Testas"}, ["client"]),
        ({"client": {"name": "Testas"}, "more": 1}, ["client"]),
        ([], ["client"]),
        ({"client": []}, ["base"]),
        ({"client": {}}, ["name"]),
        ({"client": {"name": ""}}, ["name"]),
        ({"client": {"name": None}}, ["name"]),
        ({"client": {"name": "T", "vat_code": "LT100001738313"}}, ["vat_code"]),
        ({"client": {"name": "T", "default_currency": "eur"}}, ["default_currency"]),
        ({"client": {"name": "T", "payment_term": "soon"}}, ["payment_term"]),
        ({"client": {"name": "T", "country_code": "Lietuva"}}, ["country_code"]),
        ({"client": {"name": "T", "client_group_id": 9}}, ["client_group_id"]),
        ({"client": {"name": "T", "vat_business_group_id": 9}}, ["vat_business_group_id"]),
        ({"client": {"name": "T", "all_tags": "GPM"}}, ["all_tags"]),
        ({"client": {"name": "T", "all_tags": [1]}}, ["all_tags"]),
    ],
)
def test_wrong_clients_are_refused_by_field(itax: ITaxSimulator, payload: Any, fields: list[str]) -> None:
    answer = ask(itax, "POST", "clients", payload)
    assert (answer.status_code, list(messages(answer))) == (422, fields)
    assert itax.books().clients == []


@pytest.mark.parametrize("body", ["", "{", '{"client":{"name":NaN}}', '{"client":{"name":"a","name":"b"}}'])
def test_what_is_no_json_is_a_bad_request(itax: ITaxSimulator, body: str) -> None:
    keys = itax.credentials()
    answer = requests.post(
        f"{itax.url}/clients",
        data=body,
        headers={"Content-Type": "application/json"},
        auth=(keys["username"], keys["password"]),
        timeout=SECONDS,
    )
    assert (answer.status_code, answer.headers["Content-Type"][:9]) == (400, "text/html")


def test_everything_may_be_a_200(itax: ITaxSimulator) -> None:
    itax.switches.statuses = "always 200"
    furnish_answer = ask(itax, "POST", "clients", {"client": {"name": "Testas"}})
    assert (furnish_answer.status_code, furnish_answer.json()["response"]["name"]) == (200, "Testas")
    answers = [
        create(itax, client_id=None),
        ask(itax, "GET", "invoices/1"),
        requests.get(f"{itax.url}/invoices", timeout=SECONDS),
    ]
    assert [(one.status_code, one.json()["error"]) for one in answers] == [
        (200, "invalid_resource"),
        (200, "not_found"),
        (200, "unauthorized"),
    ]


@pytest.mark.parametrize(
    ("switch", "host", "location"),
    [
        ("itax.lt", "www.itax.lt", "http://itax.lt"),
        ("www.itax.lt", "itax.lt:8001", "http://www.itax.lt:8001"),
        ("itax.lt", "itax.lt", ""),
        ("www.itax.lt", "www.itax.lt", ""),
        ("both", "www.itax.lt", ""),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE"])
def test_the_other_host_redirects_every_method(
    itax: ITaxSimulator, switch: str, host: str, location: str, method: str
) -> None:
    itax.switches.turn("host", switch)
    keys = itax.credentials()
    answer = requests.request(
        method,
        f"{itax.url}/clients/1?a=%20b",
        json={"client": {"name": "Testas"}},
        headers={"Host": host},
        auth=(keys["username"], keys["password"]),
        allow_redirects=False,
        timeout=SECONDS,
    )
    assert (answer.status_code == 301) is bool(location)
    if location:
        assert answer.headers["Location"] == f"{location}/itax/api/v2/clients/1?a=%20b"
    assert itax.books().clients == []


def test_refused_calls_do_not_count_and_strangers_neither(itax: ITaxSimulator) -> None:
    itax.switches.per_second = 1
    for _ in range(3):
        assert requests.get(f"{itax.url}/invoices", timeout=SECONDS).status_code == 401
    assert [ask(itax, "GET", "tags").status_code for _ in range(3)] == [200, 503, 503]
    itax.start_over()
    assert ask(itax, "GET", "tags").status_code == 200


def test_calls_are_named_by_method_and_address(itax: ITaxSimulator) -> None:
    furnish(itax)
    create(itax)
    ask(itax, "PUT", "invoices/2556718", {"invoice": {"posted": True}})
    ask(itax, "GET", "invoices", number="S-0001")
    assert [call.name for call in itax.calls] == ["POST clients", "POST invoices", "PUT invoices/{id}", "GET invoices"]
    assert itax.calls[-1].payload == {"number": "S-0001"}
    assert itax.called("POST invoices")[0].payload["invoice"]["client_id"] == INVOICE["client_id"]
    assert set(itax.system.names()) > {"GET items/{id}", "DELETE invoices/{id}", "POST payment_documents"}


def test_a_warehouse_is_a_number(itax: ITaxSimulator) -> None:
    for warehouse in ("WH", "0", "-1", "4620 "):
        with pytest.raises(SeedError, match="is a number"):
            itax.seed({"name": "A"}, warehouse=warehouse)
