"""Linking in a row: what is linked, what is refused, and what is released."""

from __future__ import annotations

from decimal import Decimal

import pytest

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import LinkChange, ProductLink, State
from oscar_lt_accounting.services.linking import links
from tests.dashboard.links.conftest import page_url
from tests.dashboard.steps import said


@pytest.fixture
def put(linker, warehouse):
    """Sends the form of a row."""

    def _put(record, query="", client=None, **values):
        data = {"stockrecord": record.pk, "warehouse": warehouse.pk, "page": "list", "sync_stock": "on", **values}
        return (client or linker).post(page_url("link-set") + query, data, follow=True)

    return _put


def test_a_product_chosen_in_the_box_is_linked_by_hand(put, record, item, people):
    one = record("SKU-A")
    response = put(one, item=item("PRK-1").pk)
    assert "“SKU-A” is linked to PRK-1." in said(response)
    assert response.redirect_chain[-1][0] == f"{page_url('link-list')}#row-{one.pk}"
    change = LinkChange.objects.get()
    assert (change.verb, change.how, change.actor) == ("link", "hand", people["clerk"])


def test_the_way_back_keeps_the_filter(put, record, item):
    one = record("SKU-A")
    response = put(one, "?state=unlinked&q=SKU", item=item("PRK-1").pk)
    assert response.redirect_chain[-1][0] == f"{page_url('link-list')}?state=unlinked&q=SKU#row-{one.pk}"


def test_a_double_click_links_once(put, record, item):
    one, thing = record("SKU-A"), item("PRK-1")
    for _time in range(2):
        put(one, item=thing.pk)
    assert ProductLink.objects.count() == LinkChange.objects.count() == 1


def test_a_proposal_that_is_taken_is_noted_as_one(put, record, item, propose):
    one, thing = record("SKU-A"), item("PRK-1")
    propose(one, thing, "name", score=80)
    put(one, item=thing.pk)
    assert LinkChange.objects.get().how == "proposal"


@pytest.mark.parametrize("typed", ["PRK-1", "4770001", "77", " 77 "])
def test_without_a_script_a_code_a_bar_code_or_an_id_is_typed(put, record, item, typed):
    item("PRK-1", barcode="4770001", remote_id="77")
    put(record("SKU-A"), typed=typed)
    link = ProductLink.objects.get()
    assert (link.remote_id, link.remote_code) == ("77", "PRK-1")


def test_where_nothing_was_ever_pulled_the_id_is_taken_as_typed(put, record):
    put(record("SKU-A"), typed="4711")
    assert ProductLink.objects.get().remote_id == "4711"


def test_a_code_that_is_not_there_is_answered_with_the_nearest(put, record, item):
    item("PRK-1", name="Liepų medus")
    item("PRK-2", name="Miško medus")
    response = put(record("SKU-A"), typed="medus x")
    text = response.content.decode()
    assert response.status_code == 422
    assert "The nearest are: PRK-1 · Liepų medus; PRK-2 · Miško medus." in text
    assert 'value="medus x"' in text
    assert not ProductLink.objects.exists()


def test_nothing_near_is_said_so(put, record, item):
    item("PRK-1", name="Medus")
    assert "or a similar name" in put(record("SKU-A"), typed="zzz").content.decode()


def test_a_code_of_several_products_is_not_guessed(put, record, item):
    item("PRK-1", name="Medus")
    item("PRK-1", name="Kava")
    assert "names several accounting products" in put(record("SKU-A"), typed="PRK-1").content.decode()
    assert not ProductLink.objects.exists()


@pytest.mark.parametrize("values", [{}, {"item": "999999"}, {"item": "x"}, {"item": "９"}])
def test_nothing_chosen_is_said_at_the_row(put, record, item, values):
    item("PRK-1")
    response = put(record("SKU-A"), **values)
    row = response.context["rows"][0]
    assert "No accounting product was named for “SKU-A”." in str(row.form.non_field_errors())
    assert not ProductLink.objects.exists()


def test_units_that_cannot_be_are_refused_and_kept_as_typed(put, record, item):
    one, thing = record("SKU-A"), item("PRK-1")
    for units in ("0", "abc", "0.00001"):
        response = put(one, item=thing.pk, units=units)
        assert response.status_code == 422
        assert f'value="{units}"' in response.content.decode()
    assert not ProductLink.objects.exists()


def test_units_and_stock_are_set_and_kept(put, record, item):
    one, thing = record("SKU-A"), item("PRK-1")
    put(one, item=thing.pk, units="6", sync_stock="")
    link = ProductLink.objects.get()
    assert (link.units, link.sync_stock) == (Decimal(6), False)
    put(one, item=thing.pk, units="")
    link.refresh_from_db()
    assert (link.units, link.sync_stock) == (Decimal(6), True)


