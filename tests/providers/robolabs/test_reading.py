"""The connection check, the recorded invoices, the PDF, and cancelling."""

from __future__ import annotations

import base64
from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Throttled, Unavailable, Uncertain, Unsupported
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Capability, Limit
from oscar_lt_accounting.providers.robolabs.provider import RoboLabs
from tests.providers.robolabs import (
    CANCEL,
    CATEGORIES,
    DONE,
    EMPTY,
    FOUND_DATA,
    GET,
    LIST,
    MINUTE,
    MISSING,
    ODOO,
    QUEUED,
    found,
    goods,
    said,
)
from tests.providers.scripted import lost
from tests.providers.server import answer

JANUARY = date(2026, 1, 1), date(2026, 1, 31)
ISSUED = RemoteDocument(remote_id="INV00001", number="INV00001")
PRINT = b"%PDF-1.4 invoice"


def check(firm, key, number=MISSING, **settings):
    firm.books.on(CATEGORIES, key)
    firm.books.on(GET, number)
    return firm.provider(**settings).check()


def test_a_key_that_opens_the_books_and_a_clear_not_found(firm):
    key, looking = check(firm, DONE)

    assert (key.ok, looking.ok) == (True, True)
    assert looking.detail == "An invoice that does not exist is recognised as missing."
    assert firm.books.asked == [CATEGORIES, GET]
    assert firm.books.payloads(CATEGORIES) == [{"execute_immediately": True}]
    assert firm.books.payloads(GET) == [{"invoice_number": "OSCAR-CHECK-0"}]


@pytest.mark.parametrize("number", [found(), said("400", [], "Nerasta"), ODOO, said(200, [1])])
def test_a_not_found_that_is_not_clear_is_something_to_fix(number, firm):
    key, looking = check(firm, DONE, number)

    assert (key.ok, looking.ok) == (True, False)
    assert "Set the status that means “not found”" in looking.detail


@pytest.mark.parametrize("reply", [said("401", [], "key"), said(403, []), said("500", []), ODOO])
def test_a_key_that_is_refused(reply, firm):
    with pytest.raises(Misconfigured) as caught:
        check(firm, reply)
    assert caught.value.code == "key_refused"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (answer(b"", status="403 Forbidden"), Misconfigured),
        (answer(b"<html></html>"), Unavailable),
        (answer(b"", status="503 Unavailable"), Unavailable),
        (MINUTE, Throttled),
        (lost, Unavailable),
    ],
)
def test_a_check_that_cannot_report_raises(reply, error, firm):
    with pytest.raises(error):
        check(firm, reply)


def recorded(firm, reply):
    firm.books.on(LIST, reply)
    return list(firm.provider().recorded(*JANUARY))


def test_the_recorded_invoices_come_in_one_call(firm):
    other = {**FOUND_DATA, "number": "INV00002"}

    documents = recorded(firm, said("200", [FOUND_DATA, other, "text", None]))

    assert [remote.number for remote in documents] == ["INV00001", "INV00002"]
    assert documents[0].differences(goods()) == ()
    assert firm.books.payloads(LIST) == [
        {"invoice_date_from": "2026-01-01", "invoice_date_to": "2026-02-01", "execute_immediately": True}
    ]


@pytest.mark.parametrize("data", [[], {}, "", None, False])
def test_no_invoices_are_none_however_it_is_said(data, firm):
    assert recorded(firm, said(200, data, "Nerasta")) == []


@pytest.mark.parametrize(
    "reply",
    [QUEUED, said(200, 5), said(200, True), said(200, "text"), said(200, FOUND_DATA), answer(b"[]"), lost],
)
def test_an_answer_that_is_no_list_is_not_taken_for_an_empty_one(reply, firm):
    with pytest.raises(Unavailable):
        recorded(firm, reply)


@pytest.mark.parametrize(
    ("reply", "error"), [(said("401", []), Misconfigured), (said("400", [], "x"), Rejected), (MINUTE, Throttled)]
)
def test_a_refused_list(reply, error, firm):
    with pytest.raises(error):
        recorded(firm, reply)


def printed(firm, reply):
    firm.books.on(GET, reply)
    return firm.provider().pdf(ISSUED, goods())


def test_the_print_is_decoded(firm):
    assert printed(firm, found(pdf=base64.b64encode(PRINT).decode())) == PRINT
    assert firm.books.payloads(GET) == [{"invoice_number": "INV00001", "pdf": True}]


