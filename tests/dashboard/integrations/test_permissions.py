"""Who may see the integrations, and who may change them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oscar_lt_accounting.models import AuditLine, Integration
from tests.shop import Item

LOOKING = ("list", "detail")
CONFIGURING = ("create", "edit", "keys", "test", "warehouses", "mappings", "dry-run", "switch", "duplicate", "delete")
POSTING = (*CONFIGURING, "wake")


def _row(name, row):
    return None if name in ("list", "create") else row


@pytest.mark.parametrize("name", LOOKING)
@pytest.mark.parametrize(
    ("who", "status"), [("customer", 403), ("clerk", 200), ("chief", 200), ("boss", 200), ("seller", 403), ("", 302)]
)
def test_every_member_of_staff_looks_and_nobody_else(visit, page, robolabs, who, status, name):
    assert visit(who).get(page(name, _row(name, robolabs))).status_code == status


@pytest.mark.parametrize("name", POSTING)
@pytest.mark.parametrize(
    ("who", "status"), [("clerk", 403), ("keeper", 403), ("seller", 403), ("customer", 403), ("", 302)]
)
def test_only_those_who_may_configure_change_anything(visit, page, robolabs, who, status, name):
    client = visit(who)
    assert client.get(page(name, _row(name, robolabs))).status_code == status
    assert client.post(page(name, _row(name, robolabs)), {"reason": "x"}).status_code == status
    assert Integration.objects.count() == 1
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("name", CONFIGURING)
@pytest.mark.parametrize("who", ["chief", "boss"])
def test_those_who_may_configure_find_every_page(visit, page, robolabs, who, name):
    assert visit(who).get(page(name, _row(name, robolabs))).status_code == 200


def test_who_only_looks_finds_no_way_to_change(visit, page, robolabs):
    html = visit("clerk").get(page("detail", robolabs)).content.decode()
    assert page("keys", robolabs) not in html
    assert page("switch", robolabs) not in html
    assert page("create") not in visit("clerk").get(page("list")).content.decode()


@pytest.mark.parametrize("name", [name for name in POSTING if name != "create"])
def test_an_integration_that_is_not_there_is_not_found(chief, page, robolabs, name):
    address = page(name, robolabs)
    robolabs.delete()
    assert chief.get(address).status_code == 404
    assert chief.post(address).status_code == 404


@pytest.mark.parametrize("name", CONFIGURING[1:] + LOOKING)
def test_no_page_shows_a_stored_key(chief, page, robolabs, name):
    assert "Slaptas-Raktas-1" not in chief.get(page(name, _row(name, robolabs))).content.decode()


def test_without_the_systems_package_only_its_page_and_its_end_are_left(chief, page, robolabs, text):
    Integration.objects.filter(pk=robolabs.pk).update(provider="gone")
    response = chief.get(page("edit", robolabs), follow=True)
    assert "is not installed" in text(response)
    assert response.redirect_chain[-1][0] == page("detail", robolabs)
    for name in ("detail", "switch", "delete"):
        assert chief.get(page(name, robolabs)).status_code == 200


def _queries(client, address):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_list_costs_the_same_with_1_and_with_20(chief, page, robolabs):
    few = _queries(chief, page("list"))
    for number in range(20):
        Integration.objects.create(name=f"N{number}", provider="memory", is_active=bool(number % 2))
    assert _queries(chief, page("list")) == few <= 12


@pytest.mark.parametrize("name", [name for name in CONFIGURING if name != "create"] + ["detail"])
def test_a_page_costs_the_same_with_1_and_with_20_rows(chief, page, robolabs, shop, name):
    def grow(numbers):
        for number in numbers:
            partner = shop.partner(f"P{number}")
            shop.place([Item("12.10", partner=partner)], number=f"Q{number}")
            robolabs.warehouses.create(partner=partner, name=f"W{number}", code=f"C{number}")
            robolabs.vat_mappings.create(rate=number, remote_code="X")
            robolabs.payment_mappings.create(source_type=f"s{number}", remote_code="X")

    grow(range(1))
    few = _queries(chief, page(name, robolabs))
    grow(range(1, 20))
    assert _queries(chief, page(name, robolabs)) == few
    assert few <= 12
