"""A lost answer: who may repeat, who must look, who must ask (measurements.md §2.1 and §2.2)."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import Problem, Unavailable, Uncertain
from oscar_lt_accounting.models import Attempt, State, Submission
from oscar_lt_accounting.providers.base import Absent, Found, Inconclusive
from oscar_lt_accounting.providers.memory.books import Fault
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.outbox import deliver

LOST = Uncertain("answer lost", code="answer_lost")
SETTLE = conf.SETTLE_SECONDS


@pytest.fixture
def lost(owed, outbox, memory_books):
    """A document whose answer was lost, written in the accounting system or not."""

    def _lost(behaves_as: str, *, written: bool) -> Submission:
        row = owed(behaves_as)
        memory_books.faults.append(Fault(LOST, after_writing=written))
        outbox.run()
        row.refresh_from_db()
        # A system that recognises the shop reference is asked in the same pass.
        assert row.state == (State.ISSUED if behaves_as == "a" else State.UNCERTAIN)
        return row

    return _lost


@pytest.mark.parametrize("behaves_as", ["a", "b"])
def test_a_written_document_is_found_and_adopted(lost, outbox, memory_books, behaves_as):
    row = lost(behaves_as, written=True)
    outbox.run(after=SETTLE)
    row.refresh_from_db()
    assert (row.state, row.remote_number) == (State.ISSUED, "M00001")
    assert len(memory_books.documents) == 1
    assert row.attempts.last().outcome == Attempt.Outcome.FOUND


def test_a_system_that_can_only_be_asked_is_looked_into_twice_a_settle_time_apart(lost, outbox, memory_books):
    row = lost("b", written=False)
    assert outbox.run(after=SETTLE - 1) == 0
    assert outbox.run(after=1) == 1
    row.refresh_from_db()
    assert (row.state, row.negatives) == (State.UNCERTAIN, 1)
    assert outbox.run(after=SETTLE - 1) == 0
    outbox.run(after=1)
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert len(memory_books.documents) == 1


def test_a_late_request_that_lands_between_the_looks_makes_no_second_document(lost, outbox, memory_books):
    row = lost("b", written=False)
    outbox.run(after=SETTLE)
    memory_books.write(row.document, lambda: None)
    outbox.run_until_quiet()
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert len(memory_books.documents) == 1


def test_a_system_that_refuses_doubles_may_be_told_again_at_once(lost, outbox, memory_books):
    row = lost("a", written=False)
    outbox.run()
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert len(memory_books.documents) == 1


@pytest.mark.parametrize("written", [True, False])
def test_a_system_that_can_be_neither_asked_nor_keyed_waits_for_a_person(lost, outbox, memory_books, written):
    row = lost("c", written=written)
    assert row.not_before is None
    assert row.waits_for_a_person
    assert row.problem_code == "ask_a_person"
    assert str(row.order.number) in row.problem_text
    assert str(row.total) in row.problem_text
    outbox.run(after=1_000_000)
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN
    assert len(memory_books.documents) == written


def finding(monkeypatch, *findings):
    answers = list(findings)

    def find(self, document, journal):
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(Memory, "find", find)


@pytest.mark.parametrize("answer", [Inconclusive(reason="HTML"), Unavailable("down"), ValueError("odd")])
def test_a_look_that_tells_nothing_never_counts_as_absence(lost, outbox, memory_books, monkeypatch, answer):
    row = lost("b", written=False)
    finding(monkeypatch, answer)
    for _ in range(5):
        outbox.run(after=SETTLE)
    row.refresh_from_db()
    assert (row.state, row.negatives) == (State.UNCERTAIN, 0)
    assert row.attempts.last().outcome == Attempt.Outcome.INCONCLUSIVE
    assert not memory_books.documents


def test_a_document_that_was_found_but_differs_is_a_persons_matter(lost, outbox, monkeypatch, memory_books):
    from decimal import Decimal

    row = lost("b", written=True)
    finding(monkeypatch, Found(document=RemoteDocument(remote_id="7", number="X7", total=Decimal("1.00"))))
    outbox.run(after=SETTLE)
    row.refresh_from_db()
    assert (row.state, row.not_before, row.problem_code) == (State.UNCERTAIN, None, "found_different")
    assert row.remote_number == ""


def test_what_is_lost_again_and_again_ends_with_a_person(lost, outbox, memory_books, monkeypatch):
    row = lost("b", written=False)
    finding(monkeypatch, Absent())
    memory_books.faults = [Fault(LOST) for _ in range(50)]
    for _ in range(60):
        outbox.run(after=SETTLE)
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN
    assert row.waits_for_a_person
    assert row.attempt_count <= 6


def test_a_person_says_it_is_there(lost, outbox, memory_books, admin_user):
    row = lost("c", written=True)
    assert row.confirm(actor=admin_user, number="M00001", reason="seen in the list", now=outbox.clock.now())
    row.refresh_from_db()
    assert (row.state, row.remote_number) == (State.ISSUED, "M00001")
    line = row.audit_lines.first()
    assert (line.actor, line.verb, line.reason) == (admin_user, "confirm", "seen in the list")
    assert not row.confirm(actor=admin_user, number="M2", reason="again", now=outbox.clock.now())


def test_a_person_says_it_is_not_there(lost, outbox, memory_books, admin_user):
    row = lost("c", written=False)
    assert row.resend(actor=admin_user, reason="looked twice", now=outbox.clock.now())
    outbox.run()
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert len(memory_books.documents) == 1


class TestInterruptedWorker:
    """A worker that claimed a row and never came back."""

    def interrupted(self, row, clock):
        from datetime import timedelta

        from oscar_lt_accounting.services.invoicing.building import freeze_document

        freeze_document(row, clock)
        assert row.claim("gone", now=clock.now(), until=clock.now() + timedelta(seconds=conf.LEASE_SECONDS))
        return row

    def test_its_row_is_touched_only_after_the_lease(self, owed, outbox, clock, memory_books):
        row = self.interrupted(owed("b"), clock)
        assert outbox.run(after=conf.LEASE_SECONDS - 1) == 0
        assert outbox.run(after=1) == 1
        row.refresh_from_db()
        assert (row.state, row.problem_code) == (State.UNCERTAIN, "interrupted")
        assert not memory_books.documents
        outbox.run_until_quiet()
        row.refresh_from_db()
        assert row.state == State.ISSUED
        assert len(memory_books.documents) == 1

    def test_where_nobody_can_look_a_person_must(self, owed, outbox, clock, memory_books):
        row = self.interrupted(owed("c"), clock)
        outbox.run(after=conf.LEASE_SECONDS)
        row.refresh_from_db()
        assert (row.state, row.not_before, row.problem_code) == (State.UNCERTAIN, None, "ask_a_person")

    def test_it_cannot_overwrite_what_its_successor_reached(self, owed, outbox, clock, memory_books):
        row = self.interrupted(owed("a"), clock)
        stale = Submission.objects.get(pk=row.pk)
        outbox.run(after=conf.LEASE_SECONDS)
        outbox.run_until_quiet()
        remote = RemoteDocument(remote_id="9", number="OLD")
        assert not stale.settle(remote, now=clock.now(), token="gone")
        assert not stale.reject(LOST.problem, token="gone")
        assert not stale.postpone(LOST.problem, token="gone", until=clock.now())
        assert not stale.renew("gone", until=clock.now(), journal={})
        row.refresh_from_db()
        assert (row.state, row.remote_number) == (State.ISSUED, "M00001")

    def test_a_worker_that_wakes_too_late_does_not_begin_to_send(self, owed, outbox, clock, memory_books):
        row = owed("b")
        seen = []

        def freeze(point):
            seen.append(point)
            if point == "after claim":
                clock.seconds += conf.LATEST_START_SECONDS

        from oscar_lt_accounting.services.outbox.attempts import WorkerContext
        from oscar_lt_accounting.services.outbox.worker import Worker

        Worker(context=WorkerContext(clock=clock, trace=freeze), parallel=False).run()
        row.refresh_from_db()
        assert not memory_books.documents
        assert (row.state, row.problem_code) == (State.PENDING, "too_late")


@pytest.mark.parametrize("broken", ["freezing", "sending", "a lost connection"])
def test_a_database_out_of_reach_holds_nothing_back(owed, outbox, clock, memory_books, monkeypatch, broken):
    row = owed("b")
    error = InterfaceError("closed") if broken == "a lost connection" else OperationalError("database is locked")

    def fail(*_):
        raise error

    with monkeypatch.context() as while_it_is_away:
        if broken == "freezing":
            while_it_is_away.setattr(deliver, "freeze_document", fail)
        else:
            while_it_is_away.setattr(Memory, "submit", fail)
        outbox.run()
    row.refresh_from_db()
    assert row.state in (State.PENDING, State.SENDING)
    for _ in range(6):
        outbox.run(after=400)
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert len(memory_books.documents) == 1


def looking_tells(monkeypatch, finding):
    monkeypatch.setattr(Memory, "find", lambda self, document, journal: finding)


def test_a_look_that_no_later_look_can_better_asks_a_person(lost, outbox, monkeypatch):
    problem = Problem(code="look_alike", message="There is one like it.")
    looking_tells(monkeypatch, Inconclusive(reason="alike", problem=problem, for_a_person=True))
    row = lost("b", written=True)
    outbox.run(after=SETTLE)
    row.refresh_from_db()
    assert (row.state, row.not_before, row.problem_code) == (State.UNCERTAIN, None, "look_alike")


def test_looking_that_tells_nothing_for_a_day_asks_a_person(lost, outbox, monkeypatch):
    looking_tells(monkeypatch, Inconclusive(reason="a web page"))
    row = lost("b", written=True)
    for _ in range(10):
        outbox.run(after=SETTLE)
    row.refresh_from_db()
    assert (row.state, row.not_before is None) == (State.UNCERTAIN, False)
    outbox.run(after=24 * 3600)
    row.refresh_from_db()
    assert (row.not_before, row.problem_code) == (None, "ask_a_person")
