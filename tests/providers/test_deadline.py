"""One call under deadline, and what its end means."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing

import pytest
import requests
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError, ProtocolError

from oscar_lt_accounting.domain.errors import Misconfigured, Unavailable, Uncertain
from oscar_lt_accounting.providers.kit.deadline import Deadline, TooLateError, current_deadline, within_deadline
from oscar_lt_accounting.providers.kit.http_client import failure
from tests.clock import FakeClock


def deadline(*, lasts=60.0, starts_before=None, monotonic=time.monotonic, trace=lambda _point: None):
    return Deadline(lasts=lasts, starts_before=starts_before, monotonic=monotonic, trace=trace)


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    with closing(ours), closing(theirs):
        yield ours, theirs


def test_the_deadline_ends_the_connection_from_outside(pair):
    ours, theirs = pair
    with deadline(lasts=0.01) as watched:
        watched.connected(ours)

        assert theirs.recv(1) == b"", "the other side sees the end"
        assert ours.recv(1) == b"", "and so do we"
    assert watched.expired


def test_a_connection_opened_after_the_deadline_is_ended_at_once(pair):
    ours, theirs = pair
    with deadline(lasts=0) as watched:
        watched._timer.join()
        assert watched.expired

        watched.connected(ours)

        assert theirs.recv(1) == b""


def test_nothing_is_written_after_the_deadline():
    with deadline(lasts=0) as watched:
        watched._timer.join()
        with pytest.raises(TooLateError):
            watched.before_writing()
    assert not watched.wrote


def test_a_connection_that_is_already_gone_is_no_trouble(pair):
    ours, _theirs = pair
    with deadline() as watched:
        watched.connected(ours)
        ours.shutdown(socket.SHUT_RDWR)
        watched._socket.close()
        watched._expire()
    assert watched.expired


def test_a_call_that_is_over_keeps_nothing_open(pair):
    ours, _theirs = pair
    with deadline() as watched:
        watched.connected(ours)
        kept = watched._socket
    watched._timer.join(5)
    assert kept.fileno() == -1
    assert not watched._timer.is_alive()
    assert not watched.expired


def test_it_may_begin_before_the_moment_and_not_at_it():
    clock = FakeClock()
    early = deadline(starts_before=clock.monotonic() + 1, monotonic=clock.monotonic)
    early.before_writing()
    assert early.wrote

    clock.advance(1)
    late = deadline(starts_before=clock.monotonic(), monotonic=clock.monotonic)
    with pytest.raises(TooLateError):
        late.before_writing()
    assert not late.wrote


def test_only_the_first_byte_is_asked_about():
    clock = FakeClock()
    points: list[str] = []
    begun = deadline(starts_before=clock.monotonic() + 1, monotonic=clock.monotonic, trace=points.append)
    begun.before_writing()
    clock.advance(60)

    begun.before_writing()

    assert points == ["before write"]


def test_watches_in_two_threads_do_not_see_each_other():
    seen = []
    with within_deadline(lasts=60) as watched:
        other = threading.Thread(target=lambda: seen.append(current_deadline()))
        other.start()
        other.join()
        assert current_deadline() is watched
    assert seen == [None]
    assert current_deadline() is None


CONNECTION = requests.ConnectionError("reset")
ENDINGS = {
    "private address": (InvalidIPAddress("10.0.0.1"), "", True, Misconfigured, "address"),
    "private address while reading": (InvalidIPAddress("10.0.0.1"), "", False, Misconfigured, "address"),
    "refused": (CONNECTION, "", True, Unavailable, "unreachable"),
    "refused while reading": (CONNECTION, "", False, Unavailable, "unreachable"),
    "rejected by the system": (ConnectionRefusedError(), "", True, Unavailable, "unreachable"),
    "no certificate": (requests.exceptions.SSLError(), "", True, Unavailable, "certificate"),
    "too late": (TooLateError(), "", True, Unavailable, "too_late"),
    "no URL": (requests.exceptions.InvalidURL(), "", True, Misconfigured, "setting"),
    "no header": (requests.exceptions.InvalidHeader(), "", False, Misconfigured, "setting"),
    "no host name": (UnicodeError(), "", True, Misconfigured, "setting"),
    "deadline before writing": (TooLateError(), "expired", True, Unavailable, "no_answer"),
    "deadline in the handshake": (requests.exceptions.SSLError(), "expired", True, Unavailable, "no_answer"),
    "deadline while reading": (CONNECTION, "wrote expired", False, Unavailable, "no_answer"),
    "reset after writing": (CONNECTION, "wrote", True, Uncertain, "answer_lost"),
    "reset after asking": (CONNECTION, "wrote", False, Unavailable, "no_answer"),
    "deadline after writing": (OSError(), "wrote expired", True, Uncertain, "answer_lost"),
    "cut after writing": (ProtocolError(), "wrote", True, Uncertain, "answer_lost"),
    "too large after writing": (HTTPError("large"), "wrote", True, Uncertain, "answer_lost"),
    "nonsense after writing": (ValueError(), "wrote", True, Uncertain, "answer_lost"),
    "nonsense after asking": (ValueError(), "wrote", False, Unavailable, "no_answer"),
    "TLS broken after writing": (requests.exceptions.SSLError(), "wrote", True, Uncertain, "answer_lost"),
}


@pytest.mark.parametrize(("error", "known", "writes", "meaning", "code"), ENDINGS.values(), ids=ENDINGS)
def test_what_the_end_of_a_call_means(error, known, writes, meaning, code):
    watched = deadline()
    watched.wrote, watched.expired = "wrote" in known, "expired" in known

    verdict = failure(error, watched, writes=writes)

    assert type(verdict) is meaning
    assert verdict.code == code
    assert str(verdict).endswith(".")
    assert ("nothing was sent" in str(verdict)) == (
        code in {"address", "unreachable", "certificate", "too_late"} or code == "setting"
    )
