"""b1.md §5.3, §5.8, §5.9: stock, items, lists; what the chosen methods can and what they cannot."""

from __future__ import annotations

from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Unavailable, Uncertain, Unsupported
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.b1 import goods
from oscar_lt_accounting.providers.b1.lists import ITEMS, STOCK
from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import Capability, Choice, Journal
from oscar_lt_accounting.providers.kit.products import vat_percent
from tests.domain.makers import D
from tests.providers.b1 import CONFIG, DONE, GONE, REFUSED, THERE, remote
from tests.providers.b1.simulated_warehouse import mugs
from tests.providers.scripted import lost
from tests.providers.server import json_answer

REMOTE = RemoteDocument(remote_id="501", number="INV000412")
MAKING = {"attribute_id": "13", "unit_id": "9"}


def listed(*rows, pages=1):
    return json_answer({"data": list(rows), "page": 1, "pages": pages, "records": len(rows), "code": 200})


@pytest.mark.parametrize("mode", ["e-commerce", "warehouse"])
def test_the_stock_of_a_warehouse(store, mode):
    store.simulator.seed({"code": "NULL", "name": "Be likučio"}, {"code": "KG", "name": "Miltai", "quantity": "1.250"})
    store.simulator.seed({"code": "MINUS", "name": "Minusas", "quantity": -2})

    levels = {level.product.code: level for level in store.provider(mode=mode).stock_levels("1")}

    available = {code: level.available for code, level in levels.items()}
    assert available == {
        "MUG-1": 10, "BOOK-1": 5, "PRISTATYMAS": None, "NULL": None, "KG": D("1.25"), "MINUS": -2,
    }  # fmt: skip
    mug = levels["MUG-1"].product
    assert (mug.remote_id, mug.name, mug.price, mug.price_includes_vat) == ("24", "Puodelis", D("12.1"), True)
    (call,) = store.simulator.called(STOCK)
    assert call.payload == {
        "warehouseId": 1, "page": 1, "pageSize": 500, "filters": {"groupOp": "AND", "rules": []},
    }  # fmt: skip


def test_no_stock_record_is_zero_only_where_the_shop_says_so(store):
    levels = {level.product.code: level.available for level in store.provider(empty_is_zero=True).stock_levels("1")}

    assert levels["PRISTATYMAS"] == 0


def test_stock_of_a_warehouse_that_is_no_number(store):
    with pytest.raises(Held, match="warehouseId"):
        list(store.provider().stock_levels("WH"))


def test_pages_are_read_to_the_end_and_no_row_twice(desk):
    row = {"id": 1, "code": "A", "name": "A", "quantity": 1, "priceWithoutVat": 1}
    desk.books.on(
        STOCK, listed(row, pages=3), listed({**row, "id": 2}, row, {"code": "no id"}, pages=3), listed(pages=3)
    )

    levels = list(desk.provider().stock_levels("1"))

    assert [level.product.remote_id for level in levels] == ["1", "2"]
    assert levels[0].product.price_includes_vat is False
    assert [sent["page"] for sent in desk.books.payloads(STOCK)] == [1, 2, 3]


@pytest.mark.parametrize("quantity", ["5", True, None, [], {}])
def test_a_quantity_that_is_no_number_is_not_told(desk, quantity):
    desk.books.on(STOCK, listed({"id": 1, "quantity": quantity}))

    (level,) = desk.provider().stock_levels("1")

    assert level.available is None
    assert level.product.price is None
    assert level.product.price_includes_vat is None


@pytest.mark.parametrize(
    "reply",
    [
        json_answer({"data": {}, "pages": 1}),
        json_answer({"data": [], "pages": None}),
        json_answer({"data": [], "pages": True}),
        json_answer({"code": 200}),
        json_answer([]),
        lost,
    ],
)
def test_a_list_that_cannot_be_read_stops_the_reading(desk, reply):
    desk.books.on(STOCK, reply)

    with pytest.raises(Unavailable):
        list(desk.provider().stock_levels("1"))


def test_a_page_size_that_is_refused_is_tried_smaller_and_remembered(store):
    store.simulator.switches.page_sizes = (10, 20, 50, 100)
    books = store.provider()

    assert len(list(books.products())) == 3
    assert len(list(store.provider().products())) == 3

    assert [call.payload["rows"] for call in store.simulator.called(ITEMS)] == [200, 100, 100]
    assert store.remote_ids.known("page_size", ITEMS) == "100"


@pytest.mark.parametrize("reply", [REFUSED, GONE, THERE])
def test_a_list_that_is_refused_in_every_size_is_refused(desk, reply):
    desk.books.on(STOCK, reply)

    with pytest.raises(Rejected):
        list(desk.provider().stock_levels("1"))
    assert [sent["pageSize"] for sent in desk.books.payloads(STOCK)] == [500, 100]


def test_a_later_page_that_is_refused_is_not_asked_in_another_size(desk):
    desk.books.on(STOCK, listed({"id": 1}, pages=2), REFUSED)

    with pytest.raises(Rejected):
        list(desk.provider().stock_levels("1"))
    assert [sent["page"] for sent in desk.books.payloads(STOCK)] == [1, 2]


