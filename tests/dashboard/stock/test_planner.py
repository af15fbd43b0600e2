"""The planner: a day's requests against the plan, and a schedule to take over."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from oscar_lt_accounting.models import AuditLine, Integration
from tests.dashboard.links.conftest import page_url
from tests.dashboard.steps import said

TIGHT = {"limits": [[300, 86_400]]}


@pytest.fixture
def configurer(people, visit):
    people["keeper"].user_permissions.add(Permission.objects.get(codename="change_integration"))
    return visit("keeper")


@pytest.fixture
def tight(warehouse, pulled):
    """An integration that pulls more often than its plan bears."""
    pulled(requests=10)
    Integration.objects.update(settings=TIGHT, pull_every=5)
    return Integration.objects.get()


def test_without_an_integration(linker):
    assert "No accounting system is connected yet." in linker.get(page_url("planner")).content.decode()


def test_the_day_is_shown_by_purpose(linker, tight):
    text = linker.get(page_url("planner")).content.decode()
    for shown in ("Looking documents up", "Allowed a day", "which is too much", "every 5 minutes"):
        assert shown in text
    assert "Ask somebody who may change integrations" in text


def test_an_unlimited_plan_has_nothing_to_advise(linker, warehouse):
    Integration.objects.update(settings={"limits": []}, pull_every=5)
    text = linker.get(page_url("planner")).content.decode()
    assert "no limit" in text
    assert "estimated" in text


def test_settings_that_cannot_be_read_are_said(linker, configurer, warehouse):
    Integration.objects.update(settings={"limits": "many"})
    assert "must be a list of pairs" in linker.get(page_url("planner")).content.decode()
    response = configurer.post(
        page_url("planner-apply", pk=warehouse.integration_id), {"seen": 60, "every": 120}, follow=True
    )
    assert "Nothing was done" in said(response)


def test_each_integration_has_a_tab(linker, tight, connect):
    other = connect("Kaunas").integration
    response = linker.get(page_url("planner"), {"integration": other.pk})
    assert response.context["chosen"] == other
    assert tight.name in response.content.decode()
    assert linker.get(page_url("planner"), {"integration": "x"}).status_code == 200


def test_the_advice_is_taken_over_once_and_written_down(configurer, tight, people):
    advice = configurer.get(page_url("planner")).context["plan"].advice
    assert advice
    assert advice > 5
    data = {"seen": 5, "every": advice}
    address = page_url("planner-apply", pk=tight.pk)
    assert f"every {advice} minutes from now on" in said(configurer.post(address, data, follow=True))
    assert "Nothing was done" in said(configurer.post(address, data, follow=True))
    tight.refresh_from_db()
    assert tight.pull_every == advice
    line = AuditLine.objects.get()
    assert (line.verb, line.actor, line.integration) == ("schedule", people["keeper"], tight)
    assert f"every {advice} minutes instead of every 5" in line.reason_text


@pytest.mark.parametrize("data", [{}, {"seen": 5, "every": 1}, {"seen": 6, "every": None}, {"seen": "x", "every": "y"}])
def test_anything_but_the_advice_is_not_taken(configurer, tight, data):
    if "every" in data and data["every"] is None:
        data = {**data, "every": configurer.get(page_url("planner")).context["plan"].advice}
    assert "Nothing was done" in said(configurer.post(page_url("planner-apply", pk=tight.pk), data, follow=True))
    tight.refresh_from_db()
    assert tight.pull_every == 5


@pytest.mark.parametrize(
    ("who", "status"), [("", 302), ("seller", 403), ("customer", 403), ("clerk", 200), ("boss", 200)]
)
def test_who_looks(visit, warehouse, who, status):
    assert visit(who).get(page_url("planner")).status_code == status


@pytest.mark.parametrize(("who", "status"), [("", 302), ("clerk", 403), ("seller", 403), ("keeper", 403)])
def test_who_may_not_change_it(visit, tight, who, status):
    assert visit(who).post(page_url("planner-apply", pk=tight.pk), {"seen": 5, "every": 60}).status_code == status
    tight.refresh_from_db()
    assert tight.pull_every == 5
