"""Warehouses and partners; VAT, payments and series."""

from __future__ import annotations

from decimal import Decimal

import pytest
from oscar.core.loading import get_model

from oscar_lt_accounting.dashboard.integrations import last_test, mapping_forms
from oscar_lt_accounting.models import AuditLine, Integration, Numbering, ProductLink, Warehouse
from oscar_lt_accounting.providers.base import Capability, Choice
from oscar_lt_accounting.providers.memory.provider import Memory
from tests.dashboard.steps import said
from tests.shop import Item

LISTS = {
    "warehouses": Capability.LISTS_WAREHOUSES,
    "vat_codes": Capability.LISTS_VAT_CODES,
    "series": Capability.LISTS_SERIES,
    "payment_types": Capability.LISTS_PAYMENT_TYPES,
}


@pytest.fixture
def listed(monkeypatch, chief, page, books):
    """Lets the accounting system in memory list things, and asks for them as a visitor does."""

    def _listed(then="", **given):
        asked = {LISTS[name] for name in given}
        monkeypatch.setattr(Memory, "capabilities", Memory.capabilities | asked)
        for name, names in given.items():
            choices = [Choice(code=code, name=title) for code, title in names.items()]
            monkeypatch.setattr(Memory, name, lambda self, choices=choices: choices)
        return chief.post(page("test", books), {"next": then})

    return _listed


@pytest.fixture
def send(chief, page, books, typed):
    """Sends a page's tables with something changed."""

    def _send(name, _row=books, **changed):
        context = chief.get(page(name, _row)).context
        tables = (
            [context["formset"]] if name == "warehouses" else [context[one] for one in ("vat", "payments", "series")]
        )
        data = {key: value for table in tables for key, value in typed(table).items()}
        data.update({key.replace("__", "-"): value for key, value in changed.items()})
        return chief.post(page(name, _row), {key: value for key, value in data.items() if value is not None})

    return _send


def test_warehouses_over_there_wait_for_their_partners(listed, send, chief, page, books, shop):
    assert listed("warehouses", warehouses={"A": "Pirmas", "B": "Antras"})["Location"] == page("warehouses", books)
    partner = shop.partner()
    assert send("warehouses", warehouse__1__partner=partner.pk)["Location"] == page("mappings", books)
    row = Warehouse.objects.get()
    assert (row.code, row.name, row.partner) == ("B", "Antras", partner)
    form = chief.get(page("warehouses", books)).context["formset"]
    assert [one["code"].value() for one in form.forms] == ["B", "A", None]


def test_lists_that_are_not_here_can_be_asked_for(monkeypatch, chief, page, books, listed, text):
    monkeypatch.setattr(Memory, "capabilities", Memory.capabilities | {Capability.LISTS_WAREHOUSES})
    assert "Ask for the lists" in text(chief.get(page("warehouses", books)))
    listed("warehouses", warehouses={}, vat_codes={"S": "21 %"})
    assert "listed no warehouse" in text(chief.get(page("warehouses", books)))


def test_lists_are_asked_for_once_and_only_where_there_are_any(monkeypatch, chief, page, books, text):
    assert "Ask for the lists" not in text(chief.get(page("mappings", books)))
    monkeypatch.setattr(Memory, "capabilities", Memory.capabilities | {Capability.LISTS_VAT_CODES})
    assert "Ask for the lists" in text(chief.get(page("mappings", books)))
    monkeypatch.setattr(Memory, "vat_codes", lambda self: [])
    chief.post(page("test", books))
    assert "Ask for the lists" not in text(chief.get(page("mappings", books)))


def test_without_any_pair_the_step_is_not_done(send, page, books):
    assert send("warehouses")["Location"] == page("warehouses", books)
    assert not AuditLine.objects.exists()


def test_a_partner_sells_from_one_warehouse(send, chief, page, books, shop, connect, text):
    other = connect("Kaunas")
    response = send("warehouses", warehouse__0__partner=other.partner_id, warehouse__0__name="Antras")
    assert "“Kaunas” already has the warehouse “Kaunas sandėlis” of “memory Kaunas” in use" in text(response)
    assert 'value="Antras"' in response.content.decode()
    response = send(
        "warehouses",
        warehouse__0__partner=other.partner_id,
        warehouse__0__name="Antras",
        warehouse__0__is_active=None,
    )
    assert response.status_code == 302
    assert books.warehouses.get().is_active is False


def test_a_partner_is_not_chosen_twice(listed, send, books, shop, text):
    listed(warehouses={"A": "Pirmas", "B": "Antras"})
    partner = shop.partner().pk
    response = send("warehouses", warehouse__0__partner=partner, warehouse__1__partner=partner)
    assert "“Vilnius” is chosen twice" in text(response)
    assert not books.warehouses.exists()


