"""Pulls: who sees which, what they say, and reading a warehouse now."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oscar_lt_accounting.models import AuditLine, Integration, Job
from tests.dashboard.links.conftest import page_url
from tests.dashboard.steps import said
from tests.dashboard.stock.conftest import SHRUNKEN


@pytest.fixture
def look(linker):
    def _look(**query):
        response = linker.get(page_url("pull-list"), query)
        assert response.status_code == 200
        return response

    return _look


def test_without_warehouses_and_before_the_first_pull(look, connect):
    assert "No warehouse is in use yet." in look().content.decode()
    connect()
    text = look().content.decode()
    assert "The stock was not updated yet." in text
    assert "The stock was never fully updated." in text


def test_a_pull_says_what_came_of_it(look, pulled, people):
    pulled(seen=120, changed=4, unlinked=1, requests=3, actor=people["boss"], cause="person")
    pulled(scope="sold", problem=SHRUNKEN)
    pulled(finished_at=None, is_complete=False)
    text = look().content.decode()
    for shown in (
        "120 returned, 4 changed, 1 without a link",
        "boss",
        "Complete",
        "Not complete",
        "Under way",
        "returned only 3",
    ):
        assert shown.lower() in text.lower()
    assert "1 h 0 min ago" in text


def test_products_that_could_not_be_read_are_named(look, pulled):
    pulled(seen=5, skipped=2, skipped_products=["KAVA-1", "Puodelis \ufffd"])
    text = look().content.decode()
    assert "2 unreadable" in text
    assert "Unreadable: KAVA-1, Puodelis \ufffd" in text


def test_old_stock_is_warned_of_and_says_when_it_stops_sales(look, pulled, warehouse):
    pulled(hours=30)
    assert "The stock is too old. Update it" in look().content.decode()
    Integration.objects.update(stale_policy="stop")
    assert "does not sell its tracked goods" in look().content.decode()
    Integration.objects.update(stale_policy="nothing")
    assert "too old" not in look().content.decode()


def test_pages_and_tabs(look, pulled, connect, settings):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 2
    kaunas = connect("Kaunas")
    pulls = [pulled() for _time in range(3)]
    other = pulled(warehouse=kaunas)
    first = look()
    assert [one["pull"].pk for one in first.context["pulls"]] == [other.pk, pulls[2].pk]
    second = look(before=pulls[2].pk)
    assert [one["pull"].pk for one in second.context["pulls"]] == [pulls[1].pk, pulls[0].pk]
    assert not second.context["older"]
    assert [one["pull"].pk for one in look(warehouse=kaunas.pk).context["pulls"]] == [other.pk]
    assert len(look(warehouse=kaunas.pk).context["cards"]) == 1


def test_the_page_costs_the_same_for_3_and_for_60_pulls(linker, pulled, settings):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 50

    def queries():
        with CaptureQueriesContext(connection) as caught:
            linker.get(page_url("pull-list"))
        return len(caught)

    for _time in range(3):
        pulled(problem=SHRUNKEN)
    few = queries()
    for _time in range(57):
        pulled(problem=SHRUNKEN)
    assert queries() == few <= 12


def test_partner_users_see_their_own_warehouses_and_change_nothing(visit, pulled, connect):
    mine = pulled(problem=SHRUNKEN)
    pulled(warehouse=connect("Kaunas"))
    response = visit("seller").get(page_url("pull-list"))
    assert [one["pull"].pk for one in response.context["pulls"]] == [mine.pk]
    text = response.content.decode()
    assert "Kaunas" not in text
    assert "Update now" not in text
    assert "believe" not in text
    assert not visit("seller").get(page_url("pull-list"), {"warehouse": "2"}).context["tabs"][1:]


@pytest.mark.parametrize(
    ("who", "status"), [("", 302), ("customer", 403), ("clerk", 200), ("seller", 200), ("boss", 200)]
)
def test_who_looks(visit, pulled, who, status):
    pulled()
    assert visit(who).get(page_url("pull-list")).status_code == status


@pytest.mark.parametrize(("who", "status"), [("", 302), ("clerk", 403), ("keeper", 403), ("seller", 403)])
def test_who_may_not_pull(visit, pulled, warehouse, who, status):
    pull = pulled(problem=SHRUNKEN)
    client = visit(who)
    assert client.post(page_url("pull-now"), {"warehouse": warehouse.pk}).status_code == status
    assert client.post(page_url("pull-believe", pk=pull.pk), {"confirmation": warehouse.name}).status_code == status
    assert not Job.objects.exists()


def test_pulling_now_is_asked_for_once(linker, warehouse, people):
    for _time in range(2):
        response = linker.post(page_url("pull-now"), {"warehouse": warehouse.pk})
        assert response["Location"] == page_url("job-detail", pk=Job.objects.get().pk)
    job = Job.objects.get()
    assert (job.kind, job.params, job.actor) == ("pull", {"warehouse": warehouse.pk}, people["clerk"])
    assert linker.get(page_url("pull-now")).status_code == 405
    assert linker.post(page_url("pull-now"), {"warehouse": ""}).status_code == 404


def test_what_was_not_believed_can_be_confirmed_with_the_warehouses_name(look, linker, pulled, warehouse, people):
    pull = pulled(problem=SHRUNKEN)
    assert page_url("pull-believe", pk=pull.pk) in look().content.decode()
    page = linker.get(page_url("pull-believe", pk=pull.pk)).content.decode()
    assert "returned only 3 products" in page
    wrong = linker.post(page_url("pull-believe", pk=pull.pk), {"confirmation": "Kaunas"})
    assert wrong.status_code == 422
    assert 'value="Kaunas"' in wrong.content.decode()
    assert not Job.objects.exists()
    for _time in range(2):
        linker.post(page_url("pull-believe", pk=pull.pk), {"confirmation": f" {warehouse.name.upper()} "})
    assert Job.objects.get().params == {"warehouse": warehouse.pk, "believe": True}
    line = AuditLine.objects.earliest("pk")
    assert (line.verb, line.actor, line.integration) == ("believe", people["clerk"], warehouse.integration)
    assert "returned only 3 products" in line.reason_text


def test_an_older_pull_cannot_be_accepted_any_more(look, linker, pulled, warehouse):
    pull = pulled(hours=2, problem=SHRUNKEN)
    pulled(hours=1)
    assert page_url("pull-believe", pk=pull.pk) not in look().content.decode()
    assert "nothing to decide" in linker.get(page_url("pull-believe", pk=pull.pk)).content.decode()
    response = linker.post(page_url("pull-believe", pk=pull.pk), {"confirmation": warehouse.name}, follow=True)
    assert "updated again meanwhile" in said(response)
    assert not Job.objects.exists()


def test_only_a_suspicious_update_can_be_accepted(linker, pulled):
    assert linker.get(page_url("pull-believe", pk=pulled().pk)).status_code == 404
    assert linker.get(page_url("pull-believe", pk=999)).status_code == 404