def test_a_key_that_does_not_open_the_stock(store):
    store.simulator.switches.opens = "warehouse"

    with pytest.raises(Unsupported, match="does not open B1's stock"):
        list(store.provider().stock_levels("1"))


def test_a_key_that_is_refused_altogether(store):
    store.simulator.switches.auth = "signed"
    store.simulator.switches.key_refusal = 401

    with pytest.raises(Misconfigured):
        list(store.provider().stock_levels("1"))


def test_the_stock_of_some_items(store):
    ids = ["24", "25", *(str(number) for number in range(3000, 3150))]

    levels = list(store.provider().stock_of("1", ids))

    assert [(level.product.code, level.available) for level in levels] == [("MUG-1", 10), ("BOOK-1", 5)]
    asked = [call.payload["filters"]["rules"][0] for call in store.simulator.called(STOCK)]
    assert [(rule["field"], rule["op"], len(rule["data"])) for rule in asked] == [("id", "in", 100), ("id", "in", 52)]


def test_no_items_need_no_call(store):
    assert list(store.provider().stock_of("1", [])) == []
    assert store.asked == []


def test_products_of_the_warehouse_methods_have_bar_codes_and_units(store):
    store.simulator.seed({"id": 24, "barcode": "4770000000017"})

    mug = next(iter(store.provider().products()))

    assert (mug.remote_id, mug.code, mug.barcode, mug.unit) == ("24", "MUG-1", "4770000000017", "vnt.")


def test_products_of_an_e_shop_come_with_its_stock(store):
    store.simulator.switches.opens = "e-commerce"

    products = list(store.provider(mode="e-commerce").products())

    assert [product.code for product in products] == ["MUG-1", "BOOK-1", "PRISTATYMAS"]
    assert store.asked == [CONFIG, STOCK]


@pytest.mark.parametrize("reply", [remote(), remote(warehouseId=None), GONE, THERE])
def test_an_e_shop_without_a_warehouse(desk, reply):
    desk.books.on(CONFIG, reply)

    for ask in (desk.provider().warehouses, desk.provider().products):
        with pytest.raises(Rejected, match="names no warehouse"):
            ask()


NEW = RemoteProduct(
    remote_id="", code="SKU-009", barcode="4770000000024", name="Nauja", price=D("9.99"), price_includes_vat=True
)


