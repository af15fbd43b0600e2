"""The accounting pages in the dashboard's menu: those that are there, for those who may open them."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from oscar_lt_accounting.dashboard import navigation

PAGES = ("overview", "submission-list", "link-list", "pull-list", "integration-list", "job-list", "audit-list")


@pytest.fixture
def menu(settings):
    settings.OSCAR_DASHBOARD_NAVIGATION = [
        *settings.OSCAR_DASHBOARD_NAVIGATION, navigation.accounting_navigation(),
    ]  # fmt: skip


def _address(name):
    try:
        return reverse(f"accounting-dashboard:accounting-{name}")
    except NoReverseMatch:
        return ""


def _shown(visit, who):
    text = visit(who).get(reverse("dashboard:index")).content.decode()
    return {name for name in PAGES if _address(name) and f'href="{_address(name)}"' in text}


def test_the_boss_finds_every_page_that_is_there(visit, menu):
    assert _shown(visit, "boss") == {name for name in PAGES if _address(name)} >= {"submission-list", "job-list"}


def test_plain_staff_find_what_they_may_open(visit, menu):
    assert _shown(visit, "clerk") >= {"submission-list", "job-list"}
    assert "audit-list" not in _shown(visit, "clerk")


def test_a_partner_finds_the_invoices(visit, menu):
    found = _shown(visit, "seller")
    assert "submission-list" in found
    assert not found & {"job-list", "audit-list"}


@pytest.mark.parametrize("who", ["clerk", "boss", "seller"])
def test_every_link_of_the_menu_opens(visit, menu, who):
    client = visit(who)
    for name in _shown(visit, who):
        assert client.get(_address(name)).status_code == 200


def test_a_room_that_is_not_there_takes_no_page_away(visit, menu, monkeypatch, settings):
    monkeypatch.setattr(navigation, "_PAGES", (("Cellar", "accounting-cellar"), *navigation._PAGES))
    settings.OSCAR_DASHBOARD_NAVIGATION = [navigation.accounting_navigation()]
    text = visit("boss").get(reverse("dashboard:index")).content.decode()
    assert "Cellar" not in text
    assert _address("submission-list") in text
