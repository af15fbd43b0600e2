"""Matching looks first and links only what is certain, or what a person chose."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.models import CatalogueItem, LinkChange, LinkProposal, ProductLink
from oscar_lt_accounting.services.linking import matching
from oscar_lt_accounting.services.linking.links import link
from tests.linking.conftest import READ

Reason, How = LinkProposal.Reason, LinkChange.How


def counts(preview: matching.Preview) -> dict[str, int]:
    return {name: number for name, number in vars(preview).items() if number}


def proposed() -> set[tuple[str, str, str, bool]]:
    rows = LinkProposal.objects.values_list("stockrecord__partner_sku", "item__remote_id", "reason", "is_ambiguous")
    return set(rows)


def linked() -> dict[str, str]:
    return dict(ProductLink.objects.values_list("stockrecord__partner_sku", "remote_id"))


def chosen(sku: str) -> Any:
    return LinkProposal.objects.filter(stockrecord__partner_sku=sku)


def test_nothing_is_linked_before_it_is_applied(warehouse, record, item, boss):
    record("MUG")
    item("MUG", remote_id="77")
    assert counts(matching.preview(warehouse)) == {"by_code": 1}
    assert (linked(), proposed()) == ({}, {("MUG", "77", "code", False)})
    assert matching.apply(warehouse, boss) == 1
    assert (linked(), proposed()) == ({"MUG": "77"}, set())
    change = LinkChange.objects.get()
    assert (change.how, change.actor, change.to_code) == (How.CODE, boss, "MUG")
    assert counts(matching.preview(warehouse)) == {"linked": 1}


@pytest.mark.parametrize(("sku", "code"), [("MUG", " MUG "), (" MUG", "MUG"), ("mug", "MUG"), ("ŽALIAS", "žalias")])
def test_codes_are_the_same_without_regard_to_blanks_and_to_the_case_when_that_is_unique(
    warehouse, record, item, sku, code
):
    record(sku)
    item(code)
    assert counts(matching.preview(warehouse)) == {"by_code": 1}
    assert matching.apply(warehouse) == 1


def test_the_exact_code_comes_before_one_in_other_letters(warehouse, record, item):
    record("Mug")
    item("MUG", remote_id="1")
    item("Mug", remote_id="2")
    matching.preview(warehouse)
    assert proposed() == {("Mug", "2", "code", False)}


def test_two_codes_in_other_letters_are_ambiguous(warehouse, record, item):
    record("mug")
    item("MUG", remote_id="1")
    item("Mug", remote_id="2")
    assert counts(matching.preview(warehouse)) == {"ambiguous": 1}
    assert proposed() == {("mug", "1", "code", True), ("mug", "2", "code", True)}


@pytest.mark.parametrize(
    ("upc", "barcode"),
    [
        ("4770001112223", "4770001112223"),
        (" 4770001112223", "477-0001 112223"),
        ("012345678905", "0012345678905"),
        ("AB12", "AB12"),
    ],
)
def test_bar_codes_are_compared_where_no_code_is_the_same(warehouse, record, item, upc, barcode):
    record("MUG", upc=upc)
    item("OTHER", barcode=barcode, remote_id="77")
    assert counts(matching.preview(warehouse)) == {"by_barcode": 1}
    assert matching.apply(warehouse) == 1
    assert linked() == {"MUG": "77"}
    assert LinkChange.objects.get().how == How.BARCODE


@pytest.mark.parametrize(("upc", "barcode"), [(None, ""), ("", ""), ("-", " "), ("0012", "12"), ("AB12", "12")])
def test_bar_codes_that_only_look_alike_are_not_the_same(warehouse, record, item, upc, barcode):
    record("MUG", upc=upc)
    item("", barcode=barcode)
    assert counts(matching.preview(warehouse)) == {"unlinked": 1}


def test_an_empty_code_matches_nothing(warehouse, record, item):
    record(" ")
    item("  ")
    assert counts(matching.preview(warehouse)) == {"unlinked": 1}


def test_the_code_comes_before_the_bar_code(warehouse, record, item):
    record("MUG", upc="4770001112223")
    item("OTHER", barcode="4770001112223", remote_id="1")
    item("MUG", remote_id="2")
    matching.preview(warehouse)
    assert proposed() == {("MUG", "2", "code", False)}


def test_several_products_with_one_code_are_listed_and_never_applied(warehouse, record, item):
    record("MUG")
    twins = (item("MUG", remote_id="1"), item("MUG", remote_id="2"))
    assert counts(matching.preview(warehouse)) == {"ambiguous": 1}
    assert proposed() == {("MUG", twin.remote_id, "code", True) for twin in twins}
    assert matching.apply(warehouse) == 0
    assert (linked(), len(proposed())) == ({}, 2)


def test_a_code_of_very_many_products_lists_some_of_them(warehouse, record, item):
    record("MUG")
    for _ in range(12):
        item("MUG")
    matching.preview(warehouse)
    assert len(proposed()) == 10


def test_several_records_for_one_product_are_ambiguous(warehouse, record, item):
    record("MUG")
    record("MUG ")
    item("MUG", remote_id="1")
    assert counts(matching.preview(warehouse)) == {"ambiguous": 2}
    assert proposed() == {("MUG", "1", "code", True), ("MUG ", "1", "code", True)}
    assert matching.apply(warehouse) == 0


def test_who_has_the_exact_code_is_certain_and_who_has_less_is_not(warehouse, record, item):
    record("MUG")
    record("mug")
    record("GIFT", upc="4770001112223")
    item("MUG", barcode="4770001112223", remote_id="1")
    assert counts(matching.preview(warehouse)) == {"by_code": 1, "ambiguous": 2}
    assert proposed() == {("MUG", "1", "code", False), ("mug", "1", "code", True), ("GIFT", "1", "barcode", True)}


def test_what_is_linked_gone_or_elsewhere_is_not_proposed(warehouse, record, item, connect):
    for sku in ("TAKEN", "GONE", "ELSEWHERE"):
        record(sku)
    item("TAKEN", remote_id="1")
    item("GONE", gone_at=READ)
    item("ELSEWHERE", warehouse=connect("Kaunas"))
    record("FAR", partner="Kaunas")
    item("FAR")
    link(warehouse, record("OWNER"), remote_id="1")
    assert counts(matching.preview(warehouse)) == {"linked": 1, "unlinked": 3}
    assert proposed() == set()


def test_a_product_that_is_linked_without_stock_sync_may_still_be_found(warehouse, record, item):
    record("MUG")
    item("MUG", remote_id="1")
    link(warehouse, record("OTHER"), remote_id="1", sync_stock=False)
    assert counts(matching.preview(warehouse)) == {"by_code": 1, "linked": 1}


def test_a_namesake_of_a_product_that_is_linked_is_not_certain(warehouse, record, item):
    record("MUG")
    item("MUG", remote_id="1")
    item("MUG", remote_id="2")
    link(warehouse, record("OWNER"), remote_id="1")
    matching.preview(warehouse)
    assert proposed() == {("MUG", "2", "code", True)}


def test_a_bar_code_is_not_certain_when_the_code_names_another_product(warehouse, record, item):
    record("MUG", upc="4770001112223")
    item("MUG", remote_id="1")
    item("OTHER", barcode="4770001112223", remote_id="2")
    link(warehouse, record("OWNER"), remote_id="1")
    matching.preview(warehouse)
    assert proposed() == {("MUG", "2", "barcode", True)}


def test_a_new_preview_replaces_the_old_one_of_this_warehouse_only(warehouse, record, item, connect):
    record("MUG")
    kaunas = connect("Kaunas")
    record("FAR", partner="Kaunas")
    item("FAR", warehouse=kaunas, remote_id="9")
    matching.preview(kaunas)
    first = item("MUG", remote_id="1")
    matching.preview(warehouse)
    CatalogueItem.objects.filter(pk=first.pk).update(gone_at=READ)
    item("MUG", remote_id="2")
    matching.preview(warehouse)
    assert proposed() == {("MUG", "2", "code", False), ("FAR", "9", "code", False)}


def test_only_the_reasons_asked_for_are_applied_and_never_a_name(warehouse, record, item):
    record("MUG")
    record("CUP", upc="4770001112223")
    record("TEA", title="Žalia arbata 100 g")
    item("MUG", remote_id="1")
    item("", barcode="4770001112223", remote_id="2")
    item("", name="Arbata žalia 100 g", remote_id="3")
    assert counts(matching.preview(warehouse)) == {"by_code": 1, "by_barcode": 1, "by_name": 1}
    assert matching.apply(warehouse, reasons=(Reason.BARCODE, Reason.NAME)) == 1
    assert linked() == {"CUP": "2"}
    assert matching.apply(warehouse, reasons=tuple(Reason)) == 1
    assert linked() == {"CUP": "2", "MUG": "1"}
    assert proposed() == {("TEA", "3", "name", False)}


def test_what_changed_since_the_preview_is_not_applied(warehouse, record, item):
    skus = ("BY HAND", "GONE", "RECODED", "SAME")
    items = {sku: item(sku, remote_id=sku) for sku in skus}
    records = {sku: record(sku) for sku in skus}
    record("REBARRED", upc="4770001112223")
    rebarred = item("", barcode="4770001112223")
    matching.preview(warehouse)
    link(warehouse, records["BY HAND"], remote_id="chosen")
    CatalogueItem.objects.filter(pk=items["GONE"].pk).update(gone_at=READ)
    CatalogueItem.objects.filter(pk=items["RECODED"].pk).update(code="ANOTHER")
    CatalogueItem.objects.filter(pk=rebarred.pk).update(barcode="4770001112230")
    assert matching.apply(warehouse) == 1
    assert linked() == {"BY HAND": "chosen", "SAME": "SAME"}


def test_proposals_of_products_that_were_taken_are_forgotten(warehouse, record, item):
    record("MUG")
    record("mug")
    item("MUG", remote_id="1")
    matching.preview(warehouse)
    assert matching.apply(warehouse) == 1
    assert proposed() == set()


def test_what_a_person_chose_is_linked_whatever_the_reason(warehouse, record, item, boss):
    record("MUG")
    item("MUG", remote_id="1")
    item("MUG", remote_id="2")
    record("TEA", title="Žalia arbata 100 g")
    item("", name="Arbata žalia 100 g", remote_id="3")
    matching.preview(warehouse)
    done = matching.accept([*chosen("MUG").filter(item__remote_id="2"), *chosen("TEA")], boss)
    assert (done.linked, done.refused) == (2, [])
    assert linked() == {"MUG": "2", "TEA": "3"}
    assert proposed() == set()
    assert set(LinkChange.objects.values_list("how", "actor_name")) == {(How.PROPOSAL, "boss")}


def test_what_cannot_be_accepted_is_said_with_its_sku(warehouse, record, item):
    record("MUG")
    item("MUG", remote_id="1")
    item("MUG", remote_id="2")
    mine, late = record("MINE"), record("LATE")
    item("MINE", remote_id="3")
    gone = item("LATE", remote_id="4")
    matching.preview(warehouse)
    proposals = list(LinkProposal.objects.all())
    link(warehouse, mine, remote_id="9")
    CatalogueItem.objects.filter(pk=gone.pk).update(gone_at=READ)
    done = matching.accept(proposals)
    assert done.linked == 1
    refused = dict(done.refused)
    assert "is named twice" in refused["MUG"]
    assert "is linked to 9 already" in refused["MINE"]
    assert "LATE is no longer in the accounting system" in refused["LATE"]
    assert late.accounting_links.count() == 0


def test_proposals_of_several_warehouses_are_accepted_together(warehouse, record, item, connect):
    kaunas = connect("Kaunas")
    record("MUG")
    record("FAR", partner="Kaunas")
    item("MUG", remote_id="1")
    item("FAR", remote_id="1", warehouse=kaunas)
    matching.preview(warehouse)
    matching.preview(kaunas)
    assert matching.accept(LinkProposal.objects.all()).linked == 2
    assert linked() == {"MUG": "1", "FAR": "1"}


def test_many_records_cost_few_queries(warehouse, record, item, django_assert_max_num_queries):
    for number in range(300):
        record(f"SKU{number}", upc=f"4770000{number:06}")
        item(f"SKU{number}" if number % 2 else "", barcode=f"4770000{number:06}")
    with django_assert_max_num_queries(20):
        found = matching.preview(warehouse)
    assert counts(found) == {"by_code": 150, "by_barcode": 150}
    with django_assert_max_num_queries(40):
        assert matching.apply(warehouse) == 300


def test_many_pages_of_proposals_are_applied(warehouse, record, item, monkeypatch):
    monkeypatch.setattr(matching, "_PAGE", 2)
    for number in range(5):
        record(f"SKU{number}")
        item(f"SKU{number}", remote_id=str(number))
    matching.preview(warehouse)
    assert matching.apply(warehouse) == 5