def test_a_new_item(store):
    made = store.provider(**MAKING).create_product(NEW, "21")

    assert (made.remote_id, made.code, made.price) == ("2008", "SKU-009", D("9.99"))
    (call,) = store.simulator.called("reference-book/items/create")
    assert call.payload == {
        "code": "SKU-009", "name": "Nauja", "attributeId": 13, "measurementUnitId": 9, "isActive": True,
        "barcode": "4770000000024", "vatRate": 21, "priceWithVat": D("9.99"), "priceWithoutVat": D("8.2562"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("price", "with_vat", "vat", "prices"),
    [
        (D("10"), False, "PVM3", {"priceWithoutVat": D(10), "priceWithVat": D("10.5000")}),
        (D("10"), None, "", {"priceWithoutVat": D(10)}),
        (D("10"), True, "PVM15", {"priceWithVat": D(10)}),
        (None, None, "21", {}),
    ],
)
def test_prices_of_a_new_item(price, with_vat, vat, prices):
    wanted = RemoteProduct(remote_id="", price=price, price_includes_vat=with_vat)

    assert goods.prices(wanted, vat_percent(vat, system="B1")) == prices


def test_an_item_that_is_there_already_is_taken(store):
    store.simulator.fail("reference-book/items/create", "lost_answer")
    books = store.provider(**MAKING)
    with pytest.raises(Uncertain):
        books.create_product(NEW, "21")

    assert books.create_product(NEW, "21").remote_id == "2008"


@pytest.mark.parametrize("found", [(), ({"id": 1, "code": "SKU-009"}, {"id": 2, "code": "SKU-009"})])
def test_an_item_that_is_there_but_cannot_be_told_apart(desk, found):
    desk.books.on("reference-book/items/create", THERE)
    desk.books.on(ITEMS, listed(*found))

    with pytest.raises(Held, match=f"{len(found)} items with the code SKU-009"):
        desk.provider(**MAKING).create_product(NEW, "21")


def test_an_item_without_what_b1_needs(desk):
    for settings, product, vat in (
        ({}, NEW, "21"),
        ({"attribute_id": "13"}, NEW, "21"),
        (MAKING, RemoteProduct(remote_id="", name="Be kodo"), "21"),
        (MAKING, NEW, "PVM99"),
    ):
        with pytest.raises(Held):
            desk.provider(**settings).create_product(product, vat)
    assert desk.books.asked == []


@pytest.mark.parametrize(("reply", "error"), [(GONE, Rejected), (REFUSED, Rejected), (DONE, Uncertain)])
def test_an_item_that_is_not_made(desk, reply, error):
    desk.books.on("reference-book/items/create", reply)

    with pytest.raises(error):
        desk.provider(**MAKING).create_product(NEW, "21")


def test_changing_an_item_sends_back_all_that_was_read(store):
    (mug,) = store.simulator.seed({"id": 24, "barcode": "1"})
    mug.keep("minQuantity", 3)
    mug.keep("groupId", 31)
    mug.keep("isActive", True)
    changed = RemoteProduct(remote_id="24", name="Puodelis XL", price=D("14.52"), price_includes_vat=True)

    result = store.provider().update_product(changed)

    assert (mug.name, mug.code, mug.barcode) == ("Puodelis XL", "MUG-1", "1")
    assert (mug.price_with_vat, mug.price_without_vat) == (D("14.52"), D(12))
    assert (mug.kept("minQuantity"), mug.kept("groupId"), mug.kept("isActive")) == (3, 31, True)
    assert (result.remote_id, result.name, result.price) == ("24", "Puodelis XL", D("14.52"))


def test_code_and_bar_code_can_change_too(store):
    store.provider().update_product(RemoteProduct(remote_id="24", code="MUG-2", barcode="2"))

    mug = store.simulator.books().products["24"]
    assert (mug.name, mug.code, mug.barcode, mug.price_with_vat) == ("Puodelis", "MUG-2", "2", D("12.10"))


def test_an_item_that_cannot_be_changed(store):
    for product, words in (
        (RemoteProduct(remote_id="99"), "has no item 99"),
        (RemoteProduct(remote_id="24", name="Kita", code="BOOK-1"), "another item has its code"),
    ):
        with pytest.raises(Rejected, match=words):
            store.provider().update_product(product)
    store.simulator.fail("reference-book/items/update", "refused", status=404)
    with pytest.raises(Rejected, match="404"):
        store.provider().update_product(RemoteProduct(remote_id="24", name="Kita"))


# -- lists and abilities ---------------------------------------------------------------------------------


def test_the_lists_of_the_warehouse_methods(store):
    books = store.provider()

    assert books.warehouses() == (Choice(code="1", name="Vilniaus sandėlis"),)
    assert Choice(code="PVM1", name="PVM1") in books.vat_codes()
    assert Choice(code="PARDP", name="Prekių pardavimas") in books.series()
    assert books.categories() == (Choice(code="31", name="Visos prekės"), Choice(code="32", name="Indai"))


def test_a_row_without_a_code_is_no_choice(desk):
    desk.books.on("reference-book/series/list", listed({"id": 1, "series": ""}, {"id": 2, "series": "INV"}))

    assert desk.provider(mode="warehouse").series() == (Choice(code="INV", name="INV"),)


def test_an_e_shop_has_one_warehouse(store):
    assert store.provider(mode="e-commerce").warehouses() == (Choice(code="1", name="1"),)


ALWAYS = {
    "update": lambda books: books.update(REMOTE, mugs(), Journal()),
    "cancel": lambda books: books.cancel(REMOTE, mugs()),
    "register_payment": lambda books: books.register_payment(REMOTE, mugs(), Payment(method="card", amount=D(1))),
    "attach": lambda books: books.attach(REMOTE, mugs(), "a.pdf", b""),
    "email": lambda books: books.email(REMOTE, mugs()),
    "write_off": lambda books: books.write_off("1", {"24": D(1)}, "broken", date(2026, 1, 1)),
    "poll": lambda books: books.poll(REMOTE),
    "payment_types": lambda books: books.payment_types(),
}
ONLY_IN_WAREHOUSE = {
    "vat_codes": lambda books: books.vat_codes(),
    "series": lambda books: books.series(),
    "categories": lambda books: books.categories(),
    "recorded": lambda books: books.recorded(date(2026, 1, 1), date(2026, 1, 2)),
}


@pytest.mark.parametrize("mode", ["e-commerce", "warehouse"])
@pytest.mark.parametrize("ask", ALWAYS.values(), ids=ALWAYS)
def test_what_b1_cannot(desk, mode, ask):
    with pytest.raises(Unsupported, match=r"B1\.lt"):
        ask(desk.provider(mode=mode))
    assert desk.books.asked == []


@pytest.mark.parametrize("ask", ONLY_IN_WAREHOUSE.values(), ids=ONLY_IN_WAREHOUSE)
def test_what_an_e_shop_cannot(desk, ask):
    with pytest.raises(Unsupported, match=r"B1\.lt"):
        ask(desk.provider())
    assert desk.books.asked == []


def test_abilities_go_with_the_methods(desk):
    shop, warehouse = desk.provider(), desk.provider(mode="warehouse")

    for ability in Capability:
        if ability is not Capability.CREDIT_NOTES:
            assert shop.can(ability) == (ability in B1.capabilities)
    assert shop.can(Capability.RESUMES)
    assert not warehouse.can(Capability.RESUMES)
    assert shop.can(Capability.NUMBERS_DOCUMENTS)
    assert not warehouse.can(Capability.NUMBERS_DOCUMENTS)
    assert warehouse.can(Capability.NEEDS_LINKS)
    assert not shop.can(Capability.NEEDS_LINKS)
    assert not shop.can(Capability.CREDIT_NOTES)
    assert not desk.provider(credit_operation_type_id="3").can(Capability.CREDIT_NOTES)
