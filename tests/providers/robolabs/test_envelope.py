"""robolabs.md §5.1: one envelope in many shapes, and what each means for a document that is sent."""

from __future__ import annotations

import re

import pytest

from oscar_lt_accounting.domain.documents import CreditNote, Receipt
from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Throttled, Uncertain, Unsupported
from tests.domain.makers import document, invoice
from tests.providers.robolabs import (
    CREATE,
    DONE,
    HOUR,
    KEY,
    MINUTE,
    ODOO,
    QUEUED,
    goods,
    result,
    said,
)
from tests.providers.scripted import lost
from tests.providers.server import answer, json_answer


def submitted(firm, reply, **settings):
    firm.books.on(CREATE, reply)
    return firm.provider(**settings).submit(goods(), firm.journal)


@pytest.mark.parametrize("status", ["200", 200, " 200 "])
@pytest.mark.parametrize("data", [[], {}, "", None, False, "text", [1], {"anything": 1}])
def test_a_processed_call_made_the_invoice(status, data, firm):
    issued = submitted(firm, said(status, data))

    assert (issued.remote_id, issued.number, issued.job) == ("INV00001", "INV00001", "")
    assert issued.reference == "shop1:100045:inv"
    assert issued.differences(goods()) == ()


def test_tv_r1_on_the_wire(firm):
    submitted(firm, DONE)

    (call,) = firm.books.calls
    assert call.path == CREATE
    assert call.headers["Content-Type"] == "application/json"
    assert call.headers["x-api-key"] == KEY
    assert "secret" not in call.payload
    assert b'"subtotal":20.06,"tax":4.22,"total":24.28' in call.body


def test_the_key_may_travel_in_the_body(firm):
    submitted(firm, DONE, key_in_body=True)

    (call,) = firm.books.calls
    assert call.payload["secret"] == KEY
    assert "x-api-key" not in call.headers


def test_the_key_is_in_no_record(firm):
    books = firm.provider(key_in_body=True)
    firm.books.on(CREATE, DONE)
    books.submit(goods(), firm.journal)

    assert KEY not in repr(books.http.records)
    assert '"secret":"***"' in books.http.records[0].request
    assert "UAB Klientas" not in repr(books.http.records)


@pytest.mark.parametrize(
    "reply",
    [
        QUEUED,
        result(status_code=200, data={"api_job_id": 1234}, error=""),
        result(code="200", data={"api_job_id": "1234"}, error=""),
    ],
)
def test_tv_r4_a_number_of_a_job_means_queued(reply, firm):
    assert submitted(firm, reply, background=True).job == "1234"
    assert firm.books.payloads(CREATE)[0]["execute_immediately"] is False


@pytest.mark.parametrize("number", [None, False, True, 0, -1, "", "x", "²", [1234], {}, 1.5])
def test_what_is_no_number_of_a_job_is_no_job(number, firm):
    assert submitted(firm, result(code="200", data={"api_job_id": number})).job == ""


@pytest.mark.parametrize(("reply", "seconds"), [(MINUTE, 60), (HOUR, 600), (said(" 429 ", None), 60)])
def test_tv_r3_a_limit_inside_an_http_200(reply, seconds, firm):
    with pytest.raises(Throttled) as caught:
        submitted(firm, reply)

    assert caught.value.retry_after == seconds


