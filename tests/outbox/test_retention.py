from __future__ import annotations

from datetime import timedelta

import pytest

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import Attempt, AuditLine, State, Submission
from oscar_lt_accounting.services import retention
from tests.shop import Item

DAYS = 90


@pytest.fixture
def issued(shop, connect, outbox):
    connect()
    shop.place([Item("10.00")])
    outbox.run(after=60)
    row = Submission.objects.get()
    assert (row.state, row.attempts.count()) == (State.ISSUED, 1)
    return row


def test_old_tries_of_finished_documents_go_and_the_rest_stays(issued, clock):
    lines = AuditLine.objects.count()
    clock.advance(timedelta(days=DAYS).total_seconds() - 120)
    assert retention.purge(clock) == 0
    clock.advance(240)
    assert retention.purge(clock) == 1
    assert Submission.objects.get().snapshot
    assert AuditLine.objects.count() == lines


@pytest.mark.parametrize("state", [State.PENDING, State.UNCERTAIN, State.REJECTED, State.HELD, State.ACCEPTED])
def test_tries_of_unfinished_documents_stay(issued, clock, state):
    Submission.objects.update(state=state, lease_token="")
    clock.advance(timedelta(days=DAYS + 1).total_seconds())
    assert retention.purge(clock) == 0


def test_tries_of_a_document_that_still_has_a_problem_stay(issued, clock):
    assert issued.verify(Problem(code="recorded_differs", message="differs"), now=clock.now())
    clock.advance(timedelta(days=DAYS + 1).total_seconds())
    assert retention.purge(clock) == 0


def test_many_go_in_batches(issued, clock, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(4):
        Attempt.objects.create(submission=issued, purpose="look", started_at=clock.now())
    clock.advance(timedelta(days=DAYS + 1).total_seconds())
    assert retention.purge(clock) == 5
