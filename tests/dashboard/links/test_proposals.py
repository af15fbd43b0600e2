"""What matching found, for a person to accept."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import Job, LinkChange, LinkProposal, ProductLink
from oscar_lt_accounting.services.jobs import kinds
from tests.dashboard.links.conftest import page_url
from tests.dashboard.steps import said


@pytest.fixture(autouse=True)
def known_kinds(monkeypatch):
    for name in ("match", "apply"):
        if name not in kinds.KINDS:
            monkeypatch.setitem(kinds.KINDS, name, lambda job, report: {})


@pytest.fixture
def look(linker):
    def _look(**query):
        response = linker.get(page_url("link-proposals"), query)
        assert response.status_code == 200
        return response

    return _look


@pytest.fixture
def some(record, item, propose):
    """Suggestions of each kind."""
    code, barcode, several, name = record("A"), record("B"), record("C"), record("D", title="Medus")
    return {
        "code": propose(code, item("A")),
        "barcode": propose(barcode, item("X", barcode="477"), "barcode"),
        "first": propose(several, item("C1"), is_ambiguous=True),
        "second": propose(several, item("C2"), is_ambiguous=True),
        "name": propose(name, item("N", name="Bičių medus"), "name", score=81),
    }


def test_without_warehouses_there_is_nothing_to_propose(look):
    assert "No warehouse is in use yet." in look().content.decode()


def test_an_unread_catalogue_asks_for_a_pull(look, warehouse):
    assert "were not read from the accounting system yet" in look().content.decode()


def test_a_catalogue_without_proposals_asks_to_match(look, item):
    item("A")
    assert "Press “Match automatically”" in look().content.decode()


def test_they_are_counted_by_what_speaks_for_them(look, some):
    response = look()
    assert [pill["count"] for pill in response.context["pills"]] == [4, 1, 1, 1, 1]
    text = response.content.decode()
    assert "Accept all 2 exact ones" in text
    assert "likeness 81 %" in text
    assert "The same code" in text


def test_only_what_is_certain_is_ticked_beforehand(look, some):
    ticked = {group.record.partner_sku: group.chosen for group in look().context["groups"]}
    assert ticked == {"A": some["code"].pk, "B": some["barcode"].pk, "C": None, "D": None}


@pytest.mark.parametrize(
    ("kind", "skus"), [("code", "A"), ("barcode", "B"), ("ambiguous", "C"), ("name", "D"), ("x", "ABCD")]
)
def test_one_kind_at_a_time(look, some, kind, skus):
    assert "".join(group.record.partner_sku for group in look(kind=kind).context["groups"]) == skus


def test_a_kind_without_any_says_so(look, item, record, propose):
    propose(record("A"), item("A"))
    assert "There are no suggestions of this kind." in look(kind="name").content.decode()


def test_every_candidate_of_an_ambiguous_one_can_be_chosen(look, some):
    text = look(kind="ambiguous").content.decode()
    for name in ("first", "second"):
        assert f'value="{some[name].pk}" id="proposal-{some[name].pk}">' in text


def test_what_is_chosen_is_linked_once(linker, some):
    choices = {"choice-1": some["code"].pk, "choice-3": some["second"].pk, "choice-4": "", "other": some["name"].pk}
    for words in ("2 products were linked.", "Nothing was linked"):
        response = linker.post(f"{page_url('link-proposals')}?kind=code", choices, follow=True)
        assert words in said(response)
    assert set(ProductLink.objects.values_list("remote_code", flat=True)) == {"A", "C2"}
    assert LinkChange.objects.filter(how="proposal").count() == 2
    assert LinkProposal.objects.filter(pk=some["name"].pk).exists()
    assert response.redirect_chain[-1][0] == f"{page_url('link-proposals')}?kind=code"
    assert linker.post(page_url("link-proposals"), {})["Location"] == page_url("link-proposals")


def test_pages_of_proposals(look, some, settings):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 3
    first = look()
    assert len(first.context["groups"]) == 3
    assert "First page" not in first.content.decode()
    second = look(after=first.context["groups"][-1].record.pk)
    assert [group.record.partner_sku for group in second.context["groups"]] == ["D"]
    assert "First page" in second.content.decode()


@pytest.mark.parametrize(("page", "kind"), [("link-match", "match"), ("link-apply", "apply")])
def test_matching_goes_on_in_the_background_and_is_asked_for_once(linker, warehouse, people, page, kind):
    for _time in range(2):
        response = linker.post(page_url(page), {"warehouse": warehouse.pk})
        assert response["Location"] == page_url("job-detail", pk=Job.objects.get().pk)
    job = Job.objects.get()
    assert (job.kind, job.params, job.actor) == (kind, {"warehouse": warehouse.pk}, people["clerk"])
    assert linker.post(page_url(page), {"warehouse": "x"}).status_code == 404


def test_a_product_without_a_title_is_called_by_its_sku(look, item, record, propose):
    one = record("A")
    type(one.product).objects.filter(pk=one.product_id).update(title="")
    propose(one, item("A"))
    assert look().context["groups"][0].title == "A"