def test_a_print_in_lines_is_decoded_too(firm):
    assert printed(firm, found(pdf=base64.encodebytes(PRINT * 20).decode())) == PRINT * 20


@pytest.mark.parametrize(
    "reply",
    [
        found(),
        found(pdf=None),
        found(pdf=False),
        found(pdf=""),
        found(pdf="%PDF-1.4"),
        found(pdf="JVBER"),
        found(pdf="ąčę="),
        found(pdf="PGh0bWw+"),
        found(pdf=5),
        found(pdf=["JVBERi0="]),
        EMPTY,
        said(200, []),
        said(200, "text"),
        MISSING,
        said("500", []),
        ODOO,
    ],
)
def test_without_a_print_somebody_asks_later(reply, firm):
    with pytest.raises(Rejected, match="no PDF of this document yet") as caught:
        printed(firm, reply)
    assert caught.value.code == "no_pdf"


def test_a_print_that_was_lost_is_unavailable(firm):
    with pytest.raises(Unavailable):
        printed(firm, answer(b"<html></html>"))


def cancelled(firm, reply):
    firm.books.on(CANCEL, reply)
    return firm.provider().cancel(ISSUED, goods())


def test_an_invoice_is_cancelled_by_its_number(firm):
    cancelled(firm, DONE)

    assert firm.books.payloads(CANCEL) == [{"number": "INV00001", "execute_immediately": True}]


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (said("400", [], "Jau apmokėta"), Rejected),
        (said("401", []), Misconfigured),
        (answer(b"<html></html>"), Uncertain),
        (lost, Uncertain),
    ],
)
def test_a_cancelling_that_was_refused_or_lost(reply, error, firm):
    with pytest.raises(error):
        cancelled(firm, reply)


def test_reading_writes_nothing(firm):
    books = firm.provider()
    for path in (CATEGORIES, GET, LIST):
        firm.books.on(path, DONE)

    books.check()
    list(books.recorded(*JANUARY))
    books.find(goods(), firm.journal)

    assert not books.http.wrote


def test_what_robolabs_declares():
    assert RoboLabs.limits == (Limit(10, 60), Limit(500, 3600))
    assert {Capability.FINDS_DOCUMENTS, Capability.READS_BACK, Capability.BACKGROUND} <= RoboLabs.capabilities
    assert Capability.NUMBERS_DOCUMENTS not in RoboLabs.capabilities
    assert RoboLabs.hosts == (".robolabs.lt",)


@pytest.mark.parametrize(
    "ask",
    [
        lambda books: books.stock_of("WH", ["A"]),
        lambda books: books.update_product(RemoteProduct(remote_id="15")),
        lambda books: books.email(ISSUED, goods()),
        lambda books: books.warehouses(),
        lambda books: books.vat_codes(),
        lambda books: books.series(),
        lambda books: books.payment_types(),
    ],
)
def test_what_robolabs_cannot(ask, firm):
    with pytest.raises(Unsupported, match="RoboLabs "):
        ask(firm.provider())
    assert firm.books.asked == []


def test_a_page_in_place_of_the_api_names_the_address(firm):
    with pytest.raises(Unavailable, match=r"not RoboLabs' API.*Check the address"):
        check(firm, answer(b"<!DOCTYPE html><html></html>"))


@pytest.mark.parametrize(
    ("reply", "ok", "words"),
    [
        (said(200, [{"code": "A", "qty_on_hand": 1, "qty_forecasted": 1}, {"code": ""}]), True, "has 1 products"),
        (said(200, []), True, "Warehouse WH has 0 products"),
        (said("404", [], "Nėra"), False, "does not know the warehouse WH: RoboLabs rejected the document: Nėra"),
    ],
)
def test_the_warehouse_of_the_settings_is_looked_at(reply, ok, words, firm):
    firm.books.on("products", reply)
    *_others, warehouse = check(firm, DONE, location="WH")

    assert (warehouse.title, warehouse.ok) == ("Warehouse", ok)
    assert words in warehouse.detail % dict(warehouse.params)


@pytest.mark.parametrize("job", ["", "abc", "-1"])
def test_a_document_that_is_in_no_queue_is_not_asked_after(job, firm):
    with pytest.raises(Rejected, match="in no queue"):
        firm.provider().poll(RemoteDocument(job=job))
    assert firm.books.asked == []
