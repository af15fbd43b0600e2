"""RoboLabs is connected step by step, from an empty shop to the first invoice."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import Integration, State, Submission
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.shop import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_robolabs_is_connected_and_gets_its_first_invoice(tell, shop, simulators, buy, backstage, bookkeeper):
    robolabs = simulators(RoboLabsSimulator())
    product = shop.product(Item("24.20", title="Liepų medus 500 g"))
    sku = product.stockrecords.get().partner_sku
    robolabs.seed({"code": sku, "name": "Liepų medus 500 g", "quantity": 40})
    buy(product)
    stage = tell("connect", bookkeeper)
    stage.open(stage.page("integration-list"))
    stage.follow("integration-create")
    stage.shot("choose")
    stage.press(stage.tab.locator("a[href='?system=robolabs']"))
    tab = stage.tab
    tab.locator("[name=name]").fill("RoboLabs")
    tab.locator("[name=base_url]").fill(robolabs.url)
    tab.locator("[name=secret_api_key]").fill(robolabs.credentials()["api_key"])
    stage.shot("keys", phone=True)
    stage.press(tab.locator(".page-content form button[type=submit]"))
    row = Integration.objects.get()
    assert stage.is_at("integration-test", pk=row.pk)
    stage.press(tab.locator(".page-content form button[type=submit]"))
    stage.shot("tested")
    stage.follow("integration-warehouses", pk=row.pk)
    tab.locator("[name=warehouse-0-name]").fill("Vilniaus sandėlis")
    tab.locator("[name=warehouse-0-code]").fill(robolabs.company().warehouse)
    tab.locator("[name=warehouse-0-partner]").select_option(label="Vilnius")
    stage.shot("warehouse")
    stage.press(tab.locator("#warehouses button[type=submit]"))
    assert stage.is_at("integration-mappings", pk=row.pk)
    tab.locator("[name=series-0-prefix]").fill("VIL")
    stage.shot("series", at=tab.locator("#series-heading"))
    stage.press(tab.locator("#mappings button[type=submit]"))
    assert stage.is_at("integration-dry-run", pk=row.pk)
    stage.press(tab.locator("#dry-run button[type=submit]"))
    stage.shot("dry-run")
    assert not robolabs.books().documents
    stage.follow("integration-switch", pk=row.pk)
    stage.shot("a-step-is-left")
    stage.follow("integration-test", pk=row.pk)
    stage.press(tab.locator(".page-content form button[type=submit]"))
    stage.shot("nothing-is-missing")
    stage.follow("integration-switch", tab.locator(".page-content"), pk=row.pk)
    tab.locator("#switch [name=reason]").fill("Buhalterė sutiko")
    stage.press(tab.locator("#switch button[type=submit]"))
    assert stage.is_at("integration-detail", pk=row.pk)
    stage.shot("switched-on")

    buy(product)
    backstage.deliver()
    assert set(Submission.objects.values_list("state", flat=True)) == {State.ISSUED}
    [booked] = robolabs.books().documents
    stage.open(stage.page("submission-detail", pk=Submission.objects.get().pk))
    assert booked.number in stage.reads(".page-content")
    stage.shot("first-invoice")
