"""RoboLabs wants the code of a foreign buyer; it is entered for this document, which is sent."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import Numbering, State, Submission
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_buyer_is_completed_and_the_document_sent(tell, connected, goods, buy, shop, backstage, bookkeeper):
    robolabs = RoboLabsSimulator()
    home = connected(robolabs, numbering=Numbering.SHOP)
    home.integration.series.create(prefix="VIL")
    [honey] = goods(home, robolabs, ["Liepų medus 500 g"])
    buy(honey, address=shop.address("DE", line4="Berlin", postcode="10115"))
    backstage.deliver()
    row = Submission.objects.get()
    assert (row.state, row.problem_code) == (State.HELD, "buyer_code")
    stage = tell("buyer", bookkeeper)
    stage.open(stage.page("submission-detail", pk=row.pk))
    form = stage.form("submission-mend", pk=row.pk)
    stage.shot("a-code-is-missing", at=form, phone=True)
    form.locator("[name=company_code]").fill("HRB12345")
    stage.shot("the-code-is-entered", at=form)
    stage.press(form.locator("button[type=submit]"))
    stage.shot("in-the-queue")
    backstage.deliver()
    stage.tab.reload()
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert [one.buyer_code for one in robolabs.books().documents] == ["HRB12345"]
    stage.shot("issued")
