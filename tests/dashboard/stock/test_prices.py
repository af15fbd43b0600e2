"""Prices that follow the accounting system: seen first, then taken over."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from oscar_lt_accounting.models import CatalogueItem, Integration, Job, ProductLink
from oscar_lt_accounting.services.jobs import kinds
from tests.dashboard.links.conftest import page_url
from tests.shop import Item


@pytest.fixture
def priced(shop, warehouse):
    """Products whose price the accounting system knows otherwise."""

    def _priced(price="12.10", **values):
        record = shop.product(Item("10.00", title="Medus")).stockrecords.get()
        CatalogueItem.objects.create(
            warehouse=warehouse,
            remote_id=f"r{record.pk}",
            name="Bičių medus",
            price=price,
            price_includes_vat=True,
            read_at=timezone.now(),
        )
        return ProductLink.objects.create(warehouse=warehouse, stockrecord=record, remote_id=f"r{record.pk}", **values)

    return _priced


@pytest.fixture
def look(linker):
    def _look(**query):
        response = linker.get(page_url("prices"), query)
        assert response.status_code == 200
        return response.content.decode()

    return _look


def test_without_a_warehouse_without_the_setting_and_without_changes(look, connect):
    assert "No warehouse is in use yet." in look()
    connect()
    assert "do not follow the accounting system" in look()
    Integration.objects.update(sync_prices=True)
    assert "nothing would change" in look()


def test_changes_are_shown_with_what_stays_and_why(look, priced):
    Integration.objects.update(sync_prices=True, sync_names=True)
    priced()
    priced("15.00", synced_price=Decimal("9.00"))
    text = look()
    assert "Prices that would change: 1. Names that would change: 2. What stays as it is: 1." in text
    for shown in ("€10.00", "€12.10", "Bičių medus", "was changed in the shop from 9.00 to 10.00"):
        assert shown in text


def test_only_the_first_are_shown(look, priced, monkeypatch):
    monkeypatch.setattr("oscar_lt_accounting.dashboard.stock.prices.SHOWN", 1)
    Integration.objects.update(sync_prices=True)
    priced()
    priced()
    assert "There are more than 1 changes" in look()


def test_a_price_that_cannot_be_told_has_no_button(look, priced):
    Integration.objects.update(sync_prices=True)
    priced("0")
    text = look()
    assert "makes no price in the shop" in text
    assert "Take all of them over" not in text


def test_taking_over_goes_on_in_the_background_once(linker, priced, warehouse, monkeypatch):
    if "prices" not in kinds.KINDS:
        monkeypatch.setitem(kinds.KINDS, "prices", lambda job, report: {})
    for _time in range(2):
        linker.post(page_url("prices"), {"warehouse": warehouse.pk})
    job = Job.objects.get()
    assert (job.kind, job.params) == ("prices", {"warehouse": warehouse.pk})


@pytest.mark.parametrize(("who", "status"), [("", 302), ("seller", 403), ("keeper", 403), ("boss", 200)])
def test_who_looks(visit, warehouse, who, status):
    assert visit(who).get(page_url("prices")).status_code == status
