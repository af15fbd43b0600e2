"""One product that nobody linked holds forty-seven invoices back; it is linked once, and all of them are sent."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import ProductLink, State, Submission
from oscar_lt_accounting.testing.simulators import ITaxSimulator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HELD = 47


def test_one_link_sends_forty_seven_invoices(tell, connected, goods, buy, backstage, bookkeeper):
    itax = ITaxSimulator()
    itax.switches.per_second = 1000
    home = connected(itax)
    home.integration.vat_mappings.create(rate=21, remote_code="15198")
    honey, _tea = goods(home, itax, ["Liepų medus 500 g", "Čiobrelių arbata 50 g"], linked=False)
    for _ in range(HELD):
        buy(honey)
    backstage.deliver()
    assert set(Submission.objects.values_list("state", "problem_code")) == {(State.HELD, "no_link")}
    stage = tell("one-missing-link", bookkeeper)
    stage.open(stage.page("overview"))
    form = stage.form("overview-mend-link")
    stage.shot("held", at=form, phone=True)
    stage.search(form, "medus")
    stage.shot("choose", at=form)
    stage.tab.locator(".select2-results__option", has_text="PRK-01").click()
    stage.press(form.locator("button[type=submit]"))
    assert ProductLink.objects.get().stockrecord.product == honey
    stage.shot("linked")
    backstage.deliver()
    stage.open(stage.page("overview"))
    assert set(Submission.objects.values_list("state", flat=True)) == {State.ISSUED}
    assert len(itax.books().documents) == HELD
    stage.shot("all-sent")