def test_a_warehouse_with_links_keeps_its_partner(send, books, shop, text):
    row = books.warehouses.create(partner=shop.partner(), name="W", code="A")
    record = shop.product(Item("1.00")).stockrecords.get()
    other = shop.partner("Kaunas").pk
    assert send("warehouses", warehouse__0__partner=other).status_code == 302
    assert send("warehouses", warehouse__0__partner=shop.partner().pk).status_code == 302
    ProductLink.objects.create(warehouse=row, stockrecord=record, remote_id="1")
    assert "Products are linked" in text(send("warehouses", warehouse__0__partner=other))
    assert send("warehouses", warehouse__0__name="Naujas vardas").status_code == 302
    assert books.warehouses.get().name == "Naujas vardas"


def test_rates_and_ways_of_paying_are_filled_in_beforehand(listed, send, chief, page, books):
    get_model("payment", "SourceType").objects.create(name="Kortelė", code="card")
    listed(
        "mappings",
        vat_codes={"S21": "Standartinis 21 %", "S5": "Lengvatinis 5%", "S0": "0 %", "X0": "Eksportas 0 %"},
        payment_types={"BANK": "Bankas"},
        series={"ESH": "E. parduotuvė"},
    )
    Integration.objects.filter(pk=books.pk).update(numbering=Numbering.SHOP)
    context = chief.get(page("mappings", books)).context
    suggested = {form["rate"].value(): form["remote_code"].value() for form in context["vat"].forms}
    assert (suggested["21"], suggested["5"], suggested["0"]) == ("S21", "S5", "")
    assert context["payments"].forms[0]["source_type"].value() == "card"
    assert context["series"].forms[0]["prefix"].value() == "ESH"
    assert 'list="vat-codes"' in chief.get(page("mappings", books)).content.decode()
    assert send("mappings")["Location"] == page("dry-run", books)
    assert {(row.rate, row.remote_code) for row in books.vat_mappings.all()} == {
        (Decimal(21), "S21"),
        (Decimal(5), "S5"),
    }
    assert not books.payment_mappings.exists()
    assert books.series.get().prefix == "ESH"
    assert AuditLine.objects.filter(verb="mappings").count() == 1
    assert send("mappings").status_code == 302
    assert AuditLine.objects.filter(verb="mappings").count() == 1


def test_a_code_that_the_system_does_not_have_is_listed(listed, send, chief, page, books, text):
    listed(vat_codes={"S21": "21 %"})
    books.vat_mappings.create(rate=21, remote_code="WRONG")
    assert "leads to WRONG, which the accounting system does not have" in text(chief.get(page("mappings", books)))


def test_what_is_wrong_in_one_table_saves_none(send, books, text):
    books.payment_mappings.create(source_type="card", remote_code="BANK")
    response = send(
        "mappings", vatmapping__0__remote_code="S", vatmapping__0__rate="500", paymentmapping__0__remote_code="B2"
    )
    assert "Nothing" not in text(response)
    assert response.status_code == 200
    assert not books.vat_mappings.exists()
    assert books.payment_mappings.get().remote_code == "BANK"


def test_the_same_rate_twice_is_told(send, books):
    books.vat_mappings.create(rate=21, remote_code="S")
    last = {"vatmapping__1__rate": "21", "vatmapping__1__remote_code": "T"}
    assert send("mappings", **last).status_code == 200
    assert books.vat_mappings.count() == 1


def test_a_mapping_can_be_removed(send, books):
    books.vat_mappings.create(rate=21, remote_code="S")
    assert send("mappings", vatmapping__0__DELETE="on").status_code == 302
    assert not books.vat_mappings.exists()


def test_one_that_is_switched_on_goes_back_to_its_page(send, page, books, shop):
    books.warehouses.create(partner=shop.partner(), name="W")
    Integration.objects.filter(pk=books.pk).update(is_active=True)
    assert send("mappings")["Location"] == page("detail", books)


@pytest.mark.parametrize(
    ("rate", "name", "found"),
    [("5", "5 %", "A"), ("5", "25 %", ""), ("5", "PVM 5%", "A"), ("5", "1,5 %", ""), ("21", "21 procentas", "")],
)
def test_a_rate_is_recognised_only_as_a_percentage(rate, name, found):
    assert mapping_forms._only([Choice(code="A", name=name)], rate) == found


def test_very_long_lists_do_not_fill_the_session(listed, chief, page, books):
    listed(warehouses={str(number): f"W{number}" for number in range(last_test.MOST + 5)})
    assert len(chief.get(page("warehouses", books)).context["found"]) == last_test.MOST


def test_a_test_that_passes_says_so(chief, page, books, shop):
    books.warehouses.create(partner=shop.partner(), name="W")
    assert "The connection works." in said(chief.post(page("test", books), follow=True))
    assert AuditLine.objects.get().to_state == "ok"
