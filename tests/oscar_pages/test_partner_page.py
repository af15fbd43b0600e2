"""Oscar's page of a partner with its warehouse."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.template import Context, Template
from django.urls import reverse

from oscar_lt_accounting.models import Integration, ProductLink, StockPull, Warehouse
from tests.dashboard.steps import page
from tests.shop import Item

NIGHT = datetime(2026, 3, 9, 1, 30, tzinfo=timezone.utc)


def address(partner):
    return reverse("dashboard:partner-manage", kwargs={"pk": partner.pk})


def panel(client, partner):
    response = client.get(address(partner))
    assert response.status_code == 200
    text = response.content.decode()
    return text.split('id="accounting"', 1)[1].split("</section>", 1)[0] if 'id="accounting"' in text else ""


def words(text):
    return " ".join(text.split())


def test_the_warehouse_its_books_and_its_links(visit, shop, connect):
    warehouse = connect(provider="robolabs", name="Our accounting", is_test=True)
    records = [shop.product(Item("1.00")).stockrecords.get() for _ in range(3)]
    ProductLink.objects.create(warehouse=warehouse, stockrecord=records[0], remote_id="7")
    for hours in (0, 1):
        at = NIGHT + timedelta(hours=hours)
        StockPull.objects.create(
            warehouse=warehouse, started_at=at, finished_at=at, lease_until=at, is_complete=hours == 0
        )
    text = words(panel(visit("boss"), shop.partner()))
    assert "Vilnius sandėlis" in text
    assert "Our accounting" in text
    assert "RoboLabs" in text
    assert "Works" in text
    assert "test mode" in text
    assert "WH1" in text
    assert "1 of 3" in text
    assert "March 9, 2026, 3:30 a.m." in text, "an incomplete read does not count"
    assert f"{page('list')}?warehouse={warehouse.pk}" in text
    assert "Connect a warehouse" not in text


def test_a_warehouse_that_was_never_read(visit, shop, connect):
    connect(code="")
    text = words(panel(visit("boss"), shop.partner()))
    assert "<dd>never</dd>" in text
    assert "Code in the accounting system" not in text
    assert "test mode" not in text


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"is_active": False, "is_blocked": True}, "Switched off"),
        ({"is_blocked": True, "problem_code": "key", "problem": "The key is wrong."}, "Needs attention"),
        ({"problem_code": "away", "problem": "Nobody answers."}, "Out of reach"),
    ],
)
def test_how_the_books_are_doing(visit, shop, connect, values, word):
    connect()
    Integration.objects.update(**values)
    text = panel(visit("boss"), shop.partner())
    assert word in text
    assert values.get("problem", "") in text


def test_a_partner_that_is_not_connected(visit, shop):
    partner = shop.partner("Kaunas")
    text = panel(visit("boss"), partner)
    assert "Not connected" in text
    assert "Connect a warehouse" in text


def test_a_warehouse_that_is_no_longer_in_use(visit, shop, connect):
    connect()
    Warehouse.objects.update(is_active=False)
    text = panel(visit("boss"), shop.partner())
    assert "not in use" in text
    assert "Connect a warehouse" in text


def test_those_who_may_not_connect_see_no_button(visit, shop, people):
    people["clerk"].user_permissions.add(*Permission.objects.filter(content_type__app_label="partner"))
    text = panel(visit("clerk"), shop.partner("Kaunas"))
    assert "Not connected" in text
    assert "Connect a warehouse" not in text


@pytest.mark.parametrize(
    ("who", "is_shown"),
    [("boss", True), ("clerk", True), ("seller", True), ("other seller", False), ("customer", False)],
)
def test_whose_partner_it_is(people, shop, connect, who, is_shown):
    connect()
    template = Template("{% load accounting_warehouses %}{% accounting_partner_panel partner %}")
    text = template.render(Context({"partner": shop.partner(), "user": people[who]}))
    assert ("Vilnius sandėlis" in text) is is_shown
    assert bool(text.strip()) is is_shown


def test_the_page_costs_the_same_for_any_number_of_links(visit, shop, connect, queries):
    warehouse = connect()
    client = visit("boss")
    partner = shop.partner()
    few = queries(client, address(partner))
    for number in range(10):
        record = shop.product(Item("1.00")).stockrecords.get()
        ProductLink.objects.create(warehouse=warehouse, stockrecord=record, remote_id=str(number), units=Decimal(1))
    assert queries(client, address(partner)) == few


def test_secrets_stay_where_they_are(visit, shop, connect):
    connect(credentials={"api_key": "very secret"})
    assert "very secret" not in panel(visit("boss"), shop.partner())
