"""robolabs.md §6.6 to §6.8, §6.11, §6.12: products by their code, stock of one warehouse, write-offs, jobs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

import pytest

from oscar_lt_accounting.domain.errors import Held, Rejected, Throttled, Unavailable, Uncertain
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Choice
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.domain.makers import D
from tests.providers.robolabs import CATEGORIES, DONE, FOUND_DATA, JOB, LIST, MINUTE, MISSING, QUEUED, said
from tests.providers.scripted import lost
from tests.simulators.speaking import robolabs_provider

STOCK, ALL = "products", "new_products"
CREATE, WRITE_OFF = "create_product", "write_off_products"
# TV-R6.
TV_R6 = [
    {"name": "Preke A", "code": "A", "barcode": "1", "qty_on_hand": 5.0, "qty_forecasted": 3.0, "public_price": 12.0,
     "avg_cost": 7.5, "category_id": 4},
    {"name": "Preke B", "code": "B", "barcode": "", "qty_on_hand": 2.0, "qty_forecasted": 40.0, "public_price": 1.0,
     "avg_cost": 0.5, "category_id": 4},
    {"name": "Be kodo", "code": "", "barcode": "", "qty_on_hand": 9.0, "qty_forecasted": 9.0, "public_price": 1.0,
     "avg_cost": 0.5, "category_id": 4},
]  # fmt: skip
JANUARY = date(2026, 1, 1), date(2026, 1, 31)


@pytest.fixture
def over_there() -> Iterator[RoboLabsSimulator]:
    with RoboLabsSimulator(now=lambda: 1_795_246_200.0) as simulator:
        simulator.switches.per_minute = simulator.switches.per_hour = 1000
        simulator.seed(
            {"code": "A", "name": "Preke A", "barcode": "1", "quantity": 5, "forecast": 3, "price_without_vat": 12},
            {"code": "B", "name": "Preke B", "quantity": 2, "forecast": 40},
            {"name": "Be kodo", "quantity": 9},
        )
        yield simulator


def levels(firm, reply=None, **settings):
    firm.books.on(STOCK, reply or said("200", TV_R6))
    return {level.product.code: level.available for level in firm.provider(**settings).stock_levels("WH")}


def test_tv_r6_what_may_be_sold_is_the_smaller_of_two(firm):
    assert levels(firm) == {"A": D(3), "B": D(2)}
    assert firm.books.payloads(STOCK) == [{"warehouse": "WH", "execute_immediately": True}]


def test_tv_r6_from_the_simulator(over_there):
    found = list(robolabs_provider(over_there).stock_levels("WH"))

    assert {level.product.code: level.available for level in found} == {"A": 3, "B": 2}
    product = found[0].product
    assert (product.remote_id, product.name, product.barcode, product.price) == ("A", "Preke A", "1", D(12))
    assert product.price_includes_vat is None


def test_the_shop_may_sell_all_that_is_in_stock(firm):
    assert levels(firm, on_hand_only=True) == {"A": D(5), "B": D(2)}


@pytest.mark.parametrize(
    ("held", "expected", "available"),
    [(5, -1, 0), (-2, 3, 0), (None, 3, None), (3, None, None), ("3", 3, None), (True, 3, None), (2.5, 3, D("2.5"))],
)
def test_what_may_be_sold(firm, held, expected, available):
    assert levels(firm, said(200, [{"code": "A", "qty_on_hand": held, "qty_forecasted": expected}])) == {"A": available}


def test_a_code_that_stands_twice_has_no_known_quantity(firm):
    assert levels(firm, said(200, [*TV_R6, {**TV_R6[0], "name": "Kita"}])) == {"A": None, "B": D(2)}


@pytest.mark.parametrize("data", [[], {}, "", None, False])
def test_an_empty_warehouse_is_empty_however_it_is_said(firm, data):
    assert levels(firm, said(200, data)) == {}


@pytest.mark.parametrize(("reply", "error"), [(MISSING, Rejected), (MINUTE, Throttled), (lost, Unavailable)])
def test_a_stock_that_is_not_told(firm, reply, error):
    with pytest.raises(error):
        levels(firm, reply)


def test_all_products_each_code_once(firm):
    row = {"name": "Nauja", "code": "A", "image": "AAAA", "public_price": 15.0, "type": "product"}
    firm.books.on(ALL, said(200, [row, {**row, "name": "Kita"}, {**row, "code": ""}, {**row, "code": "B"}, "text"]))

    products = list(firm.provider().products())

    assert [(product.code, product.name, product.price) for product in products] == [
        ("A", "Nauja", D(15)),
        ("B", "Nauja", D(15)),
    ]
    (body,) = firm.books.payloads(ALL)
    assert body["date_from"] == "2000-01-01 00:00:00"
    assert body["date_to"].endswith(" 00:00:00")


def test_products_that_are_refused(firm):
    firm.books.on(ALL, said("400", [], "no such period"))
    with pytest.raises(Rejected):
        firm.provider().products()


def test_products_of_the_simulator(over_there):
    assert [product.code for product in robolabs_provider(over_there).products()] == ["A", "B"]


NEW = RemoteProduct(
    remote_id="", code="PROD0001", barcode="123456789012", name="New Product Name", price=D("18.15"),
    price_includes_vat=True,
)  # fmt: skip


def test_a_new_product(over_there):
    made = robolabs_provider(over_there).create_product(NEW, "PVM1")

    assert (made.remote_id, made.code, made.price) == ("PROD0001", "PROD0001", D(15))
    (call,) = over_there.called(CREATE)
    assert call.payload == {
        "execute_immediately": True, "name": "New Product Name", "type": "product", "default_code": "PROD0001",
        "barcode": "123456789012", "vat_code": "PVM1", "price": 15, "price_with_vat": D("18.15"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("price", "with_vat", "vat", "sent"),
    [
        (D(15), False, "PVM1", {"price": 15}),
        (D(15), None, "PVM1", {"price": 15}),
        (D(15), True, "PVM15", {"price": 15, "price_with_vat": 15}),
        (D(15), True, "OWN", {"price_with_vat": 15}),
        (None, True, "PVM1", {}),
        (D(0), True, "PVM1", {}),
    ],
)
def test_prices_of_a_new_product(firm, price, with_vat, vat, sent):
    firm.books.on(ALL, said(200, []))
    firm.books.on(CREATE, DONE)

    firm.provider().create_product(RemoteProduct(remote_id="", code="X", price=price, price_includes_vat=with_vat), vat)

    (body,) = firm.books.payloads(CREATE)
    assert {name: value for name, value in body.items() if name.startswith("price")} == sent


def test_a_product_that_is_there_already_is_taken(over_there):
    over_there.fail(CREATE, "lost_answer")
    books = robolabs_provider(over_there)
    with pytest.raises(Uncertain):
        books.create_product(NEW, "PVM1")

    assert books.create_product(NEW, "PVM1").code == "PROD0001"
    assert len(over_there.books().with_code("PROD0001")) == 1


def test_a_product_without_what_robolabs_needs(firm):
    with pytest.raises(Held, match="needs a code for “Be kodo”"):
        firm.provider().create_product(RemoteProduct(remote_id="", name="Be kodo"), "PVM1")
    with pytest.raises(Held, match="needs a VAT code"):
        firm.provider().create_product(NEW, "")
    assert firm.books.asked == []


def test_a_write_off_takes_goods_out(over_there):
    books = robolabs_provider(over_there, write_off_committee="Komisija")

    books.write_off("WH", {"A": D(2), "B": D("0.5")}, "Sudužo", date(2026, 1, 31))

    assert over_there.books().quantity("A", "WH") == 3
    (call,) = over_there.called(WRITE_OFF)
    assert call.payload == {
        "execute_immediately": True, "name": "Sudužo", "warehouse_code": "WH", "committee": "Komisija",
        "accounting_date": "2026-01-31", "reason_line": "Sudužo",
        "products": [{"code": "A", "consumed_qty": -2}, {"code": "B", "consumed_qty": D("-0.5")}],
    }  # fmt: skip


@pytest.mark.parametrize("quantities", [{}, {"A": D(0)}, {"A": D(-1)}, {"": D(1)}, {"A": D(1), "B": D(0)}])
def test_a_write_off_never_takes_everything_nor_adds(firm, quantities):
    with pytest.raises(Held, match="above zero"):
        firm.provider(write_off_committee="K").write_off("WH", quantities, "x", date(2026, 1, 31))
    assert firm.books.asked == []


def test_a_write_off_needs_a_commission(firm):
    with pytest.raises(Held, match="Commission of write-offs"):
        firm.provider().write_off("WH", {"A": D(1)}, "x", date(2026, 1, 31))


@pytest.mark.parametrize(
    ("reply", "error"), [(said("404", [], "Nėra"), Rejected), (lost, Uncertain), (QUEUED, Uncertain)]
)
def test_a_write_off_that_was_refused_or_lost(firm, reply, error):
    firm.books.on(WRITE_OFF, reply)

    with pytest.raises(error):
        firm.provider(write_off_committee="K").write_off("WH", {"A": D(1)}, "x", date(2026, 1, 31))


def test_the_categories(over_there):
    assert robolabs_provider(over_there).categories() == (Choice(code="4", name="Prekės"),)


def test_categories_in_their_own_form_only(firm):
    firm.books.on(CATEGORIES, said(200, [{"id": 5, "name": "Knygos"}, {"id": 6}, {"name": "Be id"}, "text"]))
    assert firm.provider().categories() == (Choice(code="5", name="Knygos"), Choice(code="6", name="6"))

    firm.books.on(CATEGORIES, said("500", [], "x"))
    with pytest.raises(Rejected):
        firm.provider().categories()


# -- questions that became jobs --------------------------------------------------------------------------


def told(state, data=None, **more):
    text = data if data is None else json.dumps(data)
    return said(200, {"endpoint": STOCK, "state": state, "job_id": 1234, "response_data": text, **more})


def test_a_question_in_the_queue_is_answered_the_next_time(firm):
    books = firm.provider()
    firm.books.on(STOCK, QUEUED)
    firm.books.on(JOB, told("in_progress"), told("Sėkmingai įvykdyta", TV_R6))

    for _ in range(2):
        with pytest.raises(Unavailable, match="into its queue") as caught:
            list(books.stock_levels("WH"))
        assert (caught.value.code, caught.value.retry_after) == ("queued", 60)

    assert [level.available for level in books.stock_levels("WH")] == [D(3), D(2)]
    assert firm.books.asked == [STOCK, JOB, JOB]
    with pytest.raises(Unavailable):
        list(books.stock_levels("WH"))
    assert firm.books.asked[-1] == STOCK, "the next time it is asked anew"


@pytest.mark.parametrize(
    "answer",
    [
        [FOUND_DATA],
        {"status_code": 200, "data": [FOUND_DATA], "error": ""},
        {"jsonrpc": "2.0", "id": None, "result": {"status_code": "200", "data": [FOUND_DATA]}},
    ],
)
def test_the_answer_of_a_job_in_its_shapes(firm, answer):
    books = firm.provider()
    firm.books.on(LIST, QUEUED)
    firm.books.on(JOB, told("succeeded", answer))
    with pytest.raises(Unavailable):
        list(books.recorded(*JANUARY))

    assert [remote.number for remote in books.recorded(*JANUARY)] == ["INV00001"]


def test_an_answer_that_is_no_text_is_read_too(firm):
    books = firm.provider()
    firm.books.on(LIST, QUEUED)
    firm.books.on(JOB, said(200, {"state": "succeeded", "response_data": [FOUND_DATA]}))
    with pytest.raises(Unavailable):
        list(books.recorded(*JANUARY))

    assert len(list(books.recorded(*JANUARY))) == 1


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (told("failed", response_message="Klaida"), Rejected),
        (MISSING, Rejected),
        (said(200, []), Unavailable),
        (said(200, {"state": "succeeded", "response_data": "{'python': True}"}), Unavailable),
        (said(200, {"state": "succeeded"}), Unavailable),
        (said(200, {"state": "succeeded", "response_data": "5"}), Unavailable),
        (told("succeeded", {"number": "INV00001"}), Unavailable),
        (MINUTE, Throttled),
    ],
)
def test_a_job_that_answers_nothing(firm, reply, error):
    books = firm.provider()
    firm.books.on(LIST, QUEUED)
    firm.books.on(JOB, reply)
    with pytest.raises(Unavailable):
        list(books.recorded(*JANUARY))

    with pytest.raises(error):
        list(books.recorded(*JANUARY))
