"""What is kept of a call: cleaned of secrets and personal data."""

from __future__ import annotations

import logging

import pytest

from oscar_lt_accounting.domain.errors import Uncertain
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from oscar_lt_accounting.providers.kit.redaction import Redactor
from tests.providers.server import answer, json_answer, saying

SECRET = 'k"e%y=ž/1'


def http(server, **options):
    redactor = Redactor(secrets=[SECRET], personal=["Ąžuolas Žąsis"])
    return HttpClient(hosts=(), trusted=(server.host,), redactor=redactor, call_deadline=5, **options)


def test_a_write_is_recorded_without_secrets_and_personal_data(serve):
    server = serve(saying(json_answer({"id": 7, "seen": SECRET, "buyer": "Ąžuolas Žąsis"})))
    open_client = http(server)

    got = open_client.call(
        Request(
            method="POST",
            url=f"{server.url}/api/{SECRET}/x?key={SECRET}",
            writes=True,
            params={"token": SECRET},
            body=b'{"name":"\\u0104\\u017euolas \\u017d\\u0105sis","total":12.10}',
        )
    )

    (record,) = open_client.records
    assert got.json()["seen"] == SECRET, "only what is kept is cleaned"
    assert record.method == "POST"
    assert record.address == "127.0.0.1/api/***/x"
    assert record.status == 200
    assert record.request == '{"token": "***"}{"name":"•••","total":12.10}'
    assert record.answer == '{"id": 7, "seen": "***", "buyer": "•••"}'


def test_the_answer_to_a_read_is_not_kept_since_it_may_name_others(serve):
    server = serve(saying(json_answer({"name": "Other Customer"})))
    open_client = http(server)

    open_client.call(Request(method="POST", url=server.url, writes=False, body=b'{"page":1}'))

    (record,) = open_client.records
    assert (record.request, record.answer) == ('{"page":1}', "")


@pytest.mark.parametrize("status", ["400 Bad Request", "500 Oops"])
def test_a_refusal_of_a_read_is_kept(status, serve):
    server = serve(saying(json_answer({"message": "no such page"}, status=status)))
    open_client = http(server)

    open_client.call(Request(method="POST", url=server.url, writes=False))

    assert [record.answer for record in open_client.records] == ['{"message": "no such page"}']


def test_what_came_of_a_cut_answer_is_kept(serve):
    server = serve(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + SECRET.encode() + b" half"))
    open_client = http(server)

    with pytest.raises(Uncertain):
        open_client.call(Request(method="POST", url=server.url, writes=True))

    (record,) = open_client.records
    assert (record.status, record.answer) == (200, "")  # a piece that never came whole is not kept


def test_long_texts_are_cut_after_they_were_cleaned(serve):
    at_the_edge = "x" * 3996 + SECRET
    server = serve(saying(answer(at_the_edge.encode())))
    open_client = http(server)

    open_client.call(Request(method="POST", url=server.url, writes=True, body=at_the_edge.encode()))

    (record,) = open_client.records
    assert record.request == record.answer == "x" * 3996 + "***" + ""


def test_only_the_beginning_of_a_large_answer_is_kept(serve):
    server = serve(saying(answer(b"a" * 60_000 + b"b" * 300_000)))
    open_client = http(server)

    open_client.call(Request(method="POST", url=server.url, writes=True))

    assert [record.answer for record in open_client.records] == ["a" * 4000]


def test_bytes_that_are_no_text_and_signs_no_database_keeps_are_replaced(serve):
    server = serve(saying(answer(b"\xff\xfe\x00\x1b[31mred\x7f ok\r\n\tnext")))
    open_client = http(server)

    open_client.call(Request(method="POST", url=server.url, writes=True, body=b"\x80"))

    (record,) = open_client.records
    assert record.answer == "\ufffd\ufffd\ufffd\ufffd[31mred\ufffd ok\r\n\tnext"
    assert record.request == "\ufffd"


def test_each_call_is_logged_in_one_line_without_its_query(serve, caplog):
    server = serve(saying(json_answer({})))

    with caplog.at_level(logging.INFO):
        http(server).call(
            Request(method="GET", url=f"{server.url}/api/x", writes=False, params={"token": SECRET, "a": "b\r\nc"})
        )

    assert [record.getMessage() for record in caplog.records] == ["GET 127.0.0.1/api/x 200"]


def test_a_call_that_never_was_answered_has_no_status(serve):
    server = serve(lambda visit: visit.read())
    open_client = http(server)

    with pytest.raises(Uncertain):
        open_client.call(Request(method="POST", url=server.url, writes=True, body=b"{}"))

    (record,) = open_client.records
    assert (record.status, record.request, record.answer) == (None, "{}", "")


def test_a_client_cleans_texts_for_its_provider(serve):
    server = serve(saying(answer()))

    assert http(server).redact(f"key {SECRET} of Ąžuolas Žąsis") == "key *** of •••"
    assert HttpClient(hosts=()).redact("nothing to hide") == "nothing to hide"
