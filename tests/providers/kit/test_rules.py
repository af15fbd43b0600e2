"""The verdict table: which row decides, and what is left to the HTTP status."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
)
from oscar_lt_accounting.providers.kit.rules import (
    AlreadyThereError,
    NotThereError,
    RefusedError,
    Rule,
    Said,
    Words,
    judge,
    no_words,
)

RULES = (
    Rule(None, their_code="ok"),
    Rule(Throttled, their_code=("slow", "slower"), retry_after=60),
    Rule(Throttled, "Too fast.", code="plan", text="used up", retry_after=lambda said: len(said.words.text)),
    Rule(Misconfigured, status=(402, 418)),
    Rule(Misconfigured, "The key “%(said)s” (%(status)s, %(their_code)s).", code="plan", their_code="key"),
    Rule(AlreadyThereError, status=409, own=True),
    Rule(NotThereError, status=404, own=True, writes=False),
    Rule(Unavailable, "Closed for the night.", code="closed", when=lambda said: said.body == {"open": False}),
    Rule(Uncertain, their_code="half"),
    Rule(RefusedError, "Plain Books refused it: %(said)s", status=422, own=True),
)


def said(status: int = 200, code: str = "", text: str = "", **more: Any) -> Said:
    return Said(status=status, words=Words(code, text), **more)


def verdict(answer: Said, *, writes: bool = True) -> AccountingError | None:
    return judge(RULES, answer, writes=writes, redact=lambda text: text.replace("s3cret", "***"))


@pytest.mark.parametrize(
    ("answer", "writes", "error", "code"),
    [
        (said(422, "no", "wrong"), True, RefusedError, "rejected"),
        (said(200, "key", "x"), True, Misconfigured, "plan"),
        (said(402), True, Misconfigured, "key_refused"),
        (said(409, "dup"), True, AlreadyThereError, "already_there"),
        (said(404, "none"), False, NotThereError, "not_there"),
        (said(200, body={"open": False}), True, Unavailable, "closed"),
        (said(200, "slow"), True, Throttled, "throttled"),
        (said(200, "slower"), False, Throttled, "throttled"),
        (said(400, "", "All USED up"), True, Throttled, "plan"),
        (said(200, "half"), True, Uncertain, "answer_unreadable"),
        (said(200, "half"), False, Unavailable, "answer_unreadable"),
        # What no row names: the status, and what it leaves open.
        (said(401), True, Misconfigured, "key_refused"),
        (said(302), False, Misconfigured, "redirected"),
        (said(429), True, Throttled, "throttled"),
        (said(500, "own", "words"), True, Uncertain, "failed_over_there"),
        (said(503), False, Unavailable, "failed_over_there"),
        (said(422), True, Uncertain, "answer_unreadable"),
        (said(409), True, Uncertain, "answer_unreadable"),
        (said(404, "none"), True, Uncertain, "answer_unreadable"),
        (said(404), False, Unavailable, "answer_unreadable"),
        (said(400, "odd", "words"), True, Uncertain, "answer_unreadable"),
        (said(200, readable=False), True, Uncertain, "answer_unreadable"),
        (said(200, readable=False), False, Unavailable, "answer_unreadable"),
    ],
)
def test_what_an_answer_means(answer: Said, writes: bool, error: type[AccountingError], code: str) -> None:
    found = verdict(answer, writes=writes)

    assert type(found) is error
    assert found.code == code
    assert str(found).endswith((".", "wrong"))


@pytest.mark.parametrize(
    "answer", [said(), said(201), said(204), said(500, "ok"), said(200, readable=False, code="ok")]
)
def test_what_went_well(answer: Said) -> None:
    assert verdict(answer) is None


@pytest.mark.parametrize(
    ("then", "message", "writes", "error"),
    [
        (Unavailable, "", True, Unavailable),
        (Unavailable, "Closed.", True, Unavailable),
        (Uncertain, "", True, Uncertain),
        (Uncertain, "Half done.", True, Uncertain),
        (Uncertain, "Half done.", False, Unavailable),
    ],
)
def test_nothing_happened_stays_so_and_a_question_leaves_no_doubt(
    then: type[AccountingError], message: str, writes: bool, error: type[AccountingError]
) -> None:
    found = judge([Rule(then, message, retry_after=9)], said(), writes=writes)

    assert type(found) is error
    if isinstance(found, Unavailable) and message and then is Unavailable:
        assert found.retry_after == 9


def test_the_first_row_that_fits_decides() -> None:
    assert isinstance(verdict(said(409, "slow")), Throttled)


def test_a_refusal_is_a_rejected_and_keeps_what_was_said() -> None:
    answer = said(409, "dup", "There", body={"id": 7})

    found = verdict(answer)

    assert isinstance(found, Rejected)
    assert isinstance(found, RefusedError)
    assert found.said is answer


def test_only_what_the_sentence_names_is_kept_and_it_is_cleaned() -> None:
    refused = verdict(said(422, "c", f"The key s3cret {'x' * 600}"))
    key = verdict(said(200, "key", "s3cret"))

    assert refused is not None
    assert key is not None
    assert dict(refused.problem.params) == {"said": ("The key *** " + "x" * 600)[:500]}
    assert dict(key.problem.params) == {"said": "***", "status": "200", "their_code": "key"}


def test_words_that_are_missing_are_the_code_or_the_status() -> None:
    assert str(verdict(said(422, "E12"))) == "Plain Books refused it: E12"
    assert "409" in str(judge([Rule(RefusedError, status=409)], said(409), writes=True))


@pytest.mark.parametrize(
    ("header", "rule_says", "seconds"),
    [("", 60, 60), ("30", 60, 30), ("soon", 60, 60), ("9999999", 60, 60), ("30", None, 30), ("", None, None)],
)
def test_what_the_answer_asks_for_goes_before_the_row(header: str, rule_says: int | None, seconds: int | None) -> None:
    found = judge(
        [Rule(Throttled, status=200, retry_after=rule_says)], said(headers={"Retry-After": header}), writes=True
    )

    assert isinstance(found, Throttled)
    assert found.retry_after == seconds


def test_a_pause_may_be_worked_out() -> None:
    found = verdict(said(400, "", "used up"))

    assert isinstance(found, Throttled)
    assert (str(found), found.retry_after) == ("Too fast.", 7)


def test_a_system_without_words() -> None:
    assert no_words({"error": "x"}) == Words("", "")
    assert not said().own
    assert said(code="x").own
    assert said(text="x").own
