"""The pages in a real browser: on a wide screen and on a phone, and by keyboard."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test import Client

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import State
from tests import servers
from tests.dashboard.steps import page as address

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def browse(live_server, people, monkeypatch):
    """Opens pages as somebody who may decide; nothing but the shop itself can be reached."""
    sync_api = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    client = Client()
    client.force_login(people["keeper"])
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=servers.chromium(), args=servers.ARGUMENTS)

        def _browse(path, width=1280):
            context = browser.new_context(viewport={"width": width, "height": 900})
            context.add_cookies([cookie])
            tab = context.new_page()
            tab.route(
                "**/*",
                lambda route: route.continue_() if route.request.url.startswith(live_server.url) else route.abort(),
            )
            tab.faults = []
            tab.on("pageerror", lambda error: tab.faults.append(str(error)))
            tab.goto(live_server.url + path)
            return tab

        yield _browse
        browser.close()
        connections.close_all()  # beside Playwright's event loop, Django opens one of its own


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_and_no_script_fails(browse, make, width):
    long_word = "Nebeprisikiškiakopūsteliaujantiesiems" * 3
    problem = Problem(code="rejected", message="They said %(said)s", params={"said": long_word})
    rows = [
        make(State.REJECTED, frozen=True, problem=problem),
        make(State.UNCERTAIN, problem=problem, remote_id=long_word),
        make(State.ISSUED, remote_number=long_word),
    ]
    call = {"method": "POST", "address": f"https://books.example/{long_word}", "status": 200, "milliseconds": 5}
    rows[0].attempts.create(
        purpose="send", outcome="rejected", started_at=rows[0].created_at, calls=[{**call, "request": long_word}]
    )
    paths = [address("list"), f"{address('send-many')}?scope=matching", *(address("detail", pk=row.pk) for row in rows)]
    for path in paths:
        tab = browse(path, width)
        for summary in tab.locator("summary").all():
            summary.click()
        too_wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (path, too_wide, tab.faults) == (path, 0, [])


def test_sending_again_by_keyboard(browse, make):
    row, other = make(State.HELD), make(State.REJECTED)
    make(State.ISSUED)
    tab = browse(address("list"))
    tab.locator(".accounting-all input").focus()
    tab.keyboard.press("Space")
    assert tab.locator("input[name=chosen]:checked").count() == 2
    tab.get_by_role("button", name="Send the ticked ones again").focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Send 2 documents again").focus()
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert "2 documents are in the queue" in tab.locator("#messages").inner_text()
    for sent in (row, other):
        sent.refresh_from_db()
        assert sent.state == State.PENDING


def test_an_unconfirmed_document_is_settled_by_keyboard_and_once(browse, make):
    row = make(State.UNCERTAIN)
    first, second = browse(address("detail", pk=row.pk)), browse(address("detail", pk=row.pk), 390)
    for tab, number in ((first, "VIL1"), (second, "VIL2")):
        tab.get_by_label("Invoice number").focus()
        tab.keyboard.type(number)
        tab.keyboard.press("Tab")
        tab.keyboard.type("found under the order's number")
        with tab.expect_navigation():
            tab.keyboard.press("Enter")
    assert "is noted as issued" in first.locator("#messages").inner_text()
    assert "Nothing was done" in second.locator("#messages").inner_text()
    row.refresh_from_db()
    assert (row.state, row.remote_number) == (State.ISSUED, "VIL1")
