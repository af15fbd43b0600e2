"""The request left and no readable answer came: unconfirmed for writes, to be asked again for reads."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oscar_lt_accounting.domain.errors import AccountingError, Unavailable, Uncertain
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from tests.providers.server import Server, answer, saying


def request(url, *, writes, **changes):
    return Request(**{"method": "POST", "url": url, "writes": writes, "body": b'{"a":1}', **changes})


def then(*steps):
    """A script that reads the request and then does each of `steps`."""

    def script(visit):
        visit.read()
        for step in steps:
            step(visit)

    return script


def send(data):
    return lambda visit: visit.send(data)


def drip(data):
    return lambda visit: visit.drip(data)


def reset(visit):
    visit.reset()


def silence(visit):
    visit.wait()


def hang_up(visit):
    pass


BOMB = gzip.compress(bytes(8 * 1024 * 1024))
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

LOST = {
    "reset after the request was read": then(reset),
    "hung up without a word": then(hang_up),
    "no status line": then(send(b"HELLO\r\n\r\n")),
    "a status that is no number": then(send(b"HTTP/1.1 abc\r\n\r\n")),
    "reset in the headers": then(send(HEAD + b"Conte"), reset),
    "a header of 70,000 characters": then(send(HEAD + b"X: " + b"a" * 70_000 + b"\r\n\r\n")),
    "two hundred headers": then(send(HEAD + b"X: a\r\n" * 200 + b"\r\n")),
    "two lengths": then(send(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\nok")),
    "a body cut short": then(send(HEAD + b'Content-Length: 100\r\n\r\n{"id": 12}')),
    "a body reset": then(send(HEAD + b'Content-Length: 100\r\n\r\n{"id": 12}'), reset),
    "chunks cut short": then(send(CHUNKED + b'5\r\n{"id"')),
    "a chunk size that is no number": then(send(CHUNKED + b"zz\r\nab")),
    "a negative chunk size": then(send(CHUNKED + b"-5\r\nab")),
    "an endless chunk size": then(send(CHUNKED + b"f" * 70_000 + b"\r\nab")),
    "a chunk larger than the world": then(send(CHUNKED + b"f" * 20 + b"\r\nab")),
    "a body that is not gzip": then(send(answer(b"hello", headers=("Content-Encoding: gzip",)))),
    "twenty encodings": then(send(answer(b"hello", headers=("Content-Encoding: " + "gzip," * 20 + "gzip",)))),
    "a body larger than allowed": then(send(answer(b"x" * 1001))),
    "a gzip bomb": then(send(answer(BOMB, headers=("Content-Encoding: gzip",)))),
    "a redirect with a gzip bomb": then(
        send(answer(BOMB, status="302 Found", headers=("Location: /elsewhere", "Content-Encoding: gzip")))
    ),
}
SLOW = {
    "silence": then(silence),
    "silence in the headers": then(send(HEAD + b"X: a"), silence),
    "silence in the body": then(send(HEAD + b"Content-Length: 5\r\n\r\nok"), silence),
    "headers that drip": then(drip(answer(b"ok", headers=("X: " + "a" * 200,)))),
    "a body that drips": then(send(HEAD + b"Content-Length: 300\r\n\r\n"), drip(b"x" * 300)),
    "headers that drip and tell no length": then(drip(HEAD + b"X: " + b"a" * 300 + b"\r\n\r\n")),
    "a body that drips and has no length": then(send(HEAD + b"\r\n"), drip(b"x" * 300)),
    "chunks that drip": then(send(CHUNKED), drip(b"1\r\nx\r\n" * 60 + b"0\r\n\r\n")),
    "one promise after another": then(
        send(b"HTTP/1.1 100 Continue\r\n\r\n" * 5), drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 20 + answer(b"ok"))
    ),
}


def lost(http, server, writes):
    with pytest.raises(AccountingError) as caught:
        http.call(request(server.url, writes=writes, max_bytes=1000))
    return caught.value


@pytest.mark.parametrize("script", LOST.values(), ids=LOST)
def test_a_write_whose_answer_is_lost_is_in_doubt(script, serve, knock):
    server = serve(script)
    http = knock(server)

    error = lost(http, server, writes=True)

    assert isinstance(error, Uncertain)
    assert error.code == "answer_lost"
    assert http.wrote
    assert len(server.requests) == 1, "never repeated inside"


@pytest.mark.parametrize("script", LOST.values(), ids=LOST)
def test_a_read_whose_answer_is_lost_is_asked_again_later(script, serve, knock):
    server = serve(script)
    http = knock(server)

    error = lost(http, server, writes=False)

    assert type(error) is Unavailable
    assert error.code == "no_answer"
    assert not http.wrote, "reading is no writing"
    assert len(server.requests) == 1


def test_a_connection_reset_at_once_is_in_doubt_exactly_when_a_byte_was_written(serve, knock):
    server = serve(reset)
    http = knock(server)

    error = lost(http, server, writes=True)

    assert isinstance(error, Uncertain if http.wrote else Unavailable), "a race that both sides may win"


@pytest.mark.parametrize("script", SLOW.values(), ids=SLOW)
def test_every_call_ends_at_the_deadline_whatever_the_server_does(script, serve, knock):
    server = serve(script)
    http = knock(server, call_deadline=0.1)

    error = lost(http, server, writes=True)

    assert isinstance(error, Uncertain), "the server would have ended with a good answer, but later"


def test_a_read_that_is_too_slow_is_asked_again_later(serve, knock):
    server = serve(SLOW["a body that drips"])

    assert lost(knock(server, call_deadline=0.1), server, writes=False).code == "no_answer"


@given(st.binary(max_size=200), st.sampled_from([b"", HEAD, HEAD + b"\r\n", CHUNKED, HEAD + b"Content-Length: 9\r\n"]))
@settings(max_examples=60)
def test_whatever_a_server_sends_only_our_own_errors_come_out(junk, start):
    server = Server(saying(start + junk))
    http = HttpClient(hosts=(), trusted=(server.host,), call_deadline=5)
    try:
        http.call(request(server.url, writes=True))
    except AccountingError as error:
        assert isinstance(error, Uncertain)  # noqa: PT017 - most examples raise nothing
    finally:
        server.stop()
    assert http.wrote
    assert len(http.records) == 1
