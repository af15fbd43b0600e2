"""What the http hands over, and what it never does on the way."""

from __future__ import annotations

import gzip
import logging

import pytest
import requests
from urllib3.exceptions import HTTPError

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Unavailable, Uncertain
from oscar_lt_accounting.providers.kit.connections import TrustedAdapter
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from oscar_lt_accounting.providers.limits import Purpose
from tests.clock import FakeClock
from tests.providers.server import answer, saying


def get(url, **changes):
    return Request(**{"method": "GET", "url": url, "writes": False, **changes})


@pytest.mark.parametrize(
    "status", ["200 OK", "204 No Content", "404 Not Found", "429 Too Many", "500 Oops", "480 Part"]
)
def test_an_answer_of_any_status_is_an_answer(status, serve, knock):
    server = serve(saying(answer(b"", status=status, headers=("Retry-After: 5",))))

    got = knock(server).call(get(server.url))

    assert got.status == int(status[:3])
    assert got.headers["retry-after"] == "5"
    assert got.body == b""


@pytest.mark.parametrize(
    "data",
    [
        answer(b"hello"),
        b"HTTP/1.1 200 OK\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n",
        answer(gzip.compress(b"hello"), headers=("Content-Encoding: gzip",)),
        b"HTTP/1.1 100 Continue\r\n\r\n" + answer(b"hello"),
    ],
    ids=["length", "until the end", "chunks", "gzip", "after a promise"],
)
def test_a_body_is_read_whole_however_it_is_sent(data, serve, knock):
    server = serve(saying(data))

    assert knock(server).call(get(server.url)).body == b"hello"


def test_a_body_of_just_the_allowed_size_is_taken(serve, knock):
    server = serve(saying(answer(b"x" * 1000)))

    assert len(knock(server).call(get(server.url, max_bytes=1000)).body) == 1000


def test_what_is_sent_is_what_was_asked_for(serve, knock):
    server = serve(saying(answer()))
    request = Request(
        method="POST",
        url=f"{server.url}/api/x",
        writes=True,
        headers={"X-Key": "ąž", "Content-Type": "application/json"},
        params={"a": "b c"},
        body=b'{"ok":true}',
    )

    knock(server).call(request)

    (sent,) = server.requests
    head, body = sent.split(b"\r\n\r\n")
    assert head.startswith(b"POST /api/x?a=b+c HTTP/1.1\r\n")
    assert b"\r\nUser-Agent: oscar-lt-accounting\r\n" in head
    assert "\r\nX-Key: ąž\r\n".encode() in head
    assert body == b'{"ok":true}'


@pytest.mark.parametrize("key", ["two\nlines", "two\r\nX-Other: lines", " leading blank"])
def test_a_key_that_cannot_be_sent_is_a_matter_of_the_set_up(key, serve, knock):
    server = serve(saying(answer()))
    http = knock(server)

    with pytest.raises(Misconfigured) as caught:
        http.call(get(server.url, headers={"X-Key": key}))

    assert caught.value.code == "setting"
    assert server.requests == []


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize(
    "location", ["http://{}/meta", "/meta", "http://[broken", "file:///etc/passwd", "http://[::1]:x/"]
)
def test_a_redirect_is_an_answer_and_never_followed(status, location, serve, knock):
    elsewhere = serve(saying(answer(b"the other's answer")))
    server = serve(saying(answer(b"gone", status=status, headers=(f"Location: {location.format(elsewhere.host)}",))))
    http = knock(server, trusted=(server.host, elsewhere.host))

    got = http.call(Request(method="POST", url=server.url, writes=True, headers={"X-Api-Key": "s3cret"}))

    assert (got.status, got.body) == (int(status[:3]), b"gone")
    assert elsewhere.requests == []
    assert len(server.requests) == 1


def test_proxies_and_passwords_of_the_environment_are_ignored(serve, knock, monkeypatch, tmp_path):
    proxy = serve(saying(answer(b"from the proxy")))
    server = serve(saying(answer(b"from the server")))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login anna password s3cret\ndefault login anna password s3cret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)

    assert knock(server).call(get(server.url)).body == b"from the server"

    assert proxy.requests == []
    assert b"Authorization" not in server.requests[0]


