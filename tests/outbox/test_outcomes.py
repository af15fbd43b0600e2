"""How one attempt can end, and what follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
)
from oscar_lt_accounting.models import Attempt, State
from oscar_lt_accounting.providers.memory.books import Fault
from oscar_lt_accounting.signals import submission_failed, submission_issued


def failing(memory_books: Any, error: AccountingError, *, after: bool = False) -> None:
    memory_books.faults.append(Fault(error, after_writing=after))


def test_an_order_is_issued_once_and_compared_to_the_cent(owed, outbox, memory_books):
    row = owed()
    assert outbox.run() == 1
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert (row.remote_number, row.remote_id, row.total) == ("M00001", "1", row.order.total_incl_tax)
    assert row.verified_at == row.issued_at == outbox.clock.now()
    assert not row.waits_for_a_person
    outbox.run(after=100_000)
    assert len(memory_books.documents) == 1


def test_issuing_is_told_to_other_apps_after_the_commit(owed, outbox, django_capture_on_commit_callbacks):
    row = owed()
    heard: list[Any] = []

    def listen(sender, submission, **_):
        heard.append(submission.state)
        raise RuntimeError("a listener of somebody else")

    submission_issued.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            outbox.run()
    finally:
        submission_issued.disconnect(listen)
    assert heard == [State.ISSUED]
    row.refresh_from_db()
    assert row.state == State.ISSUED


@pytest.mark.parametrize(
    ("error", "after", "state", "outcome", "waits"),
    [
        (Unavailable("no line", code="unreachable"), False, State.PENDING, Attempt.Outcome.POSTPONED, False),
        (Throttled("slow down", retry_after=90), False, State.PENDING, Attempt.Outcome.POSTPONED, False),
        (Rejected("bad buyer"), False, State.REJECTED, Attempt.Outcome.REJECTED, True),
        (Held("no code"), False, State.HELD, Attempt.Outcome.HELD, True),
        (Unsupported("not here"), False, State.HELD, Attempt.Outcome.HELD, True),
        (Misconfigured("bad key"), False, State.PENDING, Attempt.Outcome.POSTPONED, False),
        (Uncertain("answer lost"), True, State.UNCERTAIN, Attempt.Outcome.UNCERTAIN, True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, AccountingError) else "",
)
def test_each_error_leads_to_its_next_step(owed, outbox, memory_books, error, after, state, outcome, waits):
    row = owed()
    failing(memory_books, error, after=after)
    outbox.run()
    row.refresh_from_db()
    assert row.state == state
    assert row.waits_for_a_person is waits
    attempt = row.attempts.get()
    assert attempt.outcome == outcome
    assert attempt.problem_code == error.code
    assert row.lease_token == ""


def test_people_are_told_when_a_document_waits_for_them(owed, outbox, memory_books, django_capture_on_commit_callbacks):
    owed()
    failing(memory_books, Rejected("bad buyer"))
    heard: list[str] = []

    def listen(sender, submission, problem, **_):
        heard.append(problem.code)

    submission_failed.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        outbox.run()
    submission_failed.disconnect(listen)
    assert heard == ["rejected"]


def test_a_document_that_could_not_be_sent_goes_again_later_with_the_same_words(owed, outbox, memory_books):
    row = owed()
    failing(memory_books, Unavailable("no line", code="unreachable"))
    outbox.run()
    row.refresh_from_db()
    said = row.snapshot
    assert row.not_before > outbox.clock.now()
    assert outbox.run() == 0
    outbox.run(after=3600)
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert row.snapshot == said
    assert row.attempt_count == 2


def test_retry_after_is_respected(owed, outbox, memory_books):
    row = owed()
    failing(memory_books, Unavailable("come back", retry_after=5000))
    outbox.run()
    row.refresh_from_db()
    assert (row.not_before - outbox.clock.now()).total_seconds() >= 5000


def test_an_answer_with_other_sums_is_never_taken_for_ours(owed, outbox, memory_books, monkeypatch):
    from decimal import Decimal

    row = owed()
    write = type(memory_books).write

    def other_total(books, document, ready):
        from dataclasses import replace

        return replace(write(books, document, ready), total=document.total + Decimal("0.01"))

    monkeypatch.setattr(type(memory_books), "write", other_total)
    outbox.run()
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN
    assert row.not_before is None
    assert row.problem_code == "found_different"
    assert "total" in row.problem_text


class Broken(Exception):
    pass


def test_a_fault_of_our_own_before_sending_holds_only_that_row(shop, connect, outbox, clock, memory_books, monkeypatch):
    from oscar_lt_accounting.models import Submission
    from oscar_lt_accounting.providers.memory.provider import Memory
    from tests.shop import Item

    connect(settings={"limits": []})
    bad, good = shop.place([Item("1.00")]), shop.place([Item("2.00")])
    Submission.objects.update(not_before=clock.now())
    submit = Memory.submit

    def breaks(self, document, journal):
        if document.order_id == bad.pk:
            raise Broken
        return submit(self, document, journal)

    monkeypatch.setattr(Memory, "submit", breaks)
    outbox.run()
    states = {row.order_id: row for row in Submission.objects.all()}
    assert states[bad.pk].state == State.HELD
    assert states[bad.pk].problem_code == "own_fault"
    assert "Broken" in states[bad.pk].problem_text
    assert states[good.pk].state == State.ISSUED


def test_a_fault_of_our_own_after_sending_is_a_doubt(owed, outbox, memory_books, monkeypatch):
    from oscar_lt_accounting.providers.memory.provider import Memory

    row = owed("b")
    submit = Memory.submit

    def breaks(self, document, journal):
        submit(self, document, journal)
        raise Broken

    monkeypatch.setattr(Memory, "submit", breaks)
    outbox.run()
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN
    monkeypatch.undo()
    outbox.run_until_quiet()
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert len(memory_books.documents) == 1


def test_a_damaged_snapshot_is_held_not_sent(owed, outbox, memory_books):
    from oscar_lt_accounting.models import Submission

    row = owed()
    Submission.objects.filter(pk=row.pk).update(snapshot={"version": 99}, journal={"header": {}})
    outbox.run()
    row.refresh_from_db()
    assert row.state == State.HELD
    assert not memory_books.documents
