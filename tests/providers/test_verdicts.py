"""What an HTTP status means whatever the system (measurements §2.4)."""

from __future__ import annotations

import pytest
from requests.structures import CaseInsensitiveDict

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Unavailable, Uncertain
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import Answer


def verdict(status, *, writes=True, **headers):
    named = CaseInsensitiveDict({name.replace("_", "-"): value for name, value in headers.items()})
    return verdicts.by_status(Answer(status=status, headers=named, body=b""), writes=writes)


@pytest.mark.parametrize("writes", [True, False])
@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (401, Misconfigured, "key_refused"),
        (403, Misconfigured, "key_refused"),
        (300, Misconfigured, "redirected"),
        (301, Misconfigured, "redirected"),
        (302, Misconfigured, "redirected"),
        (307, Misconfigured, "redirected"),
        (308, Misconfigured, "redirected"),
        (399, Misconfigured, "redirected"),
        (429, Throttled, "throttled"),
    ],
)
def test_nothing_happened_whether_it_wrote_or_read(status, error, code, writes):
    got = verdict(status, writes=writes)

    assert type(got) is error
    assert got.code == code


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 599])
def test_a_failure_over_there_is_a_doubt_only_after_a_write(status):
    doubt, later = verdict(status), verdict(status, writes=False)

    assert (type(doubt), doubt.code) == (Uncertain, "failed_over_there")
    assert (type(later), later.code) == (Unavailable, "failed_over_there")
    assert f"({status})" in str(doubt)
    assert f"({status})" in str(later)


@pytest.mark.parametrize("status", [200, 201, 204, 299, 400, 404, 405, 409, 422, 480, 100])
def test_other_statuses_need_the_body(status):
    assert verdict(status) is None
    assert verdict(status, writes=False) is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("60", 60),
        ("86400", 86400),
        ("99999", 99999),
        ("100000", None),
        ("-1", None),
        ("1.5", None),
        ("", None),
        ("soon", None),
        ("²", None),
        ("\u0663", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_they_may_say_how_long_to_wait(header, seconds):
    got = verdict(429, retry_after=header)

    assert isinstance(got, Throttled)
    assert got.retry_after == seconds


def test_they_may_say_nothing():
    got = verdict(429)

    assert isinstance(got, Throttled)
    assert got.retry_after is None


def test_an_unreadable_answer_is_a_doubt_only_after_a_write():
    doubt, later = verdicts.unreadable(writes=True), verdicts.unreadable(writes=False)

    assert (type(doubt), type(later)) == (Uncertain, Unavailable)
    assert doubt.code == later.code == "answer_unreadable"


def test_every_verdict_is_a_sentence():
    everything = [verdict(status, writes=writes) for status in (401, 302, 429, 500) for writes in (True, False)]

    assert all(str(said).endswith(".") and "%" not in str(said) for said in everything)
