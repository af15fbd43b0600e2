"""Orders of the past are sent: first how many, then go."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from django.test import Client
from django.urls import reverse

from oscar_lt_accounting.models import AuditLine, Job, Submission
from oscar_lt_accounting.services import jobs
from tests.dashboard.steps import said
from tests.shop import Item

PAGE = "accounting-dashboard:accounting-job-history"
DAYS = {"since": "2025-05-01", "until": "2025-05-02"}


@pytest.fixture
def orders(shop, connect):
    for day in (1, 2, 3):
        shop.place([Item("24.20")], number=f"P{day}", placed=datetime(2025, 5, day, 12, tzinfo=timezone.utc))
    return connect(trigger="manual")


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("seller", 403), ("keeper", 200), ("boss", 200)])
def test_only_those_who_may_send_again(visit, people, who, status):
    client = visit(who)
    assert client.get(reverse(PAGE)).status_code == status
    assert client.post(reverse(PAGE), {}).status_code == status
    assert not Job.objects.exists()


def test_the_page_says_how_many_orders_are_meant(keeper, orders):
    text = keeper.get(reverse(PAGE), DAYS).content.decode()
    assert "2 orders were placed on these days" in text
    assert "2 of them have no document yet." in text
    assert text.count('id="id_since"') == 1
    assert '<input type="hidden" name="since" value="2025-05-01">' in text
    assert not Job.objects.exists()


def test_nothing_is_offered_where_there_is_nothing_to_do(keeper, orders):
    text = keeper.get(reverse(PAGE), {"since": "2024-01-01", "until": "2024-01-31"}).content.decode()
    assert "There is nothing to send. Choose other days." in text
    keeper.post(reverse(PAGE), DAYS)
    jobs.run_due()
    assert Submission.objects.count() == 2
    text = keeper.get(reverse(PAGE), DAYS).content.decode()
    assert "All of them have a document already" in text
    assert "Send them" not in text


def test_it_begins_once_and_is_written_down(keeper, orders, people):
    response = keeper.post(reverse(PAGE), DAYS)
    job = Job.objects.get()
    assert (job.kind, job.params, job.actor) == ("history", DAYS, people["keeper"])
    assert response["Location"] == reverse("accounting-dashboard:accounting-job-detail", args=[job.pk])
    assert keeper.post(reverse(PAGE), DAYS)["Location"] == response["Location"]
    line = AuditLine.objects.get()
    assert (line.verb, line.actor) == ("history", people["keeper"])
    assert line.reason_text == "Orders placed from 2025-05-01 to 2025-05-02."


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"since": "2025-05-02", "until": "2025-05-01"}, "The last day is before the first."),
        ({"since": "soon", "until": "2025-05-01"}, "Enter a valid date."),
        ({"since": "2025-05-01"}, "This field is required."),
    ],
)
def test_days_that_make_no_sense_are_shown_again(keeper, orders, days, words):
    for response in (keeper.get(reverse(PAGE), days), keeper.post(reverse(PAGE), days)):
        text = response.content.decode()
        assert words in text
        assert f'value="{days["since"]}"' in text
    assert not Job.objects.exists()


def test_without_a_warehouse_nothing_starts(keeper, shop):
    assert "nowhere to send to" in keeper.get(reverse(PAGE)).content.decode()
    response = keeper.post(reverse(PAGE), DAYS)
    assert "Nothing was started" in said(response)
    assert not Job.objects.exists()


def test_a_forged_post_is_refused(people, orders):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["keeper"])
    assert client.post(reverse(PAGE), DAYS).status_code == 403
    assert not Job.objects.exists()
