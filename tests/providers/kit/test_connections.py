"""Connections that stay open: how often they are opened, and that no doubt comes of it."""

from __future__ import annotations

import os
import ssl
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from urllib3.util.ssl_ import create_urllib3_context

from oscar_lt_accounting.domain.errors import Unavailable, Uncertain
from oscar_lt_accounting.providers.kit import connections as module
from oscar_lt_accounting.providers.kit.connections import Connections
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from tests.clock import FakeClock
from tests.providers.certificates import Certificates
from tests.providers.kit.keepalive import ANSWER, KeepingServer

_owners = count()


@pytest.fixture
def server() -> Iterator[KeepingServer]:
    with KeepingServer() as opened:
        yield opened


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def owner() -> str:
    """An integration that no other test knows."""
    return f"integration {next(_owners)}"


def client(server: KeepingServer, owner: str, *, writes_reuse: bool = True, **options: Any) -> HttpClient:
    keeps = Connections(owner, writes_reuse=writes_reuse)
    return HttpClient(hosts=(), trusted=(server.host,), connections=keeps, **{"call_deadline": 5, **options})


def read(server: KeepingServer) -> Request:
    return Request(method="GET", url=server.url, writes=False)


def write(server: KeepingServer) -> Request:
    return Request(method="POST", url=server.url, writes=True, body=b"{}")


def test_forty_reads_open_one_connection(server: KeepingServer, owner: str) -> None:
    for _ in range(40):
        client(server, owner).call(read(server))  # a client per document, as an integration makes them

    assert (len(server.requests), server.connections) == (40, 1)


def test_without_a_place_to_keep_them_each_call_opens_its_own(server: KeepingServer) -> None:
    http = HttpClient(hosts=(), trusted=(server.host,), call_deadline=5)
    for _ in range(3):
        http.call(read(server))

    assert server.connections == 3


def test_two_integrations_share_nothing(server: KeepingServer, owner: str) -> None:
    for name in (owner, f"{owner} b", owner):
        client(server, name).call(read(server))

    assert server.used == [1, 2, 1]


@pytest.mark.parametrize(("idle", "used"), [(0, [1, 1]), (1.9, [1, 1]), (2, [1, 2]), (3600, [1, 2])])
def test_a_write_takes_only_a_connection_that_has_just_answered(
    idle: float, used: list[int], server: KeepingServer, owner: str, clock: FakeClock
) -> None:
    http = client(server, owner, monotonic=clock.monotonic)
    http.call(write(server))
    clock.advance(idle)

    http.call(write(server))

    assert server.used == used


@pytest.mark.parametrize(("idle", "used"), [(2, [1, 1]), (14, [1, 1]), (15, [1, 2])])
def test_a_read_takes_an_older_one(
    idle: float, used: list[int], server: KeepingServer, owner: str, clock: FakeClock
) -> None:
    http = client(server, owner, monotonic=clock.monotonic)
    http.call(read(server))
    clock.advance(idle)

    http.call(read(server))

    assert server.used == used


def test_where_doubts_cannot_be_settled_writes_take_none(server: KeepingServer, owner: str) -> None:
    http = client(server, owner, writes_reuse=False)
    for request in (read(server), write(server), write(server), read(server)):
        http.call(request)

    assert server.used == [1, 2, 3, 3]


def test_a_clock_that_was_set_back_is_not_trusted(server: KeepingServer, owner: str) -> None:
    later, earlier = FakeClock(), FakeClock()
    later.advance(100)
    client(server, owner, monotonic=later.monotonic).call(write(server))

    client(server, owner, monotonic=earlier.monotonic).call(write(server))

    assert server.used == [1, 2]


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("make", [read, write])
def test_a_server_that_drops_idle_connections_leaves_no_doubt(
    make: Any, hard: bool, server: KeepingServer, owner: str
) -> None:
    http = client(server, owner)
    for _ in range(5):
        assert http.call(make(server)).status == 200
        server.drop(hard=hard)

    assert server.connections == 5


def test_an_answer_lost_on_a_kept_connection_is_a_doubt_for_a_write_only(owner: str) -> None:
    # The server reads the second request and hangs up without a byte: nobody can tell whether it was carried out.
    with KeepingServer(ANSWER, b"", ANSWER) as server:
        http = client(server, owner)
        http.call(read(server))
        with pytest.raises(Uncertain):
            http.call(write(server))
        http.call(read(server))

    assert server.used == [1, 1, 2]
    with KeepingServer(ANSWER, b"", ANSWER) as server:
        http = client(server, owner)
        http.call(read(server))
        with pytest.raises(Unavailable):
            http.call(read(server))
        http.call(read(server))

    assert server.used == [1, 1, 2], "a read is not repeated inside either"


