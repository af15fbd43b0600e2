"""`accounting_match`: look at the counts, then apply."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from oscar_lt_accounting.models import LinkChange, ProductLink, Warehouse


def match(*arguments: Any) -> list[str]:
    out = StringIO()
    call_command("accounting_match", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_it_tells_the_counts_and_what_is_ambiguous_and_links_nothing(warehouse, record, item):
    for sku in ("MUG", "TWICE", "NOTHING"):
        record(sku)
    item("MUG")
    item("TWICE", name="Pirmas", remote_id="1")
    item("TWICE", name="Antras", remote_id="2")
    assert match() == [
        "Vilnius sandėlis: 0 linked, 1 by code, 0 by bar code, 1 ambiguous, 0 by name, 1 unlinked",
        "  ambiguous: TWICE → TWICE Pirmas (the same code)",
        "  ambiguous: TWICE → TWICE Antras (the same code)",
    ]
    assert not ProductLink.objects.exists()


def test_it_links_what_is_certain_when_it_is_asked_to(warehouse, record, item):
    record("MUG")
    item("MUG", remote_id="77")
    assert match("--apply")[-1] == "Vilnius sandėlis: 1 linked now"
    assert ProductLink.objects.get().remote_id == "77"
    assert LinkChange.objects.get().actor_name == "accounting_match"


def test_a_long_list_is_cut(warehouse, record, item):
    for number in range(11):
        record(f"SKU{number}")
        item(f"SKU{number}")
        item(f"SKU{number}")
    assert len(match()) == 21


def test_it_matches_the_warehouses_it_is_given(warehouse, record, item, connect):
    kaunas = connect("Kaunas")
    record("FAR", partner="Kaunas")
    item("MUG")
    item("FAR", warehouse=kaunas)
    assert [line[:8] for line in match()] == ["Vilnius ", "Kaunas s"]
    (line,) = match("--warehouse", str(kaunas.pk))
    assert line.startswith("Kaunas sandėlis: 0 linked, 1 by code")


def test_it_leaves_out_what_is_not_in_use(warehouse, item, connect):
    item("MUG")
    connect("Kaunas", is_active=False)
    closed = connect("Klaipėda")
    Warehouse.objects.filter(pk=closed.pk).update(is_active=False)
    assert len(match()) == 1


def test_an_unknown_warehouse_is_an_error(warehouse, item):
    item("MUG")
    with pytest.raises(CommandError, match="There is no warehouse 4711"):
        match("--warehouse", "4711")


def test_no_warehouse_at_all_is_an_error(db):
    with pytest.raises(CommandError, match="there is nothing to match"):
        match()


def test_a_warehouse_without_a_catalogue_is_an_error_that_says_what_to_do(warehouse):
    with pytest.raises(CommandError, match=f"update the stock first: accounting_pull_stock --warehouse {warehouse.pk}"):
        match("--apply")
