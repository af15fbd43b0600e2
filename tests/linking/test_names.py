"""Similar names are only suggestions, and the look-up box finds what the accounting system has."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.models import LinkProposal
from oscar_lt_accounting.services.linking import matching, names
from oscar_lt_accounting.services.linking.links import link
from tests.linking.conftest import READ


def by_name(preview: matching.Preview) -> tuple[int, int]:
    return preview.by_name, preview.unlinked


def names_proposed(sku: str) -> list[tuple[str, int]]:
    rows = LinkProposal.objects.filter(stockrecord__partner_sku=sku, reason="name").order_by("-score", "pk")
    return list(rows.values_list("item__name", "score"))


def test_similar_names_are_proposed_with_how_similar_they_are(warehouse, record, item):
    record("TEA", title="Žalia arbata „Sencha“, 100 g")
    item("", name="Arbata žalia sencha 100g")
    item("", name="Juoda arbata")
    item("", name="")
    assert by_name(matching.preview(warehouse)) == (1, 0)
    ((name, score),) = names_proposed("TEA")
    assert name == "Arbata žalia sencha 100g"
    assert 75 <= score < 100


def test_at_most_three_names_are_proposed_best_first(warehouse, record, item):
    record("TEA", title="Žalia arbata sencha")
    for ending in ("a", "b", "", "c"):
        item("", name=f"Žalia arbata sencha {ending}".strip())
    matching.preview(warehouse)
    found = names_proposed("TEA")
    assert len(found) == 3
    assert found[0] == ("Žalia arbata sencha", 100)


def test_products_that_are_taken_or_gone_have_no_similar_names(warehouse, record, item):
    record("TEA", title="Žalia arbata")
    item("", name="Žalia arbata", remote_id="1")
    item("", name="Žalia arbata", gone_at=READ)
    link(warehouse, record("OWNER"), remote_id="1")
    assert by_name(matching.preview(warehouse)) == (0, 1)


def test_a_variant_has_its_parents_name_and_what_has_none_is_passed_over(warehouse, record, item):
    parent = record("PARENT", title="Žalia arbata").product
    record("CHILD", structure="child", parent=parent, product_class=None)
    record("NAMELESS", title="„“")
    item("", name="Arbata žalia")
    matching.preview(warehouse)
    assert names_proposed("CHILD") == [("Arbata žalia", 100)]
    assert names_proposed("NAMELESS") == []


def test_only_so_many_names_are_compared(warehouse, record, item):
    for sku in ("A", "B", "C"):
        record(sku, title=f"Žalia arbata {sku}")
    item("", name="Žalia arbata")
    assert by_name(matching.preview(warehouse, most_names=2)) == (2, 1)


def test_rare_words_choose_what_is_compared(warehouse, record, item, monkeypatch):
    monkeypatch.setattr(names, "_CANDIDATES", 1)
    monkeypatch.setattr(names, "_RAREST", 2)
    record("TEA", title="Žalia arbata sencha")
    for number in range(4):
        item("", name=f"Arbata žalia {number}")
    item("", name="Arbata žalia senchu sencha")
    matching.preview(warehouse)
    assert [name for name, _score in names_proposed("TEA")] == ["Arbata žalia senchu sencha"]


def found(warehouse: Any, text: str, **values: Any) -> list[str]:
    return [one.remote_id for one in names.similar(warehouse, text, **values)]


def test_the_look_up_finds_products_that_contain_every_word(warehouse, item, connect):
    item("KAVA-1", name="Puodelis kavai", barcode="4770001112223", remote_id="cup")
    item("KAVA-2", name="Kavos pupelės", remote_id="beans")
    item("KAVA-3", name="Puodelis", remote_id="gone", gone_at=READ)
    item("KAVA-1", name="Puodelis kavai", remote_id="far", warehouse=connect("Kaunas"))
    assert found(warehouse, "puodelis KAVA") == ["cup"]
    assert found(warehouse, " 0001112 ") == ["cup"]
    assert found(warehouse, "beans") == ["beans"]
    assert found(warehouse, "kav") == ["beans", "cup"]
    assert found(warehouse, "kav", limit=1) == ["beans"]
    assert found(warehouse, "nothing like it") == []
    assert found(warehouse, "  ") == []


def test_the_look_up_shows_equal_codes_first_then_codes_that_begin_so(warehouse, item):
    item("X1", name="A KAVA", remote_id="within")
    item("KAVA-1", name="B", remote_id="begins")
    item("KAVA", name="C", remote_id="equal")
    assert found(warehouse, "KAVA") == ["equal", "begins", "within"]


@pytest.mark.parametrize("text", ["žibintas", "ŽIBINTAS", "Žibintas"])
def test_lithuanian_letters_are_found_in_either_case(warehouse, item, text):
    item("", name="Žibintas", remote_id="1")
    item("", name="ŽIBINTAS", remote_id="2")
    item("", name="didelis žibintas", remote_id="3")
    assert set(found(warehouse, text)) == {"1", "2", "3"}


def test_a_percent_sign_is_only_a_percent_sign(warehouse, item):
    item("", name="Šokoladas 70%", remote_id="1")
    item("", name="Šokoladas 700 g", remote_id="2")
    assert found(warehouse, "70%") == ["1"]