def test_a_long_answer_comes_in_pieces(serve, knock):
    server = serve(saying(answer(b"x" * 300_000)))

    with knock(server).open(get(server.url)) as (head, pieces):
        sizes = [len(piece) for piece in pieces]

    assert (head.status, head.body) == (200, b"")
    assert sum(sizes) == 300_000
    assert len(sizes) > 1
    assert max(sizes) <= 64 * 1024


@pytest.mark.parametrize("error", [ValueError("not JSON"), OSError("disk full"), HTTPError("other"), KeyError("id")])
def test_a_fault_of_the_reader_stays_its_own(error, serve, knock):
    server = serve(saying(answer(b"x" * 300_000)))
    http = knock(server)

    def read_and_stumble():
        with http.open(get(server.url)) as (_head, pieces):
            next(pieces)
            raise error

    with pytest.raises(type(error)) as caught:
        read_and_stumble()

    assert caught.value is error
    assert [record.status for record in http.records] == [200]


def test_an_answer_may_be_left_unread(serve, knock):
    server = serve(saying(answer(b"x" * 300_000)))

    with knock(server).open(get(server.url)) as (head, _pieces):
        assert head.status == 200


@pytest.mark.parametrize(("writes", "expected"), [(True, Uncertain), (False, Unavailable)])
def test_a_body_that_breaks_while_it_is_read_is_told_as_such(writes, expected, serve, knock):
    server = serve(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf"))

    with pytest.raises(expected), knock(server).open(get(server.url, writes=writes)) as (_head, pieces):
        b"".join(pieces)


class Counting:
    """A limiter that writes down what it is asked."""

    def __init__(self):
        self.asked = []

    def enter(self, purpose):
        self.asked.append(purpose)
        return self

    def answered(self):
        self.asked.append("answered")


def test_each_call_takes_one_slot_and_gives_it_back(serve, knock):
    server = serve(saying(answer(), b"nonsense\r\n\r\n"))
    limiter = Counting()
    http = knock(server, limiter=limiter)

    http.call(get(server.url, purpose=Purpose.STOCK))
    with pytest.raises(Unavailable):
        http.call(get(server.url))

    assert limiter.asked == [Purpose.STOCK, "answered", Purpose.DOCUMENT, "answered"]


def test_a_call_without_a_slot_does_not_happen(serve, knock):
    class Full:
        def enter(self, purpose):
            raise Throttled("Full.", retry_after=60)

    server = serve(saying(answer()))
    http = knock(server, limiter=Full())

    with pytest.raises(Throttled):
        http.call(get(server.url))

    assert server.requests == []
    assert http.records == []


def test_an_address_that_is_not_allowed_takes_no_slot(serve, knock):
    limiter = Counting()

    with pytest.raises(Misconfigured):
        HttpClient(hosts=("www.b1.lt",), limiter=limiter).call(get("https://evil.example/"))

    assert limiter.asked == []


def test_trace_points_stand_before_the_write_and_after_the_answer(serve, knock):
    server = serve(saying(answer(b"ok")))
    points: list[str] = []

    knock(server, trace=points.append).call(get(server.url, body=b"x" * 100_000))

    assert points == ["before write", "after answer"]


def test_the_time_a_call_took_is_recorded(serve, knock):
    clock = FakeClock()
    server = serve(saying(answer()), greet=lambda: clock.advance(1.25))
    http = knock(server, monotonic=clock.monotonic)

    http.call(get(server.url))

    assert [record.milliseconds for record in http.records] == [1250]


def test_wrote_stays_said_once_a_write_was_written(serve, knock):
    server = serve(saying(answer()))
    http = knock(server)

    http.call(get(server.url))
    assert not http.wrote
    http.call(get(server.url, writes=True))
    assert http.wrote
    http.call(get(server.url))
    assert http.wrote


def test_urllib3_is_silent_during_our_calls_and_speaks_again_afterwards(serve, knock, caplog):
    server = serve(saying(answer()))

    with caplog.at_level(logging.DEBUG):
        knock(server).call(get(f"{server.url}/?token=s3cret"))
        during = caplog.text
        with requests.Session() as session:
            session.mount("http://", TrustedAdapter())
            session.get(f"{server.url}/?token=somebody-elses", timeout=5)

    assert "s3cret" not in during
    assert "urllib3" not in during
    assert "GET 127.0.0.1/ 200" in during
    assert "token=somebody-elses" in caplog.text