def test_a_link_whose_product_is_gone_keeps_it_while_its_units_change(put, record, linked):
    one = record("SKU-A")
    linked(one, "gone", remote_code="G")
    put(one, units="2")
    link = ProductLink.objects.get()
    assert (link.remote_id, link.units) == ("gone", Decimal(2))


def test_a_product_that_another_follows_is_refused_at_the_row(put, record, item, linked):
    thing, first, second = item("PRK-1"), record("SKU-A"), record("SKU-B")
    linked(first, thing.remote_id)
    response = put(second, item=thing.pk)
    assert response.status_code == 422
    row = next(row for row in response.context["rows"] if row.record == second)
    assert "because “SKU-A” does already" in str(row.form.non_field_errors())
    assert f'<option value="{thing.pk}" selected>' in response.content.decode()


def test_documents_that_waited_are_sent_and_counted(put, record, item, make, warehouse):
    one = record("SKU-A")
    problem = Problem(code="no_link", message="x", params={"stockrecord": str(one.pk)})
    waiting = make(State.HELD, problem=problem, warehouse=warehouse)
    response = put(one, item=item("PRK-1").pk)
    assert "1 document that waited for it is in the queue and is sent next." in said(response)
    waiting.refresh_from_db()
    assert waiting.state == State.PENDING


@pytest.mark.parametrize(
    "values", [{"stockrecord": "x"}, {"stockrecord": "999999"}, {"warehouse": "999"}, {"warehouse": "x"}]
)
def test_what_is_not_there_cannot_be_linked(put, record, item, values):
    response = put(record("SKU-A"), item=item("PRK-1").pk, **values)
    assert response.status_code == 404


def test_another_partners_product_cannot_be_linked_here(put, record, item):
    assert put(record("SKU-K", partner="Kaunas"), item=item("PRK-1").pk).status_code == 404


def test_linking_takes_a_post(linker, warehouse):
    assert linker.get(page_url("link-set")).status_code == 405


@pytest.mark.parametrize("page", ["coverage", "history"])
def test_other_pages_have_the_same_form(put, record, item, page):
    one, thing = record("SKU-A"), item("PRK-1")
    refused = put(one, page=page)
    assert "No accounting product was named" in refused.content.decode()
    response = put(one, page=page, item=thing.pk)
    wanted = page_url("link-history", pk=one.pk) if page == "history" else page_url("link-coverage")
    assert response.redirect_chain[-1][0] == f"{wanted}#row-{one.pk}"


def test_a_page_that_is_none_is_the_list(put, record, item):
    one = record("SKU-A")
    assert (
        put(one, page="//evil.example", item=item("P").pk).redirect_chain[-1][0]
        == f"{page_url('link-list')}#row-{one.pk}"
    )


def test_unlinking_is_written_down_and_done_once(linker, record, linked, people):
    one = record("SKU-A")
    linked(one, "77")
    for words in ("“SKU-A” is not linked any more.", "changed meanwhile"):
        response = linker.post(page_url("link-unlink", pk=one.pk), {"seen": "77", "page": "history"}, follow=True)
        assert words in said(response)
    assert not ProductLink.objects.exists()
    change = LinkChange.objects.get()
    assert (change.verb, change.actor) == ("unlink", people["clerk"])


def test_a_link_that_was_changed_meanwhile_is_not_removed(linker, record, linked):
    one = record("SKU-A")
    linked(one, "78")
    linker.post(page_url("link-unlink", pk=one.pk), {"seen": "77"})
    assert ProductLink.objects.exists()


def test_the_history_tells_every_change(linker, record, item, warehouse, people):
    one = record("SKU-A")
    assert "It was never linked." in linker.get(page_url("link-history", pk=one.pk)).content.decode()
    link = links.link(warehouse, one, remote_id=item("PRK-1").remote_id, actor=people["boss"])
    links.unlink(link, actor="sweep")
    text = linker.get(page_url("link-history", pk=one.pk)).content.decode()
    for shown in ("Linked", "Unlinked", "boss", "sweep", "PRK-1"):
        assert shown in text
    assert linker.get(page_url("link-history", pk=999999)).status_code == 404


def test_a_long_history_is_cut(linker, record, warehouse, monkeypatch):
    monkeypatch.setattr("oscar_lt_accounting.dashboard.links.history._MOST", 2)
    one = record("SKU-A")
    for number in range(3):
        links.link(warehouse, one, remote_id=f"r{number}")
    assert "Only the latest 2 changes are shown." in linker.get(page_url("link-history", pk=one.pk)).content.decode()
