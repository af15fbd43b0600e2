"""itax.md §3 to §6: the login, the limits, the envelope."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import (
    Misconfigured,
    Rejected,
    Throttled,
    Uncertain,
)
from oscar_lt_accounting.providers.base import Connection, HttpClient
from oscar_lt_accounting.providers.itax.client import ITaxClient
from oscar_lt_accounting.providers.itax.provider import ITax
from oscar_lt_accounting.providers.limits import Limit
from tests.providers.itax import (
    CLIENTS,
    KEYS,
    MAKE,
    booked,
    failing,
    listed,
    sale,
)
from tests.providers.server import answer, json_answer

REMOTE = RemoteDocument(remote_id="2556718", number="S-0001")
HEADER = "Basic NmE1ZDZlM2M3YWE5OTBhMTI0NTUzZDowNTQ4MzgwZjRkODMyYWEzOGMzMTRhZg=="


def test_tv_i1_the_header_is_the_vectors(shop, spoken):
    books, settings = spoken
    books.on("GET locations", listed())

    shop.provider(**settings).warehouses()

    (head,) = books.heads
    assert f"Authorization: {HEADER}" in head.splitlines()
    assert "Content-Type: application/json" in head
    assert head.startswith("GET /v2/locations?")


def test_at_home_it_is_spoken_to_over_tls_only():
    assert (ITax.default_base_url, ITax.hosts, ITax.limits) == (
        "https://itax.lt/api/v2",
        ("itax.lt", "www.itax.lt"),
        (Limit(5, 1),),
    )
    provider = ITax(Connection(base_url="http://itax.lt/api/v2", credentials=KEYS), HttpClient(hosts=ITax.hosts))
    assert isinstance(failing(provider.warehouses), Misconfigured)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        ("200 OK", b'{"error":"invalid_resource","messages":{"client_id":["turi"]}}', Rejected),
        ("200 OK", b'{"error":"kazkas","messages":"text"}', Rejected),
        ("422 X", b'{"error":"invalid_resource","messages":{"client_id":"turi"}}', Rejected),
        ("200 OK", b'{"error":"unauthorized","messages":{}}', Misconfigured),
        ("401 X", b"<html>", Misconfigured),
        ("403 X", b"{}", Misconfigured),
        ("301 X", b"", Misconfigured),
        ("429 X", b"", Throttled),
        ("200 OK", b"<html>", Uncertain),
        ("200 OK", b"[]", Uncertain),
        ("200 OK", b"{}", Uncertain),
        ("200 OK", b'{"response":{}}', Uncertain),
        ("200 OK", b'{"response":{"id":"5"}}', Uncertain),
        ("200 OK", b'{"response":{"id":true}}', Uncertain),
        ("200 OK", b'{"response":[]}', Uncertain),
        ("422 X", b'{"response":{"id":5}}', Uncertain),
        ("404 X", b"<html>", Uncertain),
        ("400 X", b"<html>", Uncertain),
        ("500 X", b"", Uncertain),
        ("503 X", b"", Uncertain),
    ],
)
def test_a_new_invoice_is_there_refused_or_in_doubt(status, body, error, shop, spoken):
    books, settings = spoken
    books.on(CLIENTS, listed({"id": 1, "code": "302345678"}))
    books.on(MAKE, answer(body, status=status))

    failed = failing(lambda: shop.submit(**settings))

    assert isinstance(failed, error)
    assert (shop.journal.unfinished == "invoice") is isinstance(failed, Uncertain)


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted"])
def test_a_record_is_a_record_whatever_the_status(status, shop, spoken):
    books, settings = spoken
    books.on(CLIENTS, listed({"id": 1, "code": "302345678"}))
    books.on(MAKE, json_answer({"response": booked()}, status=status))

    assert shop.submit(posted="never", **settings).number == "S-0001"


def test_tv_i7_too_many_calls_rest_the_integration_and_say_so(shop):
    shop.simulator.switches.per_second = 1
    shop.provider().warehouses()

    error = shop.fails()

    assert isinstance(error, Throttled)
    assert error.retry_after == 5
    assert "too busy or out of order (503)" in str(error)


def test_the_other_host_is_a_wrong_address(shop):
    shop.simulator.switches.host = "www.itax.lt"

    assert isinstance(shop.fails(), Misconfigured)


@pytest.mark.parametrize("always", ["telling", "always 200"])
def test_every_reading_of_the_statuses_will_do(always, shop):
    shop.simulator.switches.statuses = always

    assert shop.submit().number == "S-0001"
    provider = shop.provider()
    provider.cancel(REMOTE, sale())
    provider.cancel(REMOTE, sale())
    assert shop.invoices == []


def test_patience_ends(shop):
    client = ITaxClient(
        HttpClient(hosts=()), "https://itax.lt/api/v2", username="a", password="b", pause=shop.pauses.append
    )

    def tired():
        raise Throttled("wait")

    with pytest.raises(Throttled):
        client.patiently(tired)
    assert shop.pauses == [1] * 5
    ITax.pause(0)
