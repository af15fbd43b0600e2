"""The pages in a real browser: on a wide screen and on a phone, every field with a name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.db import connections
from django.test import Client

from oscar_lt_accounting.models import Integration
from tests import servers
from tests.shop import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

#: Fields that nobody could tell by their name, and ids that are on the page twice.
FAULTS = """() => {
    const kinds = ["input:not([type=hidden])", "select", "textarea"].map(kind => `.page-content ${kind}`);
    const fields = [...document.querySelectorAll(kinds.join(","))];
    const nameless = fields.filter(one => !one.labels.length && !one.getAttribute("aria-label")).map(one => one.name);
    const lost = [...document.querySelectorAll(".page-content [aria-describedby]")]
        .filter(one => !document.getElementById(one.getAttribute("aria-describedby"))).map(one => one.outerHTML);
    const ids = [...document.querySelectorAll(".page-content [id]")].map(one => one.id);
    return [...nameless, ...lost, ...ids.filter((id, at) => ids.indexOf(id) !== at)];
}"""


@pytest.fixture
def browse(live_server, people, monkeypatch):
    sync_api = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client = Client()
    client.force_login(people["chief"])
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=servers.chromium(), args=servers.ARGUMENTS)

        def _browse(path, width):
            context = browser.new_context(viewport={"width": width, "height": 900})
            context.add_cookies([cookie])
            tab = context.new_page()
            inside = live_server.url
            tab.route("**/*", lambda way: way.continue_() if way.request.url.startswith(inside) else way.abort())
            tab.faults = []
            tab.on("pageerror", lambda error: tab.faults.append(str(error)))
            tab.goto(inside + path)
            return tab

        yield _browse
        browser.close()
        connections.close_all()


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_and_every_field_has_a_name(browse, page, shop, width):
    row = Integration.objects.create(
        name="Robotai" * 15,
        provider="robolabs",
        base_url="https://bite.robolabs.lt",
        credentials={"api_key": "Slaptas-Raktas-1"},
        is_test=True,
        numbering="shop",
        problem="Nebeprisikiškiakopūsteliaujantiesiems" * 3,
    )
    row.warehouses.create(partner=shop.partner(), name="Vilnius", code="WH")
    row.vat_mappings.create(rate=21, remote_code="PVM1")
    shop.place([Item("24.20")], number="R1")
    names = ("edit", "keys", "test", "warehouses", "mappings", "dry-run", "switch", "duplicate", "delete", "detail")
    paths = [page("list"), page("create"), f"{page('create')}?system=b1", *(page(name, row) for name in names)]
    pictures = os.environ.get("PICTURES", "")
    for path in paths:
        tab = browse(path, width)
        too_wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if pictures:
            name = path.strip("/").replace("/", "-").replace("?", "-")
            tab.screenshot(path=Path(pictures) / f"{name}-{width}.png", full_page=True)
        assert (path, too_wide, tab.faults, tab.evaluate(FAULTS)) == (path, 0, [], [])
