"""Products, warehouses, stock and payments, against the simulator."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.documents import Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Rejected, Uncertain
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Journal
from oscar_lt_accounting.providers.centas import goods
from oscar_lt_accounting.providers.kit.products import vat_percent
from tests.domain.makers import COMPANY, D, invoice, row
from tests.providers.centas import TOKEN
from tests.providers.server import answer, json_answer

REMOTE = RemoteDocument(remote_id="x")
NEW = RemoteProduct(remote_id="", code="NAUJA", name="Nauja & <gera>", unit="vnt.", price=D("10.00"), barcode="4779")


def sale(**changes):
    return invoice(row(remote_code="MUG-1"), row("10.00", "0.50", remote_code="BOOK-1", rate=D(5)), **changes)


@pytest.mark.parametrize("transport", ["query", "form"])
def test_a_document_arrives(centas, simulator, transport):
    remote = centas(transport=transport).submit(sale(buyer=COMPANY), Journal())
    (sent_document,) = simulator.books().issued
    assert (remote.remote_id, str(sent_document.net), str(sent_document.vat), str(sent_document.gross)) == (
        sent_document.hash,
        "20.00",
        "2.60",
        "22.60",
    )
    assert (sent_document.trans_id, sent_document.reference, sent_document.buyer_code) == (
        "shop1:100045:1:inv",
        "100045",
        "305136936",
    )
    assert len(simulator.calls) == 1


def test_stock_comes_in_one_call(centas, simulator):
    levels = {level.product.code: level.available for level in centas().stock_levels("1")}
    assert (levels["MUG-1"], levels["BOOK-1"]) == (D(10), D(5))
    assert len(simulator.calls) == 1


def test_products_and_warehouses_are_listed(centas):
    assert {product.code for product in centas().products()} == {"MUG-1", "BOOK-1", "PRISTATYMAS"}
    assert [choice.code for choice in centas().warehouses()] == ["1"]


def test_a_product_is_made_once_however_often_it_is_sent(centas, simulator):
    made = centas().create_product(NEW, "21")
    again = centas().create_product(NEW, "21")
    assert made.remote_id
    assert made.remote_id == again.remote_id
    assert made.name == "Nauja & <gera>"
    assert len(simulator.books().with_code("NAUJA")) == 1


def test_a_product_needs_a_code(centas):
    with pytest.raises(Held, match="Give the product an SKU"):
        centas().create_product(RemoteProduct(remote_id="", name="Be kodo"), "21")


def test_a_product_that_is_there_already_is_not_changed(centas, simulator):
    made = centas().create_product(RemoteProduct(remote_id="", code="MUG-1", name="Kitas"), "21")
    (mug,) = simulator.books().with_code("MUG-1")
    assert (made.remote_id, made.name, mug.name) == ("24", "Puodelis", "Puodelis")
    assert len(simulator.calls) == 1


def test_a_product_whose_answer_was_lost_is_found_the_next_time(centas, simulator):
    simulator.fail("products/import", "lost_answer")
    with pytest.raises(Uncertain):
        centas().create_product(NEW, "21")
    assert centas().create_product(NEW, "21").code == "NAUJA"
    assert len(simulator.books().with_code("NAUJA")) == 1


def test_a_new_product_that_is_not_shown_is_in_doubt(office):
    office.books.on(f"products/export?token={TOKEN}", answer(b"<root/>"))
    counted = {"success": 1, "products_found_xml": 1, "products_created": 1, "products_updated": 0}
    office.books.on(f"products/import?token={TOKEN}", json_answer(counted))
    with pytest.raises(Uncertain, match="try again, and it will be found"):
        office.provider().create_product(NEW, "21")


def test_a_list_that_ignores_the_id_is_searched(office):
    """A server may give the whole list all the same."""
    known = b"<root><item><id>1</id></item><item><id>24</id><kodas>A</kodas><kaina>5.00</kaina></item></root>"
    office.books.on(f"products/export?token={TOKEN}&id=24", answer(known))
    counted = {"success": 1, "products_found_xml": 1, "products_created": 0, "products_updated": 1}
    office.books.on(f"products/import?token={TOKEN}", json_answer(counted))
    changed = office.provider().update_product(RemoteProduct(remote_id="24", name="Naujas"))
    assert (changed.remote_id, changed.code, changed.name, changed.price) == ("24", "A", "Naujas", D("5.00"))


def test_a_code_that_is_there_twice_is_a_persons_matter(centas, simulator):
    simulator.seed({"id": 31, "code": "NAUJA", "name": "A"}, {"id": 32, "code": "NAUJA", "name": "B"})
    with pytest.raises(Held, match="has 2 products with the code NAUJA"):
        centas().create_product(NEW, "21")


@pytest.mark.parametrize("remote_id", ["", "999"])
def test_a_product_that_is_not_there_is_not_made_by_a_change(centas, simulator, remote_id):
    with pytest.raises(Rejected, match="Correct the product's link"):
        centas().update_product(RemoteProduct(remote_id=remote_id, code="ZZZ", name="N"))
    assert simulator.books().with_code("ZZZ") == []


@pytest.mark.parametrize(
    ("prices", "includes", "kept"), [("none", False, "10.00"), ("net", False, "15.00"), ("net", True, "12.40"),
                                     ("gross", False, "18.15"), ("gross", True, "15.00"), ("net", None, "15.00")]
)  # fmt: skip
def test_a_price_is_sent_only_as_the_settings_say(centas, simulator, prices, includes, kept):
    changed = RemoteProduct(remote_id="24", price=D("15.00"), price_includes_vat=includes)
    told = centas(product_prices=prices).update_product(changed)
    (mug,) = simulator.books().with_code("MUG-1")
    assert round(mug.price_without_vat, 2) == round(told.price, 2) == D(kept)
    assert (mug.name, mug.stock["1"], mug.barcode) == ("Puodelis", D(10), "4771")
    assert told.price_includes_vat == {"none": None, "net": False, "gross": True}[prices]


def test_a_changed_product_keeps_its_stock(centas, simulator):
    centas().update_product(RemoteProduct(remote_id="24", code="MUG-1", name="Didelis puodelis", price=D("15.00")))
    (mug,) = simulator.books().with_code("MUG-1")
    assert (mug.name, mug.stock["1"]) == ("Didelis puodelis", D(10))


def test_a_payment_is_entered_once(centas, simulator):
    provider = centas(bank_account="LT121000011101001000")
    paid = Payment(method="card", amount=D("22.60"), reference="T-1")
    provider.register_payment(REMOTE, sale(), paid)
    provider.register_payment(REMOTE, sale(), paid)
    (entered,) = simulator.books().payments
    assert (entered.ref, entered.amount) == ("shop1:100045:1:inv-card-T-1", D("22.60"))


def test_a_payment_whose_answer_was_lost_is_found_the_next_time(centas, simulator):
    simulator.fail("payments/import", "lost_answer")
    provider = centas(bank_account="LT121000011101001000")
    paid = Payment(method="card", amount=D("22.60"))
    with pytest.raises(Uncertain):
        provider.register_payment(REMOTE, sale(), paid)
    provider.register_payment(REMOTE, sale(), paid)
    assert len(simulator.books().payments) == 1


def test_two_payments_of_one_method_are_both_entered(centas, simulator):
    provider = centas(bank_account="LT121000011101001000")
    for amount in ("5.00", "7.00"):
        provider.register_payment(REMOTE, sale(), Payment(method="card", amount=D(amount)))
    assert [entered.amount for entered in simulator.books().payments] == [D("5.00"), D("7.00")]


def test_a_payment_that_centas_left_out_is_looked_for_afterwards(centas, simulator):
    """TV-C5: fewer created than sent."""
    simulator.switches.new_payments = "left out"
    with pytest.raises(Uncertain, match="Check the payments"):
        centas(bank_account="LT12345").register_payment(REMOTE, sale(), Payment(method="card", amount=D(1)))
    assert [call.name for call in simulator.calls] == ["payments/export", "payments/import", "payments/export"]


ITEM = {
    "id": "1547", "kodas": "1-15", "pavadinimas": "Prekė 01", "matovnt": "vnt.", "kaina": "113.99", "pvmtar": "21",
    "likutis": "907.0000", "barkodas": "123456789",
    "Stocks": [
        {"WarehouseId": "1", "WarehouseName": "Sandelis Nr. 1", "Quantity": "18566.6440"},
        {"WarehouseId": "2", "WarehouseName": "Sandelis Nr. 2", "Quantity": "61.0000"},
    ],
}  # fmt: skip
READING = goods.Reading()


@pytest.mark.parametrize(("warehouse", "held"), [("1", "18566.6440"), ("2", "61.0000"), ("3", "0")])
def test_what_a_warehouse_holds(warehouse, held):
    level = goods.stock_level(ITEM, warehouse, READING)
    assert (level.available, level.product.remote_id, level.product.price) == (D(held), "1547", D("113.99"))


def test_what_only_others_have_is_unknown_when_the_settings_say_so():
    assert goods.stock_level(ITEM, "3", goods.Reading(elsewhere_is_zero=False)).available is None


def test_the_balance_is_taken_only_when_the_settings_say_so():
    assert goods.stock_level(ITEM, "1", goods.Reading(from_balance=True)).available == D("907.0000")


@pytest.mark.parametrize(
    "stocks", ["", None, "x", [{"WarehouseId": "1"}], [{"WarehouseId": "1", "Quantity": "61,0"}],
               [{"WarehouseId": "1", "Quantity": "2"}, {"WarehouseId": "1", "Quantity": "3"}]]
)  # fmt: skip
def test_a_stock_that_is_not_clear_is_unknown(stocks):
    assert goods.stock_level({**ITEM, "Stocks": stocks}, "1", READING).available is None


@pytest.mark.parametrize("value", [None, "", "x", "NaN", "Infinity", 3, [], "1E+999999", "1_0", "1,5", " 1", "١"])
def test_what_is_no_amount_is_none(value):
    assert goods.amount(value) is None


def test_a_new_product_leaves_the_stock_alone():
    """The elements of the seed's sample that a shop can fill."""
    assert goods.item(NEW, D(21), goods.Reading(prices="net")) == {
        "oper": "UPD", "kodas": "NAUJA", "pavadinimas": "Nauja & <gera>", "matovnt": "vnt.", "kaina": "10.00",
        "pvmtar": "21", "barkodas": "4779",
    }  # fmt: skip
    plain = goods.item(RemoteProduct(remote_id="7", code="C1"), None, goods.Reading(prices="net"))
    assert plain == {"oper": "UPD", "id": "7", "kodas": "C1"}
    taxed = RemoteProduct(remote_id="", code="C1", price=D(1), price_includes_vat=True)
    assert "kaina" not in goods.item(taxed, None, goods.Reading(prices="net")), "nobody knows its VAT"


@pytest.mark.parametrize(("said", "rate"), [("21", "21"), ("5.5", "5.5"), ("PVM1", "21"), ("pvm3", "5")])
def test_a_vat_rate_is_a_percentage_or_a_code_of_the_tax_office(said, rate):
    assert vat_percent(said, system="Centas") == D(rate)
    assert vat_percent("", system="Centas") is None
    assert vat_percent("PVM5", system="Centas") is None


def test_any_other_vat_rate_is_held():
    with pytest.raises(Held, match="wants a VAT percentage such as 21") as refused:
        vat_percent("PVM999", system="Centas")
    assert refused.value.code == "vat_mapping"
