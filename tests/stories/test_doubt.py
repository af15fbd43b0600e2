"""Centas takes an invoice and the answer is lost: nobody sends it twice, a person says what happened."""

from __future__ import annotations

from datetime import timedelta

import pytest

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.testing.simulators import CentasSimulator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_lost_answer_is_settled_by_looking_into_the_books(tell, connected, goods, buy, backstage, bookkeeper):
    centas = CentasSimulator()
    home = connected(centas)
    [honey] = goods(home, centas, ["Liepų medus 500 g"])
    centas.fail("*", "lost_answer")
    buy(honey)
    backstage.deliver()
    row = Submission.objects.get()
    assert row.state == State.UNCERTAIN
    [booked] = centas.books().documents
    stage = tell("doubt", bookkeeper)
    stage.open(stage.page("overview"))
    stage.shot("needs-a-person")
    stage.press(stage.tab.locator("article.accounting-group a").last)
    stage.press(stage.tab.get_by_role("link", name=row.order.number, exact=True))
    assert stage.is_at("submission-detail", pk=row.pk)
    stage.shot("what-did-you-find", phone=True)
    form = stage.form("submission-confirm", pk=row.pk)
    form.locator("input[name=number]").fill(booked.number)
    form.locator("input[name=reason]").fill("Rasta pardavimų sąraše pagal užsakymo numerį")
    stage.shot("it-is-in-the-books", at=form)
    stage.press(form.locator("button[type=submit]"))
    row.refresh_from_db()
    assert (row.state, row.remote_number) == (State.ISSUED, booked.number)
    stage.shot("issued")
    backstage.deliver(after=timedelta(days=1))
    assert len(centas.books().documents) == 1
