"""What happened to a document, and what it waits for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from oscar_lt_accounting.dashboard import labels
from oscar_lt_accounting.domain.errors import Rejected
from oscar_lt_accounting.models import Attempt, AuditLine, Integration, State, Submission
from oscar_lt_accounting.providers.memory.books import Fault
from tests.dashboard.steps import page
from tests.models.moves import MOVES
from tests.shop import Item


@pytest.fixture
def look(keeper):
    def _look(row):
        response = keeper.get(page("detail", pk=row.pk))
        assert response.status_code == 200
        return response

    return _look


def _text(response):
    return " ".join(response.content.decode().split())


def test_the_timeline_shows_attempts_calls_and_actions(visit, shop, connect, outbox, memory_books, people):
    row = _refused(shop, connect, outbox, memory_books)
    call = {
        "method": "POST",
        "address": "https://www.b1.lt/api/orders",
        "status": 200,
        "milliseconds": 412,
        "request": '{"buyer": "•••"}',
        "answer": '{"code": 400}',
    }
    row.attempts.update(calls=[call, {**call, "status": None}, "nonsense"])
    row.cancel(actor=people["keeper"], reason="entered by hand")
    text = _text(visit("keeper").get(page("detail", pk=row.pk)))
    for shown in (
        "Put into the queue",
        "the order was placed",
        "<strong>Sending</strong>: Rejected",
        "automatically",
        "POST https://www.b1.lt/api/orders",
        "412 ms",
        "no answer",
        "{&quot;buyer&quot;: &quot;•••&quot;}",
        "<strong>Cancelled</strong>",
        "keeper",
        "entered by hand",
    ):
        assert shown in text, shown
    assert "Sending began" not in text  # the attempt tells it
    entries = [entry.at for entry in visit("keeper").get(page("detail", pk=row.pk)).context["timeline"].entries]
    assert entries == sorted(entries, reverse=True)


def _refused(shop, connect, outbox, books):
    connect()
    order = shop.place([Item("24.20")])
    books.faults.append(Fault(Rejected("B1 rejected the document: %(said)s", code="rejected", said="closed period")))
    outbox.run(after=60)
    row = Submission.objects.get(order=order)
    assert row.state == State.REJECTED
    return row


def test_what_an_attempt_met_is_told_once_and_in_the_reader_s_language(
    visit, shop, connect, outbox, memory_books, monkeypatch
):
    row = _refused(shop, connect, outbox, memory_books)
    text = _text(visit("keeper").get(page("detail", pk=row.pk)))
    # Above as the problem, and once in the life line.
    assert text.count("B1 rejected the document: closed period") == 2
    row.attempts.all().delete()
    from oscar_lt_accounting.models import problems

    monkeypatch.setattr(problems, "gettext", lambda text: text.replace("B1 rejected the document", "B1 atmetė"))
    text = _text(visit("keeper").get(page("detail", pk=row.pk)))
    assert text.count("B1 atmetė: closed period") == 2
    assert "B1 rejected" not in text


def test_an_attempt_that_runs_is_not_called_cut_short(look, make):
    row = make(State.SENDING)
    row.attempts.create(purpose="send", started_at=timezone.now())
    assert "Under way" in _text(look(row))
    Submission.objects.filter(pk=row.pk).update(state=State.UNCERTAIN, lease_token="", not_before=None)
    assert "Interrupted" in _text(look(row))


def test_a_long_life_is_cut(look, make):
    row = make(State.ISSUED)
    now = timezone.now()
    Attempt.objects.bulk_create(
        Attempt(submission=row, purpose="ask", outcome="accepted", started_at=now) for _ in range(120)
    )
    response = look(row)
    assert len(response.context["timeline"].entries) == 100
    assert "Older entries are not shown." in _text(response)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"is_active": False}, "is switched off."),
        ({"is_blocked": True, "problem": "The key was rejected."}, "needs attention: The key was rejected."),
        (
            {"resting_until": timezone.now() + timedelta(hours=2), "problem": "Out of reach."},
            "Out of reach.",
        ),
    ],
)
def test_a_waiting_document_says_what_its_integration_waits_for(look, make, changes, words):
    row = make(State.PENDING)
    Integration.objects.filter(pk=row.integration_id).update(**changes)
    text = _text(look(row))
    assert "It waits, because its integration is not working." in text
    assert words in text


def test_the_integration_that_must_be_fixed_is_linked_for_those_who_may(visit, make):
    row = make(State.PENDING)
    Integration.objects.filter(pk=row.integration_id).update(is_blocked=True, problem="The key was rejected.")
    link = reverse("accounting-dashboard:accounting-integration-detail", args=(row.integration_id,))
    assert f'href="{link}"' in visit("boss").get(page("detail", pk=row.pk)).content.decode()
    assert link not in visit("keeper").get(page("detail", pk=row.pk)).content.decode()


def test_every_action_has_words():
    verbs = {move.verb for move in MOVES.values() if move.verb} | {"enqueue", "acknowledge"}
    assert [verb for verb in sorted(verbs) if labels.action_label(AuditLine(verb=verb)) == verb] == []
