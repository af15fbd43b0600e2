"""The accounting system rejects twelve invoices; when the cause is gone they are sent again with one press."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.testing.simulators import B1Simulator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REFUSED = 12


def test_twelve_refused_invoices_are_sent_again_at_once(tell, connected, goods, buy, backstage, bookkeeper):
    b1 = B1Simulator()
    b1.switches.daily_requests = 10_000
    home = connected(b1)
    [honey] = goods(home, b1, ["Liepų medus 500 g"])
    b1.fail("*", "refused", times=0, message="Laikotarpis uždarytas")
    for _ in range(REFUSED):
        buy(honey)
    backstage.deliver()
    stage = tell("resend", bookkeeper)
    stage.open(stage.page("submission-list"))
    stage.shot("refused")
    b1.faults.clear()
    stage.tab.locator(".accounting-all input").check()
    stage.press(stage.tab.locator("button[name=scope][value=chosen]"))
    stage.shot("what-will-be-sent")
    stage.press(stage.tab.locator("input[name=fingerprint] ~ button[type=submit]"))
    stage.shot("in-the-queue")
    assert set(Submission.objects.values_list("state", flat=True)) == {State.PENDING}
    backstage.deliver()
    stage.tab.reload()
    assert set(Submission.objects.values_list("state", flat=True)) == {State.ISSUED}
    assert len(b1.books().documents) == REFUSED
    stage.shot("issued", phone=True)
