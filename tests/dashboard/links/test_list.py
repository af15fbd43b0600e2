"""The list of links: what it shows, what it finds, and what it costs."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oscar.apps.catalogue.models import Product
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import CatalogueItem, LinkProposal, ProductLink
from oscar_lt_accounting.services.linking import links
from oscar_lt_accounting.services.linking.states import LinkState, with_states
from tests.dashboard.links.conftest import READ, page_url


def _skus(response):
    return [row.record.partner_sku for row in response.context["rows"]]


@pytest.fixture
def look(linker):
    def _look(**query):
        response = linker.get(page_url("link-list"), query)
        assert response.status_code == 200
        return response

    return _look


@pytest.fixture
def one_of_each(record, item, linked, propose, read_whole):
    """A stock record in every state."""
    read_whole()
    made = {state.value: record(state.value.upper()) for state in LinkState}
    linked(made["linked"], item("A").remote_id, remote_code="A")
    linked(made["broken"], item("B", gone_at=timezone.now()).remote_id, remote_code="B")
    propose(made["ambiguous"], item("C"), is_ambiguous=True)
    propose(made["ambiguous"], item("D"), is_ambiguous=True)
    propose(made["proposal"], item("E"))
    return made


def test_a_shop_without_warehouses_is_told_what_to_do(look):
    assert "No warehouse is in use yet." in look().content.decode()


def test_a_warehouse_without_products_is_told_what_to_do(look, warehouse):
    assert "have no stock records yet" in look().content.decode()


def test_a_row_says_everything_at_a_glance(look, record, item, warehouse, linker, people):
    one = record("SKU-A", title="Medus", num_in_stock=7, num_allocated=2)
    item("PRK-1", name="Liepų medus", available="12.5000", unit="vnt", remote_id="77")
    links.link(warehouse, one, remote_id="77", units=Decimal(6), actor=people["clerk"])
    text = look().content.decode()
    for shown in ("Medus", "SKU-A", "PRK-1", "Liepų medus", "Linked", "12.5 vnt", "2 shop units", "1 product"):
        assert shown in text
    assert '<td role="cell" data-label="In the shop" class="text-right">5</td>' in text
    assert f'href="{page_url("link-history", pk=one.pk)}"' in text


def test_only_those_who_may_open_oscars_product_page_get_a_link_to_it(look, visit, record, warehouse):
    one = record("SKU-A")
    address = f'href="/dashboard/catalogue/products/{one.product_id}/"'
    assert address not in look().content.decode()
    assert address in visit("boss").get(page_url("link-list")).content.decode()


def test_every_state_is_a_word_and_a_filter(look, one_of_each, warehouse):
    assert len(_skus(look())) == 5
    for state in LinkState:
        response = look(state=state.value)
        assert _skus(response) == [state.value.upper()]
        assert response.context["rows"][0].state == state
        assert str(state.label).capitalize() in response.content.decode()


def test_states_are_those_of_the_service(look, one_of_each, warehouse):
    told = dict(with_states(StockRecord.objects.all(), warehouse).values_list("pk", "link_state"))
    assert {row.record.pk: row.state.value for row in look().context["rows"]} == told


def test_nothing_is_broken_before_the_warehouse_was_read_whole(look, record, linked):
    linked(record("A"), "gone")
    assert look().context["rows"][0].state == LinkState.LINKED
    assert _skus(look(state="linked")) == ["A"]
    assert _skus(look(state="broken")) == []


@pytest.mark.parametrize("text", ["sku-a", "SKU-A1", "lIEPŲ", "Medus", "4770001", "prk", "PRK-1", "77"])
def test_search_finds(look, record, linked, text):
    record("OTHER-A1", title="Kava")
    one = record("SKU-A1", title="Liepų Medus" if not text.startswith("l") else "lIEPŲ medus", upc="4770001")
    linked(one, "77", remote_code="PRK-1")
    assert _skus(look(q=text)) == ["SKU-A1"]


@pytest.mark.parametrize("text", ["KU-A1", "477", "RK-1", "7", "%", "_"])
def test_search_does_not_guess(look, record, linked, text):
    linked(record("SKU-A1", title="Medus", upc="4770001"), "77", remote_code="PRK-1")
    response = look(q=text)
    assert _skus(response) == []
    assert "Nothing matches these filters." in response.content.decode()


def test_a_variant_is_found_by_its_parents_title(look, record, warehouse):
    one = record("V-1", title="x")
    parent = Product.objects.create(product_class=one.product.product_class, title="Marškiniai", structure="parent")
    Product.objects.filter(pk=one.product_id).update(parent=parent, structure="child", title="", product_class=None)
    response = look(q="Marškin")
    assert _skus(response) == ["V-1"]
    assert response.context["rows"][0].title == "Marškiniai"


@pytest.mark.parametrize("query", [{"state": "nonsense"}, {"q": "x" * 200}, {"q": "a\0b"}])
def test_a_filter_that_makes_no_sense_is_said_and_left_out(look, record, warehouse, query):
    record("A")
    response = look(**query)
    assert "Some of the filter could not be understood" in response.content.decode()
    assert _skus(response) == ["A"]


def test_warehouses_are_tabs(look, connect, record, warehouse):
    kaunas = connect("Kaunas")
    record("V")
    record("K", partner="Kaunas")
    record("N", partner="Nobody's")
    assert _skus(look()) == ["K", "V"]
    assert _skus(look(warehouse=kaunas.pk)) == ["K"]
    assert _skus(look(warehouse="nonsense")) == ["K", "V"]
    assert "All warehouses" in look().content.decode()


@pytest.mark.parametrize("state", ["", "unlinked"])
def test_pages_follow_each_other_without_gaps(look, record, warehouse, settings, state):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 3
    pks = [record(f"S{number}").pk for number in range(8)][::-1]
    query = {"state": state} if state else {}
    first = look(**query)
    assert not first.context["newer"]
    assert first.context["found"].count == 8
    seen, key = [], None
    for _page in range(3):
        response = look(**query, **({"before": key} if key else {}))
        ids = [row.record.pk for row in response.context["rows"]]
        seen += ids
        key = ids[-1]
    assert seen == pks
    assert not response.context["older"]
    back = look(**query, after=ids[0])
    assert [row.record.pk for row in back.context["rows"]] == pks[3:6]
    assert [row.record.pk for row in look(**query, after=pks[2]).context["rows"]] == pks[:3]
    assert [row.record.pk for row in look(**query, before=pks[-1]).context["rows"]] == pks[:3]


def test_beyond_what_is_counted_the_pages_go_on(look, record, warehouse, settings, monkeypatch):
    monkeypatch.setattr("oscar_lt_accounting.dashboard.links.search.MOST_COUNTED", 4)
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 3
    pks = [record(f"S{number}").pk for number in range(9)][::-1]
    first = look(state="unlinked")
    assert "More than 4 products" in first.content.decode()
    seen, key = [], None
    for _page in range(3):
        response = look(state="unlinked", **({"before": key} if key else {}))
        ids = [row.record.pk for row in response.context["rows"]]
        seen += ids
        key = ids[-1]
    assert seen == pks
    assert [row.record.pk for row in look(state="unlinked", after=pks[6]).context["rows"]] == pks[3:6]
    assert [row.record.pk for row in look(state="unlinked", after=pks[3]).context["rows"]] == pks[:3]


def _queries(client, query=None):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(page_url("link-list"), query or {}).status_code == 200
    return len(caught)


@pytest.mark.parametrize("query", [{}, {"q": "S", "state": "linked"}, {"state": "ambiguous"}])
def test_the_page_costs_the_same_for_3_and_for_300_rows(linker, record, warehouse, settings, query, read_whole):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 50
    read_whole()
    _many(record, warehouse, 0, 9)
    few = _queries(linker, query)
    _many(record, warehouse, 9, 300)
    assert _queries(linker, query) == few <= 12


def _many(record, warehouse, start, end):
    for number in range(start, end):
        one = record(f"S{number}")
        item = CatalogueItem.objects.create(
            warehouse=warehouse, remote_id=f"m{number}", code=f"M{number}", read_at=READ
        )
        if number % 3 == 0:
            ProductLink.objects.create(warehouse=warehouse, stockrecord=one, remote_id=item.remote_id)
        elif number % 3 == 1:
            LinkProposal.objects.create(
                warehouse=warehouse, stockrecord=one, item=item, reason="code", is_ambiguous=True
            )


def test_hostile_texts_are_escaped(look, record, item, linked):
    evil = "<script>alert(1)</script>"
    linked(record(evil, title=evil), item(evil, name=evil).remote_id, remote_code=evil)
    text = look(q=evil).content.decode()
    assert evil not in text


def test_the_page_is_there_in_lithuanian(linker, record, warehouse, item, linked):
    linked(record("A"), item("X", available="12.5000").remote_id)
    response = linker.get(page_url("link-list"), headers={"accept-language": "lt"})
    assert "12,5" in response.content.decode()
