"""B1's lists, their pages and filters (b1.md §3, §5.3, §5.8, §5.9)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.testing.simulators import B1Simulator
from tests.simulators.speaking import ask_b1

ALL: dict[str, Any] = {"groupOp": "AND", "rules": []}
STOCK = {"warehouseId": 1, "page": 1, "pageSize": 10, "filters": ALL}
LIST = {"rows": 10, "page": 1}
ITEMS = "reference-book/items/list"


def rule(field: str, op: str, data: Any) -> dict[str, Any]:
    return {"groupOp": "AND", "rules": [{"field": field, "op": op, "data": data}]}


@pytest.fixture
def full(b1: B1Simulator) -> B1Simulator:
    b1.seed(*({"id": 2000 + i, "code": f"SKU-{i:03}", "name": f"Prekė {i}", "quantity": i} for i in range(1, 24)))
    b1.seed({"id": 3000, "name": "Be kodo ir likučio", "price": "9.99"})
    return b1


def test_stock_comes_in_pages(full: B1Simulator) -> None:
    pages = [ask_b1(full, "e-commerce/items/stock", {**STOCK, "page": page}).json() for page in (1, 2, 3, 4)]
    assert [len(page["data"]) for page in pages] == [10, 10, 4, 0]
    assert {(page["pages"], page["records"], page["code"]) for page in pages} == {(3, 24, 200)}
    assert pages[0]["data"][0] == {
        "id": 2001, "code": "SKU-001", "name": "Prekė 1", "quantity": 1, "priceWithoutVat": 0, "priceWithVat": 0,
    }  # fmt: skip
    last = pages[2]["data"][-1]
    assert (last["code"], last["quantity"], last["priceWithVat"]) == (None, None, 9.99)
    assert last["priceWithoutVat"] == 8.2562


def test_stock_of_some_items(full: B1Simulator) -> None:
    filters = rule("id", "in", ["2001", None, 2003])
    answer = ask_b1(full, "e-commerce/items/stock", {**STOCK, "pageSize": 500, "filters": filters}).json()
    assert [row["id"] for row in answer["data"]] == [2001, 2003]


@pytest.mark.parametrize(("path", "asked"), [("e-commerce/items/stock", STOCK), (ITEMS, LIST)])
def test_filters_without_rules_ask_for_everything(full: B1Simulator, path: str, asked: dict[str, Any]) -> None:
    answer = ask_b1(full, path, {**asked, "filters": {"groupOp": "AND"}})
    assert (answer.status_code, answer.json()["records"]) == (200, 24)


def test_no_rows_have_no_pages(full: B1Simulator) -> None:
    answer = ask_b1(full, ITEMS, {**LIST, "filters": rule("code", "eq", "SKU-999")}).json()
    assert (answer["data"], answer["pages"], answer["records"]) == ([], 0, 0)


@pytest.mark.parametrize(("reading", "first"), [("repeats", [2001, 2002]), ("empty", []), ("refused", None)])
def test_page_zero_of_stock(full: B1Simulator, reading: str, first: list[int] | None) -> None:
    full.switches.turn("page_zero", reading)
    answer = ask_b1(full, "e-commerce/items/stock", {**STOCK, "page": 0})
    assert answer.status_code == (400 if first is None else 200)
    if first is not None:
        assert [row["id"] for row in answer.json()["data"]][:2] == first


@pytest.mark.parametrize(
    ("path", "sent", "words"),
    [
        ("e-commerce/items/stock", {**STOCK, "pageSize": 200}, "Page Size is not in the list"),
        (ITEMS, {**LIST, "rows": 200}, "Page Size is not in the list"),
        (ITEMS, {**LIST, "rows": 500}, "Page Size is not in the list"),
        (ITEMS, {**LIST, "page": 0}, "page"),
        (ITEMS, {"page": 1}, "rows"),
        (ITEMS, {"rows": 10, "page": "1"}, "page"),
        (ITEMS, {**LIST, "pageSize": 10}, "pageSize"),
        (ITEMS, {**LIST, "sidx": "colour"}, "sidx"),
        (ITEMS, {**LIST, "filters": rule("colour", "eq", 1)}, "colour"),
        (ITEMS, {**LIST, "filters": rule("code", "bw", "S")}, "op"),
        (ITEMS, {**LIST, "filters": {"groupOp": "OR", "rules": []}}, "groupOp"),
        (ITEMS, {**LIST, "filters": rule("id", "in", 5)}, "operator"),
        (ITEMS, {**LIST, "filters": rule("id", "eq", [5])}, "operator"),
        ("e-commerce/items/stock", {**STOCK, "warehouseId": 9}, "warehouseId"),
        ("e-commerce/items/stock", {"warehouseId": 1, "page": 1, "pageSize": 10}, "filters"),
    ],
)
def test_wrong_lists_are_refused(full: B1Simulator, path: str, sent: dict[str, Any], words: str) -> None:
    answer = ask_b1(full, path, sent)
    assert (answer.status_code, words in answer.text) == (400, True)


@pytest.mark.parametrize(
    ("filters", "order", "ids"),
    [
        (rule("code", "eq", "SKU-002"), {}, [2002]),
        (rule("name", "cn", "prekė 2"), {}, [2002, 2020, 2021, 2022, 2023]),
        (rule("id", "ge", 2023), {}, [2023, 3000]),
        (rule("code", "ge", "SKU-022"), {}, [2022, 2023]),
        (rule("id", "le", "2002"), {"sidx": "id", "sord": "desc"}, [2002, 2001]),
        (rule("code", "in", ["SKU-001", "SKU-003"]), {"sidx": "code"}, [2001, 2003]),
    ],
)
def test_filters_and_order(full: B1Simulator, filters: Any, order: dict[str, str], ids: list[int]) -> None:
    answer = ask_b1(full, ITEMS, {**LIST, "filters": filters, **order}).json()
    assert [row["id"] for row in answer["data"]] == ids


def test_larger_pages_may_be_allowed(full: B1Simulator) -> None:
    full.switches.turn("page_sizes", [10, 200])
    assert ask_b1(full, ITEMS, {**LIST, "rows": 200}).status_code == 200


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("reference-book/warehouses/list", {"id": 1, "name": "Vilniaus sandėlis", "isPrimary": True}),
        ("reference-book/item-attributes/list", {"id": 13, "name": "Prekės"}),
        ("reference-book/vat-rates/list", {"id": 1, "name": "0 %", "rate": 0}),
    ],
)
def test_reference_lists(b1: B1Simulator, path: str, row: dict[str, Any]) -> None:
    assert ask_b1(b1, path, LIST).json()["data"][0] == row
    assert ask_b1(b1, "reference-book/measurement-units/list", LIST).json()["data"][0]["shortName"] == "vnt."


ITEM = {"code": "SKU-009", "name": "Nauja", "attributeId": 13, "measurementUnitId": 9}


def test_items_are_created_once(b1: B1Simulator) -> None:
    prices = {"priceWithoutVat": 8.25619834710744, "priceWithVat": 9.99}
    created = ask_b1(b1, "reference-book/items/create", {**ITEM, **prices, "description": "<p>HTML</p>"})
    again = ask_b1(b1, "reference-book/items/create", ITEM)
    assert (created.status_code, created.json()["data"]) == (200, {"id": 1001})
    assert (again.status_code, "data" in again.json()) == (409, False)
    product = b1.books().products["1001"]
    assert (product.price_without_vat, product.price_with_vat) == (Decimal("8.2562"), Decimal("9.9900"))


def test_an_item_with_only_a_price_with_vat(b1: B1Simulator) -> None:
    ask_b1(b1, "reference-book/items/create", {**ITEM, "priceWithVat": 12.1, "vatRate": "21.0000"})
    assert str(b1.records().products["1001"].price_without_vat) == "10.0000"


@pytest.mark.parametrize(
    "change", [{"name": "x" * 201}, {"attributeId": 7}, {"measurementUnitId": None}, {"priceWithVat": ""}, {"x": 1}]
)
def test_wrong_items_are_refused(b1: B1Simulator, change: dict[str, Any]) -> None:
    answer = ask_b1(b1, "reference-book/items/create", {**ITEM, **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(change))


def test_sales_can_be_read_back(b1: B1Simulator) -> None:
    parties = {"isJuridical": 1, "name": "UAB Pirkėjas", "countryCode": "LT"}
    order = {
        "shopId": "s", "internalId": 1, "date": "2026-11-21", "number": "1", "currencyCode": "EUR", "discount": 0,
        "cod": 0, "shipping": 12.1, "total": 12.1, "billing": parties, "delivery": parties,
    }  # fmt: skip
    order_id = ask_b1(b1, "e-commerce/orders/create", order).json()["data"]["id"]
    ask_b1(b1, "e-commerce/orders/create-sale", {"orderId": order_id, "series": None, "number": None})
    (sale,) = ask_b1(b1, "warehouse/sales/list", LIST).json()["data"]
    assert (sale["number"], sale["sumWithVat"], sale["vat"], sale["isSale"]) == ("000101", 12.1, 2.1, True)
