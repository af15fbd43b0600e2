"""Nothing happened in the accounting system: the call ended before the first byte of the request."""

from __future__ import annotations

import socket

import pytest

from oscar_lt_accounting.domain.errors import Unavailable
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from tests.clock import FakeClock
from tests.providers.server import answer, saying


def write(url, **changes):
    return Request(**{"method": "POST", "url": url, "writes": True, "body": b'{"a":1}', **changes})


def refused_port():
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        return nobody.getsockname()[1]


@pytest.mark.parametrize("writes", [True, False])
def test_a_refused_connection(writes):
    port = refused_port()
    http = HttpClient(hosts=(), trusted=("127.0.0.1",))

    with pytest.raises(Unavailable) as caught:
        http.call(write(f"http://127.0.0.1:{port}/", writes=writes))

    assert caught.value.code == "unreachable"
    assert not http.wrote
    (record,) = http.records
    assert (record.method, record.address, record.status) == ("POST", "127.0.0.1/", None)


def test_a_name_that_nobody_knows(monkeypatch):
    def unknown(host, *_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, f"{host} not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for http in (HttpClient(hosts=("www.b1.lt",)), HttpClient(hosts=(), trusted=("www.b1.lt",))):
        with pytest.raises(Unavailable) as caught:
            http.call(write("https://www.b1.lt/api/"))

        assert caught.value.code == "unreachable"
        assert not http.wrote


def test_a_connection_that_is_reset_in_the_handshake(serve):
    def after_the_first_words(visit):
        visit.read_some()
        visit.reset()

    server = serve(after_the_first_words)
    http = HttpClient(hosts=(), trusted=(server.host,))

    with pytest.raises(Unavailable):
        http.call(write(f"https://{server.host}/"))

    assert not http.wrote


def test_a_server_that_stays_silent_in_the_handshake_ends_at_the_deadline(serve):
    server = serve(lambda visit: visit.wait())
    http = HttpClient(hosts=(), trusted=(server.host,), call_deadline=0.1)

    with pytest.raises(Unavailable) as caught:
        http.call(write(f"https://{server.host}/"))

    assert caught.value.code == "no_answer"
    assert not http.wrote


def test_a_call_that_would_begin_too_late_writes_nothing(serve, knock):
    server = serve(lambda visit: visit.read_to_the_end())
    clock = FakeClock()
    points: list[str] = []
    http = knock(server, monotonic=clock.monotonic, trace=points.append)
    http.starts_before = clock.monotonic()

    with pytest.raises(Unavailable) as caught:
        http.call(write(server.url))

    assert caught.value.code == "too_late"
    assert server.requests == [b""], "one connection, not a byte"
    assert not http.wrote
    assert not http.in_time()
    assert points == ["before write", "after answer"]


def test_whether_it_is_too_late_is_asked_after_the_connection_is_open(serve, certificates):
    clock = FakeClock()
    server = serve(lambda visit: visit.read_to_the_end(), tls=certificates.server, greet=lambda: clock.advance(60))
    http = HttpClient(
        hosts=(), trusted=(server.host,), ca_bundle=certificates.bundle, call_deadline=5, monotonic=clock.monotonic
    )
    http.starts_before = clock.monotonic() + 30
    assert http.in_time()

    with pytest.raises(Unavailable) as caught:
        http.call(write(server.url))

    assert caught.value.code == "too_late"
    assert server.requests == [b""]
    assert not http.wrote


def test_nothing_stands_between_the_check_and_the_first_byte(serve, knock):
    server = serve(lambda visit: visit.read_to_the_end())
    clock = FakeClock()
    http = knock(server, monotonic=clock.monotonic, trace=lambda _point: clock.advance(60))
    http.starts_before = clock.monotonic() + 30

    with pytest.raises(Unavailable) as caught:
        http.call(write(server.url))

    assert caught.value.code == "too_late"
    assert server.requests == [b""]


def test_a_call_begins_until_the_last_moment(serve, knock):
    server = serve(saying(answer(b"ok")))
    clock = FakeClock()
    http = knock(server, monotonic=clock.monotonic)
    http.starts_before = clock.monotonic() + 0.001

    assert http.in_time()
    assert http.call(write(server.url)).body == b"ok"
    assert http.wrote


def test_reading_is_never_too_late(serve, knock):
    server = serve(saying(answer(b"ok")))
    clock = FakeClock()
    http = knock(server, monotonic=clock.monotonic)
    http.starts_before = clock.monotonic() - 1

    assert http.call(write(server.url, writes=False)).body == b"ok"
    assert not http.wrote


def test_a_client_without_a_latest_start_is_always_in_time():
    assert HttpClient(hosts=()).in_time()
