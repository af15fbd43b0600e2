"""How much is linked, and what the rest costs."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import State
from tests.dashboard.links.conftest import page_url
from tests.shop import Item


def test_without_a_warehouse(linker):
    assert "No warehouse is in use yet." in linker.get(page_url("link-coverage")).content.decode()


def test_everything_linked(linker, record, linked):
    linked(record("A"), "1")
    text = linker.get(page_url("link-coverage")).content.decode()
    assert "100.0 % (1 of 1)" in text
    assert "Everything in this warehouse is linked." in text


def test_what_holds_documents_back_comes_first(linker, shop, record, make, warehouse, monkeypatch):
    monkeypatch.setattr("oscar_lt_accounting.dashboard.links.coverage._MOST", 2)
    from django.utils import timezone

    dear = shop.place([Item("500.00")], placed=timezone.now())
    held = make(State.HELD, problem=Problem(code="no_link", message="x"), warehouse=warehouse)
    line = dear.lines.get()
    cheap = record("CHEAP")
    line.pk, line.order, line.stockrecord, line.partner_sku = None, held.order, cheap, "CHEAP"
    line.line_price_incl_tax = 1
    line.save()
    response = linker.get(page_url("link-coverage"))
    pairs = response.context["pairs"]
    assert pairs[0][0].sku == "CHEAP"
    assert len(pairs) == 2
    text = response.content.decode()
    assert held.reference in text
    assert page_url("link-set") in text


def test_each_warehouse_has_a_tab_with_its_percentage(linker, record, linked, connect):
    kaunas = connect("Kaunas")
    linked(record("A"), "1")
    record("B")
    record("C")
    response = linker.get(page_url("link-coverage"), {"warehouse": kaunas.pk})
    assert {tab["label"]: tab["percent"] for tab in response.context["tabs"]} == {
        "Vilnius sandėlis": 33,
        "Kaunas sandėlis": 100,
    }
    assert response.context["warehouse"] == kaunas
