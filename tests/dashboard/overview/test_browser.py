"""The overview in a real browser: on a wide screen and on a phone."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from oscar_lt_accounting.models import Integration, State
from oscar_lt_accounting.models.problems import problem_columns
from tests import servers
from tests.dashboard.overview.conftest import OVERVIEW, REFUSED, no_link

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_and_no_script_fails(live_server, people, make, record, connect, monkeypatch, width):
    sync_api = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    make(State.HELD, problem=no_link(record("Nebeprisikiškiakopūsteliaujantiesiems" * 3)))
    make(State.REJECTED, problem=REFUSED)
    make(State.ISSUED, issued_at=timezone.now())
    connect("Kaunas", name="Nebeprisikiškiakopūsteliaujantiesiems" * 2, provider="b1")
    Integration.objects.filter(provider="b1").update(is_blocked=True, **problem_columns(REFUSED))
    client = Client()
    client.force_login(people["boss"])
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=servers.chromium(), args=servers.ARGUMENTS)
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([cookie])
        tab = context.new_page()
        inside = live_server.url
        tab.route("**/*", lambda route: route.continue_() if route.request.url.startswith(inside) else route.abort())
        faults: list[str] = []
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.goto(live_server.url + OVERVIEW)
        wide = tab.evaluate("document.documentElement.scrollWidth")
        labels = tab.evaluate(
            "[...document.querySelectorAll('#default input:not([type=hidden]), #default select')]"
            ".filter(field => !field.labels.length && !field.ariaLabel).map(field => field.name)"
        )
        ids = tab.evaluate("[...document.querySelectorAll('section [id]')].map(one => one.id)")
        browser.close()
        connections.close_all()  # beside Playwright's event loop, Django opens one of its own
    assert wide <= width
    assert faults == []
    assert labels == []
    assert len(ids) == len(set(ids))
