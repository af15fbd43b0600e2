"""The connection check, the recorded invoices, the print, and cancelling."""

from __future__ import annotations

import base64
from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Throttled, Unavailable, Uncertain, Unsupported
from oscar_lt_accounting.providers.base import Capability, Connection, Door, Limit
from oscar_lt_accounting.providers.robolabs.provider import RoboLabs
from tests.providers.robolabs import (
    CANCEL,
    CATEGORIES,
    DONE,
    EMPTY,
    FOUND_DATA,
    GET,
    KEY,
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
from tests.providers.server import answer, json_answer

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
def test_a_not_found_that_is_not_clear_is_something_to_mend(number, firm):
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
    with pytest.raises(Rejected, match="no print of this document yet") as caught:
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

    assert not books.door.wrote


def test_what_robolabs_declares():
    assert RoboLabs.limits == (Limit(10, 60), Limit(500, 3600))
    assert {Capability.FINDS_DOCUMENTS, Capability.READS_BACK, Capability.BACKGROUND} <= RoboLabs.capabilities
    assert Capability.NUMBERS_DOCUMENTS not in RoboLabs.capabilities
    assert RoboLabs.hosts == (".robolabs.lt",)


def test_stock_is_kept_elsewhere(firm):
    with pytest.raises(Unsupported, match="RoboLabs does not tell its stock"):
        firm.provider().stock_levels("WH")


@pytest.mark.parametrize(
    ("name", "value"),
    [("location", "TOOLONG"), ("journal", "a b"), ("not_found_status", "4"), ("background", "yes"), ("journal", 5)],
)
def test_settings_that_do_not_fit_are_refused(name, value):
    connection = Connection(base_url="https://a.robolabs.lt", credentials={"api_key": KEY}, settings={name: value})

    with pytest.raises(Misconfigured):
        RoboLabs(connection, Door(hosts=RoboLabs.hosts))


def test_the_company_has_its_own_address():
    with pytest.raises(Misconfigured, match="address of the accounting system is empty"):
        RoboLabs(Connection(credentials={"api_key": KEY}), Door(hosts=RoboLabs.hosts))


def test_an_answer_in_html_of_another_host_is_never_asked(firm):
    connection = Connection(base_url="https://evil.example", credentials={"api_key": KEY})

    with pytest.raises(Misconfigured, match="is not one of this accounting system"):
        RoboLabs(connection, Door(hosts=RoboLabs.hosts)).check()


def test_a_list_cut_in_the_middle_is_unreadable(firm):
    whole = json_answer({"result": {"status_code": 200, "data": [FOUND_DATA]}})

    with pytest.raises(Unavailable):
        recorded(firm, whole[:-20])
