"""Whatever an accounting system answers, only the domain's errors come out, and never an invented document.

Protocol B1 of measurements §3.3. The answers do not pass a socket here; test_door_lost_answers.py does that.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Problem
from oscar_lt_accounting.providers.base import Finding, Found, Journal
from oscar_lt_accounting.providers.kit.answers import Answer, UnreadableError
from tests.domain.makers import COMPANY, invoice, row
from tests.providers.http_clients import AnsweringHttpClient, b1, robolabs
from tests.providers.robolabs import FOUND_DATA

DOCUMENT = invoice(row(), row("20.00", "1.00", rate=Decimal(5), vat_code="PVM3"), buyer=COMPANY, series="A", number="1")
RECORDED: list[Any] = [
    {"message": "Data saved successfully", "data": {"id": 197}, "code": 200},
    {"code": 400, "shortMessage": "Error", "message": "…", "errors": {"headers": ["…"], "someField": ["…", "…"]}},
    {"status": 400, "message": "violates foreign key constraint PARDAVIMAI_fk3"},
    {"data": {"warehouseId": 1}, "code": 200},
    {"jsonrpc": "2.0", "id": None, "result": {"status_code": 200, "data": [], "error": ""}},
    {"jsonrpc": "2.0", "id": None, "result": {"code": "200", "data": {"api_job_id": 1234}, "error": ""}},
    {"jsonrpc": "2.0", "id": None, "result": {"status_code": 200, "data": FOUND_DATA, "status_text": "Found."}},
    {"jsonrpc": "2.0", "id": None, "result": {"status_code": 200, "data": [FOUND_DATA], "error": ""}},
    {"result": {"status_code": "200", "data": {"state": "failed", "response_message": "…"}}},
    {"error": {"code": 200, "message": "Odoo Server Error"}},
]
KEYS = [
    "result",
    "error",
    "data",
    "id",
    "code",
    "status",
    "status_code",
    "message",
    "errors",
    "headers",
    "api_job_id",
    "state",
    "endpoint",
    "number",
    "pdf",
    "currency",
    "amount_total_company_currency",
    "amount_tax_invoice_currency",
    "date_invoice",
    "warehouseId",
    "response_message",
    "detail",
]

numbers = st.sampled_from([0, 1, -1, 200, 400, 404, 409, 429, 500, 10**40, 1e39, -0.0, 1.5])
words = st.sampled_from(
    ["", "200", "404", "²", "٣", "9" * 40, "\ud800", "\x00", "%s", "%(said)s", "Žąsis", "2026-01-15"]
)
anything = st.recursive(
    st.none() | st.booleans() | numbers | words | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A recorded answer with one of its values replaced, or cut."""
    whole = json.loads(json.dumps(draw(st.sampled_from(RECORDED))))
    place = whole
    while True:
        key = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not place[key] or not isinstance(place[key], (dict, list)) or draw(st.booleans()):
            break
        place = place[key]
    if draw(st.booleans()):
        place[key] = draw(anything)
    body = json.dumps(whole).encode()
    return body[: draw(st.integers(0, len(body)))] if draw(st.integers(0, 3)) == 0 else body


bodies = st.one_of(
    damaged(),
    anything.map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=40),
    st.sampled_from([b"", b"%PDF-1.7", b"<html></html>", b"NaN", b'{"id":1,"id":2}', b"[" * 20_000, b"\xef\xbb\xbf{}"]),
)
statuses = st.sampled_from([200, 200, 200, 201, 204, 302, 400, 401, 403, 404, 405, 408, 409, 429, 480, 500, 503, 599])
headers = st.dictionaries(
    st.sampled_from(["Retry-After", "Date", "Location"]), st.sampled_from(["", "²", "60", "-1", "soon", "x" * 99])
).map(CaseInsensitiveDict)
answers = st.builds(Answer, status=statuses, headers=headers, body=bodies)


def can_be_kept(problem: Problem) -> None:
    """A database keeps it and a person reads it."""
    sentence = str(problem)
    assert sentence
    sentence.encode()
    assert "\x00" not in sentence


def outcome(ask: Any) -> Any:
    """What came out, None for one of our errors; anything else is the test's failure."""
    try:
        return ask()
    except AccountingError as error:
        can_be_kept(error.problem)
        return None


def readable(answer: Answer) -> bool:
    try:
        return isinstance(answer.json(), dict)
    except UnreadableError:
        return False


makers = pytest.mark.parametrize("make", [b1, robolabs])
laid_out = st.lists(answers, min_size=1, max_size=5)
journals = st.sampled_from(
    [
        {},
        {"restart": True},
        {"order": "started"},
        {"order": "absent"},
        {"order": {"id": "5"}, "row 1": "started"},
        {"order": {"id": "5"}, "row 1": {}, "row 2": {}, "sale": "started"},
        {"taking back": "started"},
    ]
)


