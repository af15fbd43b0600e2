"""What people decide about one document, once."""

from __future__ import annotations

import pytest
from django.db import transaction

from oscar_lt_accounting.domain.errors import Problem, Uncertain
from oscar_lt_accounting.models import AuditLine, Integration, State, Submission
from oscar_lt_accounting.providers.memory.books import Fault
from tests.dashboard.steps import page, said, seen
from tests.shop import Item

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


@pytest.mark.parametrize("state", [State.REJECTED, State.HELD])
def test_send_again(decide, make, people, state):
    row = make(state, problem=Problem(code="rejected", message="No."))
    response = decide("send", row)
    assert "is in the queue and is sent next" in said(response)
    assert response.redirect_chain == [(page("detail", pk=row.pk), 302)]
    row.refresh_from_db()
    assert (row.state, row.snapshot, row.problem_code) == (State.PENDING, None, "")
    (line,) = _lines(row)
    assert (line.verb, line.actor, line.from_state) == ("retry", people["keeper"], state)


def test_send_now(decide, make):
    row = make(State.PENDING)
    before = row.not_before
    decide("send", row)
    row.refresh_from_db()
    assert row.state == State.PENDING
    assert row.not_before < before
    assert _lines(row)[0].verb == "hurry"


def test_it_is_in_the_books(decide, make, people):
    row = make(State.UNCERTAIN)
    response = decide("confirm", row, number=" VIL00017 ", reason="found under the order's number")
    assert "is noted as issued, with the number VIL00017" in said(response)
    row.refresh_from_db()
    assert (row.state, row.remote_number, row.not_before) == (State.ISSUED, "VIL00017", None)
    (line,) = _lines(row)
    assert (line.verb, line.actor, line.reason) == ("confirm", people["keeper"], "found under the order's number")


def test_it_is_not_there_send_it_again(decide, make, people):
    row = make(State.UNCERTAIN)
    response = decide("resend", row, reason="not in the list of sales")
    assert "is in the queue and is sent next" in said(response)
    row.refresh_from_db()
    assert row.state == State.PENDING
    assert row.snapshot is not None  # the same words once more
    (line,) = _lines(row)
    assert (line.verb, line.actor, line.reason) == ("resend", people["keeper"], "not in the list of sales")


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.HELD])
def test_cancel(decide, make, people, state):
    row = make(state)
    response = decide("cancel", row, reason="entered by hand")
    assert "was cancelled and will not be sent" in said(response)
    row.refresh_from_db()
    assert row.state == State.CANCELLED
    assert (_lines(row)[0].verb, _lines(row)[0].reason) == ("cancel", "entered by hand")


@pytest.mark.parametrize(
    ("name", "entered", "complaint"),
    [
        ("confirm", {"number": ""}, "This field is required."),
        ("confirm", {"number": "  "}, "This field is required."),
        ("confirm", {"number": "9" * 129}, "at most 128"),
        ("confirm", {"reason": ""}, "This field is required."),
        ("resend", {"reason": " "}, "This field is required."),
        ("resend", {"confirmation": "something"}, "This is not the number of the order."),
        ("resend", {"confirmation": ""}, "This field is required."),
        ("cancel", {"reason": ""}, "This field is required."),
        ("cancel", {"reason": "x" * 501}, "at most 500"),
    ],
)
def test_what_is_missing_is_said_and_nothing_happens(decide, make, name, entered, complaint):
    row = make(next(iter(POSSIBLE[name] - {State.PENDING})))
    response = decide(name, row, **entered)
    text = response.content.decode()
    assert response.status_code == 200
    assert complaint in text
    assert 'aria-invalid="true"' in text
    state = row.state
    row.refresh_from_db()
    assert row.state == state
    assert not _lines(row)


def test_what_was_entered_is_kept_and_the_form_can_be_sent_again(decide, make):
    row = make(State.HELD)
    response = decide("cancel", row, reason="x" * 501)
    text = response.content.decode()
    assert "x" * 501 in text
    assert 'details class="mb-3" open' in text
    assert f'name="seen_state" value="{row.state}"' in text


def test_what_is_entered_is_escaped(decide, make):
    evil = "<script>alert(1)</script>"
    response = decide("resend", make(State.UNCERTAIN), reason=evil, confirmation=evil)
    assert evil not in response.content.decode()
    row = make(State.HELD)
    assert evil not in decide("cancel", row, reason=evil).content.decode()
    assert _lines(row)[0].reason == evil


def test_a_number_belongs_to_one_document(decide, make, connect):
    known = make(State.ISSUED, remote_number="VIL00017")
    row = make(State.UNCERTAIN)
    response = decide("confirm", row, number="VIL00017")
    assert f"already belongs to the document of order {known.order.number}" in response.content.decode()
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN
    elsewhere = make(State.UNCERTAIN, warehouse=connect("Kaunas"))
    decide("confirm", elsewhere, number="VIL00017")
    elsewhere.refresh_from_db()
    assert elsewhere.state == State.ISSUED


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("state", State)
def test_only_what_the_state_allows(decide, make, name, state):
    row = make(state)
    response = decide(name, row)
    row.refresh_from_db()
    if state in POSSIBLE[name]:
        assert _lines(row)
    else:
        assert row.state == state
        assert not _lines(row)
        assert "Nothing was done" in said(response)
        assert f'id="{name}"' not in response.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_following_a_link_decides_nothing(keeper, make, name):
    row = make(next(iter(POSSIBLE[name])))
    response = keeper.get(page(name, pk=row.pk), seen(row, reason="r", number="1", confirmation=row.order.number))
    assert response.status_code == 302
    assert response["Location"] == page("detail", pk=row.pk)
    assert not _lines(row)
    assert keeper.put(page(name, pk=row.pk)).status_code == 405


