"""A job is followed in a real browser: the bar grows by itself, and the page changes when the work ends."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from oscar_lt_accounting.models import Job
from tests import servers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_follows_the_work(live_server, people, monkeypatch, width):
    sync_api = pytest.importorskip("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    job = Job.objects.create(kind="resend", state="running", done=10, total=1240, created_at=timezone.now())
    client = Client()
    client.force_login(people["keeper"])
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=servers.chromium(), args=servers.ARGUMENTS)
        context = browser.new_context(viewport={"width": width, "height": 900})
        context.add_cookies([cookie])
        tab = context.new_page()
        faults: list[str] = []
        tab.on("pageerror", lambda error: faults.append(str(error)))
        tab.route(
            "**/*",
            lambda route: route.continue_() if route.request.url.startswith(live_server.url) else route.abort(),
        )
        tab.goto(live_server.url + reverse("accounting-dashboard:accounting-job-detail", args=[job.pk]))
        Job.objects.filter(pk=job.pk).update(done=620)
        tab.wait_for_selector('[role="progressbar"][aria-valuenow="50"]', state="attached")
        assert tab.inner_text("[data-accounting-text]") == "620 of 1,240"
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        Job.objects.filter(pk=job.pk).update(state="done", finished_at=timezone.now(), result={"sent": 1240})
        tab.wait_for_selector("#result-heading")
        assert "1,240 documents were put into the queue." in tab.inner_text("body")
        assert not faults
        browser.close()
