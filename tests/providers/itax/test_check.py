"""What the connection check says: what the key opens, and how iTax reads what its documents leave open."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Unavailable
from tests.providers.itax import CLIENTS, INVOICE, INVOICES, PAYMENTS, booked, failing, listed, record, refused, sale
from tests.providers.server import answer, json_answer

NOT_FOUND = answer(b"<h1>404</h1>", status="404 Not Found")
ALL = [
    "Key",
    "Looking for a buyer",
    "Looking for an invoice",
    "Looking for a payment",
    "An invoice that is not there",
    "Warehouses",
    "VAT rates",
    "Bank accounts",
    "Stock",
    "Clock",
]


def check(shop, **settings):
    return {line.title: line for line in shop.provider(**settings).check()}


def said(line):
    return line.detail % line.params


@pytest.fixture
def talk(spoken):
    """A server that passes the check, to be spoiled."""
    books, settings = spoken
    for name in (CLIENTS, INVOICES, PAYMENTS):
        books.on(name, listed())
    for name in ("locations", "sales_taxes", "bank_accounts", "products"):
        books.on(f"GET {name}", listed({"id": 1, "name": None}))
    books.on(INVOICE, NOT_FOUND)
    return books, settings


@pytest.mark.parametrize("sold", [0, 1])
def test_a_set_up_that_works_is_told_line_by_line(sold, shop):
    for _ in range(sold):
        shop.submit()
    before = len(shop.asked)

    lines = check(shop)

    assert list(lines) == ALL
    assert [line.title for line in lines.values() if not line.ok] == []
    assert said(lines["Looking for an invoice"]) == "What does not exist is recognised as missing."
    assert said(lines["An invoice that is not there"]) == "iTax says “404” to an invoice that does not exist."
    assert said(lines["Warehouses"]) == "In iTax: 4620 (Vilniaus)."
    assert "15199 (PVM - 5%)" in said(lines["VAT rates"])
    assert said(lines["Clock"]) == "The clocks differ by 0 seconds."
    assert len(shop.asked) - before == 10 + sold
    assert {call.method for call in shop.simulator.calls[before:]} == {"GET"}, "only reads"


def test_the_check_waits_for_the_next_second(shop):
    shop.simulator.switches.per_second = 3

    assert all(line.ok for line in check(shop).values())
    assert shop.pauses == [5, 5, 5]


@pytest.mark.parametrize(
    ("reading", "ok", "words"),
    [("not filtered", True, "they are looked up among their buyer's"), ("not stored", True, "printed below invoices")],
)
def test_an_ignored_reference_is_told(reading, ok, words, shop):
    shop.simulator.switches.external_code = reading
    shop.submit()

    line = check(shop)["Looking for an invoice"]

    assert line.ok is ok
    assert words in said(line)


def test_refused_questions_are_told(shop):
    shop.simulator.switches.unknown_filters = "refused"
    shop.simulator.switches.external_code = "not filtered"

    assert "among their buyer's" in said(check(shop)["Looking for an invoice"])


def test_questions_that_are_all_ignored_make_lost_answers_a_persons_matter(shop, talk):
    books, settings = talk
    books.on(INVOICES, listed(booked()))
    books.on(CLIENTS, listed({"id": 1}))
    books.on(PAYMENTS, refused())

    lines = check(shop, **settings)

    assert not lines["Looking for an invoice"].ok
    assert "check unconfirmed" in said(lines["Looking for an invoice"])
    assert lines["Looking for a buyer"].ok
    assert (
        said(lines["Looking for a buyer"]) == "iTax ignores the search conditions, so its whole list is read each time."
    )
    assert lines["Looking for a payment"].ok


def test_an_invoice_that_is_not_found_by_its_own_reference_is_told(shop, talk):
    books, settings = talk
    books.on(INVOICES, listed(booked()), listed())

    assert "among their buyer's" in said(check(shop, **settings)["Looking for an invoice"])


def test_a_number_that_was_taken_twice_is_told(shop):
    shop.submit(sale(series="A", number="1"))
    shop.next()
    shop.submit(sale(series="A", number="1", reference="b"))

    assert "iTax takes the same number twice (A1)" in said(check(shop)["Looking for an invoice"])


def test_an_answer_for_an_invoice_that_is_not_there_is_told(shop, talk):
    books, settings = talk
    books.on(INVOICE, record(id=999999999))

    line = check(shop, **settings)["An invoice that is not there"]

    assert not line.ok
    assert said(line) == "iTax answers for an invoice that does not exist."


def test_stock_that_does_not_know_warehouses_is_told(shop, talk):
    books, settings = talk
    balance = {"qty": "5.0", "qty_reserved": "0.0", "qty_on_hand": "5.0"}
    books.on("GET products", listed({"id": 1, "item_balance": balance}, {"id": 2}))

    line = check(shop, **settings)["Stock"]

    assert not line.ok
    assert "only of all together" in said(line)


def test_an_empty_list_is_told(shop, talk):
    books, settings = talk
    books.on("GET locations", listed())

    line = check(shop, **settings)["Warehouses"]

    assert (line.ok, said(line)) == (False, "There is nothing in this list of iTax.")


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (refused("location", "draudžiama"), "Not open to this key: location: draudžiama"),
        (NOT_FOUND, "Not open to this key: 404"),
        (answer(b"", status="403 Forbidden"), "Not open to this key: The accounting system rejected the key (403)"),
        (answer(b"<html>"), "Not open to this key: The accounting system gave an answer that cannot be understood"),
    ],
)
def test_what_the_key_does_not_open_is_told(reply, words, shop, talk):
    books, settings = talk
    books.on("GET locations", reply)

    line = check(shop, **settings)["Warehouses"]

    assert not line.ok
    assert said(line).startswith(words)


@pytest.mark.parametrize("status", ["503 Service Temporarily Unavailable", "502 Bad Gateway", "429 Slow down"])
def test_who_is_out_of_reach_stops_the_check(status, shop, talk):
    books, settings = talk
    books.on("GET locations", answer(b"", status=status))

    assert isinstance(failing(lambda: check(shop, **settings)), Unavailable)


@pytest.mark.parametrize("reply", [answer(b"<html>A web shop</html>"), NOT_FOUND, json_answer({"hello": "world"})])
def test_a_wrong_address_is_told(reply, shop, talk):
    books, settings = talk
    books.on(CLIENTS, reply)

    error = failing(lambda: check(shop, **settings))

    assert isinstance(error, Misconfigured)
    assert error.code == "address"
    assert "is not iTax's API" in str(error)


@pytest.mark.parametrize("always", [False, True])
def test_a_wrong_key_is_told(always, shop):
    shop.simulator.switches.statuses = "always 200" if always else "telling"

    error = failing(lambda: check(shop, credentials={"username": "x", "password": "y"}))

    assert isinstance(error, Misconfigured)
    assert error.code == "key_refused"


def test_a_key_that_does_not_open_the_buyers_is_told(shop, talk):
    books, settings = talk
    books.on(CLIENTS, refused("base", "draudžiama"))

    error = failing(lambda: check(shop, **settings))

    assert isinstance(error, Misconfigured)
    assert "or not to the buyers: base: draudžiama" in str(error)


@pytest.mark.parametrize("status", ["503 Service Temporarily Unavailable", "500 Oops"])
def test_a_system_that_is_down_is_not_a_wrong_address(status, shop, talk):
    books, settings = talk
    books.on(CLIENTS, answer(b"", status=status))

    error = failing(lambda: check(shop, **settings))

    assert isinstance(error, Unavailable)
    assert isinstance(error, Throttled) is status.startswith("503")


@pytest.mark.parametrize(
    ("header", "ok", "words"),
    [
        ("Date: Sat, 21 Nov 2026 07:30:00 GMT", True, "0 seconds"),
        ("Date: Sat, 21 Nov 2026 07:30:00 -0000", True, "0 seconds"),
        ("Date: Sat, 21 Nov 2026 09:35:00 +0200", False, "300 seconds"),
        ("Date: yesterday", True, "– seconds"),
        ("X: y", True, "– seconds"),
    ],
)
def test_the_clocks_are_compared(header, ok, words, shop, talk):
    books, settings = talk
    books.on(
        "GET products",
        json_answer({"response": []}, headers=(header,)),
    )

    line = check(shop, **settings)["Clock"]

    assert (line.ok, words in said(line)) == (ok, True)
