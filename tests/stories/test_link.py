"""Twenty products without a link: what is certain is linked at once, the rest by a look."""

from __future__ import annotations

from decimal import Decimal

import pytest
from oscar.apps.catalogue.models import Product, ProductClass
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import ProductLink
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLES = (
    "Liepų medus 500 g",
    "Viržių medus 250 g",
    "Čiobrelių arbata 50 g",
    "Ramunėlių arbata 40 g",
    "Bičių vaško žvakė",
    "Lininis rankšluostis",
    "Molinis puodelis",
    "Medinė lentelė",
    "Ruginė duona 900 g",
    "Spanguolių uogienė",
    "Šakotis 1 kg",
    "Sūris su kmynais",
    "Gintaro pakabukas",
    "Vilnonės kojinės",
    "Lininė prijuostė",
    "Keramikinė vaza",
    "Džiovinti baravykai 100 g",
    "Juodųjų serbentų sirupas",
    "Kanapių sėklų aliejus",
    "Dovanų dėžutė",
)
BY_CODE, BY_BARCODE, BY_NAME = range(12), range(12, 16), range(16, 19)
BY_HAND = 19


def barcode(number: int) -> str:
    digits = f"477{number:09}"
    odd, even = sum(map(int, digits[::2])), sum(map(int, digits[1::2]))
    return f"{digits}{-(odd + 3 * even) % 10}"


def over_there():
    """The same goods in the accounting system: with a code, a bar code, or only a name that is alike."""
    for at, title in enumerate(TITLES):
        code = f"MED-{at:02}" if at in BY_CODE else f"P{at:04}"
        known = {"barcode": barcode(at)} if at in BY_BARCODE else {}
        name = {BY_HAND: "Pakuotė su kaspinu"}.get(at, f"{title} vnt" if at in BY_NAME else title)
        yield {"code": code, "name": name, "quantity": 40 + at, **known}


def fill_shelves(partner):
    kind = ProductClass.objects.create(slug="prekes", name="Prekės")
    for at, title in enumerate(TITLES):
        product = Product.objects.create(
            product_class=kind, title=title, upc=barcode(at) if at in BY_BARCODE else None, structure="standalone"
        )
        StockRecord.objects.create(
            product=product, partner=partner, partner_sku=f"MED-{at:02}", price=Decimal("12.10"), num_in_stock=3
        )


def test_twenty_products_are_linked(tell, shop, connected, backstage, bookkeeper):
    robolabs = RoboLabsSimulator()
    robolabs.switches.per_minute = robolabs.switches.per_hour = 10_000
    home = connected(robolabs)
    robolabs.seed(*over_there())
    fill_shelves(shop.partner("Vilnius"))
    backstage.read_goods(home)
    stage = tell("link", bookkeeper)
    stage.open(stage.page("link-list"))
    stage.shot("not-linked")
    stage.press(stage.form("link-match").locator("button"))
    backstage.do_jobs()
    stage.tab.reload()
    stage.shot("matched")
    stage.open(stage.page("link-proposals"))
    stage.shot("proposals")
    stage.press(stage.form("link-apply").locator("button"))
    backstage.do_jobs()
    stage.tab.reload()
    assert ProductLink.objects.count() == len(BY_CODE) + len(BY_BARCODE)
    stage.open(stage.page("link-proposals"))
    for choice in stage.tab.locator("fieldset").all():
        choice.locator("input[type=radio]").first.check()
    stage.shot("similar-names", phone=True)
    stage.press(stage.form("link-proposals").locator("button[type=submit]"))
    assert ProductLink.objects.count() == len(TITLES) - 1
    stage.open(stage.page("link-list") + "?state=unlinked")
    form = stage.form("link-set")
    stage.search(form, "kaspinu")
    stage.shot("by-hand")
    stage.tab.locator(".select2-results__option", has_text="kaspinu").click()
    stage.press(form.locator("button[type=submit]"))
    assert ProductLink.objects.count() == len(TITLES)
    stage.open(stage.page("link-coverage"))
    stage.shot("all-linked")
