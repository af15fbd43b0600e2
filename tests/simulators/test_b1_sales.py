"""B1's warehouse methods (b1.md §5.6 to §5.10), and the readings of what its documents leave open."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.testing.simulators import B1Simulator
from oscar_lt_accounting.testing.simulators.b1.refusals import CONSTRAINT
from tests.simulators.speaking import ask_b1, held

CLIENT = {"name": "UAB Pirkėjas", "locationId": 1, "isJuridical": True, "isActive": True, "code": "305136936"}
HEADER = {
    "saleDate": "2026-04-08", "warehouseId": 1, "operationTypeId": 2, "clientId": 301, "currencyCode": "EUR",
    "series": "PARDP", "number": "000103", "autoGenerateNumberAndSeries": False,
}  # fmt: skip
ROW = {
    "saleId": 501, "itemId": 24, "warehouseId": 1, "quantity": 2, "priceWithoutVat": 10, "rowNo": 1, "vatRate": 21,
    "discountRate": 0,
}  # fmt: skip
CASH = {
    "clientId": 301, "clientAccountId": 7, "debitAccountId": 8, "currencyId": 2, "currencyCode": "EUR",
    "date": "2026-04-08", "series": "PPK", "number": "0001", "total": 24.2, "documentStatusId": 5, "employeeId": 3,
}  # fmt: skip
CREATE, SALE = "clients/create", "warehouse/sales/create"
ADD, PAY = "warehouse/sale-items/create-simple", "cash-flow/cash-receipts/create"
LIST = {"rows": 10, "page": 1}


@pytest.fixture
def shop(b1: B1Simulator) -> B1Simulator:
    b1.seed({"id": 24, "code": "SKU-24", "name": "Prekė", "quantity": 10, "price": "12.10"})
    assert ask_b1(b1, CREATE, CLIENT).json() == {"message": "Data saved successfully", "data": {"id": 301}, "code": 200}
    return b1


def listed(shop: B1Simulator, path: str, **asked: Any) -> list[dict[str, Any]]:
    answer = ask_b1(shop, path, {**LIST, **asked})
    assert answer.status_code == 200, answer.text
    rows: list[dict[str, Any]] = answer.json(parse_float=Decimal)["data"]
    return rows


def test_a_sale_is_there_from_its_header_on(shop: B1Simulator) -> None:
    assert ask_b1(shop, SALE, HEADER).json()["data"] == {"id": 501}
    (sale,) = listed(shop, "warehouse/sales/list")
    assert sale == {
        "id": 501, "series": "PARDP", "number": "000103", "saleDate": "2026-04-08", "payUntil": "2026-04-08",
        "clientId": 301, "clientName": "UAB Pirkėjas", "currencyCode": "EUR", "sumWithoutVat": 0, "vat": 0,
        "sumWithVat": 0, "currencyBalance": 0, "isSale": True, "operationTypeName": "Prekių pardavimas",
        "statusName": "sale", "notes": "",
    }  # fmt: skip


def test_rows_make_the_sums_and_take_the_goods(shop: B1Simulator) -> None:
    ask_b1(shop, SALE, HEADER)
    assert ask_b1(shop, ADD, ROW).status_code == 200
    (sale,) = listed(shop, "warehouse/sales/list")
    assert (sale["sumWithoutVat"], sale["vat"], sale["sumWithVat"]) == (20, Decimal("4.2"), Decimal("24.2"))
    (row,) = listed(shop, "warehouse/sale-items/list")
    assert (row["saleId"], row["itemId"], row["itemName"], row["quantity"], row["priceWithoutVat"]) == (
        501, 24, "Prekė", 2, 10,
    )  # fmt: skip
    assert held(shop, "SKU-24", "1") == 8


def test_the_print_of_a_sale(shop: B1Simulator) -> None:
    ask_b1(shop, SALE, HEADER)
    answer = ask_b1(shop, "warehouse/invoices/get-sale", {"id": 501})
    assert (answer.headers["Content-Type"], answer.content[:4]) == ("application/pdf", b"%PDF")
    assert ask_b1(shop, "warehouse/invoices/get-sale", {"id": 9}).status_code == 404


def test_a_used_number_is_refused_with_400(shop: B1Simulator) -> None:
    ask_b1(shop, SALE, HEADER)
    answer = ask_b1(shop, SALE, HEADER)
    assert (answer.status_code, answer.json()) == (400, {"message": "Sales document already registered", "code": 400})


def test_b1_numbers_where_it_is_asked_to(shop: B1Simulator) -> None:
    numbered = {name: value for name, value in HEADER.items() if name not in ("series", "number")}
    for given, number in (({}, "PARDP000101"), ({"seriesId": 13}, "PPP000101"), ({"series": "X"}, "X000101")):
        sent = {**numbered, "autoGenerateNumberAndSeries": True, **given}
        assert ask_b1(shop, SALE, sent).status_code == 200
        assert shop.books().sales[-1].number == number


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"date": "2026-04-08"}, "date"),
        ({"saleDate": "8.4.2026"}, "saleDate"),
        ({"clientId": 9}, CONSTRAINT.format(1)),
        ({"operationTypeId": 1}, CONSTRAINT.format(2)),
        ({"operationTypeId": 22}, CONSTRAINT.format(2)),
        ({"operationTypeId": 99}, CONSTRAINT.format(2)),
        ({"currencyCode": "XXX"}, CONSTRAINT.format(3)),
        ({"employeeId": 9}, CONSTRAINT.format(4)),
        ({"warehouseId": 9}, "warehouseId"),
        ({"series": "ELEVENSIGNS"}, "series"),
        ({"number": "1" * 21}, "number"),
        ({"number": ""}, "number"),
        ({"seriesId": 9}, "seriesId"),
        ({"seriesId": 13}, "seriesId"),
        ({"autoGenerateNumberAndSeries": True}, "number"),
    ],
)
def test_wrong_headers_are_refused(shop: B1Simulator, change: dict[str, Any], words: str) -> None:
    answer = ask_b1(shop, SALE, {**HEADER, **change})
    assert answer.status_code == 400
    assert words.replace('"', '\\"') in answer.text
    assert not shop.books().sales


@pytest.mark.parametrize("name", ["series", "number"])
def test_a_number_needs_both_its_parts(shop: B1Simulator, name: str) -> None:
    sent = {key: value for key, value in HEADER.items() if key != name}
    answer = ask_b1(shop, SALE, sent)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [name])


def test_other_fields_of_a_header(shop: B1Simulator) -> None:
    sent = {**HEADER, "seriesId": 12, "employeeId": 3, "clientName": "Kitas vardas"}
    assert ask_b1(shop, SALE, sent).status_code == 200
    assert shop.books().sales[0].buyer == "Kitas vardas"


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"saleId": 9}, 404, "Sale was not found"),
        ({"itemId": 9}, 400, "itemId"),
        ({"itemId": None}, 400, "itemId"),
        ({"warehouseId": 2}, 400, "warehouseId"),
        ({"vatRate": 7}, 400, "PARDAVIMAI_fk6"),
        ({"vatRate": None}, 400, "vatRate"),
        ({"vatClassificationId": 999}, 400, "vatClassificationId"),
        ({"discountRate": 5}, 400, "discountRate"),
        ({"priceWithoutVat": -10}, 400, "priceWithoutVat"),
        ({"priceWithoutVat": 1.00001}, 400, "priceWithoutVat"),
        ({"quantity": 0}, 400, "quantity"),
        ({"quantity": 1.0001}, 400, "quantity"),
        ({"name": "Kita"}, 400, "name"),
        ({"rowNo": 0}, 400, "rowNo"),
    ],
)
def test_wrong_rows_are_refused(shop: B1Simulator, change: dict[str, Any], code: int, words: str) -> None:
    ask_b1(shop, SALE, HEADER)
    answer = ask_b1(shop, ADD, {**ROW, **change})
    assert (answer.status_code, words in answer.text) == (code, True)
    assert not shop.books().sales[0].rows


def test_equal_rows_are_all_taken(shop: B1Simulator) -> None:
    ask_b1(shop, SALE, HEADER)
    for _ in range(2):
        ask_b1(shop, ADD, ROW)
    assert len(listed(shop, "warehouse/sale-items/list")) == 2


@pytest.mark.parametrize(("reading", "vat"), [("per row", "4.22"), ("per rate", "4.21")])
def test_vat_of_net_rows(shop: B1Simulator, reading: str, vat: str) -> None:
    shop.switches.turn("sale_vat", reading)
    ask_b1(shop, SALE, HEADER)
    for number in (1, 2):
        ask_b1(shop, ADD, {**ROW, "rowNo": number, "quantity": 1, "priceWithoutVat": 10.03})
    (sale,) = shop.books().sales
    assert (str(sale.net), str(sale.vat)) == ("20.06", vat)


def test_rows_may_come_from_another_warehouse(shop: B1Simulator) -> None:
    shop.switches.turn("row_warehouse", "any")
    shop.seed({"code": "SKU-24", "quantity": 3}, warehouse="2")
    ask_b1(shop, SALE, HEADER)
    assert ask_b1(shop, ADD, {**ROW, "warehouseId": 2, "vatClassificationId": 1}).status_code == 200
    assert held(shop, "SKU-24", "2") == 1
    assert shop.books().sales[0].rows[0].vat_code == "PVM1"


def test_negative_prices_may_be_taken(shop: B1Simulator) -> None:
    shop.switches.turn("negative_prices", "accepted")
    ask_b1(shop, SALE, HEADER)
    assert ask_b1(shop, ADD, {**ROW, "priceWithoutVat": -10}).status_code == 200
    assert str(shop.books().sales[0].gross) == "-24.20"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "x" * 201}, "name"),
        ({"locationId": 4}, "locationId"),
        ({"isJuridical": 1}, "isJuridical"),
        ({"code": "1" * 21}, "code"),
        ({"vatCode": "1" * 21}, "vatCode"),
        ({"countryId": 999}, "countryId"),
        ({"phoneNumber": "1"}, "phoneNumber"),
    ],
)
def test_wrong_clients_are_refused(shop: B1Simulator, change: dict[str, Any], field: str) -> None:
    answer = ask_b1(shop, CREATE, {**CLIENT, **change})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_clients_are_found_by_code_and_name(shop: B1Simulator) -> None:
    ask_b1(shop, CREATE, {"name": "Ona Pirkėja", "locationId": 2, "isJuridical": False, "countryId": 5})
    for field, op, data, found in (
        ("code", "eq", "305136936", [301]),
        ("name", "cn", "pirkėj", [301, 302]),
        ("name", "cn", "ona", [302]),
        ("code", "eq", "1", []),
    ):
        filters = {"groupOp": "AND", "rules": [{"field": field, "op": op, "data": data}]}
        assert [row["id"] for row in listed(shop, "clients/list", filters=filters)] == found
    first = listed(shop, "clients/list")[0]
    assert first == {
        "id": 301, "name": "UAB Pirkėjas", "code": "305136936", "vatCode": None, "address": None, "isActive": True,
        "isJuridical": True, "correspondenceCountry": None,
    }  # fmt: skip


@pytest.mark.parametrize(("reading", "code"), [("accepted", 200), ("refused", 409)])
def test_a_client_with_the_same_code(shop: B1Simulator, reading: str, code: int) -> None:
    shop.switches.turn("duplicate_clients", reading)
    assert ask_b1(shop, CREATE, CLIENT).status_code == code


@pytest.mark.parametrize(("reading", "ids"), [("work", []), ("ignored", [301]), ("hide all", [])])
def test_filters_may_not_work(shop: B1Simulator, reading: str, ids: list[int]) -> None:
    shop.switches.turn("filters", reading)
    filters = {"groupOp": "AND", "rules": [{"field": "code", "op": "eq", "data": "1"}]}
    assert [row["id"] for row in listed(shop, "clients/list", filters=filters)] == ids
    assert len(listed(shop, "clients/list")) == 1


def test_money_in_cash(shop: B1Simulator) -> None:
    assert ask_b1(shop, PAY, CASH).json()["data"] == {"id": 701}
    answer = ask_b1(shop, PAY, CASH)
    assert (answer.status_code, answer.json()["message"]) == (400, "Cash receipt already registered")
    assert len(shop.books().receipts) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"clientId": 9}, "fk1"),
        ({"employeeId": 4}, "fk4"),
        ({"employeeId": 9}, "fk4"),
        ({"currencyCode": "XXX"}, "fk3"),
        ({"currencyId": 3}, "currencyId"),
        ({"documentStatusId": 1}, "documentStatusId"),
        ({"total": 0}, "total"),
    ],
)
def test_wrong_receipts_are_refused(shop: B1Simulator, change: dict[str, Any], words: str) -> None:
    answer = ask_b1(shop, PAY, {**CASH, **change})
    assert (answer.status_code, words in answer.text) == (400, True)


ITEM = {"id": 24, "name": "Nauja", "attributeId": 13, "measurementUnitId": 9}


@pytest.mark.parametrize(("reading", "code", "price"), [("clears", "", 0), ("keeps", "SKU-24", Decimal("12.10"))])
def test_an_update_may_clear_what_it_does_not_say(shop: B1Simulator, reading: str, code: str, price: Decimal) -> None:
    shop.switches.turn("item_update", reading)
    assert ask_b1(shop, "reference-book/items/update", ITEM).status_code == 200
    product = shop.books().products["24"]
    assert (product.name, product.code, product.price_with_vat) == ("Nauja", code, price)


def test_a_whole_row_can_be_sent_back(shop: B1Simulator) -> None:
    (row,) = listed(shop, "reference-book/items/list")
    sent = {name: value for name, value in row.items() if value is not None and name != "measurementUnitName"}
    sent = {name: float(value) if isinstance(value, Decimal) else value for name, value in sent.items()}
    sent |= {"name": "Nauja", "minQuantity": 3, "groupId": 31}
    assert ask_b1(shop, "reference-book/items/update", sent).status_code == 200
    (changed,) = listed(shop, "reference-book/items/list")
    assert (changed["name"], changed["code"], changed["minQuantity"], changed["groupId"]) == ("Nauja", "SKU-24", 3, 31)
    assert changed["isActive"] is True


@pytest.mark.parametrize(
    ("change", "code"), [({"id": 9}, 404), ({"code": "OTHER"}, 409), ({"attributeId": 1}, 400), ({"name": ""}, 400)]
)
def test_items_that_cannot_be_changed(shop: B1Simulator, change: dict[str, Any], code: int) -> None:
    shop.seed({"code": "OTHER", "name": "Kita"})
    assert ask_b1(shop, "reference-book/items/update", {**ITEM, **change}).status_code == code


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("reference-book/operation-types/list", {"id": 2, "code": "PP"}),
        ("reference-book/series/list", {"id": 12, "series": "PARDP", "operationTypeId": 2}),
        ("reference-book/vat-classifications/list", {"id": 1, "code": "PVM1"}),
        ("reference-book/currencies/list", {"id": 2, "code": "EUR", "isPrimary": True}),
        ("reference-book/countries/list", {"id": 1, "code": "AD"}),
        ("reference-book/item-groups/list", {"id": 31, "name": "Visos prekės"}),
        ("personnel/employees/list", {"id": 3, "lastName": "Buhalterė", "isEmployed": True}),
    ],
)
def test_reference_lists(shop: B1Simulator, path: str, row: dict[str, Any]) -> None:
    filters = {"groupOp": "AND", "rules": [{"field": "id", "op": "eq", "data": row["id"]}]}
    (found,) = listed(shop, path, filters=filters)
    assert row.items() <= found.items()


def test_name_and_code_of_a_currency_may_be_swapped(shop: B1Simulator) -> None:
    shop.switches.turn("currency_code_in", "name")
    assert listed(shop, "reference-book/currencies/list")[0] == {
        "id": 2, "name": "EUR", "code": "Euras", "isPrimary": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("opens", "sales", "stock"), [("all", 200, 200), ("warehouse", 200, 403), ("e-commerce", 403, 200)]
)
def test_what_a_key_opens(shop: B1Simulator, opens: str, sales: int, stock: int) -> None:
    shop.switches.turn("opens", opens)
    assert ask_b1(shop, "warehouse/sales/list", LIST).status_code == sales
    assert ask_b1(shop, "e-commerce/config/get", {}).status_code == stock
