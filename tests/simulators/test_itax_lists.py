"""iTax's lists: pages, order, filters (itax.md §6, §7.1), products and their balances (§8.1), references."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.testing.simulators import ITaxSimulator
from tests.simulators.clock import Clock
from tests.simulators.itax import ask, create, furnish, messages
from tests.simulators.speaking import held


@pytest.fixture
def full(itax: ITaxSimulator, clock: Clock) -> ITaxSimulator:
    for i in range(1, 251):
        clock.pass_(60)
        itax.seed({"id": 1000 + i, "code": f"SKU-{i:03}", "name": f"Prekė {i % 7}", "quantity": i})
    return itax


def ids(simulator: ITaxSimulator, path: str, **query: Any) -> list[int]:
    return [row["id"] for row in ask(simulator, "GET", path, **query).json()["response"]]


def test_a_page_has_a_hundred_rows_unless_asked(full: ITaxSimulator) -> None:
    answer = ask(full, "GET", "items").json()
    assert (len(answer["response"]), answer["count"]) == (100, 250)
    assert answer["pagination"] == {
        "previous": None, "next": 2, "current": 1, "per_page": 100, "count": 250, "pages": 3,
    }  # fmt: skip
    assert answer["response"][0]["id"] == 1250
    full.switches.default_page = 1000
    assert len(ids(full, "items")) == 250


@pytest.mark.parametrize(
    ("query", "rows", "previous", "following", "pages"),
    [
        ({"page": 3}, 50, 2, None, 3),
        ({"page": 4}, 0, 3, None, 3),
        ({"page": 2, "per_page": 60}, 60, 1, 3, 5),
        ({"per_page": 1000}, 250, None, None, 1),
        ({"per_page": 5000}, 250, None, None, 1),
        ({"per_page": 0}, 100, None, 2, 3),
        ({"per_page": "x", "page": "-1"}, 100, None, 2, 3),
    ],
)
def test_pages(
    full: ITaxSimulator, query: dict[str, Any], rows: int, previous: int | None, following: int | None, pages: int
) -> None:
    answer = ask(full, "GET", "products", **query).json()
    assert len(answer["response"]) == rows
    told = answer["pagination"]
    assert (told["previous"], told["next"], told["pages"]) == (previous, following, pages)
    assert told["per_page"] <= 1000


def test_all_pages_hold_everything_once(full: ITaxSimulator) -> None:
    pages = [ids(full, "items", per_page=60, page=page, sort="id", direction="asc") for page in range(1, 6)]
    assert [one for page in pages for one in page] == list(range(1001, 1251))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ({}, [1250, 1249]),
        ({"sort": "id"}, [1001, 1002]),
        ({"sort": "updated_at", "direction": "desc"}, [1250, 1249]),
        ({"sort": "code", "direction": "asc"}, [1001, 1002]),
        ({"sort": "name", "direction": "asc"}, [1007, 1014]),
        ({"sort": "measurement_id", "direction": "desc"}, [1001, 1002]),
        ({"sort": "colour", "direction": "asc"}, [1250, 1249]),
    ],
)
def test_order(full: ITaxSimulator, query: dict[str, Any], first: list[int]) -> None:
    assert ids(full, "items", **query)[:2] == first


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"code": "SKU-007"}, [1007]),
        ({"code": "sku-007"}, []),
        ({"id": 1009}, [1009]),
        ({"id": "x"}, []),
        ({"name": "Prekė 3", "code": "SKU-010"}, [1010]),
        ({"is_active": "false"}, []),
        ({"created_at": "2026-11-21T09:31:00.000+02:00"}, [1001]),
        ({"product_group_id": ""}, []),
    ],
)
def test_filters(full: ITaxSimulator, query: dict[str, Any], found: list[int]) -> None:
    assert ids(full, "items", **query) == found


def test_a_filter_on_no_column_is_ignored_or_refused(full: ITaxSimulator) -> None:
    assert ask(full, "GET", "items", colour="red").json()["count"] == 250
    assert ask(full, "GET", "items", tags="GPM").json()["count"] == 250
    full.switches.unknown_filters = "refused"
    answer = ask(full, "GET", "items", colour="red")
    assert (answer.status_code, list(messages(answer))) == (422, ["colour"])


def test_an_empty_list_has_no_pages(itax: ITaxSimulator) -> None:
    answer = ask(itax, "GET", "invoices").json()
    assert (answer["response"], answer["count"], answer["pagination"]["pages"]) == ([], 0, 0)


def test_tags_are_an_array_parameter(itax: ITaxSimulator) -> None:
    furnish(itax)
    create(itax, all_tags=["Svarbu", "GPM"])
    create(itax, all_tags=["GPM"])
    assert ids(itax, "invoices", **{"tags[]": "Svarbu"}) == [2556718]
    assert ids(itax, "invoices", **{"tags[]": "GPM"}) == [2556719, 2556718]
    assert ids(itax, "invoices", **{"tags[]": ["GPM", "Svarbu"], "client_id": 131721}) == [2556718]
    assert ids(itax, "invoices", **{"tags[]": "Kita"}) == []
    shown = ask(itax, "GET", "invoices/2556718").json()["response"]
    assert shown["tags"] == [{"name": "Svarbu"}, {"name": "GPM"}]
    assert [row["name"] for row in ask(itax, "GET", "tags", sort="name").json()["response"]] == ["GPM", "Svarbu"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"external_code": "shop1-100045"}, [2556718]),
        ({"external_code": "shop1-1000"}, []),
        ({"number": "ENAT 12345"}, [2556719]),
        ({"client_id": 131721, "sort": "created_at", "direction": "desc"}, [2556719, 2556718]),
        ({"posted": "true"}, [2556719]),
        ({"posted": 0}, [2556718]),
        ({"date": "2026-01-15", "location_id": 4620}, [2556719, 2556718]),
        ({"client_id": 5}, []),
    ],
)
def test_looking_up_invoices(itax: ITaxSimulator, clock: Clock, query: dict[str, Any], found: list[int]) -> None:
    furnish(itax)
    create(itax)
    clock.pass_(1)
    create(itax, external_code=None, number="ENAT 12345", posted=True)
    assert ids(itax, "invoices", **query) == found


def test_the_list_of_products_shows_services_and_goods(itax: ITaxSimulator) -> None:
    itax.seed(
        {"id": 11, "name": "Konsultacija", "service": True, "price_without_vat": 100, "cost": 50},
        {"id": 12, "code": "A", "barcode": "477", "name": "Žibintas", "quantity": 2, "cost": "7.5", "unit": "kg"},
    )
    goods, service = ask(itax, "GET", "products").json()["response"]
    assert goods["url"] == "https://www.itax.lt/api/v2/items/12"
    assert service["url"] == "https://www.itax.lt/api/v2/services/11"
    assert goods["item_balance"] == {"qty": "2.0", "amount": "15.0", "qty_reserved": "0.0", "qty_on_hand": "2.0"}
    assert (goods["weight"], goods["measurement"]["name"], goods["created_at"]) == (
        None, "kg", "2026-11-21T09:30:00.000+02:00",
    )  # fmt: skip
    assert not {"item_balance", "weight", "volume"} & set(service)
    (price,) = service["sale_prices"]
    assert (price["base"], price["price"], price["currency"], price["client_group_id"]) == (
        "fixed_price", "100.0", "EUR", None,
    )  # fmt: skip
    assert service["purchase_prices"][0]["price"] == "50.0"
    assert (service["product_group"], service["is_active"], service["barcode"]) == (None, True, None)
    assert ids(itax, "items") == [12]
    assert ids(itax, "services") == [11]
    for path, status in (("items/12", 200), ("products/12", 200), ("services/12", 404), ("items/11", 404)):
        assert ask(itax, "GET", path).status_code == status


def test_a_code_that_is_not_there_is_null_or_empty(itax: ITaxSimulator) -> None:
    itax.seed({"id": 11, "name": "A"}, {"id": 12, "name": "B"})
    assert [row["code"] for row in ask(itax, "GET", "items").json()["response"]] == ["", None]


def test_the_single_item_shows_every_warehouse(itax: ITaxSimulator) -> None:
    itax.seed({"id": 192927, "name": "Žibintas", "quantity": 1, "cost": 5})
    itax.seed({"id": 192927, "quantity": 3, "reserved": 1}, warehouse="4621")
    item = ask(itax, "GET", "items/192927").json()["response"]
    assert item["item_balance"] == {
        "qty": "4.0", "amount": "20.0", "qty_reserved": "1.0", "qty_on_hand": "4.0",
        "locations": [
            {"id": 4620, "name": "Vilniaus", "qty": "1.0", "amount": "5.0", "qty_reserved": "0.0",
             "qty_on_hand": "1.0"},
            {"id": 4621, "name": "4621", "qty": "3.0", "amount": "15.0", "qty_reserved": "1.0", "qty_on_hand": "3.0"},
        ],
    }  # fmt: skip
    assert "purchase_prices" not in item
    assert ask(itax, "GET", "items").json()["response"][0]["item_balance"]["qty"] == "4.0"
    here = ask(itax, "GET", "items", location_id=4621).json()["response"][0]["item_balance"]
    assert (here["qty"], "locations" in here) == ("3.0", False)


@pytest.mark.parametrize(("reading", "on_hand"), [("with reserved", "5.0"), ("without reserved", "3.0")])
def test_both_readings_of_what_is_on_hand(itax: ITaxSimulator, reading: str, on_hand: str) -> None:
    itax.switches.turn("on_hand", reading)
    itax.seed({"id": 11, "name": "A", "quantity": 5, "reserved": 2})
    balance = ask(itax, "GET", "items").json()["response"][0]["item_balance"]
    assert (balance["qty"], balance["qty_reserved"], balance["qty_on_hand"]) == ("5.0", "2.0", on_hand)


@pytest.mark.parametrize(("reading", "found"), [("dropped", [11]), ("zero", [13, 12, 11])])
def test_goods_that_are_elsewhere(itax: ITaxSimulator, reading: str, found: list[int]) -> None:
    itax.switches.turn("elsewhere", reading)
    itax.seed({"id": 11, "name": "Čia", "quantity": 0}, {"id": 13, "name": "Be įrašo", "quantity": None})
    itax.seed({"id": 12, "name": "Kitur", "quantity": 9}, warehouse="4621")
    answer = ask(itax, "GET", "items", location_id=4620).json()
    assert [row["id"] for row in answer["response"]] == found
    assert {row["item_balance"]["qty"] for row in answer["response"]} == {"0.0"}


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("sales_taxes", {"id": 15198, "name": "21 %"}),
        ("sales_taxes", {"id": 15199, "name": "PVM - 5%"}),
        ("measurements", {"id": 5599, "name": "vnt"}),
        ("product_groups", {"id": 701, "name": "Prekės"}),
        ("bank_accounts", {"id": 20594, "name": "Kasa"}),
        ("client_groups", {"id": 15221, "name": "Internetas"}),
        ("vat_business_groups", {"id": 2, "name": "ES"}),
        ("departments", {"id": 1001, "name": "Prekyba"}),
        ("projects", {"id": 1101, "name": "El. parduotuvė"}),
        ("locations", {"id": 4620, "name": "Vilniaus"}),
    ],
)
def test_reference_lists(itax: ITaxSimulator, path: str, row: dict[str, Any]) -> None:
    shown = {"url": f"https://www.itax.lt/api/v2/{path}/{row['id']}", **row}
    assert shown in ask(itax, "GET", path).json()["response"]
    assert ask(itax, "GET", f"{path}/{row['id']}").json() == {"response": shown}
    assert ask(itax, "GET", f"{path}/999999").status_code == 404


PRODUCT = {"name": "Mokesčių konsultacijos", "type": "Service", "measurement_id": 5599, "sales_tax_id": 15198}


def test_products_are_created_and_changed(itax: ITaxSimulator, clock: Clock) -> None:
    made = ask(itax, "POST", "products", {"product": PRODUCT})
    assert (made.status_code, made.json()["response"]["id"]) == (201, 192922)
    assert made.json()["response"]["url"].endswith("/services/192922")
    item = {**PRODUCT, "type": "Item", "code": "A", "weight": "1.50", "product_group_id": "702", "is_active": False}
    again = [ask(itax, "POST", "products", {"product": item}).json()["response"] for _ in range(2)]
    # A code may be there already.
    assert [(one["id"], one["code"], one["weight"]) for one in again] == [(192923, "A", "1.5"), (192924, "A", "1.5")]
    assert (again[0]["product_group"]["name"], again[0]["is_active"]) == ("Knygos", False)
    assert again[0]["item_balance"]["locations"] == []
    clock.pass_(60)
    changed = ask(itax, "PUT", "products/192922", {"product": {"name": "Naujas", "sales_tax_id": 15199}})
    shown = changed.json()["response"]
    assert (changed.status_code, shown["name"], shown["type"]) == (200, "Naujas", "Service")
    assert shown["updated_at"] == "2026-11-21T09:31:00.000+02:00"
    assert str(itax.books().products["192922"].vat_rate) == "5"
    fixed = ask(itax, "POST", "products", {"product": {**PRODUCT, "type": "FixedAsset"}}).json()["response"]
    assert fixed["url"].endswith("/fixed_assets/192925")
    assert "item_balance" not in fixed


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": None}, "name"),
        ({"type": "Thing"}, "type"),
        ({"measurement_id": 1}, "measurement_id"),
        ({"sales_tax_id": None}, "sales_tax_id"),
        ({"sales_tax_id": 9}, "sales_tax_id"),
        ({"product_group_id": 1}, "product_group_id"),
        ({"price": 5}, "price"),
    ],
)
def test_wrong_products_are_refused(itax: ITaxSimulator, change: dict[str, Any], field: str) -> None:
    answer = ask(itax, "POST", "products", {"product": {**PRODUCT, **change}})
    assert (answer.status_code, list(messages(answer))) == (422, [field])
    assert itax.books().products == {}
    itax.seed({"id": 11, "name": "A"})
    assert ask(itax, "PUT", "products/11", {"product": {"type": "Item"}}).status_code == 422


@pytest.mark.parametrize(("touches", "moved"), [(False, False), (True, True)])
def test_a_sale_may_leave_the_product_untouched(itax: ITaxSimulator, clock: Clock, touches: bool, moved: bool) -> None:
    itax.switches.stock_touches_product = touches
    furnish(itax)
    clock.pass_(60)
    create(itax, posted=True)
    assert held(itax, "ZIB-1", "4620") == 3
    item = ask(itax, "GET", "items/192922").json()["response"]
    assert (item["updated_at"] != item["created_at"]) is moved
