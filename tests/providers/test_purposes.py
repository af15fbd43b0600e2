"""What a call is for and how it must be treated is said with every call."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.providers.base import Journal, Purpose
from oscar_lt_accounting.providers.kit.answers import Answer
from tests.domain.makers import COMPANY, invoice
from tests.providers.http_clients import AnsweringHttpClient, b1, robolabs

DOCUMENT = invoice(buyer=COMPANY, series="A", number="1")
REMOTE = RemoteDocument(remote_id="A1", number="A1", job="7")
SOLD = Journal({"order": {"id": "5"}, "row 1": {}, "sale": "started"})
JANUARY = date(2026, 1, 1), date(2026, 1, 31)
SAVED = {"data": {"id": 5}, "code": 200}
DONE = {"result": {"status_code": 200, "data": []}}
WRITE, LOOK, SET_UP, FILE = (
    (True, Purpose.DOCUMENT),
    (False, Purpose.LOOK_UP),
    (False, Purpose.SET_UP),
    (False, Purpose.FILE),
)
CALLS = {
    "B1 submits": (b1, SAVED, lambda books: books.submit(DOCUMENT, Journal()), [WRITE] * 4),
    "B1 looks": (b1, b"%PDF", lambda books: books.find(DOCUMENT, SOLD), [LOOK]),
    "B1 returns a PDF": (b1, b"%PDF", lambda books: books.pdf(REMOTE, DOCUMENT), [FILE]),
    "B1 is checked": (b1, SAVED, lambda books: books.check(), [SET_UP] * 2),
    "RoboLabs submits": (robolabs, DONE, lambda books: books.submit(DOCUMENT, Journal()), [WRITE]),
    "RoboLabs looks": (robolabs, DONE, lambda books: books.find(DOCUMENT, Journal()), [LOOK] * 4),
    "RoboLabs is polled": (
        robolabs,
        {"result": {"status_code": 200, "data": {"state": "in_progress"}}},
        lambda books: books.poll(REMOTE),
        [LOOK],
    ),
    "RoboLabs lists": (robolabs, DONE, lambda books: list(books.recorded(*JANUARY)), [(False, Purpose.READ_BACK)]),
    "RoboLabs returns a PDF": (
        robolabs,
        {"result": {"status_code": 200, "data": {"pdf": "JVBERi0="}}},
        lambda books: books.pdf(REMOTE, DOCUMENT),
        [FILE],
    ),
    "RoboLabs cancels": (robolabs, DONE, lambda books: books.cancel(REMOTE, DOCUMENT), [WRITE]),
    "RoboLabs is checked": (robolabs, DONE, lambda books: books.check(), [SET_UP] * 2),
}


@pytest.mark.parametrize(("make", "said", "ask", "calls"), CALLS.values(), ids=CALLS)
def test_each_call_says_what_it_is_for(make: Any, said: Any, ask: Any, calls: list[Any]) -> None:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    http = AnsweringHttpClient([Answer(status=200, headers={}, body=body)])

    ask(make(http, True))

    assert [(request.writes, request.purpose) for request in http.requests] == calls
    assert {request.method for request in http.requests} == {"POST"}
    assert all(20 * 1024 * 1024 <= request.max_bytes <= 32 * 1024 * 1024 for request in http.requests), "room for a PDF"


@pytest.mark.parametrize(
    ("make", "said", "address"),
    [(b1, SAVED, "https://www.b1.lt/api/"), (robolabs, DONE, "https://a.robolabs.lt/api/")],
)
def test_every_method_is_below_the_systems_address(make: Any, said: Any, address: str) -> None:
    http = AnsweringHttpClient([Answer(status=200, headers={}, body=json.dumps(said).encode())])

    make(http, False).submit(DOCUMENT, Journal())
    make(http, False).check()

    assert all(request.url.startswith(address) for request in http.requests)
    assert not any("//" in request.url.removeprefix("https://") for request in http.requests)
