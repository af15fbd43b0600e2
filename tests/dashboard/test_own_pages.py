"""A shop replaces pages of the dashboard with a configuration of its own, as with Oscar's own apps."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import AppConfig
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import path, resolve
from django.views.generic import View

from oscar_lt_accounting.dashboard.apps import AccountingDashboardConfig
from oscar_lt_accounting.dashboard.invoices.decisions import SendView
from oscar_lt_accounting.dashboard.pages import all_pages


class OwnListView(View):
    """The shop's own list of documents."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse("the shop's own list")


class OwnSendView(SendView):
    """The shop's own way of sending again."""


class OwnDashboardConfig(AccountingDashboardConfig):
    """One page by its dotted name, one by its class, one chosen when Django is ready."""

    default = False
    submission_list_view = "tests.dashboard.test_own_pages.OwnListView"
    submission_send_view = OwnSendView

    def ready(self) -> None:
        super().ready()
        self.job_list_view = OwnListView


@pytest.fixture
def own(settings):
    config: Any = AppConfig.create("tests.dashboard.test_own_pages.OwnDashboardConfig")
    config.ready()
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": [path("accounting/", config.urls)]})
    return config


def shown(address: str) -> type[View]:
    view: Any = resolve(address).func
    return view.view_class


def test_a_page_is_replaced_by_a_dotted_name_or_a_class(own):
    assert shown("/accounting/invoices/") is OwnListView
    assert shown("/accounting/invoices/7/send/") is OwnSendView
    assert shown("/accounting/jobs/") is OwnListView


def test_the_other_pages_stay_ours_and_all_have_their_names(own):
    ours = all_pages()
    assert own.pages == ours
    assert {pattern.name for pattern in own.get_urls()} == set(ours)
    assert shown("/accounting/invoices/7/").__module__ == "oscar_lt_accounting.dashboard.invoices.detail"


def test_who_may_open_a_replaced_page_stays_the_same(own, rf, people):
    match = resolve("/accounting/invoices/")
    request = rf.get("/accounting/invoices/")
    request.resolver_match = match
    request.user = people["boss"]
    assert match.func(request).content == b"the shop's own list"
    request.user = people["customer"]
    with pytest.raises(PermissionDenied):
        match.func(request)


def test_every_page_has_an_attribute_of_its_own():
    attributes = [page.attribute for page in all_pages().values()]
    assert len(set(attributes)) == len(attributes)
    assert {"submission_list_view", "submission_detail_view", "integration_dry_run_view"} <= set(attributes)