@makers
@given(given_answers=laid_out, flag=st.booleans(), steps=journals)
def test_submitting(make: Any, given_answers: list[Answer], flag: bool, steps: dict[str, Any]) -> None:
    http, journal = AnsweringHttpClient(given_answers), Journal(steps)

    issued = outcome(lambda: make(http, flag).submit(DOCUMENT, journal))

    json.dumps(journal.steps)
    assert http.requests
    if issued is not None:
        last = given_answers[(len(http.requests) - 1) % len(given_answers)]
        assert readable(last) or last.body.startswith(b"%PDF")
        assert issued.number == DOCUMENT.full_number
        assert issued.reference == DOCUMENT.reference


@makers
@given(given_answers=laid_out, steps=journals)
def test_finding(make: Any, given_answers: list[Answer], steps: dict[str, Any]) -> None:
    http = AnsweringHttpClient(given_answers)

    finding = make(http, False).find(DOCUMENT, Journal(steps))  # a look never raises for an answer

    assert isinstance(finding, Finding)
    if isinstance(finding, Found):
        assert finding.document.number == DOCUMENT.full_number
        finding.document.differences(DOCUMENT)
    assert not any(request.writes for request in http.requests)


@makers
@given(given_answers=laid_out)
def test_checking(make: Any, given_answers: list[Answer]) -> None:
    http = AnsweringHttpClient(given_answers)

    results = outcome(lambda: make(http, False).check())

    for result in results or ():
        assert result.detail % dict(result.params)
        (result.detail % dict(result.params)).encode()
    assert not any(request.writes for request in http.requests)


@makers
@given(given_answers=laid_out)
def test_printing(make: Any, given_answers: list[Answer]) -> None:
    remote = RemoteDocument(remote_id="5", number="A1")

    printed = outcome(lambda: make(AnsweringHttpClient(given_answers), False).pdf(remote, DOCUMENT))

    assert printed is None or printed.startswith(b"%PDF")


@given(given_answers=laid_out)
def test_polling(given_answers: list[Answer]) -> None:
    waiting = RemoteDocument(remote_id="A1", number="A1", reference="r", job="7")

    polled = outcome(lambda: robolabs(AnsweringHttpClient(given_answers), True).poll(waiting))

    if polled is not None:
        assert (polled.remote_id, polled.number, polled.reference) == ("A1", "A1", "r")
        assert polled.job in ("", "7")
        assert readable(given_answers[0])


@given(given_answers=laid_out)
def test_reading_what_was_recorded(given_answers: list[Answer]) -> None:
    books = robolabs(AnsweringHttpClient(given_answers), False)

    recorded = outcome(lambda: list(books.recorded(date(2026, 1, 1), date(2026, 1, 31))))

    for remote in recorded or ():
        assert remote.total is None or remote.total == round(remote.total, 2)
        assert isinstance(remote.differences(DOCUMENT), tuple)


@given(given_answers=laid_out)
def test_cancelling(given_answers: list[Answer]) -> None:
    http = AnsweringHttpClient(given_answers)

    outcome(lambda: robolabs(http, False).cancel(RemoteDocument(number="A1"), DOCUMENT))

    assert [request.writes for request in http.requests] == [True]


RECORDED_BODIES = [json.dumps(recorded).encode() for recorded in RECORDED]


@makers
@pytest.mark.parametrize("body", RECORDED_BODIES, ids=range(len(RECORDED_BODIES)))
def test_recorded_answers_cut_at_every_byte(make: Any, body: bytes) -> None:
    for length in range(len(body)):
        cut = [Answer(status=200, headers=CaseInsensitiveDict(), body=body[:length])]

        assert outcome(lambda cut=cut: make(AnsweringHttpClient(cut), False).submit(DOCUMENT, Journal())) is None
        outcome(lambda cut=cut: make(AnsweringHttpClient(cut), False).check())
        assert not isinstance(make(AnsweringHttpClient(cut), False).find(DOCUMENT, Journal()), Found)


def test_the_document_can_be_sent_at_all() -> None:
    assert isinstance(DOCUMENT, Document)
    saved = Answer(status=200, headers=CaseInsensitiveDict(), body=RECORDED_BODIES[0])
    done = Answer(status=200, headers=CaseInsensitiveDict(), body=RECORDED_BODIES[4])

    assert b1(AnsweringHttpClient([saved]), True).submit(DOCUMENT, Journal()).remote_id == "197"
    assert robolabs(AnsweringHttpClient([done]), True).submit(DOCUMENT, Journal()).number == "A1"
