"""The client: what travels, who it says we are, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Throttled, Unavailable, Uncertain
from oscar_lt_accounting.providers.kit.answers import Answer
from oscar_lt_accounting.providers.kit.authentication import (
    Authentication,
    Basic,
    Bearer,
    KeyInBody,
    KeyInHeader,
    KeyInQuery,
    Signed,
    hmac_hex,
)
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from oscar_lt_accounting.providers.kit.redaction import Redactor
from oscar_lt_accounting.providers.kit.rest_client import RestClient
from oscar_lt_accounting.providers.kit.rules import AlreadyThereError, NotThereError, RefusedError, Rule, Words
from oscar_lt_accounting.providers.limits import Purpose
from tests.domain.makers import D
from tests.providers.scripted import Scripted, lost
from tests.providers.server import answer, json_answer

RULES = (
    Rule(NotThereError, status=404, own=True),
    Rule(RefusedError, "Refused: %(said)s", status=422, own=True),
    Rule(RefusedError, "Refused: %(said)s", their_code="error"),
)


def describe(body: Any) -> Words:
    return Words(str(body.get("code", "")), str(body.get("error", ""))) if isinstance(body, dict) else Words()


class Books:
    """A scripted system and the client in front of it."""

    def __init__(self, serve: Any) -> None:
        self.said = Scripted("/api/")
        self.server = serve(self.said.script)
        self.http = HttpClient(
            hosts=(),
            trusted=(self.server.host,),
            call_deadline=5,
            redactor=Redactor(secrets=["s3cret"]),
            epoch=lambda: 1_700_000_000.0,
        )

    def client(self, **options: Any) -> RestClient:
        return RestClient(self.http, f"{self.server.url}/api/", **{"rules": RULES, "describe": describe, **options})


@pytest.fixture
def books(serve: Any) -> Books:
    return Books(serve)


def test_a_question(books: Books) -> None:
    books.said.on("things?number=A%26B", json_answer({"total": 12.10}))

    assert books.client().get("things", {"number": "A&B"}) == {"total": D("12.10")}
    assert books.said.asked == ["GET /api/things?number=A%26B HTTP/1.1"]


@pytest.mark.parametrize(
    ("sent", "content_type", "body"),
    [
        (
            {"json": {"name": "Ąžuolas\x00  du", "sum": D("1.10")}},
            "application/json",
            '{"name":"Ąžuolas du","sum":1.10}',
        ),
        ({"form": {"a": "x\ty", "b": "ą+"}}, "application/x-www-form-urlencoded", "a=x+y&b=%C4%85%2B"),
        ({"xml": "<a>ą</a>"}, "application/xml", "<a>ą</a>"),
    ],
)
def test_bodies(sent: dict[str, Any], content_type: str, body: str, books: Books) -> None:
    books.said.on("things", json_answer({"id": 1}))

    assert books.client(headers={"Accept": "application/json"}).post("/things", **sent) == {"id": 1}

    (call,) = books.said.calls
    assert call.headers["Content-Type"] == content_type
    assert call.headers["Accept"] == "application/json"
    assert call.body.decode() == body


class Dated(Signed):
    """A signature of the tests' own."""

    def headers(self, request: Request) -> Mapping[str, str]:
        return {"X-Sign": hmac_hex(b"key", request.body, "sha256")}


