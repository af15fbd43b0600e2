"""What is linked, what is broken, and what the missing links cost."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.domain.errors import Unavailable
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.models import CatalogueItem, ProductLink, State, StockPull, Submission, Warehouse
from oscar_lt_accounting.providers.memory import books as memory
from oscar_lt_accounting.services import stock
from oscar_lt_accounting.services.linking import coverage, matching
from oscar_lt_accounting.services.linking.links import link, link_many
from oscar_lt_accounting.services.linking.states import LinkState, broken_links, with_states
from tests.linking.conftest import READ
from tests.shop import PLACED, Item

NOW = PLACED + timedelta(days=1)


def states(warehouse: Any) -> dict[str, str]:
    rows = with_states(StockRecord.objects.filter(partner=warehouse.partner), warehouse)
    return dict(rows.values_list("partner_sku", "link_state"))


def broken(warehouse: Any) -> set[str]:
    return set(broken_links(warehouse).values_list("remote_id", flat=True))


def test_each_state_of_a_stock_record(warehouse, record, item, read_whole):
    for sku in ("LINKED", "BROKEN", "TWICE", "ONCE", "NOTHING"):
        record(sku)
    item("LINKED", remote_id="1")
    item("GONE", remote_id="2", gone_at=READ)
    item("TWICE")
    item("TWICE")
    item("ONCE")
    link(warehouse, StockRecord.objects.get(partner_sku="LINKED"), remote_id="1")
    link(warehouse, StockRecord.objects.get(partner_sku="BROKEN"), remote_id="2")
    read_whole()
    matching.preview(warehouse)
    assert states(warehouse) == {
        "LINKED": LinkState.LINKED,
        "BROKEN": LinkState.BROKEN,
        "TWICE": LinkState.AMBIGUOUS,
        "ONCE": LinkState.PROPOSAL,
        "NOTHING": LinkState.UNLINKED,
    }


@pytest.mark.parametrize("values", [None, {"is_complete": False}, {"scope": StockPull.Scope.SOLD}])
def test_nothing_is_broken_while_the_warehouse_was_never_read_whole(warehouse, record, read_whole, values):
    link(warehouse, record("MUG"), remote_id="1")
    if values is not None:
        read_whole(**values)
    assert (states(warehouse), broken(warehouse)) == ({"MUG": LinkState.LINKED}, set())
    read_whole()
    assert (states(warehouse), broken(warehouse)) == ({"MUG": LinkState.BROKEN}, {"1"})


def test_another_warehouses_catalogue_links_and_proposals_do_not_count(warehouse, connect, record, item, read_whole):
    kaunas = connect("Kaunas")
    mug, cup = record("MUG"), record("CUP")
    item("CUP", remote_id="1")
    matching.preview(warehouse)
    link(warehouse, mug, remote_id="1")
    read_whole(warehouse=kaunas)
    rows = with_states(StockRecord.objects.all(), kaunas)
    assert dict(rows.values_list("partner_sku", "link_state")) == {"MUG": "unlinked", "CUP": "unlinked"}
    assert states(warehouse) == {"MUG": "linked", "CUP": "proposal"}
    assert cup.accounting_links.count() == 0


def test_states_cost_one_query_however_many_records(warehouse, record, django_assert_num_queries):
    for number in range(20):
        record(f"SKU{number}")
    with django_assert_num_queries(1):
        assert set(states(warehouse).values()) == {"unlinked"}


def told(warehouse: Any, *products: tuple[str, str]) -> bool:
    """The accounting system has these products and is read; returns whether all of it was read."""
    memory.books().stock.get(warehouse.code, {}).clear()
    for remote_id, name in products:
        product = RemoteProduct(remote_id=remote_id, code=remote_id, name=name)
        memory.books().set_stock(warehouse.code, StockLevel(product=product, available=Decimal(5)))
    return stock.pull(Warehouse.objects.get(pk=warehouse.pk), believe=True).is_complete


def breaks_off() -> None:
    raise Unavailable("They were out of reach.")


def test_links_survive_renamed_deleted_and_re_created_products_and_failed_pulls(warehouse, record, memory_books):
    assert told(warehouse, ("1", "Puodelis"), ("2", "Lėkštė"))
    link(warehouse, record("MUG"), remote_id="1")
    assert told(warehouse, ("1", "Puodelis, didelis"), ("2", "Lėkštė"))
    assert states(warehouse) == {"MUG": "linked"}
    memory_books.read = breaks_off
    assert not told(warehouse, ("2", "Lėkštė"))
    assert states(warehouse) == {"MUG": "linked"}
    memory_books.read = lambda: None
    assert told(warehouse, ("1 new", "Puodelis"), ("2", "Lėkštė"))
    assert (states(warehouse), broken(warehouse)) == ({"MUG": "broken"}, {"1"})
    assert ProductLink.objects.get().remote_id == "1"
    assert told(warehouse, ("1", "Puodelis"), ("2", "Lėkštė"))
    assert states(warehouse) == {"MUG": "linked"}


@pytest.mark.parametrize(("linked", "percent"), [(0, "0.0"), (1, "33.3"), (2, "66.6"), (3, "100.0")])
def test_the_share_that_is_linked_is_rounded_down(warehouse, record, linked, percent):
    for number in range(3):
        one = record(f"SKU{number}")
        if number < linked:
            link(warehouse, one, remote_id=str(number))
    record("FAR", partner="Kaunas")
    found = coverage.coverage(warehouse, NOW)
    assert (found.records, found.linked, found.unlinked, found.broken) == (3, linked, 3 - linked, 0)
    assert str(found.percent) == percent


def test_a_warehouse_without_stock_records_has_nothing_left_to_link(warehouse):
    found = coverage.coverage(warehouse, NOW)
    assert (found.records, str(found.percent), found.orders, str(found.revenue)) == (0, "100.0", 0, "0.00")


def test_broken_links_are_counted(warehouse, record, read_whole):
    link(warehouse, record("MUG"), remote_id="1")
    read_whole()
    found = coverage.coverage(warehouse, NOW)
    assert (found.linked, found.broken) == (1, 1)


def records_of(order: Any) -> list[Any]:
    return [line.stockrecord for line in order.lines.order_by("pk")]


def test_orders_and_revenue_of_ninety_days_that_unlinked_products_touch(shop, warehouse):
    both = shop.place([Item("0.10", 3, title="Mug"), Item("19.99", title="Cup")])
    shop.place([Item("5.00", partner=shop.partner("Kaunas"))])
    shop.place([Item("100.00")], placed=NOW - timedelta(days=90))
    shop.place([Item("7.00")], placed=NOW - timedelta(days=90) + timedelta(seconds=1))
    found = coverage.coverage(warehouse, NOW)
    assert (found.orders, found.revenue) == (2, Decimal("27.29"))
    link(warehouse, records_of(both)[1], remote_id="1")
    found = coverage.coverage(warehouse, NOW)
    assert (found.orders, str(found.revenue)) == (2, "7.30")


def missing(warehouse: Any, **values: Any) -> list[tuple[str, int, str]]:
    return [(one.title, one.orders, str(one.revenue)) for one in coverage.missing(warehouse, NOW, **values)]


def test_missing_links_are_listed_with_what_they_sold_most_revenue_first(shop, warehouse, record):
    order = shop.place([Item("10.00", 2, title="Mug"), Item("30.00", title="Cup"), Item("40.00", title="Linked")])
    basket = shop.basket([])
    basket.add_product(order.lines.get(title="Mug").product, 1)
    shop.place_basket(basket)
    shop.place([Item("99.00", title="Old")], placed=NOW - timedelta(days=91))
    shop.place([Item("99.00", title="Far", partner=shop.partner("Kaunas"))])
    link(warehouse, order.lines.get(title="Linked").stockrecord, remote_id="1")
    parent = record("PARENT", title="Parent").product
    record("CHILD", structure="child", parent=parent, product_class=None)
    sold = [("Cup", 1, "30.00"), ("Mug", 2, "30.00")]
    assert missing(warehouse, limit=2) in (sold, sold[::-1])
    rest = missing(warehouse)[2:]
    assert sorted(rest) == [("Old", 0, "0.00"), ("Parent", 0, "0.00"), ("Parent", 0, "0.00")]


@pytest.fixture
def strict(connect):
    return connect(settings={"require_links": True})


def holding(warehouse: Any, **values: Any) -> dict[str, list[str]]:
    return {
        one.title: [held.reference for held in one.submissions] for one in coverage.missing(warehouse, NOW, **values)
    }


def test_each_missing_link_names_the_documents_that_wait_for_it(shop, strict, outbox):
    first = shop.place([Item("10.00", title="Mug"), Item("20.00", title="Cup")])
    second = shop.place([Item("5.00", title="Tea")])
    free = shop.place([Item("7.00", title="Free")])
    link_many(strict, [])
    link(strict, records_of(free)[0], remote_id="9")
    outbox.run(after=60)
    references = {row.order_id: row.reference for row in Submission.objects.filter(state=State.HELD)}
    assert set(references) == {first.pk, second.pk}
    expected = {"Cup": [references[first.pk]], "Mug": [references[first.pk]], "Tea": [references[second.pk]]}
    assert holding(strict) == expected
    assert list(holding(strict)) == ["Cup", "Mug", "Tea"]
    link(strict, records_of(first)[0], remote_id="1")
    outbox.run(after=60)
    assert holding(strict) == {"Cup": [references[first.pk]], "Tea": [references[second.pk]]}


def test_documents_that_wait_are_shown_beyond_the_limit(shop, strict, outbox):
    shop.place([Item("1.00", title="Cheap")])
    outbox.run(after=60)
    Submission.objects.exclude(state=State.HELD).delete()
    shop.place([Item("50.00", title="Dear")])
    assert list(holding(strict, limit=1)) == ["Dear", "Cheap"]


def test_documents_held_for_something_else_are_not_named(shop, strict, outbox):
    shop.place([Item("1.00", title="Mug")])
    outbox.run(after=60)
    Submission.objects.update(problem_code="vat_mapping")
    assert holding(strict) == {"Mug": []}


def test_the_overview_has_every_warehouse_in_use(warehouse, connect, record):
    kaunas = connect("Kaunas")
    record("FAR", partner="Kaunas")
    closed = connect("Klaipėda")
    closed.is_active = False
    closed.save()
    assert [(one.warehouse, one.records) for one in coverage.overview(NOW)] == [(warehouse, 0), (kaunas, 1)]


def test_coverage_costs_the_same_for_many_records(warehouse, record, item, django_assert_max_num_queries):
    for number in range(30):
        link(warehouse, record(f"SKU{number}"), remote_id=str(number))
        record(f"NEW{number}")
    CatalogueItem.objects.all().delete()
    with django_assert_max_num_queries(6):
        coverage.coverage(warehouse, NOW)
    with django_assert_max_num_queries(3):
        coverage.missing(warehouse, NOW)
