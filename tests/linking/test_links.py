"""Links are made, changed and removed, every change is remembered, and what waited is sent."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.models import LinkChange, ProductLink
from oscar_lt_accounting.services.linking import links
from oscar_lt_accounting.services.linking.links import LinkRefused, LinkRow, link, link_many, unlink

Verb, How = LinkChange.Verb, LinkChange.How


def told(record: Any) -> list[tuple[str, str, str]]:
    return list(links.history(record).values_list("verb", "from_id", "to_id"))


def row(record: Any, remote_id: str, **values: Any) -> LinkRow:
    return LinkRow(stockrecord_id=record.pk, sku=record.partner_sku, remote_id=remote_id, **values)


def reasons(done: links.Linked) -> dict[str, str]:
    return {one.sku: refusal.code for one, refusal in done.refused}


def linked(warehouse: Any) -> dict[str, str]:
    return dict(ProductLink.objects.filter(warehouse=warehouse).values_list("stockrecord__partner_sku", "remote_id"))


def test_a_link_is_made_and_its_history_says_by_whom_and_how(warehouse, record, boss):
    mug = record("MUG")
    made = link(warehouse, mug, remote_id=" 77 ", remote_code="KAVA", units=Decimal("0.5"), actor=boss, how=How.FILE)
    assert (made.remote_id, made.remote_code, made.units, made.sync_stock) == ("77", "KAVA", Decimal("0.5"), True)
    change = links.history(mug).get()
    assert (change.warehouse, change.sku, change.verb, change.how) == (warehouse, "MUG", Verb.LINK, How.FILE)
    assert (change.from_id, change.to_id, change.to_code) == ("", "77", "KAVA")
    assert (change.actor, change.actor_name) == (boss, "boss")


def test_a_changed_link_keeps_its_row_and_what_was_synced(warehouse, record):
    mug = record("MUG")
    first = link(warehouse, mug, remote_id="77", actor="nightly")
    ProductLink.objects.update(synced_price=Decimal("9.99"), synced_name="Puodelis")
    second = link(warehouse, mug, remote_id="78")
    assert (second.pk, second.remote_id) == (first.pk, "78")
    assert (second.synced_price, second.synced_name) == (Decimal("9.99"), "Puodelis")
    assert told(mug) == [(Verb.RELINK, "77", "78"), (Verb.LINK, "", "77")]
    assert list(links.history(mug).values_list("actor_name", flat=True)) == ["", "nightly"]


@pytest.mark.parametrize(
    ("values", "changes"),
    [({}, 1), ({"units": Decimal(6)}, 2), ({"sync_stock": False}, 2), ({"remote_code": "OTHER"}, 2)],
)
def test_only_what_changes_something_is_remembered(warehouse, record, values, changes):
    mug = record("MUG")
    link(warehouse, mug, remote_id="77", remote_code="KAVA")
    link(warehouse, mug, **{"remote_id": "77", "remote_code": "KAVA", **values})
    assert len(told(mug)) == changes


def test_a_code_that_was_not_given_comes_from_the_catalogue(warehouse, record, item):
    item("KAVA", remote_id="77")
    assert link(warehouse, record("MUG"), remote_id="77").remote_code == "KAVA"


def test_a_code_that_is_not_known_any_more_is_kept_while_the_product_is_the_same(warehouse, record, item):
    mug = record("MUG")
    link(warehouse, mug, remote_id="77", remote_code="KAVA")
    assert link(warehouse, mug, remote_id="77", units=Decimal(6)).remote_code == "KAVA"
    item("", remote_id="78")
    assert link(warehouse, mug, remote_id="78").remote_code == ""


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"remote_id": "  "}, "link_empty"),
        ({"remote_id": "7" * 65}, "link_long"),
        ({"remote_code": "7" * 129}, "link_long"),
        ({"units": Decimal(0)}, "link_units"),
        ({"units": Decimal(-1)}, "link_units"),
        ({"units": Decimal("NaN")}, "link_units"),
        ({"units": Decimal("0.00001")}, "link_units"),
        ({"units": Decimal(1_000_000)}, "link_units"),
    ],
)
def test_what_cannot_be_linked_is_refused_with_a_sentence(warehouse, record, values, code):
    mug = record("MUG")
    with pytest.raises(LinkRefused) as refused:
        link(warehouse, mug, **{"remote_id": "77", **values})
    assert isinstance(refused.value, AccountingError)
    assert refused.value.code == code
    assert "“MUG”" in refused.value.sentence
    assert not ProductLink.objects.exists()
    assert told(mug) == []


def test_another_partners_stock_record_is_refused(warehouse, record):
    with pytest.raises(LinkRefused, match="“MUG” belongs to another partner than the warehouse Vilnius sandėlis"):
        link(warehouse, record("MUG", partner="Kaunas"), remote_id="77")


def test_a_stock_record_that_was_deleted_meanwhile_is_refused(warehouse, record):
    mug = record("MUG")
    copy = type(mug).objects.get(pk=mug.pk)
    mug.delete()
    with pytest.raises(LinkRefused, match="“MUG” is no longer in the shop"):
        link(warehouse, copy, remote_id="77")


def test_a_product_whose_stock_another_record_follows_is_refused_by_the_others_name(warehouse, record, item):
    item("KAVA", remote_id="77")
    link(warehouse, record("MUG"), remote_id="77")
    with pytest.raises(LinkRefused) as refused:
        link(warehouse, record("CUP"), remote_id="77")
    assert refused.value.code == "link_taken"
    assert "“CUP” cannot take its stock from KAVA, because “MUG” does already" in refused.value.sentence


def test_without_stock_sync_several_records_may_be_one_product(warehouse, record):
    link(warehouse, record("MUG"), remote_id="77")
    for sku in ("CUP", "GIFT"):
        assert not link(warehouse, record(sku), remote_id="77", sync_stock=False).sync_stock
    assert linked(warehouse) == {"MUG": "77", "CUP": "77", "GIFT": "77"}


def test_the_sentence_is_in_the_readers_language(warehouse, record, monkeypatch):
    monkeypatch.setattr("oscar_lt_accounting.models.problems.gettext", lambda message: f"lt: {message}")
    with translation.override("lt"), pytest.raises(LinkRefused) as refused:
        link(warehouse, record("MUG"), remote_id="")
    assert refused.value.sentence.startswith("lt: No accounting product was named for “MUG”")


def test_the_same_product_in_another_warehouse_is_another_product(warehouse, connect, record):
    link(warehouse, record("MUG"), remote_id="77")
    kaunas = connect("Kaunas")
    link(kaunas, record("MUG", partner="Kaunas"), remote_id="77")
    assert linked(kaunas) == {"MUG": "77"}


def test_many_are_linked_in_few_statements(warehouse, record, django_assert_max_num_queries):
    records = [record(f"SKU{number}") for number in range(120)]
    with django_assert_max_num_queries(16):
        done = link_many(warehouse, [row(one, one.partner_sku) for one in records], how=How.FILE)
    assert (done.linked, done.unchanged, done.refused) == (120, 0, [])
    assert LinkChange.objects.filter(verb=Verb.LINK, how=How.FILE).count() == 120
    again = link_many(warehouse, [row(one, one.partner_sku) for one in records])
    assert (again.linked, again.unchanged) == (0, 120)
    assert LinkChange.objects.count() == 120


def test_a_row_that_is_refused_does_not_stop_the_others(warehouse, record):
    mug, cup, far = record("MUG"), record("CUP"), record("FAR", partner="Kaunas")
    done = link_many(warehouse, [row(far, "1"), row(mug, "2"), row(cup, "2"), row(mug, "3")])
    assert reasons(done) == {"FAR": "link_foreign", "CUP": "link_taken", "MUG": "link_twice"}
    assert linked(warehouse) == {"MUG": "2"}


@pytest.mark.parametrize("size", [500, 1])
def test_records_exchange_their_products_in_whatever_order(warehouse, record, monkeypatch, size):
    mug, cup = record("MUG"), record("CUP")
    link_many(warehouse, [row(mug, "1"), row(cup, "2")])
    monkeypatch.setattr(links, "BATCH", size)
    spare = record("SPARE")
    done = link_many(warehouse, [row(mug, "2"), row(cup, "3"), row(spare, "1")])
    assert done.refused == []
    assert linked(warehouse) == {"MUG": "2", "CUP": "3", "SPARE": "1"}


def test_two_records_swap(warehouse, record):
    mug, cup = record("MUG"), record("CUP")
    link_many(warehouse, [row(mug, "1"), row(cup, "2")])
    assert link_many(warehouse, [row(mug, "2"), row(cup, "1")]).linked == 2
    assert linked(warehouse) == {"MUG": "2", "CUP": "1"}


def test_a_product_is_not_free_when_its_owner_may_not_leave_it(warehouse, record):
    mug, cup, owner = record("MUG"), record("CUP"), record("OWNER")
    link_many(warehouse, [row(mug, "1"), row(owner, "2")])
    done = link_many(warehouse, [row(mug, "2"), row(cup, "1")])
    assert reasons(done) == {"MUG": "link_taken", "CUP": "link_taken"}
    assert linked(warehouse) == {"MUG": "1", "OWNER": "2"}


def test_links_that_are_there_are_kept_when_nothing_may_be_replaced(warehouse, record):
    mug, cup = record("MUG"), record("CUP")
    link(warehouse, mug, remote_id="1", units=Decimal(6))
    done = link_many(warehouse, [row(mug, "9"), row(cup, "2")], replace=False)
    assert [(one.sku, refusal.sentence) for one, refusal in done.refused] == [
        ("MUG", "“MUG” is linked to 1 already. If that is the wrong product, change the link by hand.")
    ]
    assert linked(warehouse) == {"MUG": "1", "CUP": "2"}


@contextmanager
def rival(warehouse: Any, record: Any, remote_id: str) -> Any:
    """Somebody else, who links a product directly before we do."""
    busy: list[bool] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not busy and sql.startswith('INSERT INTO "oscar_lt_accounting_productlink"'):
            busy.append(True)
            ProductLink.objects.get_or_create(warehouse=warehouse, stockrecord=record, remote_id=remote_id)
            busy.clear()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield


def test_somebody_who_was_faster_costs_only_the_row_concerned(warehouse, record):
    rows = [row(record(sku), remote_id) for sku, remote_id in (("MUG", "1"), ("CUP", "2"), ("GIFT", "3"))]
    with rival(warehouse, record("OTHER"), "2"):
        done = link_many(warehouse, rows)
    assert reasons(done) == {"CUP": "link_taken"}
    assert done.linked == 2
    assert linked(warehouse) == {"MUG": "1", "GIFT": "3", "OTHER": "2"}
    assert set(LinkChange.objects.values_list("sku", flat=True)) == {"MUG", "GIFT"}


def test_who_was_slower_is_told_so(warehouse, record):
    mug = record("MUG")
    with rival(warehouse, record("OTHER"), "2"), pytest.raises(LinkRefused, match="“MUG” or its accounting product"):
        link(warehouse, mug, remote_id="2")
    assert told(mug) == []


def test_a_removed_link_is_remembered(warehouse, record, boss):
    mug, cup = record("MUG"), record("CUP")
    assert unlink(link(warehouse, mug, remote_id="77"), boss) == 1
    assert told(mug) == [(Verb.UNLINK, "77", ""), (Verb.LINK, "", "77")]
    latest = links.history(mug)[0]
    assert (latest.actor, latest.sku, latest.warehouse) == (boss, "MUG", warehouse)
    link(warehouse, cup, remote_id="77")
    assert linked(warehouse) == {"CUP": "77"}


def test_many_links_are_removed_in_batches(warehouse, record, monkeypatch):
    monkeypatch.setattr(links, "BATCH", 2)
    link_many(warehouse, [row(record(sku), sku) for sku in ("A", "B", "C", "D")])
    ids = list(ProductLink.objects.order_by("pk").values_list("pk", flat=True))
    assert unlink([*ids[:3], 10_000], "nightly") == 3
    assert linked(warehouse) == {"D": "D"}
    assert LinkChange.objects.filter(verb=Verb.UNLINK, actor_name="nightly").count() == 3


def test_history_outlives_the_stock_record(warehouse, record):
    mug = record("MUG")
    link(warehouse, mug, remote_id="77")
    mug.delete()
    change = LinkChange.objects.get()
    assert (change.sku, change.stockrecord, change.to_id) == ("MUG", None, "77")
