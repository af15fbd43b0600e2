"""What was decided about something that moved on meanwhile does not happen."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import AuditLine, State, Submission
from tests.dashboard.steps import page, said, seen

NAMES = ("send", "confirm", "resend", "cancel")


POSSIBLE = {
    "send": {State.REJECTED, State.HELD, State.PENDING},
    "confirm": {State.UNCERTAIN},
    "resend": {State.UNCERTAIN},
    "cancel": {State.PENDING, State.REJECTED, State.HELD},
}


@pytest.fixture
def decide(keeper):
    """Sends one of the page's forms, as it was when the row was looked at."""

    def _decide(name, row, **entered):
        fields = {"number": "VIL00017", "reason": "I looked", "confirmation": row.order.number, **entered}
        return keeper.post(page(name, pk=row.pk), seen(row, **fields), follow=True)

    return _decide


def _lines(row):
    return list(AuditLine.objects.filter(submission=row).order_by("pk"))


@pytest.mark.parametrize("name", NAMES)
def test_a_document_that_moved_on_stays_as_it_is(decide, make, name):
    row = make(next(iter(POSSIBLE[name] - {State.PENDING})))
    Submission.objects.filter(pk=row.pk).update(state=State.CANCELLED)
    response = decide(name, row)
    assert "moved on meanwhile; it is now “Cancelled”." in said(response)
    row.refresh_from_db()
    assert row.state == State.CANCELLED
    assert not _lines(row)


@pytest.mark.parametrize("name", NAMES)
def test_another_attempt_meanwhile_counts_as_moved_on(decide, make, name):
    """The same state once more is not what the person looked at: back button, second tab."""
    row = make(next(iter(POSSIBLE[name])))
    Submission.objects.filter(pk=row.pk).update(attempt_count=row.attempt_count + 1)
    response = decide(name, row)
    assert "Nothing was done" in said(response)
    assert not _lines(row)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "sent", [{}, {"seen_state": "held"}, {"seen_attempts": "0"}, {"seen_state": "x", "seen_attempts": "x"}]
)
def test_a_form_that_says_nothing_of_what_was_seen_does_nothing(keeper, make, name, sent):
    row = make(next(iter(POSSIBLE[name])))
    data = {"number": "1", "reason": "r", "confirmation": row.order.number, **sent}
    response = keeper.post(page(name, pk=row.pk), data, follow=True)
    assert "Nothing was done" in said(response)
    assert not _lines(row)


@pytest.mark.parametrize("name", ["confirm", "resend", "cancel"])
def test_a_double_click_decides_once(decide, make, name):
    row = make(next(iter(POSSIBLE[name] - {State.PENDING})))
    first, second = decide(name, row), decide(name, row)
    assert "Nothing was done" not in said(first)
    assert "Nothing was done" in said(second)
    assert len(_lines(row)) == 1


def test_two_people_decide_once(visit, make):
    row = make(State.UNCERTAIN)
    data = seen(row, number="VIL00017", reason="found", confirmation=row.order.number)
    visit("keeper").post(page("confirm", pk=row.pk), data)
    response = visit("boss").post(page("resend", pk=row.pk), data, follow=True)
    assert "it is now “Issued”." in said(response)
    row.refresh_from_db()
    assert (row.state, row.remote_number) == (State.ISSUED, "VIL00017")


def test_somebody_who_was_quicker_after_the_look_is_noticed(decide, make, monkeypatch):
    row = make(State.HELD)

    def overtaken(submission, **kwargs):
        Submission.objects.filter(pk=submission.pk).update(state=State.CANCELLED)
        return False

    monkeypatch.setattr(Submission, "cancel", overtaken)
    assert "it is now “Cancelled”." in said(decide("cancel", row))
