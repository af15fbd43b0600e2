"""Many at once: suggestions accepted, links removed after a question."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import LinkChange, ProductLink
from tests.dashboard.links.conftest import page_url
from tests.dashboard.steps import said


@pytest.fixture
def act(linker, warehouse):
    def _act(action, query="", **values):
        return linker.post(page_url("link-bulk") + query, {"action": action, **values}, follow=True)

    return _act


def test_the_likeliest_proposal_of_each_ticked_row_is_accepted(act, record, item, propose):
    first, second, third = record("A"), record("B"), record("C")
    propose(first, item("A1"), "name", score=80)
    propose(first, item("A2"), "name", score=90)
    propose(second, item("B1"))
    propose(third, item("C1"))
    response = act("accept", "?state=proposal", chosen=[first.pk, second.pk])
    assert "2 products were linked." in said(response)
    assert response.redirect_chain[-1][0] == f"{page_url('link-list')}?state=proposal"
    assert set(ProductLink.objects.values_list("stockrecord", "remote_code")) == {(first.pk, "A2"), (second.pk, "B1")}


def test_what_is_ambiguous_is_not_accepted_in_bulk(act, record, item, propose):
    one = record("A")
    propose(one, item("A1"), is_ambiguous=True)
    assert "Nothing was linked" in said(act("accept", chosen=[one.pk]))
    assert not ProductLink.objects.exists()


def test_a_double_click_accepts_once(act, record, item, propose):
    one = record("A")
    propose(one, item("A1"))
    act("accept", chosen=[one.pk])
    assert "Nothing was linked" in said(act("accept", chosen=[one.pk]))
    assert LinkChange.objects.count() == 1


def test_refusals_are_told_and_counted_when_they_are_many(act, record, item, propose):
    rows = [record(f"S{number}") for number in range(22)]
    for row in rows:
        propose(row, item(f"P{row.pk}", gone_at="2026-01-01T00:00Z"))
    text = said(act("accept", chosen=[row.pk for row in rows]))
    assert "“S0” was not linked" in text
    assert "2 more were not linked." in text


def test_nothing_ticked(act):
    for action in ("accept", "unlink"):
        assert "Tick at least one product first." in said(act(action))
        assert "Tick at least one product first." in said(act(action, chosen=["x", "-1"]))


def test_an_unknown_action_does_nothing(act, record, linked):
    linked(record("A"), "1")
    act("nonsense", chosen=[1])
    assert ProductLink.objects.exists()


def test_unlinking_asks_first_and_is_done_once(act, record, linked):
    first, second, third = record("A", title="Medus"), record("B"), record("C")
    links = [linked(first, "x:1"), linked(second, "2"), linked(third, "3")]
    asked = act("unlink", chosen=[first.pk, second.pk])
    text = asked.content.decode()
    assert "2 links will be removed." in text
    assert f'name="link" value="{links[0].pk}:x:1"' in text
    assert ProductLink.objects.count() == 3
    seen = [f"{links[0].pk}:x:1", f"{links[1].pk}:2"]
    assert "2 links were removed." in said(act("unlink-confirmed", link=seen))
    assert "changed meanwhile" in said(act("unlink-confirmed", link=seen))
    assert ProductLink.objects.get() == links[2]


def test_a_link_that_changed_after_the_question_stays(act, record, linked):
    link = linked(record("A"), "1")
    for seen in (f"{link.pk}:2", f"{link.pk}", "x:1", ""):
        act("unlink-confirmed", link=[seen])
    assert ProductLink.objects.exists()


def test_ticking_only_unlinked_rows_says_so(act, record):
    assert "None of the ticked products is linked." in said(act("unlink", chosen=[record("A").pk]))
