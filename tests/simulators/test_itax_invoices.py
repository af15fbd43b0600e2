"""iTax's invoices and advance invoices (itax.md §8.3, §8.4, §12)."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.testing.simulators import ITaxSimulator
from tests.simulators.itax import INVOICE, LINES, ask, create, furnish, messages
from tests.simulators.speaking import held

BLANK = "turi būti užpildytas (-a)"
PATH = "invoices/2556718"
GOODS, SERVICE = LINES


@pytest.fixture
def shop(itax: ITaxSimulator) -> ITaxSimulator:
    furnish(itax)
    return itax


def put(shop: ITaxSimulator, **fields: Any) -> Any:
    return ask(shop, "PUT", PATH, {"invoice": fields})


def lines(*changed: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in line.items() if value is not None} for line in changed]


def test_everything_that_may_be_sent(shop: ITaxSimulator) -> None:
    answer = create(
        shop,
        number="ENAT 12345",
        posted=True,
        is_shipping_address=True,
        shipping_address="Gedimino pr. 1",
        all_tags=["GPM"],
        footer_message="Ačiū",
        department_id="1001",
        project_id=1101,
        inv_lines_attributes=lines({**GOODS, "reverse_vat": True, "discount_amount": 0}),
    )
    made = answer.json()["response"]
    expected = {
        "number": "ENAT 12345", "date": "2026-01-15", "due_date": "2026-01-29", "currency": "EUR", "location_id": 4620,
        "posted": True, "is_shipping_address": True, "shipping_address": "Gedimino pr. 1", "footer_message": "Ačiū",
        "department_id": 1001, "project_id": 1101, "tags": [{"name": "GPM"}],
        "client": {"url": "https://www.itax.lt/api/v2/clients/131721", "id": 131721, "name": "UAB Klientas"},
        "location": {"url": "https://www.itax.lt/api/v2/locations/4620", "id": 4620, "name": "Vilniaus"},
    }  # fmt: skip
    assert {name: made[name] for name in expected} == expected
    assert made["inv_lines"][0]["reverse_vat"] is True
    (invoice,) = shop.books().issued
    assert (invoice.state, invoice.buyer, invoice.buyer_code) == ("posted", "UAB Klientas", "302345678")
    assert ask(shop, "GET", PATH).json()["response"] == made
    assert ask(shop, "GET", "invoices").json()["response"] == [made]


def test_the_public_modules_texts_and_long_decimals_are_taken(shop: ITaxSimulator) -> None:
    line = {
        "product_id": "192922", "sales_tax_id": "15198", "price_incl_sales_tax": 16.136666666666667,
        "price": 13.336088154269973, "vat_amount": 8.401735537190083, "amount": 40.00826446280991, "qty": 3,
        "total_amount": "48.41",
    }  # fmt: skip
    made = create(shop, location_id="4620", inv_lines_attributes=[line])
    (shown,) = made.json()["response"]["inv_lines"]
    assert (shown["price"], shown["amount"], shown["vat_amount"], shown["total_amount"]) == (
        "13.33609", "40.01", "8.4", "48.41",
    )  # fmt: skip


def test_an_empty_footer_message_is_taken(shop: ITaxSimulator) -> None:
    made = create(shop, footer_message="")
    assert (made.status_code, made.json()["response"]["footer_message"]) == (201, None)


@pytest.mark.parametrize("aggregate", [0, 1])
def test_a_line_may_say_how_its_vat_is_found(shop: ITaxSimulator, aggregate: int) -> None:
    made = create(shop, inv_lines_attributes=lines(SERVICE, {**GOODS, "vat_aggregate": aggregate}))
    assert (made.status_code, len(made.json()["response"]["inv_lines"])) == (201, 2)


def test_a_line_of_the_public_module_with_only_a_gross_price(shop: ITaxSimulator) -> None:
    line = {
        "product_id": "192922", "sales_tax_id": "15198", "price_incl_sales_tax": "16.14", "qty": 3,
        "amount": "48.41", "vat_aggregate": 1,
    }  # fmt: skip
    made = create(shop, inv_lines_attributes=[line])
    (shown,) = made.json()["response"]["inv_lines"]
    assert (shown["price"], shown["amount"], shown["vat_amount"], shown["total_amount"]) == (
        "13.33667", "40.01", "8.4", "48.41",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"client_id": None}, "client_id"),
        ({"client_id": 5}, "client_id"),
        ({"client_id": 1.5}, "client_id"),
        ({"date": None}, "date"),
        ({"date": "2026-02-30"}, "date"),
        ({"date": "15.01.2026"}, "date"),
        ({"due_date": "soon"}, "due_date"),
        ({"currency": None}, "currency"),
        ({"currency": "eur"}, "currency"),
        ({"location_id": None}, "location_id"),
        ({"location_id": 4621}, "location_id"),
        ({"posted": "true"}, "posted"),
        ({"number": ""}, "number"),
        ({"department_id": 7}, "department_id"),
        ({"discount_amount": 14}, "discount_amount"),
        ({"vat_aggregated": True}, "vat_aggregated"),
        ({"is_paid": True}, "is_paid"),
        ({"inv_lines_attributes": []}, "inv_lines"),
        ({"inv_lines_attributes": None}, "inv_lines"),
        ({"inv_lines_attributes": {}}, "inv_lines"),
        ({"draft_inv_lines_attributes": LINES}, "draft_inv_lines"),
    ],
)
def test_wrong_headers_are_refused(shop: ITaxSimulator, changes: dict[str, Any], field: str) -> None:
    answer = create(shop, **changes)
    assert (answer.status_code, list(messages(answer))) == (422, [field])
    assert shop.books().documents == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        *(({name: None}, name) for name in GOODS),
        ({"product_id": 5}, "product_id"),
        ({"sales_tax_id": 5}, "sales_tax_id"),
        ({"price": "dear"}, "price"),
        ({"price": -1, "amount": -2, "vat_amount": 0, "total_amount": -2}, "price"),
        ({"qty": 0, "amount": 0, "vat_amount": 0, "total_amount": 0}, "qty"),
        ({"qty": -2, "amount": -20.2, "vat_amount": -4.24, "total_amount": -24.44}, "qty"),
        ({"amount": 20.21, "total_amount": 24.45}, "amount"),
        ({"total_amount": 24.45}, "total_amount"),
        ({"discount_amount": 1}, "amount"),
        ({"discount_amount": -1}, "discount_amount"),
        ({"vat_aggregate": 2}, "vat_aggregate"),
        ({"description": "Dovana"}, "description"),
        ({"reverse_vat": 1}, "reverse_vat"),
        ({"_destroy": True}, "id"),
    ],
)
def test_wrong_lines_are_refused(shop: ITaxSimulator, change: dict[str, Any], field: str) -> None:
    answer = create(shop, inv_lines_attributes=lines(SERVICE, {**GOODS, **change}))
    assert (answer.status_code, list(messages(answer))) == (422, [f"inv_lines.{field}"])
    assert shop.books().documents == []


def test_the_vat_of_a_line_is_the_callers(shop: ITaxSimulator) -> None:
    line = {**GOODS, "vat_amount": 4.30, "total_amount": 24.50}
    assert create(shop, inv_lines_attributes=[line]).status_code == 201
    assert str(shop.books().documents[0].vat) == "4.30"


def test_a_discount_is_an_amount_of_the_line(shop: ITaxSimulator) -> None:
    line = {
        **SERVICE, "price": 60, "discount_amount": 1, "amount": 59, "vat_amount": 4, "total_amount": 63,
    }  # fmt: skip
    (shown,) = create(shop, inv_lines_attributes=[line]).json()["response"]["inv_lines"]
    assert (shown["discount_amount"], shown["amount"]) == ("1.0", "59.0")


def test_sums_may_be_unchecked_and_quantities_negative(shop: ITaxSimulator) -> None:
    shop.switches.line_sums = "unchecked"
    assert create(shop, inv_lines_attributes=[{**GOODS, "amount": 1}]).status_code == 201
    shop.switches.line_sums = "checked"
    shop.switches.negative_quantities = "accepted"
    credit = {**GOODS, "qty": -2, "amount": -20.2, "vat_amount": -4.24, "total_amount": -24.44}
    assert create(shop, inv_lines_attributes=[credit], posted=True).status_code == 201
    assert (str(shop.books().issued[0].gross), held(shop, "ZIB-1", "4620")) == ("-24.44", 7)


def test_services_need_no_warehouse(shop: ITaxSimulator) -> None:
    made = create(shop, location_id=None, inv_lines_attributes=[SERVICE])
    assert (made.status_code, made.json()["response"]["location"]) == (201, None)


def test_numbers_and_references_may_be_there_already(shop: ITaxSimulator) -> None:
    for _ in range(2):
        assert create(shop, number="A 1").status_code == 201
    shop.switches.duplicate_numbers = "refused"
    assert list(messages(create(shop, number="A 1"))) == ["number"]
    assert [create(shop).json()["response"]["number"] for _ in range(2)] == ["S-0001", "S-0002"]
    assert list(messages(put(shop, number="S-0001"))) == ["number"]
    assert put(shop, number="A 2").status_code == 200
    assert put(shop, number="A 2").status_code == 200


@pytest.mark.parametrize(
    ("reading", "shown", "found"),
    [("stored", "shop1-100045", 1), ("not filtered", "shop1-100045", 2), ("not stored", None, 2)],
)
def test_the_callers_reference(shop: ITaxSimulator, reading: str, shown: str | None, found: int) -> None:
    shop.switches.turn("external_code", reading)
    assert create(shop).json()["response"]["external_code"] == shown
    create(shop, external_code="shop1-100046")
    assert ask(shop, "GET", "invoices", external_code="shop1-100045").json()["count"] == found


def test_the_duplicate_is_found_when_looked_for(shop: ITaxSimulator) -> None:
    create(shop)
    create(shop)
    assert ask(shop, "GET", "invoices", external_code="shop1-100045").json()["count"] == 2


@pytest.mark.parametrize(("lowers", "rest"), [(True, 3), (False, 5)])
def test_posting_takes_the_goods_and_un_posting_brings_them_back(shop: ITaxSimulator, lowers: bool, rest: int) -> None:
    shop.switches.lowers_stock = lowers
    create(shop)
    assert (held(shop, "ZIB-1", "4620"), shop.books().issued) == (5, [])
    assert put(shop, posted=True).json()["response"]["posted"] is True
    assert (held(shop, "ZIB-1", "4620"), len(shop.books().issued)) == (rest, 1)
    assert put(shop, posted=True).status_code == 200
    assert held(shop, "ZIB-1", "4620") == rest
    put(shop, posted=False)
    assert (held(shop, "ZIB-1", "4620"), shop.books().issued) == (5, [])


@pytest.mark.parametrize(
    "fields",
    [
        {"footer_message": "Kitaip"},
        {"posted": False, "footer_message": "Kitaip"},
        {"posted": True, "inv_lines_attributes": [{"id": 5663449, "_destroy": True}]},
        {"posted": False, "inv_lines_attributes": []},
    ],
)
def test_a_posted_invoice_cannot_be_edited(shop: ITaxSimulator, fields: dict[str, Any]) -> None:
    create(shop, posted=True)
    before = ask(shop, "GET", PATH).json()
    answer = put(shop, **fields)
    assert (answer.status_code, list(messages(answer))) == (422, ["posted"])
    assert ask(shop, "GET", PATH).json() == before


def test_a_line_is_changed_by_its_id_in_part(shop: ITaxSimulator) -> None:
    create(shop)
    answer = put(shop, inv_lines_attributes=[{"id": 5663449, "vat_amount": 4.25, "total_amount": 24.45}])
    first, second = answer.json()["response"]["inv_lines"]
    assert (first["qty"], first["vat_amount"], second["id"]) == ("2.0", "4.25", 5663450)
    assert str(shop.books().documents[0].gross) == "145.45"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ([{"id": 1, "qty": 5}], 404),
        ([{"id": 1, "_destroy": True}], 404),
        ([{"id": 5663449, "qty": 3}], 422),
        ([{"qty": 3}], 422),
        ([{"id": 5663449, "_destroy": True}, {"id": 5663450, "_destroy": True}], 422),
        ([{"id": 5663450, "_destroy": True}, {"id": 5663449, "product_id": 7}], 422),
    ],
)
def test_a_refused_edit_changes_nothing(shop: ITaxSimulator, changed: list[dict[str, Any]], status: int) -> None:
    create(shop)
    before = ask(shop, "GET", PATH).json()
    assert put(shop, number="X", posted=True, inv_lines_attributes=changed).status_code == status
    assert ask(shop, "GET", PATH).json() == before
    assert held(shop, "ZIB-1", "4620") == 5


def test_the_header_is_changed_in_part(shop: ITaxSimulator) -> None:
    create(shop)
    ask(shop, "POST", "clients", {"client": {"name": "Kitas"}})
    changed = put(shop, client_id=131722, due_date="2026-03-01", external_code="other", all_tags=["A"]).json()
    shown = changed["response"]
    assert (shown["client"]["name"], shown["due_date"], shown["date"]) == ("Kitas", "2026-03-01", "2026-01-15")
    assert (shown["external_code"], shown["tags"], len(shown["inv_lines"])) == ("other", [{"name": "A"}], 2)
    assert put(shop, client_id=1).status_code == 422


def test_deleting(shop: ITaxSimulator) -> None:
    create(shop, posted=True)
    refused = ask(shop, "DELETE", PATH)
    assert (refused.status_code, list(messages(refused))) == (422, ["posted"])
    put(shop, posted=False)
    deleted = ask(shop, "DELETE", PATH)
    assert (deleted.status_code, deleted.json()["response"]["id"]) == (200, 2556718)
    assert ask(shop, "DELETE", PATH).status_code == 404
    assert create(shop).json()["response"]["id"] == 2556719


def draft(shop: ITaxSimulator, root: str = "draft_invoice", key: str = "draft_inv_lines_attributes") -> Any:
    fields = {name: value for name, value in INVOICE.items() if name != "inv_lines_attributes"}
    return ask(shop, "POST", "draft_invoices", {root: {**fields, key: LINES}})


def test_an_advance_invoice_is_no_sale(shop: ITaxSimulator) -> None:
    made = draft(shop)
    shown = made.json()["response"]
    assert (made.status_code, shown["number"], len(shown["draft_inv_lines"])) == (201, "IS-0001", 2)
    assert (shop.books().issued, held(shop, "ZIB-1", "4620")) == ([], 5)
    assert ask(shop, "GET", "draft_invoices", external_code="shop1-100045").json()["count"] == 1
    assert ask(shop, "GET", f"draft_invoices/{shown['id']}").status_code == 200
    assert ask(shop, "GET", f"invoices/{shown['id']}").status_code == 404
    assert ask(shop, "GET", "invoices").json()["count"] == 0


@pytest.mark.parametrize(
    ("root", "key", "field"),
    [
        ("invoice", "draft_inv_lines_attributes", "draft_invoice"),
        ("draft_invoice", "inv_lines_attributes", "inv_lines"),
    ],
)
def test_advance_invoices_have_words_of_their_own(shop: ITaxSimulator, root: str, key: str, field: str) -> None:
    assert list(messages(draft(shop, root, key))) == [field]


def test_the_sentences_are_lithuanian(shop: ITaxSimulator) -> None:
    answer = messages(create(shop, client_id=None, surprise=1, date="x"))
    assert answer == {
        "client_id": [BLANK],
        "surprise": ["nežinomas laukas"],
        "date": ["neteisinga reikšmė (must be a date as YYYY-MM-DD)"],
    }