def test_every_form_needs_its_token(people, make):
    from django.test import Client

    row = make(State.HELD)
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["keeper"])
    assert client.post(page("send", pk=row.pk), seen(row)).status_code == 403
    assert client.post(f"{page('send-many')}?scope=matching", {"fingerprint": "x"}).status_code == 403
    assert client.get(page("detail", pk=row.pk)).content.decode().count("csrfmiddlewaretoken") >= 2


def test_the_forms_on_the_page_are_the_forms_that_work(keeper, make):
    """What a browser would send: every hidden field of the page's own form."""
    import re

    row = make(State.UNCERTAIN)
    text = keeper.get(page("detail", pk=row.pk)).content.decode()
    form = text[text.index('id="confirm"') : text.index("</form>", text.index('id="confirm"'))]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    keeper.post(page("confirm", pk=row.pk), {**hidden, "number": "N1", "reason": "found"})
    row.refresh_from_db()
    assert row.state == State.ISSUED


def test_a_lost_answer_is_settled_and_sent_once(keeper, shop, connect, outbox, memory_books):
    connect()
    order = shop.place([Item("24.20")])
    memory_books.faults.append(Fault(Uncertain("Lost.", code="answer_lost"), after_writing=False))
    outbox.run(after=60)
    row = Submission.objects.get(order=order)
    assert row.state == State.UNCERTAIN
    text = keeper.get(page("detail", pk=row.pk)).content.decode()
    assert "It may already be in the accounting system: please check." in text
    assert "a second invoice for the same order is issued" in text
    keeper.post(page("resend", pk=row.pk), seen(row, reason="not found", confirmation=order.number))
    outbox.run(after=60)
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert len(memory_books.documents) == 1


def test_looking_is_left_to_the_worker_while_it_can(keeper, make):
    from datetime import timedelta

    from django.utils import timezone

    row = make(State.UNCERTAIN, not_before=timezone.now() + timedelta(minutes=5))
    text = keeper.get(page("detail", pk=row.pk)).content.decode()
    assert "You do not have to decide: it will be looked up automatically." in text
    assert "Nothing is sent before that." in text


@pytest.mark.django_db(transaction=True)
def test_signals_are_sent_after_the_decision_is_kept(people, visit, make):
    from oscar_lt_accounting.signals import submission_issued

    heard = []

    def listen(sender, submission, **kwargs):
        heard.append((submission.remote_number, transaction.get_connection().in_atomic_block))

    submission_issued.connect(listen)
    try:
        row = make(State.UNCERTAIN)
        visit("keeper").post(page("confirm", pk=row.pk), seen(row, number="N1", reason="found"))
    finally:
        submission_issued.disconnect(listen)
    assert heard == [("N1", False)]
    assert Integration.objects.count() == 1


def test_an_issued_document_that_differs_is_dealt_with_once(decide, make, people):
    row = make(State.ISSUED, problem_code="recorded_differs")
    assert row.needs_a_person
    response = decide("acknowledge", row, reason="corrected with the accountant")
    assert "dealt with" in said(response)
    row.refresh_from_db()
    assert (row.state, row.problem_code, row.needs_a_person) == (State.ISSUED, "", False)
    assert (_lines(row)[0].verb, _lines(row)[0].reason) == ("acknowledge", "corrected with the accountant")
    assert "Nothing was done" in said(decide("acknowledge", row, reason="again"))


def test_a_document_on_hold_for_a_warning_is_sent_anyway_with_a_reason(decide, make, people):
    row = make(State.HELD, problem_code="order_refunded")
    response = decide("send-anyway", row, reason="the customer kept the goods")
    assert "in the queue" in said(response)
    row.refresh_from_db()
    assert (row.state, row.released_holds) == (State.PENDING, ["order_refunded"])
    assert (_lines(row)[0].verb, _lines(row)[0].reason) == ("send anyway", "the customer kept the goods")


def test_unclear_sums_are_never_sent_anyway(decide, make, people):
    row = make(State.HELD, problem_code="sums_differ")
    assert "Nothing was done" in said(decide("send-anyway", row, reason="please"))
    row.refresh_from_db()
    assert row.state == State.HELD


def test_a_document_closed_with_its_order_says_why(visit, make, people):
    row = make(State.PENDING)
    assert row.close(Problem(code="order_ended", message="The order 1 was cancelled."))
    text = visit("keeper").get(page("detail", pk=row.pk)).content.decode()
    assert "closed automatically" in text
    assert "The order 1 was cancelled." in text
