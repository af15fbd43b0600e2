"""Whether the key opens the e-commerce methods, and whether our clocks agree."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Unavailable
from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import Capability, Limit
from tests.providers.b1 import BROKEN, CONFIG, GONE, NO_KEY, PAGE, PDF, PRINT, REFUSED, remote
from tests.providers.b1.simulated_warehouse import mugs
from tests.providers.server import json_answer

STOCK = "e-commerce/items/stock"
NO_ROWS = json_answer({"data": [], "page": 1, "pages": 0, "records": 0, "code": 200})
WAREHOUSES = "reference-book/warehouses/list"

IN_TIME = ("Date: Tue, 14 Nov 2023 22:14:20 GMT",)
LATE = ("Date: Tue, 14 Nov 2023 22:12:19 GMT",)


def check(desk, reply, stock=NO_ROWS, printed=GONE):
    for path, answer_ in {CONFIG: reply, STOCK: stock, PRINT: printed}.items():
        desk.books.on(path, answer_)
    return {result.title: result for result in desk.provider().check()}


def sentence(result):
    return result.detail % dict(result.params)


def test_a_key_that_opens_everything(desk):
    clock = json_answer({"data": [], "page": 1, "pages": 0, "records": 0}, headers=IN_TIME)
    gone = json_answer({"message": "Not found", "code": 404}, status="404 Not Found", headers=IN_TIME)
    results = check(desk, json_answer({"data": {"warehouseId": 3}, "code": 200}, headers=IN_TIME), clock, gone)

    assert all(result.ok for result in results.values())
    assert sentence(results["Key"]) == "The e-commerce methods are open."
    assert sentence(results["Warehouse"]) == "B1 keeps this integration's goods in warehouse 3."
    assert sentence(results["Stock"]) == "The stock of warehouse 3 can be read."
    assert sentence(results["Looking for a sale"]) == "A sale that does not exist is recognised as missing."
    assert sentence(results["Clock"]) == "The clocks differ by 60 seconds."
    assert desk.books.asked == [CONFIG, STOCK, PRINT]
    assert not desk.provider().http.wrote


def test_a_print_of_what_does_not_exist_is_something_to_fix(desk):
    results = check(desk, remote(warehouseId=3), printed=PDF)

    assert not results["Looking for a sale"].ok
    assert "check unconfirmed" in sentence(results["Looking for a sale"])


def test_a_stock_that_is_closed_is_told(desk):
    results = check(desk, remote(warehouseId=3), stock=NO_KEY)

    assert not results["Stock"].ok
    assert sentence(results["Stock"]).startswith("Not open to this key: ")
    assert results["Looking for a sale"].ok


def test_an_answer_that_cannot_be_understood_is_a_line_of_the_check(desk):
    result = check(desk, remote(warehouseId=3), printed=PAGE)["Looking for a sale"]

    assert not result.ok
    assert "cannot be understood" in sentence(result)


def test_a_check_stops_where_b1_is_out_of_reach(desk):
    with pytest.raises(Unavailable):
        check(desk, remote(warehouseId=3), stock=BROKEN)


def test_a_page_in_place_of_the_api_names_the_address(desk):
    with pytest.raises(Unavailable, match=r"not B1's API.*Check the address"):
        check(desk, PAGE)
    desk.books.on(WAREHOUSES, PAGE)
    with pytest.raises(Unavailable, match="not B1's API"):
        desk.provider(mode="warehouse").check()


@pytest.mark.parametrize(
    "data", [{}, {"warehouseId": None}, {"warehouseId": ""}, {"warehouseId": 0}, [], None, "x", {"warehouseId": []}]
)
def test_no_warehouse_is_something_to_fix(data, desk):
    results = check(desk, json_answer({"data": data, "code": 200}))

    assert not results["Warehouse"].ok
    assert sentence(results["Warehouse"]).endswith("warehouse –.")
    assert results["Key"].ok


def test_clocks_that_differ_by_more_than_a_minute_are_something_to_fix(desk):
    late = json_answer({"data": [], "pages": 0}, headers=LATE)
    results = check(
        desk,
        json_answer({"data": {"warehouseId": 3}}, headers=LATE),
        late,
        json_answer({}, status="404 Not Found", headers=LATE),
    )

    assert not results["Clock"].ok
    assert sentence(results["Clock"]) == "The clocks differ by 61 seconds."


def test_a_clock_that_is_not_told_is_no_fault(desk):
    results = check(desk, remote(warehouseId=3))

    assert results["Clock"].ok
    assert sentence(results["Clock"]) == "The clocks differ by – seconds."


@pytest.mark.parametrize("reply", [GONE, REFUSED, json_answer({}, status="409 Conflict")])
def test_a_key_that_does_not_open_the_e_commerce_methods(reply, desk):
    with pytest.raises(Misconfigured, match="e-commerce methods are not open") as caught:
        check(desk, reply)

    assert caught.value.code == "no_ecommerce"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (NO_KEY, Misconfigured),
        (BROKEN, Unavailable),
        (PAGE, Unavailable),
        (json_answer({}, status="429 Slow"), Throttled),
        (json_answer({"message": "not enough funds"}, status="400 Bad"), Misconfigured),
    ],
)
def test_a_check_that_cannot_report_raises(reply, error, desk):
    with pytest.raises(error):
        check(desk, reply)


def test_what_b1_declares():
    assert B1.limits == (Limit(417, time_zone="Europe/Vilnius"),)
    assert B1.final_step == "sale"
    assert Capability.RESUMES in B1.capabilities
    assert {Capability.STOCK, Capability.PDF} <= B1.capabilities
    assert all(host == "site.pro" or host.endswith((".b1.lt", "b1.lt", ".site.pro")) for host in B1.hosts)


# -- the warehouse methods -------------------------------------------------------------------------------


def checked(store, **settings):
    return {result.title: result for result in store.provider(**settings).check()}


def test_a_warehouse_key_that_opens_everything(store):
    results = checked(store)

    assert {title: sentence(result) for title, result in results.items() if not result.ok} == {}
    assert sentence(results["Warehouses"]) == "In B1: 1 (Vilniaus sandėlis)."
    assert "2 (PP Prekių pardavimas)" in sentence(results["Operation types"])
    assert "PARDP" in sentence(results["Series"])
    assert "1 (PVM1)" in sentence(results["VAT codes"])
    assert sentence(results["Looking for a sale"]) == "What does not exist is recognised as missing."
    assert sentence(results["Stock"]) == "The stock of warehouse 1 can be read."
    assert not any(store.simulator.system.writes(name) for name in store.asked)


def test_filters_are_calibrated_on_what_is_there(store):
    store.provider().submit(mugs(), store.journal)
    assert checked(store)["Looking for a sale"].ok

    for reading in ("ignored", "hide all"):
        store.simulator.switches.filters = reading
        results = checked(store)
        assert not results["Looking for a sale"].ok
        assert not results["Looking for a client"].ok
        assert "check unconfirmed" in sentence(results["Looking for a sale"])


@pytest.mark.parametrize(
    "settings",
    [{"operation_type_id": ""}, {"operation_type_id": "1"}, {"operation_type_id": "22"},
     {"credit_operation_type_id": "5"}],
)  # fmt: skip
def test_an_operation_type_that_is_none_of_a_sale_is_something_to_fix(store, settings):
    result = checked(store, **settings)["Operation types"]

    assert not result.ok
    assert sentence(result).startswith("Choose the operation type in the settings; in B1: 2 (PP Prekių pardavimas)")


def test_a_sale_return_may_be_chosen_for_credit_notes(store):
    assert checked(store, credit_operation_type_id="3")["Operation types"].ok


def test_a_key_that_does_not_open_the_warehouse_methods(store):
    store.simulator.fail(WAREHOUSES, "refused", status=400, times=0)

    with pytest.raises(Misconfigured, match="warehouse methods are not open") as caught:
        store.provider().check()
    assert caught.value.code == "no_warehouse_methods"


def test_a_list_that_is_refused_is_a_line_of_the_check(store):
    store.simulator.fail("reference-book/series/list", "refused", status=400, message="Nėra teisių")
    store.simulator.switches.opens = "warehouse"

    results = checked(store)

    assert {title for title, result in results.items() if not result.ok} == {"Series", "Stock"}
    assert "Nėra teisių" in sentence(results["Series"])


def test_books_without_a_warehouse(desk):
    nothing = json_answer({"data": [], "page": 1, "pages": 0, "records": 0, "code": 200})
    for path in (WAREHOUSES, "reference-book/operation-types/list", "clients/list", "warehouse/sales/list"):
        desk.books.on(path, nothing)

    results = {result.title: result for result in desk.provider(mode="warehouse").check()}

    assert not results["Warehouses"].ok
    assert sentence(results["Warehouses"]) == "In B1: –."
    assert sentence(results["Stock"]) == "There is no warehouse to ask for."
    assert results["Looking for a sale"].ok, "where there is nothing, nothing can be missed"


def test_rows_are_named_by_what_they_tell(desk):
    desk.books.on(WAREHOUSES, json_answer({"data": [{"id": 7}, {"name": "Be id"}], "pages": 1}))

    results = {result.title: result for result in desk.provider(mode="warehouse").check()}

    assert sentence(results["Warehouses"]) == "In B1: 7, None (Be id)."


# -- a cheap question ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "path"), [("e-commerce", CONFIG), ("warehouse", WAREHOUSES)])
def test_a_cheap_question_that_changes_nothing(desk, mode, path):
    books = desk.provider(mode=mode)
    desk.books.on(path, json_answer({"data": [], "pages": 0}), BROKEN)

    books.probe()
    with pytest.raises(Unavailable):
        books.probe()

    assert desk.books.asked == [path, path]
    assert not books.http.wrote