def test_a_real_http_429(firm):
    with pytest.raises(Throttled) as caught:
        submitted(firm, answer(b"", status="429 Too Many", headers=("Retry-After: 30",)))

    assert caught.value.retry_after == 30


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (said("400", [], "Neteisingas PVM kodas"), "RoboLabs rejected the document: Neteisingas PVM kodas"),
        (result(status_code=500, status_text="Klaida", data=[]), "RoboLabs rejected the document: Klaida"),
        (result(code="404", error="No such method"), "RoboLabs rejected the document: No such method"),
        (said("500", []), "RoboLabs rejected the document: 500"),
        (said("", [], "What?"), "RoboLabs rejected the document: What?"),
        (said("201", []), "RoboLabs rejected the document: 201"),
        (said(0, []), "RoboLabs rejected the document: 0"),
        (said("400", [], f"Key {KEY} of UAB Klientas"), "RoboLabs rejected the document: Key *** of •••"),
        (said(f"odd {KEY}", []), "RoboLabs rejected the document: odd ***"),
    ],
)
def test_any_other_status_refuses_the_document(reply, sentence, firm):
    with pytest.raises(Rejected) as caught:
        submitted(firm, reply)

    assert str(caught.value) == sentence
    assert caught.value.code == "rejected"


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (ODOO, "Odoo Server Error"),
        (json_answer({"error": {}}), "error"),
        (json_answer({"error": {"message": None}}), "error"),
        (json_answer({"result": None, "error": {"message": f"No {KEY}"}}), "No ***"),
    ],
)
def test_an_error_of_the_framework_says_nothing_about_the_document(reply, words, firm):
    with pytest.raises(Uncertain, match=f"^RoboLabs failed before .*{re.escape(f'({words})')}.* looked for") as caught:
        submitted(firm, reply)
    assert caught.value.code == "failed_over_there"


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (said("401", [], "Wrong key"), "RoboLabs rejected the key: Wrong key. Check the key; the documents wait."),
        (said(403, []), "RoboLabs rejected the key: 403. Check the key; the documents wait."),
    ],
)
def test_a_refused_key_rests_the_integration(reply, sentence, firm):
    with pytest.raises(Misconfigured) as caught:
        submitted(firm, reply)

    assert (str(caught.value), caught.value.code) == (sentence, "key_refused")


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden", "302 Found"])
def test_a_refusal_by_http(status, firm):
    with pytest.raises(Misconfigured):
        submitted(firm, answer(b"<html></html>", status=status))


def test_a_result_counts_before_an_error_beside_it(firm):
    reply = json_answer({"result": {"status_code": 200, "data": []}, "error": {"message": "No"}})

    assert submitted(firm, reply).number == "INV00001"


@pytest.mark.parametrize(
    "reply",
    [
        lost,
        answer(b""),
        answer(b"<html></html>"),
        answer(b'{"result": {"status_code": 200'),
        answer(b'{"result":{"status_code":200,"status_code":400}}'),
        answer(b'{"result":{"status_code":NaN}}'),
        json_answer([]),
        json_answer("200"),
        json_answer({}),
        json_answer({"jsonrpc": "2.0", "id": None}),
        json_answer({"result": None}),
        json_answer({"result": []}),
        json_answer({"result": "200"}),
        json_answer({"error": "text"}),
        json_answer({"error": []}),
        json_answer({"result": {}}),
        json_answer({"result": {"data": []}}),
        json_answer({"result": {"status_code": None}}),
        json_answer({"result": {"status_code": True}}),
        json_answer({"result": {"status_code": 200.0}}),
        json_answer({"result": {"status_code": [200]}}),
        json_answer({"result": {"status_code": 200}}, status="201 Created"),
        json_answer({"result": {"status_code": 200}}, status="404 Not Found"),
        json_answer({"result": {"status_code": 429}}, status="400 Bad Request"),
        json_answer({"error": {"message": "No"}}, status="400 Bad Request"),
        answer(b"", status="500 Internal Server Error"),
        answer(b"", status="502 Bad Gateway"),
        answer(b"", status="408 Timeout"),
    ],
)
def test_anything_else_is_an_unknown_outcome(reply, firm):
    with pytest.raises(Uncertain):
        submitted(firm, reply)


def test_what_cannot_be_said_is_held_before_anything_is_sent(firm):
    with pytest.raises(Held):
        firm.provider().submit(invoice(), firm.journal)

    assert firm.books.calls == []


def test_receipts_are_not_made_and_credit_notes_are(firm):
    firm.books.on(CREATE, DONE)
    with pytest.raises(Unsupported, match=r"RoboLabs .* by hand"):
        firm.provider().submit(document(Receipt, series="R", number="1"), firm.journal)
    assert firm.books.calls == []

    note = document(CreditNote, series="KS", number="1", original_number="1", original_day=goods().day)
    assert firm.provider().submit(note, firm.journal).number == "KS1"
