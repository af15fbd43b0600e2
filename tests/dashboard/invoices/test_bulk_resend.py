"""Many documents sent again in one go."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oscar_lt_accounting.dashboard.invoices import resend_selection
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import AuditLine, State, Submission
from tests.dashboard.steps import page, said

PUT_OFF = Problem(code="unreachable", message="Out of reach.")


def _ask(client, **query):
    return client.get(page("send-many"), query)


def _seal(response):
    (fingerprint,) = re.findall(r'name="fingerprint" value="(\w+)"', response.content.decode())
    return fingerprint


def _confirm(client, asked, **query):
    return client.post(
        asked.request["PATH_INFO"] + "?" + asked.request["QUERY_STRING"], {"fingerprint": _seal(asked)}, **query
    )


def _states():
    return dict(Submission.objects.values_list("order__number", "state"))


def test_by_ids(keeper, make, people):
    first, _second, third = (make(State.HELD, number=name) for name in "abc")
    asked = _ask(keeper, scope="chosen", chosen=[first.pk, third.pk])
    assert "2 documents will be sent again." in asked.content.decode()
    response = _confirm(keeper, asked, follow=True)
    assert "2 documents are in the queue and are sent next." in said(response)
    assert _states() == {"a": "pending", "b": "held", "c": "pending"}
    assert {line.actor for line in AuditLine.objects.all()} == {people["keeper"]}
    assert response.redirect_chain == [(page("list"), 302)]


def test_by_filter(keeper, make, connect):
    kaunas = connect("Kaunas")
    make(State.HELD, number="a")
    make(State.HELD, number="b", warehouse=kaunas)
    make(State.REJECTED, number="c", warehouse=kaunas)
    make(State.ISSUED, number="d", warehouse=kaunas)
    query = {"scope": "matching", "warehouse": str(kaunas.pk)}
    response = _confirm(keeper, _ask(keeper, **query), follow=True)
    assert "2 documents are in the queue" in said(response)
    assert _states() == {"a": "held", "b": "pending", "c": "pending", "d": "issued"}
    assert response.redirect_chain == [(f"{page('list')}?warehouse={kaunas.pk}", 302)]


def test_one_is_said_as_one(keeper, make):
    make(State.HELD)
    asked = _ask(keeper, scope="matching")
    assert "1 document will be sent again." in asked.content.decode()
    assert "1 document is in the queue and is sent next." in said(_confirm(keeper, asked, follow=True))


def test_the_page_says_which_states_and_what_is_left_out(keeper, make):
    for state in (State.HELD, State.HELD, State.REJECTED, State.ISSUED, State.UNCERTAIN, State.PENDING):
        make(state)
    make(State.PENDING, problem=PUT_OFF)
    asked = _ask(keeper, scope="matching")
    assert {row["state"]: row["count"] for row in asked.context["states"]} == {"held": 2, "rejected": 1, "pending": 1}
    assert {row["state"]: row["count"] for row in asked.context["left_out"]} == {
        "issued": 1,
        "uncertain": 1,
        "pending": 1,
    }
    assert "decide on each one&#x27;s own page" in asked.content.decode()


def test_what_was_put_off_is_hurried_with_the_same_words(keeper, make):
    row = make(State.PENDING, problem=PUT_OFF, frozen=True)
    _confirm(keeper, _ask(keeper, scope="matching"))
    before = row.not_before
    row.refresh_from_db()
    assert row.not_before < before
    assert row.snapshot is not None
    assert AuditLine.objects.get(submission=row).verb == "hurry"


def test_an_unconfirmed_document_is_never_sent_again_in_bulk(keeper, make):
    row = make(State.UNCERTAIN)
    asked = _ask(keeper, scope="chosen", chosen=[row.pk])
    assert "None of these documents can be sent again." in asked.content.decode()
    assert 'name="fingerprint"' not in asked.content.decode()
    url = f"{page('send-many')}?scope=chosen&chosen={row.pk}"
    assert "Nothing was sent" in said(
        keeper.post(url, {"fingerprint": resend_selection.select(Submission.objects.all()).fingerprint})
    )
    row.refresh_from_db()
    assert row.state == State.UNCERTAIN


@pytest.mark.parametrize("change", ["state", "attempt_count", "more", "less"])
def test_when_something_moved_on_nothing_is_sent_and_the_page_is_shown_anew(keeper, make, change):
    rows = [make(State.HELD), make(State.REJECTED)]
    asked = _ask(keeper, scope="matching")
    if change == "more":
        make(State.HELD)
    elif change == "less":
        Submission.objects.filter(pk=rows[0].pk).update(state=State.CANCELLED)
    else:
        Submission.objects.filter(pk=rows[0].pk).update(**{change: "rejected" if change == "state" else 7})
    response = _confirm(keeper, asked)
    assert response.status_code == 200
    assert "Nothing was sent: some of the documents moved on meanwhile." in said(response)
    assert not AuditLine.objects.exists()
    again = keeper.post(f"{page('send-many')}?scope=matching", {"fingerprint": _seal(response)}, follow=True)
    assert "in the queue" in said(again)


def test_a_double_click_sends_once(keeper, make):
    make(State.HELD)
    asked = _ask(keeper, scope="matching")
    _confirm(keeper, asked)
    assert "Nothing was sent" in said(_confirm(keeper, asked))
    assert AuditLine.objects.count() == 1


def test_at_most_so_many_in_one_go_the_oldest_first(keeper, make, monkeypatch):
    monkeypatch.setattr(resend_selection, "MOST", 3)
    for name in "abcde":
        make(State.HELD, number=name)
    asked = _ask(keeper, scope="matching")
    text = asked.content.decode()
    assert "3 documents will be sent again." in text
    assert "the oldest first. 2 documents are left for the next time." in text
    _confirm(keeper, asked)
    assert _states() == {"a": "pending", "b": "pending", "c": "pending", "d": "held", "e": "held"}


@pytest.mark.parametrize("chosen", [[], ["x"], ["9" * 40], ["-1"], ["²"], [""]])
def test_ticks_that_make_no_sense(keeper, make, chosen):
    make(State.HELD)
    response = keeper.get(page("send-many"), {"scope": "chosen", "chosen": chosen}, follow=True)
    assert "Tick at least one document first." in said(response)
    assert keeper.post(f"{page('send-many')}?scope=chosen&chosen=", {"fingerprint": "x"}).status_code == 200
    assert not AuditLine.objects.exists()


def test_a_filter_that_makes_no_sense_sends_nothing(keeper, make):
    make(State.HELD)
    for send in (keeper.get, keeper.post):
        response = send(f"{page('send-many')}?scope=matching&since=yesterday", follow=True)
        assert "Nothing was sent" in said(response)
    assert not AuditLine.objects.exists()


def test_the_list_hands_its_filter_on(keeper, make):
    make(State.HELD, number="A<1>")
    text = keeper.get(page("list"), {"q": "A<1>", "state": ["held", "rejected"]}).content.decode()
    form = text[text.index('id="documents"') :]
    assert '<input type="hidden" name="q" value="A&lt;1&gt;">' in form
    assert '<input type="hidden" name="state" value="held">' in form
    assert '<input type="hidden" name="state" value="rejected">' in form
    assert "Send again the 1 that matches …" in form


def test_the_question_costs_the_same_for_3_and_for_100(keeper, make):
    for _ in range(3):
        make(State.HELD)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            _ask(keeper, scope="matching")
        return len(caught)

    few = queries()
    for _ in range(97):
        make(State.HELD)
    assert queries() == few <= 12
