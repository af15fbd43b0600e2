"""Documents that the accounting system works on in the background, and the comparison afterwards."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Throttled, Unavailable
from oscar_lt_accounting.models import Attempt, Integration, State, Submission
from oscar_lt_accounting.providers.base import Capability
from oscar_lt_accounting.providers.memory.provider import Memory
from tests.shop import Item


class Slow:
    """What the accounting system answers when it is asked after a job, one answer for each question."""

    def __init__(self) -> None:
        self.answers: list[object] = []
        self.listed: Any = []
        self.questions = 0

    def poll(self, _provider, remote):
        self.questions += 1
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return replace(remote, job=str(answer))

    def recorded(self, _provider, _since, _until):
        if isinstance(self.listed, Exception):
            raise self.listed
        return iter(self.listed)


@pytest.fixture
def books(monkeypatch):
    slow = Slow()
    submit = Memory.submit
    monkeypatch.setattr(
        Memory, "submit", lambda provider, document, journal: replace(submit(provider, document, journal), job="7")
    )
    monkeypatch.setattr(Memory, "poll", lambda provider, remote: slow.poll(provider, remote))
    monkeypatch.setattr(Memory, "recorded", lambda provider, since, until: slow.recorded(provider, since, until))
    monkeypatch.setattr(Memory, "capabilities", Memory.capabilities | {Capability.READS_BACK, Capability.BACKGROUND})
    return slow


@pytest.fixture
def accepted(shop, connect, outbox, books):
    connect()
    shop.place([Item("10.00")])
    outbox.run(after=60)
    row = Submission.objects.get()
    assert (row.state, row.remote_job) == (State.ACCEPTED, "7")
    return row


def now_is(row):
    row.refresh_from_db()
    return row.state, row.problem_code


def test_it_is_asked_after_until_it_is_done(accepted, books, outbox):
    books.answers = ["7", "7", ""]
    outbox.run(after=10)
    assert books.questions == 0
    for _ in range(3):
        assert now_is(accepted) == (State.ACCEPTED, "")
        outbox.run(after=130)
    assert now_is(accepted) == (State.ISSUED, "")
    asked = accepted.attempts.filter(purpose=Attempt.Purpose.ASK)
    assert [attempt.outcome for attempt in asked] == ["accepted", "accepted", "issued"]


def test_a_job_that_failed_is_a_refusal(accepted, books, outbox):
    books.answers = [Rejected("The accounting system says no.")]
    outbox.run(after=60)
    assert now_is(accepted) == (State.REJECTED, "rejected")


@pytest.mark.parametrize("error", [Unavailable("No answer."), Throttled("Too fast.", retry_after=30)])
def test_it_is_asked_again_when_nobody_answered(accepted, books, outbox, error):
    books.answers = [error, ""]
    outbox.run(after=60)
    assert now_is(accepted) == (State.ACCEPTED, "")
    outbox.run(after=600)
    assert now_is(accepted) == (State.ISSUED, "")


def test_a_refused_key_blocks_the_integration_and_the_job_is_asked_after_later(accepted, books, outbox):
    books.answers = [Misconfigured("The key is rejected.", code="key_refused"), ""]
    outbox.run(after=60)
    integration = Integration.objects.get()
    assert (integration.is_blocked, now_is(accepted)) == (True, (State.ACCEPTED, ""))
    integration.wake()
    outbox.run(after=600)
    assert now_is(accepted) == (State.ISSUED, "")


@pytest.fixture
def issued(accepted, books, outbox):
    books.answers = [""]
    books.listed = Unavailable("The list is out of order.")
    outbox.run(after=60)
    accepted.refresh_from_db()
    assert (accepted.state, accepted.verified_at) == (State.ISSUED, None)
    return accepted


def test_a_list_that_cannot_be_read_is_read_later(issued, books, outbox, memory_books):
    recorded = replace(issued.remote, total=issued.total, job="")
    books.listed = [recorded]
    outbox.run(after=700)
    issued.refresh_from_db()
    assert (issued.verified_at is not None, issued.problem_code) == (True, "")


def test_a_difference_of_a_cent_is_said(issued, books, outbox):

    books.listed = [replace(issued.remote, total=(issued.total or 0) + Decimal("0.01"), job="")]
    outbox.run(after=700)
    assert now_is(issued) == (State.ISSUED, "recorded_differs")
    assert "10.00 EUR" in issued.problem_text


def test_a_document_missing_in_the_list_is_missed_only_after_two_days(issued, books, outbox):
    books.listed = []
    outbox.run(after=700)
    assert now_is(issued) == (State.ISSUED, "")
    outbox.run(after=3 * 24 * 3600)
    assert now_is(issued) == (State.ISSUED, "recorded_differs")
    assert "missing" in issued.problem_text


@pytest.fixture
def three(shop, connect, outbox, books, clock):
    """Three documents that the system works on, all to be asked about now."""
    connect(settings={"limits": []})
    for _ in range(3):
        shop.place([Item("10.00")])
    outbox.run(after=60)
    Submission.objects.update(not_before=clock.now())
    rows = list(Submission.objects.order_by("pk"))
    assert {row.state for row in rows} == {State.ACCEPTED}
    return rows


def states(rows):
    return [Submission.objects.get(pk=row.pk).state for row in rows]


def test_documents_that_are_worked_on_are_asked_about_together(three, outbox, monkeypatch):
    asked = []

    def poll_many(self, remotes):
        asked.append(sorted(remote.reference for remote in remotes))
        results = [lambda one: replace(one, job=""), lambda _one: Rejected("refused"), lambda one: one]
        for make, remote in zip(results, sorted(remotes, key=lambda one: one.reference), strict=True):
            yield remote, make(remote)

    monkeypatch.setattr(Memory, "poll_many", poll_many)
    outbox.run()

    assert asked == [sorted(row.reference for row in three)]
    assert states(three) == [State.ISSUED, State.REJECTED, State.ACCEPTED]
    assert [row.attempts.filter(purpose=Attempt.Purpose.ASK).count() for row in three] == [1, 1, 1]


def test_what_was_answered_before_a_fault_stays_true(three, outbox, monkeypatch):
    def poll_many(self, remotes):
        yield remotes[0], replace(remotes[0], job="")
        raise Throttled("slow", retry_after=60)

    monkeypatch.setattr(Memory, "poll_many", poll_many)
    outbox.run()

    assert sorted(states(three)) == [State.ACCEPTED, State.ACCEPTED, State.ISSUED]


def test_one_that_is_damaged_does_not_stop_the_question_about_the_others(three, outbox, monkeypatch):
    monkeypatch.setattr(Memory, "poll_many", lambda self, asked: iter([(one, replace(one, job="")) for one in asked]))
    Submission.objects.filter(pk=three[1].pk).update(snapshot={"version": 99})

    outbox.run()

    assert states(three) == [State.ISSUED, State.ACCEPTED, State.ISSUED]