@pytest.mark.parametrize(
    ("authentication", "name", "value"),
    [
        (KeyInHeader({"X-Key": "s3cret", "X-App": "app"}), "X-Key", "s3cret"),
        (KeyInHeader({"X-Key": "s3cret", "X-App": "app"}), "X-App", "app"),
        (Bearer("s3cret"), "Authorization", "Bearer s3cret"),
        # RFC 7617's own example.
        (Basic("Aladdin", "open sesame"), "Authorization", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="),
        (Dated(), "X-Sign", hmac_hex(b"key", b'{"a":1}', "sha256")),
    ],
)
def test_keys_in_headers(authentication: Authentication, name: str, value: str, books: Books) -> None:
    books.said.on("things", json_answer({}))

    books.client(authentication=authentication).post("things", json={"a": 1})

    assert books.said.calls[0].headers[name] == value


def test_a_key_in_the_address_stands_first_and_is_in_no_record(books: Books) -> None:
    books.said.on("things?token=s3cret&a=1", json_answer({}))

    books.client(authentication=KeyInQuery({"token": "s3cret"})).post("things", json={}, params={"a": "1"})

    assert books.said.asked == ["things?token=s3cret&a=1"]
    assert "s3cret" not in repr(books.http.records)


def test_a_key_in_the_body_is_sent_as_it_is(books: Books) -> None:
    books.said.on("things", json_answer({}))
    client = books.client(authentication=KeyInBody({"secret": "s3cret  \t"}))

    client.post("things", json={"a": " 1"})
    client.post("things", form={"a": " 1"})
    client.post("things")
    books.said.on("things?secret=s3cret++%09&a=1", json_answer({}))
    client.get("things", {"a": "1"})
    client.delete("things", params={"a": "1"})

    assert books.said.calls[0].payload == {"a": "1", "secret": "s3cret  \t"}
    assert books.said.calls[1].body == b"a=1&secret=s3cret++%09"
    assert books.said.calls[2].payload == {"secret": "s3cret  \t"}
    assert [call.body for call in books.said.calls[3:]] == [b"", b""]
    assert all("?secret=s3cret++%09&a=1 " in call.path for call in books.said.calls[3:])


@pytest.mark.parametrize(
    ("reply", "writes", "error"),
    [
        (json_answer({"error": "no"}, status="422 Unprocessable"), True, RefusedError),
        (json_answer({"code": "error"}), True, RefusedError),
        (json_answer({"error": "none"}, status="404 Not Found"), False, NotThereError),
        (answer(b"<html>", status="404 Not Found"), True, Uncertain),
        (answer(b"<html>", status="404 Not Found"), False, Unavailable),
        (json_answer({"title": "Server Error"}, status="400 Bad"), True, Uncertain),
        (answer(b""), True, Uncertain),
        (answer(b"{"), True, Uncertain),
        (answer(b"", status="401 No"), True, Misconfigured),
        (answer(b"", status="429 Slow", headers=("Retry-After: 7",)), True, Throttled),
        (lost, True, Uncertain),
        (lost, False, Unavailable),
    ],
)
def test_answers_are_judged(reply: Any, writes: bool, error: type[Exception], books: Books) -> None:
    books.said.on("things", reply)

    with pytest.raises(error):
        books.client().post("things", json={}, writes=writes)
    assert books.http.wrote is writes


def test_no_content_is_an_answer(books: Books) -> None:
    books.said.on("things", answer(b"", status="204 No Content"))

    assert books.client().post("things", json={}) is None


def test_the_other_methods_write(books: Books) -> None:
    client = books.client()
    for call in (lambda: client.put("things/1", json={"a": 1}), lambda: client.delete("things/1", params={"a": "1"})):
        with pytest.raises(Uncertain):  # the script answers 404 without words
            call()

    assert [call.path for call in books.said.calls] == [
        "PUT /api/things/1 HTTP/1.1",
        "DELETE /api/things/1?a=1 HTTP/1.1",
    ]


def test_purposes(books: Books) -> None:
    client = books.client()

    assert client.request("POST", "x").purpose is Purpose.DOCUMENT
    assert client.request("POST", "x", writes=False).purpose is Purpose.LOOK_UP
    assert client.request("POST", "x", purpose=Purpose.SET_UP).purpose is Purpose.SET_UP


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("Tue, 14 Nov 2023 22:13:30 GMT", 10),
        ("Tue, 14 Nov 2023 22:13:20 -0000", 0),
        ("Tue, 14 Nov 2023 23:13:20 +0200", -3600),
        ("soon", None),
        ("", None),
    ],
)
def test_the_difference_of_the_clocks(date: str, ahead: int | None, books: Books) -> None:
    books.said.on("things", json_answer({}, headers=(f"Date: {date}",)))
    client = books.client()

    client.post("things", json={})

    assert client.clock_difference == ahead


def test_an_answer_without_a_date_leaves_the_difference(books: Books) -> None:
    books.said.on("things", json_answer({}, headers=("Date: Tue, 14 Nov 2023 22:13:30 GMT",)), json_answer({}))
    client = books.client()

    client.post("things", json={})
    client.post("things", json={})

    assert client.clock_difference == 10


