"""Oscar's page of a product with its links and its stock in each warehouse."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.urls import reverse
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import CatalogueItem, LinkProposal, ProductLink, StockPull
from oscar_lt_accounting.services.linking.states import with_states
from oscar_lt_accounting.services.oscar_pages.product_stock import product_stock
from tests.shop import Item

NIGHT = datetime(2026, 3, 9, 1, 30, tzinfo=timezone.utc)


def address(product):
    return reverse("dashboard:catalogue-product", kwargs={"pk": product.pk})


def panel(client, product):
    response = client.get(address(product))
    assert response.status_code == 200
    text = response.content.decode()
    found = text.split('id="accounting"', 1)[1].split("</section>", 1)[0] if 'id="accounting"' in text else ""
    return " ".join(found.split())


@pytest.fixture
def warehouse(connect):
    return connect(provider="robolabs")


@pytest.fixture
def product(shop):
    return shop.product(Item("2.00", stock=7))


@pytest.fixture
def record(product):
    return product.stockrecords.get()


def read_whole(warehouse):
    StockPull.objects.create(
        warehouse=warehouse, started_at=NIGHT, finished_at=NIGHT, lease_until=NIGHT, is_complete=True
    )


def item(warehouse, remote_id="77", **values):
    return CatalogueItem.objects.create(
        warehouse=warehouse,
        remote_id=remote_id,
        **{"name": "Honey", "read_at": NIGHT, "available": Decimal(12), **values},
    )


def link(warehouse, record, **values):
    return ProductLink.objects.create(warehouse=warehouse, stockrecord=record, **{"remote_id": "77", **values})


def test_a_linked_product(visit, warehouse, product, record):
    link(warehouse, record, remote_code="PRK-77")
    item(warehouse, unit="vnt.")
    text = panel(visit("boss"), product)
    assert record.partner_sku in text
    assert "Vilnius sandėlis" in text
    assert "Linked" in text
    assert "PRK-77, Honey" in text
    assert "12 vnt." in text
    assert "in the shop</span>" not in text
    assert 'data-label="Stock in the shop" class="text-right">7</td>' in text


def test_units_of_the_books_are_told_in_those_of_the_shop(visit, warehouse, product, record):
    link(warehouse, record, units=Decimal(5), sync_stock=False)
    item(warehouse, available=Decimal("12.5000"))
    text = panel(visit("boss"), product)
    assert "12.5" in text
    assert "= 2 in the shop" in text
    assert "stock is not updated" in text


@pytest.mark.parametrize("values", [{"available": None}, {"gone_at": NIGHT}])
def test_what_is_not_known_is_not_zero(visit, warehouse, product, record, values):
    link(warehouse, record)
    item(warehouse, **values)
    assert "not known" in panel(visit("boss"), product)


def _nothing(warehouse, record):
    pass


def _linked(warehouse, record):
    link(warehouse, record)
    item(warehouse)
    read_whole(warehouse)


def _not_read_yet(warehouse, record):
    link(warehouse, record)


def _broken(warehouse, record):
    link(warehouse, record)
    read_whole(warehouse)


def _gone(warehouse, record):
    _linked(warehouse, record)
    CatalogueItem.objects.update(gone_at=NIGHT)


def _proposed(warehouse, record):
    LinkProposal.objects.create(warehouse=warehouse, stockrecord=record, item=item(warehouse), reason="name")


def _ambiguous(warehouse, record):
    for number in (1, 2):
        LinkProposal.objects.create(
            warehouse=warehouse,
            stockrecord=record,
            item=item(warehouse, str(number)),
            reason="code",
            is_ambiguous=number == 1,
        )


@pytest.mark.parametrize("arrange", [_nothing, _linked, _not_read_yet, _broken, _gone, _proposed, _ambiguous])
def test_the_state_is_the_one_of_the_links_screen(warehouse, record, arrange):
    arrange(warehouse, record)
    (stock,) = product_stock([record])
    wanted = with_states(StockRecord.objects.filter(pk=record.pk), warehouse).get().link_state
    assert stock.state == wanted


def test_a_partner_without_a_warehouse(visit, product, record):
    text = panel(visit("boss"), product)
    assert "Vilnius has no warehouse in use." in text
    assert record.partner_sku in text


def test_each_stock_record_has_its_row(visit, shop, warehouse, connect, product, record):
    connect("Kaunas")
    StockRecord.objects.create(product=product, partner=shop.partner("Kaunas"), partner_sku="KAU-1")
    link(warehouse, record)
    text = panel(visit("boss"), product)
    assert text.count("<tr") == 3
    assert "KAU-1" in text
    assert "Kaunas sandėlis" in text


def test_partner_users_see_their_own_records(visit, shop, warehouse, product, record):
    StockRecord.objects.create(product=product, partner=shop.partner("Kaunas"), partner_sku="KAU-1")
    text = panel(visit("seller"), product)
    assert record.partner_sku in text
    assert "KAU-1" not in text


def test_products_without_stock_records_have_no_table(visit, product, record):
    record.delete()
    assert panel(visit("boss"), product) == ""


def test_a_product_that_is_being_made(visit, product):
    kind = product.product_class.slug
    response = visit("boss").get(reverse("dashboard:catalogue-product-create", kwargs={"product_class_slug": kind}))
    assert response.status_code == 200
    assert 'id="accounting"' not in response.content.decode()


def test_the_table_is_not_for_those_who_may_not_look(people, product):
    template = Template("{% load accounting_warehouses %}{% accounting_product_panel product %}")
    assert not template.render(Context({"product": product, "user": people["customer"]})).strip()


def test_the_table_costs_the_same_for_any_number_of_records(
    shop, warehouse, connect, product, record, django_assert_num_queries
):
    link(warehouse, record)
    item(warehouse)
    connect("Kaunas")
    records = [record]
    with django_assert_num_queries(5):
        product_stock(records)
    for number in range(6):
        more = StockRecord.objects.create(product=product, partner=shop.partner("Kaunas"), partner_sku=f"K{number}")
        records.append(more)
    with django_assert_num_queries(5):
        product_stock(records)
