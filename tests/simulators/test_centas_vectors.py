"""The vectors TV-C1 to TV-C6 of centas.md §10, and the seed's own samples, spoken to the simulator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import CentasSimulator, Company
from tests.simulators.clock import Clock

SECONDS = 20
TOKEN = "tk_test_0001"
VECTOR = Company(name="vector", title="UAB Vektorius", token=TOKEN, warehouse="1", warehouse_title="Sandelis Nr. 1")
C1 = (
    "token=tk_test_0001&data=2024.04.20&apmok_iki=2024.05.04&dok_num=WEB-100045&pirkejas=UAB+Klientas"
    "&im_kodas=302345678&pvm_kodas=LT100003456789&salis_kodas=LT&estipas=0&uzsaknr=100045&bepvm_suma=100.00"
    "&pvm_suma=21.00&dok_suma=121.00&rows=%5B%7B%22kodas%22%3A%22C001%22%2C%22pavadinimas%22%3A%22%C5%BDibintas%22%2C"
    "%22matovnt%22%3A%22vnt.%22%2C%22kiekis%22%3A%222%22%2C%22kaina%22%3A%2250.00%22%2C%22pvmtar%22%3A%2221%22%2C"
    "%22Mok_kodas%22%3A%22PVM1%22%7D%5D"
)
C5 = """<?xml version="1.0" encoding="UTF-8"?>
<root><Payment><PaymentType>BankDeb</PaymentType><Date>2024.04.20</Date><Amount>121.00</Amount><DocNr>PAY-1</DocNr><RefNr>shop1-100045-1</RefNr><Details>WEB-100045 &amp; Co</Details><RecName>UAB Klientas</RecName><RecId>302345678</RecId><ToAccountNumber>LT1234567890</ToAccountNumber></Payment></root>"""  # noqa: E501 - as it stands there
ORDER = {
    "token": TOKEN, "uzsak_num": "100045", "uzsak_data": "2024.04.20", "uzsakovas": "UAB Klientas",
    "uzsak_suma": "121.00", "pvm_suma": "21.00", "bepvm_suma": "100.00",
}  # fmt: skip
C6 = (
    '[{"kodas":"C001","t_kodas":"","pavadinimas":"Žibintas","matovnt":"vnt.","kiekis":"2","kaina":"50.00",'
    '"pvm_tar":"21","pvmtar":"21"}]'
)


@pytest.fixture
def vector(clock: Clock) -> Iterator[CentasSimulator]:
    with CentasSimulator(companies=[VECTOR], now=clock) as simulator:
        yield simulator


def post(simulator: CentasSimulator, target: str, **options: Any) -> requests.Response:
    return requests.post(f"{simulator.url}/{target}", timeout=SECONDS, **options)


@pytest.mark.parametrize("space", ["+", "%20"])
def test_c1_a_document_in_the_address(vector: CentasSimulator, space: str) -> None:
    answer = post(vector, f"documents/create?{C1.replace('+', space)}")
    told = answer.json()
    assert (answer.status_code, set(told), told["success"]) == (200, {"success", "document_id"}, 1)
    (document,) = vector.books().issued
    assert (document.hash, document.number, document.buyer, document.rows[0].title) == (
        told["document_id"], "WEB-100045", "UAB Klientas", "Žibintas",
    )  # fmt: skip
    assert (document.net, document.vat, document.gross) == (Decimal("100.00"), Decimal("21.00"), Decimal("121.00"))


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        ({"kind": "refused"}, 200, b'{"success":0}'),
        ({"kind": "html"}, 200, b"<html"),
        ({"kind": "server_error"}, 500, b""),
        ({"kind": "refused", "status": 403}, 403, b"success"),
    ],
)
def test_c2_answers_that_are_not_created(vector: CentasSimulator, fault: Any, status: int, body: bytes) -> None:
    vector.fail("documents/create", fault.pop("kind"), **fault)
    answer = post(vector, f"documents/create?{C1}")
    assert (answer.status_code, body in answer.content.replace(b" ", b"")) == (status, True)
    assert vector.books().documents == []


def test_c2_no_answer_in_time(vector: CentasSimulator) -> None:
    vector.fail("documents/create", "timeout")
    with pytest.raises(requests.exceptions.Timeout):
        requests.post(f"{vector.url}/documents/create?{C1}", timeout=0.3)


def test_c3_auto_without_a_transaction(vector: CentasSimulator) -> None:
    sent = C1.replace("dok_num=WEB-100045", "dok_num=auto")
    assert post(vector, f"documents/create?{sent}").json() == {"success": 0}
    assert post(vector, f"documents/create?{sent}&trans_id=shop1-100045").json()["success"] == 1


def test_c4_the_stock_of_two_warehouses(vector: CentasSimulator) -> None:
    stocks = "".join(
        f"<Stock><WarehouseId>{code}</WarehouseId><WarehouseName>Sandelis Nr. {code}</WarehouseName>"
        f"<Quantity>{quantity}</Quantity></Stock>"
        for code, quantity in (("1", "18566.6440"), ("2", "61.0000"))
    )
    items = (
        f"<item><token>{TOKEN}</token><oper>UPD</oper><id>1547</id><kodas>1-15</kodas>"
        f"<pavadinimas>Prekė 01</pavadinimas><likutis>907.0000</likutis><Stocks>{stocks}</Stocks></item>"
        f"<item><token>{TOKEN}</token><oper>UPD</oper><id>102</id><kodas>C002</kodas>"
        "<pavadinimas>Programa nr. 2</pavadinimas></item>"
    )
    made = post(vector, f"products/import?token={TOKEN}", data={"data": f"<root>{items}</root>"})
    assert made.json() == {"success": 1, "products_found_xml": 2, "products_created": 2, "products_updated": 0}
    told = requests.get(f"{vector.url}/products/export?token={TOKEN}", timeout=SECONDS).text
    assert stocks in told
    first, second = re.findall("<item>.*?</item>", told, re.DOTALL)
    assert "<likutis>907.0000</likutis>" in first
    assert "<Stocks>" not in second


def test_c5_a_payment(vector: CentasSimulator) -> None:
    target = f"payments/import?token={TOKEN}"
    assert post(vector, target, data={"data": C5}).json() == {
        "success": 1, "payments_found_xml": 1, "payments_created": 1,
    }  # fmt: skip
    assert post(vector, target, data={"data": C5}).json()["payments_created"] == 0
    (paid,) = vector.books().payments
    assert (paid.ref, paid.details, paid.amount) == ("shop1-100045-1", "WEB-100045 & Co", Decimal("121.00"))
    told = requests.get(f"{vector.url}/payments/export?token={TOKEN}", timeout=SECONDS).text
    assert f"<Payment><token>{TOKEN}</token><PaymentType>BankDeb</PaymentType>" in told
    assert "<Details>WEB-100045 &amp; Co</Details>" in told


@pytest.mark.parametrize("body", [C5.encode(), b"data=\xff\xfe"])
def test_c5_a_body_that_is_no_form_is_refused(vector: CentasSimulator, body: bytes) -> None:
    kind = "application/xml" if body.startswith(b"<") else "application/x-www-form-urlencoded"
    answer = post(vector, f"payments/import?token={TOKEN}", data=body, headers={"Content-Type": kind})
    assert answer.json() == {"success": 0}


@pytest.mark.parametrize("key", ["pvm_tar", "pvmtar"])
def test_c6_an_order_line_with_both_names_of_its_rate(vector: CentasSimulator, key: str) -> None:
    vector.switches.turn("order_vat_key", key)
    told = post(vector, "orders/create", params={**ORDER, "rows": C6}).json()
    assert (set(told), told["success"]) == ({"success", "order_hash"}, 1)
    (order,) = vector.books().of_kind("order")
    assert (order.hash, order.rows[0].rate) == (told["order_hash"], Decimal(21))


@pytest.mark.parametrize(
    "rows", [C6.replace('"pvm_tar":"21"', '"pvm_tar":"5"'), C6.replace('"t_kodas":""', '"t_kodas":1')]
)
def test_c6_two_rates_or_a_code_that_is_no_text_are_refused(vector: CentasSimulator, rows: str) -> None:
    assert post(vector, "orders/create", params={**ORDER, "rows": rows}).json() == {"success": 0}


def test_the_orders_of_the_seed_are_no_json(vector: CentasSimulator) -> None:
    """centas.md §6.2: a comma stands behind the last field of each row of the sample."""
    assert post(vector, "orders/create", params={**ORDER, "rows": C6.replace('"}]', '",}]')}).json() == {"success": 0}


def test_rows_with_numbers_are_taken_by_a_switch(vector: CentasSimulator) -> None:
    rows = C6.replace('"2"', "2").replace('"50.00"', "50.00").replace('"21"', "21")
    assert post(vector, "orders/create", params={**ORDER, "rows": rows}).json() == {"success": 0}
    vector.switches.row_numbers = "texts and numbers"
    assert post(vector, "orders/create", params={**ORDER, "rows": rows}).json()["success"] == 1


@pytest.mark.parametrize(
    "item",
    [
        "<pavadinimas>Be nieko</pavadinimas>",
        "<kodas>N1</kodas>",
        "<kodas>N1</kodas><pavadinimas>N</pavadinimas><Stocks><Kita><WarehouseId>1</WarehouseId></Kita></Stocks>",
        "<kodas>N1</kodas><pavadinimas>N</pavadinimas><Stocks><Stock><Quantity>1</Quantity></Stock></Stocks>",
        "<kodas>N1</kodas><kodas>N2</kodas><pavadinimas>N</pavadinimas>",
    ],
)
def test_items_that_cannot_be_told_apart_or_read_are_refused(vector: CentasSimulator, item: str) -> None:
    data = f"<root><item><token>{TOKEN}</token><oper>UPD</oper>{item}</item></root>"
    assert post(vector, f"products/import?token={TOKEN}", data={"data": data}).json() == {"success": 0}
    assert not vector.books().products


def test_a_balance_without_warehouses_is_the_stock(vector: CentasSimulator) -> None:
    """The second product of the seed's sample."""
    item = "<kodas>C002</kodas><pavadinimas>Programa nr. 2</pavadinimas><likutis>147</likutis>"
    data = f"<root><item><token>{TOKEN}</token><oper>UPD</oper><id>102</id>{item}</item></root>"
    assert post(vector, f"products/import?token={TOKEN}", data={"data": data}).json()["products_created"] == 1
    assert vector.books().quantity("C002", "1") == Decimal(147)
