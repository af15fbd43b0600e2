"""Who may open the page_url of links."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.dashboard.links.pages import PAGES
from tests.dashboard.links.conftest import page_url

READING = ("link-list", "link-proposals", "link-import", "link-coverage", "link-create", "link-export", "link-history")
CHANGING = (
    "link-set", "link-bulk", "link-match", "link-apply", "link-import-errors", "link-create-preview", "link-unlink",
)  # fmt: skip


@pytest.fixture
def address(record, warehouse):
    pk = record("SKU-A").pk
    return lambda name: (
        page_url(name, pk=pk) if name in ("link-history", "link-unlink", "link-picture") else page_url(name)
    )


def test_every_page_is_looked_at_here():
    assert {page.name for page in PAGES} == {*READING, *CHANGING, "catalogue-lookup", "link-picture"}


@pytest.mark.parametrize("name", [*READING, *CHANGING, "link-picture"])
@pytest.mark.parametrize(
    ("who", "status"), [("", 302), ("customer", 403), ("clerk", 403), ("keeper", 403), ("seller", 403), ("helper", 403)]
)
def test_others_are_stopped(visit, address, who, status, name):
    client = visit(who)
    response = client.post(address(name)) if name in CHANGING else client.get(address(name))
    assert response.status_code == status


@pytest.mark.parametrize("name", READING)
def test_linkers_and_superusers_enter(linker, visit, address, name):
    assert linker.get(address(name)).status_code == visit("boss").get(address(name)).status_code == 200


@pytest.mark.parametrize("name", CHANGING)
def test_nothing_is_changed_by_following_a_link(linker, address, name):
    assert linker.get(address(name)).status_code == 405


@pytest.mark.parametrize("name", CHANGING)
def test_a_change_takes_a_token(people, linker, address, name):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people["boss"])
    assert strict.post(address(name)).status_code == 403
