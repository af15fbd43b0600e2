"""A customer asks for the invoice of an order and gets it as a PDF as soon as the accounting system gave it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from oscar_lt_accounting.models import Numbering, State, Submission
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Using Category.get_tree:DeprecationWarning"),
]
OURS = ".accounting-invoices"


@pytest.fixture(autouse=True)
def whole_shop(settings):
    settings.ROOT_URLCONF = "tests.oscar_pages.urls"


def test_a_customer_downloads_the_invoice(tell, connected, goods, buy, backstage):
    robolabs = RoboLabsSimulator()
    robolabs.switches.per_minute = robolabs.switches.per_hour = 10_000
    home = connected(robolabs, numbering=Numbering.SHOP)
    home.integration.series.create(prefix="VIL")
    [honey] = goods(home, robolabs, ["Liepų medus 500 g"])
    customer = get_user_model().objects.create_user("jonas", "jonas@example.com", "secret", first_name="Jonas")
    order = buy(honey, user=customer)
    stage = tell("pdf", customer)
    page = reverse("customer:order", kwargs={"order_number": order.number})
    stage.open(page)
    stage.shot("being-prepared", ours=OURS)
    backstage.deliver()
    row = Submission.objects.get()
    assert row.state == State.ISSUED
    stage.open(page)
    stage.shot("ready", at=stage.tab.locator(OURS), ours=OURS, phone=True)
    stage.tab.clock.install()
    stage.press(stage.tab.locator(f"{OURS} a"))
    stage.shot("being-fetched", ours="[data-accounting-reload]")
    backstage.deliver()
    with stage.tab.expect_download() as download:
        stage.tab.clock.fast_forward(6_000)
    assert row.remote_number
    assert row.remote_number in download.value.suggested_filename
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