def test_nothing_is_written_to_a_kept_connection_when_it_is_too_late(
    server: KeepingServer, owner: str, clock: FakeClock
) -> None:
    http = client(server, owner, monotonic=clock.monotonic)
    http.call(read(server))
    http.starts_before = clock.monotonic()

    with pytest.raises(Unavailable):
        http.call(write(server))

    assert not http.wrote
    assert len(server.requests) == 1


def test_the_deadline_ends_a_call_on_a_kept_connection(owner: str) -> None:
    slow = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"
    with KeepingServer(ANSWER, slow) as server:
        client(server, owner).call(read(server))

        with pytest.raises(Uncertain):
            client(server, owner, call_deadline=0.1).call(write(server))

    assert server.used == [1, 1]


@pytest.mark.parametrize("status", [b"500 Error", b"503 Down"])
def test_after_a_failure_of_the_server_a_new_one_is_opened(status: bytes, owner: str) -> None:
    with KeepingServer(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n", ANSWER) as server:
        http = client(server, owner)
        http.call(read(server))
        http.call(read(server))

    assert server.used == [1, 2]


def test_a_body_that_was_not_read_to_its_end_is_not_read_as_the_next_answer(owner: str) -> None:
    long = b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"x" * 200_000
    with KeepingServer(long, ANSWER) as server:
        http = client(server, owner)
        with http.open(read(server)) as (_head, chunks):
            next(chunks)

        assert http.call(read(server)).body == b"{}"

    assert server.used == [1, 2]


def test_a_call_while_another_answer_is_read_has_a_connection_of_its_own(server: KeepingServer, owner: str) -> None:
    http = client(server, owner)
    with http.open(read(server)) as (_head, chunks):
        http.call(read(server))
        assert b"".join(chunks) == b"{}"

    assert server.connections == 2


def test_each_thread_has_its_own(server: KeepingServer, owner: str) -> None:
    def calls() -> None:
        for _ in range(3):
            client(server, owner).call(read(server))

    calls()
    threads = [threading.Thread(target=calls) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert server.connections == 4
    assert len(server.requests) == 12


def test_nothing_is_used_across_a_fork(server: KeepingServer, owner: str) -> None:
    client(server, owner).call(read(server))

    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if client(server, owner).call(read(server)).status == 200 else 2
        finally:
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    client(server, owner).call(read(server))

    assert os.waitstatus_to_exitcode(status) == 0
    assert server.used == [1, 2, 1], "the child opened its own, and the parent's stayed open"


def test_cookies_do_not_travel_to_the_next_call(owner: str) -> None:
    with KeepingServer(ANSWER.replace(b"\r\n\r\n", b"\r\nSet-Cookie: id=1; Path=/\r\n\r\n")) as server:
        for _ in range(2):
            client(server, owner).call(read(server))

    assert server.connections == 1
    assert all(b"cookie" not in request.lower() for _number, request in server.requests)


def test_only_so_many_sessions_are_kept(server: KeepingServer, owner: str) -> None:
    for number in range(40):
        client(server, f"{owner}-{number}").call(read(server))
    client(server, f"{owner}-39").call(read(server))
    client(server, f"{owner}-0").call(read(server))

    assert server.connections == 41, "the oldest was closed, the newest was not"


def test_tls_and_the_bundle_are_loaded_once(
    certificates: Certificates, owner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = []

    def load() -> ssl.SSLContext:
        loaded.append(1)
        return create_urllib3_context()

    monkeypatch.setattr(module, "create_urllib3_context", load)
    module._loaded.cache_clear()
    with KeepingServer(tls=certificates.server) as server:
        for name in (owner, owner, f"{owner} b"):
            client(server, name, ca_bundle=certificates.bundle).call(write(server))

    assert (server.used, loaded) == ([1, 1, 2], [1])


def test_a_folder_of_certificates_is_a_bundle(certificates: Certificates, owner: str, tmp_path: Path) -> None:
    # Certificates in a folder are found by a digest of their name; one without it is not found.
    (tmp_path / "ours.pem").write_bytes(Path(certificates.bundle).read_bytes())
    with KeepingServer(tls=certificates.server) as server, pytest.raises(Unavailable) as caught:
        client(server, owner, ca_bundle=str(tmp_path)).call(read(server))

    assert caught.value.code == "certificate"


def test_a_bundle_that_is_gone_stops_the_call_and_not_the_program(owner: str) -> None:
    with KeepingServer() as server:
        http = client(server, owner, ca_bundle="/no/such/bundle")
        with pytest.raises(Unavailable):
            http.call(Request(method="GET", url=f"https://{server.host}/", writes=False))
