"""Control of the simulators over HTTP, and their records as a web page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import KINDS, Server, all_systems
from tests.simulators.samples import CREATE, ORDER, ROW, SALE, SELL
from tests.simulators.speaking import SECONDS

NASTY = '<script>alert("x")</script>&amp; „Ąžuolas“'


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(all_systems()) as running:
        yield running


def control(server: Server, method: str, path: str, payload: Any = None, **query: str) -> requests.Response:
    url = f"{server.address}/_simulator{path}"
    return requests.request(method, url, json=payload, params=query, timeout=SECONDS)


def ask(server: Server, path: str, payload: Any, company: str = "vilnius") -> requests.Response:
    key = server.systems["b1"].companies[company].api_key
    headers = {"B1-Api-Key": key, "Content-Type": "application/json"}
    return requests.post(server.url_of("b1") + path, json=payload, headers=headers, timeout=SECONDS)


def sell(server: Server, **changes: Any) -> None:
    seeded = control(server, "PUT", "/products", {
        "system": "b1", "company": "vilnius", "warehouse": "1",
        "products": [{"id": 24, "code": "SKU-24", "barcode": "477", "name": NASTY, "quantity": "10.5"}],
    })  # fmt: skip
    assert seeded.json() == {"products": [{"id": 24, "code": "SKU-24", "name": NASTY}]}
    ask(server, CREATE, {**ORDER, "discount": 0, "shipping": 0, "cod": 0, "total": 24.2, **changes})
    ask(server, "e-commerce/order-items/create", {**ROW, "name": NASTY})
    assert ask(server, SELL, SALE).status_code == 200


def test_the_overview_tells_how_to_connect(server: Server) -> None:
    overview = control(server, "GET", "/").json()
    assert set(overview) == {"b1", "robolabs", "itax", "centas", "fakturownia"}
    assert overview["b1"]["url"] == server.url_of("b1")
    assert set(overview["b1"]["companies"]["kaunas"]) == {"title", "warehouse", "api_key", "private_key"}
    assert set(overview["itax"]["companies"]["kaunas"]) == {"title", "warehouse", "username", "password"}
    assert set(overview["centas"]["companies"]["vilnius"]) == {"title", "warehouse", "token"}
    assert set(overview["fakturownia"]["companies"]["krakow"]) == {"title", "warehouse", "api_token"}
    assert "create_invoice" in overview["robolabs"]["calls"]
    assert "POST invoices" in overview["itax"]["calls"]
    assert "background" in overview["robolabs"]["faults"]
    assert "background" not in overview["b1"]["faults"]


def test_the_books_as_json(server: Server) -> None:
    sell(server)
    books = control(server, "GET", "/records").json()["b1"]["vilnius"]
    (sale,) = books["documents"]
    expected = {
        "id": 501, "kind": "invoice", "state": "sale", "issued": True, "number": "PARDP000101", "day": "2026-03-09",
        "buyer": "Ona Onaitė", "currency": "EUR", "net": "20.00", "vat": "4.20", "gross": "24.20",
        "reference": "1w6g4/1024",
    }  # fmt: skip
    assert {name: sale[name] for name in expected} == expected
    assert (sale["rows"][0]["vat"], "sent" in sale) == ("4.20", False)
    assert books["stock"] == {"1": [{"id": 24, "code": "SKU-24", "barcode": "477", "name": NASTY, "quantity": "10.5"}]}


def test_the_older_name_of_records(server: Server) -> None:
    sell(server)
    assert control(server, "GET", "/books").json() == control(server, "GET", "/records").json()
    assert control(server, "DELETE", "/books").json() == {}
    assert read(server, "/books/b1/vilnius") == read(server, "/companies/b1/vilnius")


def test_starting_over(server: Server) -> None:
    sell(server)
    ask(server, CREATE, ORDER, company="kaunas")
    assert control(server, "DELETE", "/records", system="b1", company="kaunas").json() == {}
    books = control(server, "GET", "/records").json()["b1"]
    assert (len(books["vilnius"]["documents"]), books["kaunas"]["documents"]) == (1, [])
    control(server, "DELETE", "/records")
    assert control(server, "GET", "/records").json()["b1"]["vilnius"]["documents"] == []


def test_mishaps_over_http(server: Server) -> None:
    planned = control(server, "POST", "/faults", {
        "system": "b1", "call": CREATE, "kind": "timeout", "after": 1, "times": 2, "seconds": 0.5, "saved": False,
    })  # fmt: skip
    assert planned.json()["fault"]["seconds"] == 0.5
    control(server, "POST", "/faults", {"system": "robolabs", "kind": "server_error", "status": 502})
    listed = control(server, "GET", "/faults").json()
    assert [fault["call"] for faults in listed.values() for fault in faults] == [CREATE, "*"]
    control(server, "DELETE", "/faults", system="b1", id=str(planned.json()["fault"]["id"]))
    assert control(server, "GET", "/faults").json()["b1"] == []
    url = f"{server.url_of('robolabs')}/api/products"
    assert requests.post(url, json={}, timeout=SECONDS).status_code == 502
    control(server, "DELETE", "/faults")


def test_switches_over_http(server: Server) -> None:
    turned = control(server, "PUT", "/switches", {"system": "b1", "switches": {"delete_after_sale": "deletes both"}})
    assert turned.json()["switches"]["delete_after_sale"] == "deletes both"
    assert control(server, "GET", "/switches").json()["robolabs"]["duplicate_numbers"] == "accepted"


def test_calls_over_http(server: Server) -> None:
    sell(server)
    calls = control(server, "GET", "/calls", last="2").json()["b1"]
    assert [call["name"] for call in calls] == ["e-commerce/order-items/create", SELL]
    assert (calls[0]["payload"]["price"], "headers" in calls[0]) == ("12.1", False)


def test_releasing_over_http(server: Server) -> None:
    control(server, "POST", "/faults", {"system": "b1", "kind": "late"})
    with pytest.raises(requests.ConnectionError):
        ask(server, CREATE, ORDER)
    assert control(server, "POST", "/release").json() == {"arrived": 1}
    assert len(control(server, "GET", "/records").json()["b1"]["vilnius"]["documents"]) == 1


@pytest.mark.parametrize(
    ("method", "path", "payload", "status"),
    [
        ("GET", "/nothing", None, 404),
        ("POST", "/records", {}, 405),
        ("POST", "/faults", {"system": "b1", "kind": "earthquake"}, 400),
        ("POST", "/faults", {"system": "moon", "kind": "cut"}, 400),
        ("POST", "/faults", {"system": "b1", "kind": "cut", "company": "moon"}, 400),
        ("POST", "/faults", {"kind": "cut"}, 400),
        ("POST", "/faults", [], 400),
        ("PUT", "/products", {"system": "b1", "products": "all"}, 400),
        ("PUT", "/products", {"system": "b1", "products": [{}]}, 400),
        ("PUT", "/switches", {"system": "b1", "switches": {"auth": "no way"}}, 400),
        ("PUT", "/switches", {"system": "b1"}, 400),
        ("DELETE", "/faults?id=x", None, 400),
        ("DELETE", "/records?system=moon", None, 400),
    ],
)
def test_orders_that_make_no_sense(server: Server, method: str, path: str, payload: Any, status: int) -> None:
    answer = control(server, method, path, payload)
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)


def test_only_json_is_taken(server: Server) -> None:
    for headers, body in (({"Content-Type": "text/plain"}, "{}"), ({"Content-Type": "application/json"}, "{")):
        url = f"{server.address}/_simulator/faults"
        assert requests.post(url, data=body, headers=headers, timeout=SECONDS).status_code == 400


class Checker(HTMLParser):
    """Every tag closed in order, nothing from elsewhere."""

    VOID = ("meta", "input", "br")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag != "script"
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in ("src", "href", "action") or (value or "").startswith("/")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(server: Server, path: str, status: int = 200) -> str:
    """The text of a page that is well formed."""
    answer = requests.get(server.address + path, timeout=SECONDS)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    checker = Checker()
    checker.feed(answer.text)
    assert checker.open == []
    assert 'name="viewport"' in answer.text
    return checker.text


def test_the_first_page_lists_systems_and_companies(server: Server) -> None:
    text = read(server, "/")
    for words in ("B1.lt", "RoboLabs", "UAB Demo prekyba, Kaunas", server.url_of("robolabs")):
        assert words in text


def test_a_companys_page_shows_its_books(server: Server) -> None:
    party = {**ORDER["billing"], "name": NASTY}
    sell(server, billing=party)
    ask(server, SELL, SALE)
    text = read(server, "/companies/b1/vilnius")
    for words in ("PARDP000101", "invoice, sale", "20.00 + 4.20 = 24.20 EUR", "1w6g4/1024", "10.5", SELL, "405"):
        assert words in text
    assert text.count(NASTY) == 3
    assert "∞" not in text


def test_every_companys_page_can_be_read(server: Server) -> None:
    for system in server.systems.values():
        for company in system.companies:
            assert "Last calls" in read(server, f"/companies/{system.code}/{company}")


@pytest.mark.parametrize(
    "path", ["/companies", "/companies/b1", "/companies/b1/nobody", "/companies/moon/vilnius", "/favicon.ico"]
)
def test_pages_that_are_not_there(server: Server, path: str) -> None:
    read(server, path, 404)


def post_form(server: Server, origin: str = "", **fields: str) -> requests.Response:
    form = {"system": "b1", "company": "vilnius", **fields}
    url, headers = f"{server.address}/_simulator/form", {"Origin": origin} if origin else {}
    return requests.post(url, data=form, headers=headers, timeout=SECONDS, allow_redirects=False)


FAULT = {"action": "fault", "call": "*", "kind": "timeout", "after": "1", "times": "0", "seconds": "0.5", "status": "",
         "saved": "no", "polls": "1", "outcome": "succeeds"}  # fmt: skip


def test_the_form_plans_and_clears_mishaps(server: Server) -> None:
    answer = post_form(server, **FAULT)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/companies/b1/vilnius")
    (fault,) = server.systems["b1"].faults.planned
    assert (fault.kind, fault.company, fault.after, fault.seconds, fault.saved) == ("timeout", "vilnius", 1, 0.5, False)
    assert "met 0 of ∞" in read(server, "/companies/b1/vilnius")
    post_form(server, action="clear")
    assert server.systems["b1"].faults.planned == ()


def test_the_form_offers_every_kind(server: Server) -> None:
    page = requests.get(f"{server.address}/companies/b1/vilnius", timeout=SECONDS).text
    assert set(re.findall(r'<option value="(\w+)">\1: ', page)) >= set(KINDS) - {"background"}
    for name in re.findall(r'name="(\w+)"', page):
        assert name in {"viewport", "system", "company", "action", "switch", "value", *FAULT}


def test_the_form_turns_switches_and_releases(server: Server) -> None:
    assert post_form(server, action="switch", switch="sums", value="cents").status_code == 303
    assert server.systems["b1"].switches.sums == "cents"
    assert post_form(server, action="release").status_code == 303


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"action": "dance"}, 400),
        ({**FAULT, "after": "x"}, 400),
        ({**FAULT, "kind": "background"}, 400),
        ({"action": "switch", "switch": "sums", "value": "never"}, 400),
        ({"action": "clear", "system": "moon"}, 400),
    ],
)
def test_forms_that_make_no_sense(server: Server, fields: dict[str, str], status: int) -> None:
    assert post_form(server, **fields).status_code == status


def test_forms_of_other_sites_are_refused(server: Server) -> None:
    assert post_form(server, "https://evil.example", action="clear").status_code == 403
    assert post_form(server, server.address, action="clear").status_code == 303
