"""What Centas' answers mean (centas.md §5, TV-C2): errors are not documented, most leave the document unconfirmed."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.documents import CreditNote, Payment, Proforma, Receipt, RemoteDocument
from oscar_lt_accounting.domain.errors import (
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
)
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Journal
from oscar_lt_accounting.providers.centas.client import LONGEST_ADDRESS
from tests.domain.makers import D, document, invoice, row
from tests.providers.centas import TOKEN
from tests.providers.scripted import lost
from tests.providers.server import answer, json_answer

CREATE = "documents/create?token=" + TOKEN


def goods(**changes):
    return invoice(row(remote_code="C001"), **changes)


def submitted(office, reply, **settings):
    office.books.on(CREATE, reply)
    return office.provider(**settings).submit(goods(series="ESH", number="7"), Journal())


@pytest.mark.parametrize("success", [1, "1", True])
@pytest.mark.parametrize("given", ["9f86d081884c7d65", 77])
def test_success_and_an_id_made_the_document(office, success, given):
    remote = submitted(office, json_answer({"success": success, "document_id": given}))
    assert (remote.remote_id, remote.number, remote.reference) == (str(given), "ESH7", "shop1:100045:1:inv")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (json_answer({"success": 0}), Rejected),
        (json_answer({"success": "0", "error": "Blogas kodas"}), Rejected),
        (json_answer({"success": False, "errors": ["a"], "msg": "b"}), Rejected),
        (answer(b"Bad", status="400 Bad Request"), Rejected),
        (answer(b"", status="404 Not Found"), Rejected),
        (answer(b"", status="414 Request-URI Too Large"), Rejected),
        (json_answer({"success": 1}), Uncertain),
        (json_answer({"success": 1, "document_id": ""}), Uncertain),
        (json_answer({"success": 1, "document_id": True}), Uncertain),
        (json_answer({"success": 1, "document_id": ["x"]}), Uncertain),
        (json_answer({"success": 1, "document_id": " "}), Uncertain),
        (json_answer({"success": 1, "document_id": "x" * 129}), Uncertain),
        (json_answer({"success": 2, "document_id": "x"}), Uncertain),
        (json_answer({"document_id": "x"}), Uncertain),
        (json_answer([1]), Uncertain),
        (answer(b"<html>login</html>"), Uncertain),
        (answer(b""), Uncertain),
        (answer(b"", status="500 Internal Server Error"), Uncertain),
        (answer(b"", status="408 Request Timeout"), Uncertain),
        (answer(b'{"success":1,"document_id":"x"}', status="100 Continue"), Uncertain),
        (lost, Uncertain),
        (answer(b"Forbidden", status="403 Forbidden"), Misconfigured),
        (answer(b"", status="301 Moved", headers=("Location: https://elsewhere.example/",)), Misconfigured),
        (answer(b"", status="429 Too Many", headers=("Retry-After: 9",)), Throttled),
    ],
)
def test_other_answers(office, reply, error):
    with pytest.raises(error) as raised:
        submitted(office, reply)
    assert TOKEN not in str(raised.value)
    assert len(office.books.calls) == 1, "never repeated"


def test_the_words_of_a_refusal_are_shown_without_the_token(office):
    with pytest.raises(Rejected, match="Blogas kodas · ") as raised:
        submitted(office, json_answer({"success": 0, "error": "Blogas kodas", "message": f"key {TOKEN}"}))
    assert TOKEN not in str(raised.value)


def test_no_piece_of_the_token_is_left_where_a_long_refusal_is_cut(office):
    for padding in range(470, 500):
        with pytest.raises(Rejected) as raised:
            submitted(office, answer(b"." * padding + TOKEN.encode() + b"!", status="400 Bad Request"))
        assert TOKEN[:3] not in str(raised.value)


def test_no_record_holds_the_token(office):
    submitted(office, json_answer({"success": 1, "document_id": "x", "token": TOKEN}))
    assert TOKEN not in repr(office.http.records)
    assert "documents/create" in office.http.records[0].address


def test_an_address_that_is_too_long_is_never_sent(office):
    lines = [row(remote_code="C001", title="Ilgas pavadinimas su lietuviškomis raidėmis ąčęėįšųūž") for _ in range(60)]
    with pytest.raises(Held, match="set “Where the fields go”") as held:
        office.provider(transport="query").submit(invoice(*lines), Journal())
    assert held.value.code == "too_long"
    assert str(LONGEST_ADDRESS) in str(held.value)
    assert office.books.calls == []
    office.books.on(CREATE, json_answer({"success": 1, "document_id": "x"}))
    assert office.provider().submit(invoice(*lines), Journal()).remote_id == "x"


def test_a_proforma_becomes_an_order(office):
    office.books.on(f"orders/create?token={TOKEN}", json_answer({"success": 1, "order_hash": "h"}))
    assert office.provider().submit(document(Proforma, row(remote_code="C1")), Journal()).remote_id == "h"


@pytest.mark.parametrize("kind", ["receipt", "credit_note"])
def test_other_kinds_are_not_made(office, kind):
    sent_document = (
        document(Receipt, row(remote_code="C1"))
        if kind == "receipt"
        else document(CreditNote, row(remote_code="C1"), original_number="X", original_day=goods().day)
    )
    with pytest.raises(Unsupported, match="by hand"):
        office.provider().submit(sent_document, Journal())


def test_a_lost_answer_cannot_be_looked_for(office):
    with pytest.raises(Unsupported, match="Check its own list"):
        office.provider().find(goods(), Journal())


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(b"", status="401 Unauthorized"), Misconfigured),
        (answer(b"", status="503 Unavailable"), Unavailable),
        (answer(b"no", status="404 Not Found"), Unavailable),
        (answer(b"<root/>", status="202 Accepted"), Unavailable),
        (answer(b"<html></html>"), Unavailable),
        (answer(b""), Unavailable),
        (json_answer({"success": 0}), Misconfigured),
        (json_answer({"success": 1}), Unavailable),
        (answer(b'{"success":'), Unavailable),
        (answer(b"{" + b" " * 2_000_000 + b"}"), Unavailable),
        (answer(b'<!DOCTYPE root [<!ENTITY a "aa">]><root><item><id>&a;</id></item></root>'), Unavailable),
        (answer(b"<root><item>" + b"<a/>" * 20_000), Unavailable),
        (answer(b"<root><item>"), Unavailable),
    ],
)
def test_an_export_that_cannot_be_trusted(office, reply, error):
    office.books.on(f"products/export?token={TOKEN}", reply)
    with pytest.raises(error):
        list(office.provider().stock_levels("1"))


@pytest.mark.parametrize("counted", [{"payments_found_xml": 1, "payments_created": 0}, {}])
def test_a_payment_that_was_not_counted_is_in_doubt(office, counted):
    office.books.on(f"payments/export?token={TOKEN}", answer(b"<root/>"))
    office.books.on(f"payments/import?token={TOKEN}", json_answer({"success": 1, **counted}))
    with pytest.raises(Uncertain, match="payment for order 100045"):
        office.provider(bank_account="LT12345").register_payment(
            RemoteDocument(remote_id="x"), goods(), Payment(method="card", amount=D(1))
        )


@pytest.mark.parametrize(
    "counted",
    [
        {"products_found_xml": 0, "products_created": 0, "products_updated": 0},
        {"products_found_xml": 1, "products_created": 0, "products_updated": 0},
        {"products_found_xml": 1, "products_created": 1},
        {},
    ],
)
def test_a_product_that_was_not_counted_is_in_doubt(office, counted):
    office.books.on(f"products/export?token={TOKEN}", answer(b"<root/>"))
    office.books.on(f"products/import?token={TOKEN}", json_answer({"success": 1, **counted}))
    with pytest.raises(Uncertain):
        office.provider().create_product(RemoteProduct(remote_id="", code="C1", name="N"), "21")


def test_warehouses_without_an_id_are_left_out(office):
    stocks = "<Stock><WarehouseName>Be numerio</WarehouseName></Stock><Stock><WarehouseId>2</WarehouseId></Stock>"
    body = f"<root><item><Stocks>{stocks}</Stocks></item><item><Stocks/></item></root>"
    office.books.on(f"products/export?token={TOKEN}", answer(body.encode()))
    assert [(choice.code, choice.name) for choice in office.provider().warehouses()] == [("2", "2")]
