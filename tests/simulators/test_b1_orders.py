"""E-shop orders at B1 (b1.md §5.4, §5.5)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import B1Simulator
from oscar_lt_accounting.testing.simulators.b1.records import Order
from tests.simulators.samples import (
    ADD,
    CREATE,
    DELETE,
    FREE_ROW,
    IDS,
    ORDER,
    PARTY,
    PRINT,
    PRINTED,
    ROW,
    SALE,
    SELL,
    WRITE_OFF,
)
from tests.simulators.speaking import ask_b1, held


@pytest.fixture
def shop(b1: B1Simulator) -> B1Simulator:
    b1.seed({"id": 24, "code": "SKU-24", "name": "Prekė", "quantity": 10, "price": "12.10"})
    return b1


def status(answer: requests.Response) -> int:
    return answer.status_code


def order_with_rows(shop: B1Simulator, **changes: Any) -> Order:
    assert ask_b1(shop, CREATE, {**ORDER, **changes}).json()["data"] == {"id": 501}
    for row in (ROW, FREE_ROW):
        assert status(ask_b1(shop, ADD, row)) == 200
    return shop.books().documents[-1]


def test_order_rows_write_off_sale(shop: B1Simulator) -> None:
    order = order_with_rows(shop)
    assert (order.state, order.issued) == ("order", False)
    assert status(ask_b1(shop, WRITE_OFF, {"orderId": 501})) == 200
    assert (order.state, held(shop, "SKU-24", "1")) == ("written off", 8)
    answer = ask_b1(shop, SELL, SALE)
    assert answer.json() == {"message": "Data saved successfully", "code": 200}
    assert (order.state, order.issued, order.number) == ("sale", True, "PARDP000101")
    assert str(order.gross) == "48.41"
    assert held(shop, "SKU-24", "1") == 8


def test_discount_delivery_and_fees_in_the_sums(shop: B1Simulator) -> None:
    order = order_with_rows(shop)
    ask_b1(shop, SELL, SALE)
    # 5.00 off 24.20 and 23.72 is 2.53 and 2.47; 21.67 + 3.99 + 1.50 at 21 %, 21.25 at 5 %.
    by_rate = {
        str(rate): (sum(row.gross for row in order.rows if row.rate == rate), vat)
        for rate, vat in {
            rate: sum(row.vat for row in order.rows if row.rate == rate) for rate in {row.rate for row in order.rows}
        }.items()
    }
    assert {rate: (str(gross), str(vat)) for rate, (gross, vat) in by_rate.items()} == {
        "21": ("27.16", "4.71"),
        "5": ("21.25", "1.01"),
    }
    assert [row.title for row in order.rows[2:]] == ["Pristatymas", "Papildomi mokesčiai"]


def test_the_plugins_texts_for_ids_and_rates_are_taken(shop: B1Simulator) -> None:
    assert status(ask_b1(shop, CREATE, {**ORDER, "internalId": "1024"})) == 200
    row = {**ROW, "itemId": "24", "vatRate": "21.0000", "sum": 24.199999999999999}
    assert status(ask_b1(shop, ADD, row)) == 200
    assert str(shop.books().documents[0].rows[0].gross) == "24.20"


def test_a_repeated_order_is_refused_with_the_id_of_the_first(shop: B1Simulator) -> None:
    first = ask_b1(shop, CREATE, ORDER)
    again = ask_b1(shop, CREATE, {**ORDER, "internalId": "1024"})
    assert (status(first), status(again)) == (200, 409)
    assert again.json() == {"message": "Order already exists", "data": {"id": 501}, "code": 409}
    assert status(ask_b1(shop, CREATE, {**ORDER, "shopId": "another"})) == 200


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in ORDER.items() if key != name}


@pytest.mark.parametrize(
    ("order", "field"),
    [
        *[(without(name), name) for name in ORDER if name != "email"],
        ({**ORDER, "surprise": 1}, "surprise"),
        ({**ORDER, "internalId": "A-1"}, "internalId"),
        ({**ORDER, "internalId": 10.5}, "internalId"),
        ({**ORDER, "internalId": True}, "internalId"),
        ({**ORDER, "shopId": ""}, "shopId"),
        ({**ORDER, "date": "2026-02-30"}, "date"),
        ({**ORDER, "date": "9.3.2026"}, "date"),
        ({**ORDER, "currencyCode": "eur"}, "currencyCode"),
        ({**ORDER, "total": "48.41"}, "total"),
        ({**ORDER, "total": 48.411}, "total"),
        ({**ORDER, "discount": -5}, "discount"),
        ({**ORDER, "email": ""}, "email"),
        ({**ORDER, "billing": []}, "billing"),
        ({**ORDER, "billing": {**PARTY, "isJuridical": True}}, "billing.isJuridical"),
        ({**ORDER, "billing": {**PARTY, "countryCode": "Lietuva"}}, "billing.countryCode"),
        ({**ORDER, "delivery": {**PARTY, "postcode": ""}}, "delivery.postcode"),
        ({**ORDER, "delivery": {**PARTY, "phone": "1"}}, "delivery.phone"),
        ({**ORDER, "customSeries": "ELEVEN-LONG"}, "customSeries"),
        ([ORDER], "body"),
    ],
)
def test_wrong_orders_are_refused_by_field(shop: B1Simulator, order: Any, field: str) -> None:
    answer = ask_b1(shop, CREATE, order)
    assert status(answer) == 400
    assert list(answer.json()["errors"]) == [field]
    assert shop.books().documents == []


def test_unknown_fields_may_pass(shop: B1Simulator) -> None:
    shop.switches.unknown_fields = "ignored"
    assert status(ask_b1(shop, CREATE, {**ORDER, "surprise": 1})) == 200


@pytest.mark.parametrize("block", ["billing", "delivery"])
@pytest.mark.parametrize("field", ["name", "countryCode"])
def test_parties_need_name_and_country(shop: B1Simulator, block: str, field: str) -> None:
    answer = ask_b1(shop, CREATE, {**ORDER, block: {**PARTY, field: None}})
    assert (status(answer), answer.json()) == (400, {"message": "Failed to verify data", "code": 400})


def test_an_unknown_currency_breaks_a_constraint(shop: B1Simulator) -> None:
    answer = ask_b1(shop, CREATE, {**ORDER, "currencyCode": "XTS"})
    assert (status(answer), "PARDAVIMAI_fk3" in answer.json()["message"]) == (400, True)


@pytest.mark.parametrize(
    ("row", "code", "words"),
    [
        ({**ROW, "orderId": 999}, 404, "not found"),
        ({**ROW, "orderId": "501"}, 400, "orderId"),
        ({**ROW, "itemId": 25}, 400, "itemId"),
        ({**ROW, "itemId": "0"}, 400, "itemId"),
        ({**ROW, "quantity": 0}, 400, "quantity"),
        ({**ROW, "quantity": 1.2345}, 400, "quantity"),
        ({**ROW, "quantity": "2"}, 400, "quantity"),
        ({**ROW, "price": 12.10001}, 400, "price"),
        ({**ROW, "sum": 24.21}, 400, "sum"),
        ({**ROW, "sum": 24.201}, 400, "sum"),
        ({**ROW, "name": " "}, 400, "name"),
        ({**ROW, "vatRate": None}, 400, "vatRate"),
        ({**ROW, "vatRate": "high"}, 400, "vatRate"),
        ({**ROW, "price": 1e300, "sum": 1e300}, 400, "price"),
        ({**ROW, "vatRate": 19}, 400, "PARDAVIMAI_fk6"),
        ({**ROW, "discount": 0}, 400, "discount"),
        ({key: value for key, value in ROW.items() if key != "price"}, 400, "price"),
    ],
)
def test_wrong_rows_are_refused(shop: B1Simulator, row: dict[str, Any], code: int, words: str) -> None:
    ask_b1(shop, CREATE, ORDER)
    answer = ask_b1(shop, ADD, row)
    assert (status(answer), words in answer.text) == (code, True)
    assert shop.books().documents[0].rows == []


@pytest.mark.parametrize(("quantity", "price", "amount"), [(3, 4.0172, 12.05), (137, 0.3334, 45.67), (3, 3.3333, 10)])
def test_a_price_of_four_decimals_need_not_give_the_sum(
    shop: B1Simulator, quantity: int, price: float, amount: float
) -> None:
    ask_b1(shop, CREATE, ORDER)
    row = {**ROW, "quantity": quantity, "price": price, "sum": amount}
    assert status(ask_b1(shop, ADD, row)) == 200


def test_a_row_without_a_rate_has_no_vat(shop: B1Simulator) -> None:
    ask_b1(shop, CREATE, {**ORDER, "discount": 0, "cod": 0, "shipping": 0, "total": 24.2})
    ask_b1(shop, ADD, {key: value for key, value in ROW.items() if key != "vatRate"})
    ask_b1(shop, SELL, SALE)
    (sale,) = shop.books().issued
    assert (str(sale.net), str(sale.vat)) == ("24.20", "0.00")


@pytest.mark.parametrize(
    ("reading", "total", "code"),
    [("exact", 48.42, 400), ("cents", 48.42, 200), ("cents", 48.44, 400), ("unchecked", 99, 200)],
)
def test_the_total_must_be_that_of_the_parts(shop: B1Simulator, reading: str, total: float, code: int) -> None:
    shop.switches.turn("sums", reading)
    order_with_rows(shop, total=total)
    answer = ask_b1(shop, SELL, SALE)
    assert status(answer) == code
    assert len(shop.books().issued) == (code == 200)


def test_a_sold_order_is_closed(shop: B1Simulator) -> None:
    order_with_rows(shop)
    ask_b1(shop, SELL, SALE)
    steps: list[tuple[str, dict[str, Any]]] = [(ADD, ROW), (WRITE_OFF, {"orderId": 501}), (SELL, SALE), (DELETE, IDS)]
    assert [status(ask_b1(shop, path, sent)) for path, sent in steps] == [405] * 4
    assert len(shop.books().issued) == 1


def test_repeated_steps_may_be_done_twice(shop: B1Simulator) -> None:
    shop.switches.repeated_steps = "accepted"
    order_with_rows(shop)
    for path, sent in [(WRITE_OFF, {"orderId": 501}), (SELL, SALE)] * 2:
        assert status(ask_b1(shop, path, sent)) == 200
    assert [sale.number for sale in shop.books().issued] == ["PARDP000101", "PARDP000102"]
    assert held(shop, "SKU-24", "1") == 6


@pytest.mark.parametrize("path", [WRITE_OFF, SELL, DELETE, PRINT])
def test_unknown_orders_are_not_found(shop: B1Simulator, path: str) -> None:
    sent = {WRITE_OFF: {"orderId": 7}, SELL: {**SALE, "orderId": 7}, DELETE: IDS, PRINT: PRINTED}[path]
    answer = ask_b1(shop, path, sent)
    assert (status(answer), answer.json()["status"]) == (404, 404)


def test_deleting_gives_back_what_was_written_off(shop: B1Simulator) -> None:
    order_with_rows(shop)
    ask_b1(shop, WRITE_OFF, {"orderId": 501})
    assert status(ask_b1(shop, DELETE, IDS)) == 200
    assert (shop.books().documents, held(shop, "SKU-24", "1")) == ([], 10)
    assert ask_b1(shop, CREATE, ORDER).json()["data"] == {"id": 502}


def test_deleting_may_be_refused_after_a_write_off(shop: B1Simulator) -> None:
    shop.switches.delete_after_write_off = "refused"
    order_with_rows(shop)
    ask_b1(shop, WRITE_OFF, {"orderId": 501})
    assert status(ask_b1(shop, DELETE, IDS)) == 405


def test_deleting_may_take_the_sale_along(shop: B1Simulator) -> None:
    shop.switches.delete_after_sale = "deletes both"
    order_with_rows(shop)
    ask_b1(shop, WRITE_OFF, {"orderId": 501})
    ask_b1(shop, SELL, SALE)
    assert status(ask_b1(shop, DELETE, IDS)) == 200
    assert (shop.books().documents, held(shop, "SKU-24", "1")) == ([], 10)


def test_deleting_may_leave_the_sale_behind(shop: B1Simulator) -> None:
    shop.switches.delete_after_sale = "deletes order"
    order_with_rows(shop)
    ask_b1(shop, SELL, SALE)
    assert status(ask_b1(shop, DELETE, IDS)) == 200
    assert status(ask_b1(shop, PRINT, PRINTED)) == 404
    assert ask_b1(shop, CREATE, ORDER).json()["data"] == {"id": 502}
    assert len(shop.books().issued) == 1


def test_a_number_of_the_shops_own_is_taken_once(shop: B1Simulator) -> None:
    order_with_rows(shop, customSeries="INV", customNumber="000412")
    wrong = ask_b1(shop, SELL, {**SALE, "series": "INV", "number": "000413"})
    right = ask_b1(shop, SELL, {**SALE, "series": "INV", "number": "000412"})
    assert (status(wrong), status(right)) == (400, 200)
    ask_b1(shop, CREATE, {**ORDER, "internalId": 1025, "total": 5, "discount": 0, "cod": 0, "shipping": 5})
    again = ask_b1(shop, SELL, {"orderId": 502, "series": "INV", "number": "000412"})
    assert (status(again), again.json()["message"]) == (400, "Sales document already registered")


def test_the_print_is_a_pdf(shop: B1Simulator) -> None:
    order_with_rows(shop)
    assert status(ask_b1(shop, PRINT, PRINTED)) == 404
    ask_b1(shop, SELL, SALE)
    answer = ask_b1(shop, PRINT, PRINTED)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["File-Name"] == "PARDP000101.pdf"
    table = int(answer.content.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert answer.content[table:].startswith(b"xref\n0 7\n")
    for number, entry in enumerate(answer.content[table:].split(b"\n")[3:9], start=1):
        assert answer.content[int(entry[:10]) :].startswith(b"%d 0 obj" % number)
    assert b"Papildomi mokesciai" in answer.content


@pytest.mark.parametrize(("place", "extra"), [("data", {"data": 501}), ("top", {"id": 501})])
def test_the_new_id_may_stand_elsewhere(shop: B1Simulator, place: str, extra: dict[str, Any]) -> None:
    shop.switches.turn("id_place", place)
    assert ask_b1(shop, CREATE, ORDER).json() == {"message": "Data saved successfully", "code": 200, **extra}