@pytest.mark.parametrize(
    ("reply", "printed"),
    [(answer(b"%PDF-1.4"), b"%PDF-1.4"), (json_answer({"error": "none"}, status="422 No"), None)],
)
def test_a_pdf_or_none(reply: bytes, printed: bytes | None, books: Books) -> None:
    books.said.on("print", reply)

    assert books.client().pdf("print", method="POST", json={"id": 1}) == printed


@pytest.mark.parametrize("reply", [answer(b"<html>"), json_answer({}), answer(b"%PDF", status="404 Not Found"), lost])
def test_what_is_neither_a_pdf_nor_a_refusal(reply: Any, books: Books) -> None:
    books.said.on("print", reply)

    with pytest.raises(Unavailable):
        books.client().pdf("print", method="POST")


def test_what_there_is_already_is_no_answer_to_a_question(books: Books) -> None:
    books.said.on("print", json_answer({"error": "there"}, status="409 Conflict"))

    with pytest.raises(Unavailable):
        books.client(rules=(Rule(AlreadyThereError, status=409, own=True),)).pdf("print", method="POST")


def test_a_system_may_say_another_status_inside(books: Books) -> None:
    class Inside(RestClient):
        def status_of(self, answer: Answer, body: Any) -> int:
            return int(body["code"])

    books.said.on("things", json_answer({"code": 422, "error": "no name"}))
    client = Inside(books.http, f"{books.server.url}/api/", rules=RULES, describe=describe)

    with pytest.raises(RefusedError, match="Refused: no name") as caught:
        client.post("things", json={})

    assert caught.value.said.status == 422


def test_a_stream(books: Books) -> None:
    rows = [{"code": "A", "n": 1.5}, {"code": "B"}]
    books.said.on("list", json_answer({"data": rows, "done": True}))
    stream = books.client().rows("list", place=["data"], method="POST", json={})

    got = []
    while True:
        try:
            got.append(next(stream))
        except StopIteration as end:
            rest = end.value
            break

    assert [row for row, _ in got] == [{"code": "A", "n": D("1.5")}, {"code": "B"}]
    assert len({mark for _, mark in got}) == 2
    assert rest == {"data": [None, None], "done": True}


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (json_answer({"data": [], "code": "error"}), Rejected),
        (answer(b'{"data":[{"a":1}'), Unavailable),
        (answer(b"<html>"), Unavailable),
        (json_answer({"error": "no"}, status="422 No"), Rejected),
        (answer(b"", status="503 Down"), Unavailable),
    ],
)
def test_a_stream_that_is_none(reply: bytes, error: type[Exception], books: Books) -> None:
    books.said.on("list", reply)

    with pytest.raises(error):
        list(books.client().rows("list", place=["data"], method="POST", json={}))


def test_a_short_pause_that_is_asked_for_is_taken(books: Books) -> None:
    slow = answer(b"", status="429 Slow", headers=("Retry-After: 2",))
    books.said.on("things", slow, json_answer({"id": 1}))
    pauses: list[float] = []
    client = books.client(pause=pauses.append)

    assert client.patiently(lambda: client.post("things", json={})) == {"id": 1}
    assert pauses == [2]


def test_the_limit_of_bytes(books: Books) -> None:
    books.said.on("things", json_answer({"a": "x" * 2000}))
    client = books.client(max_bytes=1000)

    with pytest.raises(Unavailable):
        client.post("things", json={}, writes=False)
    assert client.post("things", json={}, writes=False, max_bytes=3000) == {"a": "x" * 2000}


def test_what_is_cleaned_of_secrets(books: Books) -> None:
    books.said.on("things", json_answer({"error": "the key s3cret"}, status="422 No"))

    with pytest.raises(Rejected, match=r"^Refused: the key \*\*\*$"):
        books.client().post("things", json={})
    assert books.client().redact("s3cret") == "***"


def test_a_bare_list(books: Books) -> None:
    books.said.on("list", json_answer([{"a": 1}, 5, {"a": 2}]))

    assert [row for row, _ in books.client().rows("list", place=(), method="POST", json={})] == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("reply", [{}, {"data": [{"a": 1}]}, None, "x"])
def test_what_is_no_list_is_not_an_empty_one(reply: Any, books: Books) -> None:
    books.said.on("list", json_answer(reply))

    with pytest.raises(Unavailable):
        list(books.client().rows("list", place=(), method="POST", json={}))
