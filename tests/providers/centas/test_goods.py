"""Products, warehouses, stock and payments, against the simulator."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.documents import Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Uncertain
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Journal
from tests.domain.makers import COMPANY, D, invoice, row

REMOTE = RemoteDocument(remote_id="x")
NEW = RemoteProduct(remote_id="", code="NAUJA", name="Nauja & <gera>", unit="vnt.", price=D("10.00"), barcode="4779")


def sale(**changes):
    return invoice(row(remote_code="MUG-1"), row("10.00", "0.50", remote_code="BOOK-1", rate=D(5)), **changes)


@pytest.mark.parametrize("transport", ["query", "form"])
def test_a_document_arrives(centas, simulator, transport):
    remote = centas(transport=transport).submit(sale(buyer=COMPANY), Journal())
    (paper,) = simulator.books().issued
    assert (remote.remote_id, str(paper.net), str(paper.vat), str(paper.gross)) == (
        paper.hash,
        "20.00",
        "2.60",
        "22.60",
    )
    assert (paper.trans_id, paper.reference, paper.buyer_code) == ("shop1:100045:1:inv", "100045", "305136936")
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


def test_a_product_that_is_there_twice_is_in_doubt(centas, simulator):
    simulator.seed({"id": 31, "code": "NAUJA", "name": "A"}, {"id": 32, "code": "NAUJA", "name": "B"})
    with pytest.raises(Uncertain):
        centas().create_product(NEW, "21")


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


def test_the_check_reads_one_product_and_stops(centas, simulator):
    simulator.seed(*[{"id": 5000 + n, "code": f"P{n}", "name": "x" * 200} for n in range(3000)])
    provider = centas()
    assert [line.ok for line in provider.check()] == [True, True]
    assert len(simulator.calls) == 1
