"""Rows where something is missing."""

from __future__ import annotations

from django.apps import apps
from django.urls import NoReverseMatch

from oscar_lt_accounting.dashboard.links import rows
from oscar_lt_accounting.dashboard.links.warehouses import active_warehouses
from tests.dashboard.links.conftest import page_url


def _only(people, record):
    return rows.rows_of([record.pk], active_warehouses(), people["boss"])[0]


def test_a_product_that_is_not_counted_has_no_quantity(people, record, warehouse, linker):
    one = record("A", num_in_stock=None)
    assert _only(people, one).shop_stock is None
    assert 'data-label="In the shop" class="text-right">–</td>' in linker.get(page_url("link-list")).content.decode()


def test_a_stock_record_that_was_deleted_meanwhile_is_left_out(people, warehouse):
    assert rows.rows_of([999], active_warehouses(), people["boss"]) == []


def test_without_a_title_the_sku_is_shown(people, record, warehouse):
    one = record("A")
    type(one.product).objects.filter(pk=one.product_id).update(title="")
    assert _only(people, one).title == "A"


def test_without_oscars_catalogue_pages_there_are_no_links_to_them(people, record, warehouse, monkeypatch):
    one = record("A")
    assert _only(people, one).product_page

    def nowhere(*args, **kwargs):
        raise NoReverseMatch

    monkeypatch.setattr(rows, "reverse", nowhere)
    assert not _only(people, one).product_page

    config = apps.get_app_config

    def missing(label):
        if label == "catalogue_dashboard":
            raise LookupError(label)
        return config(label)

    monkeypatch.setattr(apps, "get_app_config", missing)
    assert not _only(people, one).product_page
