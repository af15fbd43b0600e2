"""On Oscar's own pages: the badge of an order, its documents, a product's links and a partner's warehouse."""

from __future__ import annotations

import pytest
from django.urls import reverse

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.testing.simulators import B1Simulator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Using Category.get_tree:DeprecationWarning"),
]
OURS = "#accounting"


@pytest.fixture(autouse=True)
def whole_shop(settings):
    settings.ROOT_URLCONF = "tests.oscar_pages.urls"


def test_a_refused_invoice_is_sent_again_from_the_order(tell, connected, goods, buy, backstage, bookkeeper):
    b1 = B1Simulator()
    home = connected(b1)
    [honey] = goods(home, b1, ["Liepų medus 500 g"])
    b1.fail("*", "refused", times=0, message="Laikotarpis uždarytas")
    order = buy(honey)
    backstage.deliver()
    stage = tell("oscars-pages", bookkeeper)
    stage.open(reverse("dashboard:order-list"))
    stage.shot("orders", ours=".accounting-state")
    page = reverse("dashboard:order-detail", kwargs={"number": order.number})
    stage.open(page)
    stage.shot("order-refused", at=stage.tab.locator(OURS), ours=OURS, phone=True)
    b1.faults.clear()
    stage.press(stage.tab.locator(f"{OURS} form button[type=submit]"))
    backstage.deliver()
    stage.open(page)
    assert Submission.objects.get().state == State.ISSUED
    stage.shot("order-issued", at=stage.tab.locator(OURS), ours=OURS)
    stage.open(reverse("dashboard:catalogue-product", kwargs={"pk": honey.pk}))
    stage.tab.locator("a[href='#product_stock']").click()
    stage.shot("product", at=stage.tab.locator(OURS), ours=OURS)
    stage.open(reverse("dashboard:partner-manage", kwargs={"pk": home.partner_id}))
    stage.shot("partner", at=stage.tab.locator(OURS), ours=OURS)
