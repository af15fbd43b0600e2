"""RoboLabs' invoices: refusals, sums, stock, changes (robolabs.md §6.2 to §6.5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.simulators.samples import INVOICE, LINES, PAYMENT, PERSON, line, without_sums
from tests.simulators.speaking import ask_robolabs, held, status_of

NUMBER = {"number": "INV00001"}


@pytest.fixture
def shop(robolabs: RoboLabsSimulator) -> RoboLabsSimulator:
    robolabs.seed(
        {"id": 15, "code": "A", "name": "Preke A", "quantity": 5}, {"code": "B", "name": "Preke B", "quantity": 5}
    )
    return robolabs


def create(shop: RoboLabsSimulator, **changes: Any) -> dict[str, Any]:
    return ask_robolabs(shop, "create_invoice", without_sums(**changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"surprise": 1}, "surprise is not known"),
        ({"journal": ""}, "journal"),
        ({"date_invoice": "2026-02-30"}, "date_invoice"),
        ({"due_date": "29.01.2026"}, "due_date"),
        ({"currency": "euro"}, "currency"),
        ({"currency": "XTS"}, "XTS"),
        ({"force_type": "sale"}, "force_type"),
        ({"draft": "True"}, "draft"),
        ({"language": "lt"}, "language"),
        ({"location": "VILNIUS"}, "location"),
        ({"location": "XX"}, "Location XX"),
        ({"execute_immediately": 1}, "execute_immediately"),
        ({"invoice_lines": []}, "invoice_lines"),
        ({"invoice_lines": {}}, "invoice_lines"),
        ({"invoice_lines": [line(price=0)]}, "positive"),
        ({"invoice_lines": [line(price=None)]}, "price"),
        ({"invoice_lines": [line(price="10")]}, "price"),
        ({"invoice_lines": [line(qty=0)]}, "qty"),
        ({"invoice_lines": [line(vat=2.105)]}, "vat"),
        ({"invoice_lines": [line(vat=0)]}, "vat"),
        ({"invoice_lines": [line(vat=2.1, vat_code="PVM5")]}, "vat"),
        ({"invoice_lines": [line(vat=0, vat_code="PVM5")]}, "vat"),
        ({"invoice_lines": [line(vat=0.01, vat_code="PVM12")]}, "vat"),
        ({"invoice_lines": [line(vat_code="PVM21")]}, "PVM21"),
        ({"invoice_lines": [line(discount=12.5)]}, "discount"),
        ({"invoice_lines": [line(product_code="Z")]}, "Z does not exist"),
        ({"invoice_lines": [line(product="Nauja", product_code=None)]}, "Nauja does not exist"),
        ({"invoice_lines": [line(product=None)]}, "product"),
        ({"invoice_lines": [line(product=None, product_code=None, product_id=99)]}, "does not exist"),
        ({"invoice_lines": [line(deferred=True)]}, "defer"),
        ({"partner": {"is_company": True}}, "partner.name"),
        ({"partner": {**PERSON, "country": "Lietuva"}}, "partner.country"),
        ({"partner": {**PERSON, "bank_account": {}}}, "acc_number"),
        ({"partner": {**PERSON, "country": "LV"}}, "company_code"),
        ({"payments": [{**PAYMENT, "amount": 0}]}, "amount"),
        ({"payments": [{**PAYMENT, "journal_code": "KORTELE"}]}, "journal_code"),
        ({"currency": "GBP", "payments": [PAYMENT]}, "currency of the payment"),
        ({"payments": [{**PAYMENT, "currency": "XTS"}]}, "XTS"),
    ],
)
def test_wrong_invoices_are_refused(shop: RoboLabsSimulator, changes: dict[str, Any], words: str) -> None:
    answer = create(shop, **changes)
    assert (status_of(answer), words in answer["error"]) == ("400", True), answer["error"]
    assert shop.books().documents == []
    assert len(shop.books().products) == 2


@pytest.mark.parametrize("name", ["journal", "date_invoice", "currency", "partner", "invoice_lines", "number"])
def test_required_fields(shop: RoboLabsSimulator, name: str) -> None:
    sent = {key: value for key, value in INVOICE.items() if key != name}
    answer = ask_robolabs(shop, "create_invoice", sent)
    assert (status_of(answer), name in answer["error"]) == ("400", True)


@pytest.mark.parametrize(("name", "amount"), [("subtotal", 20.05), ("tax", 4.21), ("total", 24.27)])
def test_header_sums_must_be_those_of_the_lines(shop: RoboLabsSimulator, name: str, amount: float) -> None:
    wrong = {**INVOICE, name: amount}
    assert status_of(ask_robolabs(shop, "create_invoice", wrong)) == "400"
    shop.switches.header_sums = "unchecked"
    assert status_of(ask_robolabs(shop, "create_invoice", wrong)) == "200"


@pytest.mark.parametrize(
    ("lines", "net", "vat"),
    [
        ([line(price=None, price_with_vat=0.99)] * 3, "2.45", "0.52"),
        ([line(price=None, price_with_vat=3.33, qty=3, vat=1.73)], "8.26", "1.73"),
        ([line(discount=10)], "9.00", "1.89"),
        ([line(vat_code="PVM12", vat=0), line(vat_code="PVM5")], "20.00", "0.00"),
        ([line(price=10.03, vat=2.11), line(price=10.03)], "20.06", "4.22"),
        ([line(vat_code="PVM3"), line(vat_code="PVM58"), line(vat_code="PVM2")], "30.00", "2.60"),
    ],
)
def test_sums(shop: RoboLabsSimulator, lines: list[dict[str, Any]], net: str, vat: str) -> None:
    assert status_of(create(shop, invoice_lines=lines)) == "200"
    (invoice,) = shop.books().issued
    assert (str(invoice.net), str(invoice.vat)) == (net, vat)


@pytest.mark.parametrize(
    ("reading", "statuses", "count"), [("accepted", ["200", "200"], 2), ("refused", ["200", "400"], 1)]
)
def test_a_number_that_is_taken(shop: RoboLabsSimulator, reading: str, statuses: list[str], count: int) -> None:
    shop.switches.turn("duplicate_numbers", reading)
    assert [status_of(create(shop)) for _ in range(2)] == statuses
    assert len(shop.books().issued) == count


def test_partners_are_matched_by_code_else_by_name(shop: RoboLabsSimulator) -> None:
    coded = {"name": "UAB Klientas", "is_company": True, "company_code": "302345678"}
    for partner in (coded, {**coded, "name": "UAB Kitaip"}, PERSON, PERSON, {"name": "ona onaitė"}):
        assert status_of(create(shop, partner=partner)) == "200"
    assert [partner.name for partner in shop.books().partners] == ["UAB Klientas", "Ona Onaitė", "ona onaitė"]
    assert shop.books().documents[1].buyer == "UAB Klientas"
    assert {partner.country for partner in shop.books().partners} == {"LT"}


def test_dead_company_codes(shop: RoboLabsSimulator) -> None:
    shop.switches.turn("dead_codes", ["302345678"])
    assert status_of(create(shop)) == "400"


def test_products_may_be_made_by_a_line(shop: RoboLabsSimulator) -> None:
    shop.switches.new_products = True
    assert status_of(create(shop, invoice_lines=[line(product="Nauja", product_code="N", vat_code="PVM3")])) == "200"
    (made,) = shop.books().with_code("N")
    assert (made.name, made.vat_code, made.stock) == ("Nauja", "PVM3", {"WH": Decimal(-1)})
    # A rejected invoice makes none.
    assert status_of(create(shop, total=99, invoice_lines=[line(product_code="M")])) == "200"
    refused = {**INVOICE, "invoice_lines": [line(product_code="L")]}
    assert status_of(ask_robolabs(shop, "create_invoice", refused)) == "400"
    assert shop.books().with_code("L") == []


def test_an_invoice_lowers_the_stock_at_its_location(shop: RoboLabsSimulator) -> None:
    shop.seed({"code": "A", "quantity": 7}, warehouse="KAU")
    create(shop, location="KAU")
    assert (held(shop, "A", "KAU"), held(shop, "A", "WH")) == (6, 5)
    create(shop, proforma=True)
    create(shop, cancelled=True)
    create(shop, draft=True)
    assert held(shop, "A", "WH") == 5
    create(shop, force_type="out_refund")
    create(shop, force_type="in_invoice")
    assert held(shop, "A", "WH") == 7
    shop.switches.lowers_stock = False
    create(shop)
    assert held(shop, "A", "WH") == 7
    assert [invoice.kind for invoice in shop.books().issued] == ["invoice", "credit_note", "invoice"]


def test_cancelling(shop: RoboLabsSimulator) -> None:
    create(shop, payments=[PAYMENT])
    assert status_of(ask_robolabs(shop, "cancel_invoice", NUMBER)) == "400"
    assert status_of(ask_robolabs(shop, "cancel_invoice", {**NUMBER, "delete_payment": True})) == "200"
    (invoice,) = shop.books().documents
    assert (invoice.state, invoice.payments, held(shop, "A", "WH")) == ("cancelled", [], 5)
    assert status_of(ask_robolabs(shop, "cancel_invoice", NUMBER)) == "400"
    assert status_of(ask_robolabs(shop, "cancel_invoice", {"number": "X"})) == "404"
    assert status_of(ask_robolabs(shop, "cancel_invoice", {"reference": "X"})) == "400"


def test_deleting_by_the_suppliers_reference(shop: RoboLabsSimulator) -> None:
    create(shop, force_type="in_invoice", reference="TEST-14789")
    wrong = {"reference": "TEST-14789", "partner_code": "1"}
    assert status_of(ask_robolabs(shop, "unlink_invoice", wrong)) == "404"
    right = {"reference": "TEST-14789", "partner_code": "302345678"}
    assert status_of(ask_robolabs(shop, "unlink_invoice", right)) == "200"
    assert (shop.books().documents, held(shop, "A", "WH")) == ([], 5)


def test_deleting_by_number(shop: RoboLabsSimulator) -> None:
    create(shop)
    assert status_of(ask_robolabs(shop, "unlink_invoice", {"move_name": "INV00001"})) == "200"
    assert shop.books().documents == []


def test_payments_settle_an_invoice(shop: RoboLabsSimulator) -> None:
    ask_robolabs(shop, "create_invoice", INVOICE)
    payment = {**PAYMENT, "amount": 24.28, "ref": "REF0002", "journal_code": "TEST1"}
    assert status_of(ask_robolabs(shop, "update_invoice", {**NUMBER, "add_payments": [payment]})) == "200"
    found = ask_robolabs(shop, "get_invoice", {"invoice_number": "INV00001"})["data"]
    assert (found["state"], found["amount_residual_company_currency"]) == ("Apmokėta", 0)
    assert found["payments"][0]["ref"] == "REF0002"


def test_updating_what_is_not_a_sum(shop: RoboLabsSimulator) -> None:
    create(shop, proforma=True)
    assert shop.books().issued == []
    changes = {"proforma": False, "due_date": "2026-02-28", "comment": "kitas", "partner": PERSON}
    assert status_of(ask_robolabs(shop, "update_invoice", {**NUMBER, **changes})) == "200"
    (invoice,) = shop.books().issued
    assert (invoice.due_day, invoice.reference, invoice.buyer) == ("2026-02-28", "kitas", "Ona Onaitė")
    assert held(shop, "A", "WH") == 4


@pytest.mark.parametrize("change", [{"invoice_lines": LINES}, {"total": 24.28}, {"currency": "USD"}])
def test_sums_of_confirmed_invoices_stay(shop: RoboLabsSimulator, change: dict[str, Any]) -> None:
    ask_robolabs(shop, "create_invoice", INVOICE)
    assert status_of(ask_robolabs(shop, "update_invoice", {**NUMBER, **change})) == "400"
    shop.switches.confirmed_sums = "accepted"
    assert status_of(ask_robolabs(shop, "update_invoice", {**NUMBER, **change})) == "200"


@pytest.mark.parametrize(("reading", "rows", "left"), [("add", 3, 3), ("replace", 1, 4)])
def test_lines_of_an_update_add_or_replace(shop: RoboLabsSimulator, reading: str, rows: int, left: int) -> None:
    shop.switches.turn("updated_lines", reading)
    create(shop, draft=True)
    sent = {**NUMBER, "draft": False, "invoice_lines": [line()]}
    assert status_of(ask_robolabs(shop, "update_invoice", sent)) == "200"
    (invoice,) = shop.books().issued
    assert (len(invoice.rows), held(shop, "A", "WH")) == (rows, left)


def test_lines_of_an_update_need_the_product(shop: RoboLabsSimulator) -> None:
    create(shop, draft=True)
    sent = {**NUMBER, "invoice_lines": [line(product=None, product_id=15)]}
    assert status_of(ask_robolabs(shop, "update_invoice", sent)) == "400"
    shop.switches.product_in_update = "optional"
    assert status_of(ask_robolabs(shop, "update_invoice", sent)) == "200"


@pytest.mark.parametrize("change", [{"journal": "INV"}, {"location": "WH"}, {"payments": []}])
def test_some_fields_cannot_be_updated(shop: RoboLabsSimulator, change: dict[str, Any]) -> None:
    create(shop)
    assert status_of(ask_robolabs(shop, "update_invoice", {**NUMBER, **change})) == "400"
    assert status_of(ask_robolabs(shop, "update_invoice", {"number": "X"})) == "404"
