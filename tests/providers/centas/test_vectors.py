"""The vectors TV-C1 to TV-C6 of centas.md §10 on the wire; TV-C2 is in `test_answers`."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from oscar_lt_accounting.domain.documents import Address, Buyer, Payment, Proforma, RemoteDocument
from oscar_lt_accounting.providers.base import Connection, HttpClient, Journal
from oscar_lt_accounting.providers.centas.provider import Centas
from tests.domain.makers import D, document, invoice, row
from tests.providers.centas import TOKEN
from tests.providers.server import answer, json_answer

ROWS = (
    '[{"kodas":"C001","pavadinimas":"Žibintas","matovnt":"vnt.","kiekis":"2","kaina":"50.00","pvmtar":"21",'
    '"Mok_kodas":"PVM1"}]'
)
C1 = (
    "documents/create?token=tk_test_0001&data=2024.04.20&apmok_iki=2024.05.04&dok_num=WEB-100045&pirkejas=UAB+Klientas"
    "&im_kodas=302345678&pvm_kodas=LT100003456789&salis_kodas=LT&estipas=0&uzsaknr=100045&bepvm_suma=100.00"
    "&pvm_suma=21.00&dok_suma=121.00&rows=%5B%7B%22kodas%22%3A%22C001%22%2C%22pavadinimas%22%3A%22%C5%BDibintas%22%2C"
    "%22matovnt%22%3A%22vnt.%22%2C%22kiekis%22%3A%222%22%2C%22kaina%22%3A%2250.00%22%2C%22pvmtar%22%3A%2221%22%2C"
    "%22Mok_kodas%22%3A%22PVM1%22%7D%5D"
)
C4 = """<?xml version="1.0" encoding="UTF-8"?>
<root>
  <item><token>tk_test_0001</token><oper>UPD</oper><id>1547</id><kodas>1-15</kodas><pavadinimas>Prekė 01</pavadinimas><likutis>907.0000</likutis>
    <Stocks><Stock><WarehouseId>1</WarehouseId><WarehouseName>Sandelis Nr. 1</WarehouseName><Quantity>18566.6440</Quantity></Stock>
            <Stock><WarehouseId>2</WarehouseId><WarehouseName>Sandelis Nr. 2</WarehouseName><Quantity>61.0000</Quantity></Stock></Stocks></item>
  <item><token>tk_test_0001</token><oper>UPD</oper><id>102</id><kodas>C002</kodas><pavadinimas>Programa nr. 2</pavadinimas><likutis>147</likutis></item>
</root>
"""  # noqa: E501 - as it stands there
C5 = (
    "<root><Payment><PaymentType>BankDeb</PaymentType><Date>2024.04.20</Date><Amount>121.00</Amount>"
    "<DocNr>PAY-1</DocNr><RefNr>{key}</RefNr><Details>WEB-100045 &amp; Co</Details>"
    "<RecName>UAB Klientas</RecName><RecId>302345678</RecId><ToAccountNumber>LT1234567890</ToAccountNumber>"
    "</Payment></root>"
)
CLIENT = Buyer(
    name="UAB Klientas",
    is_company=True,
    company_code="302345678",
    vat_code="LT100003456789",
    address=Address(country="LT"),
)
SALE = {
    "buyer": CLIENT,
    "day": date(2024, 4, 20),
    "due_day": date(2024, 5, 4),
    "series": "WEB-",
    "number": "100045",
    "reference": "shop1-100045-1",
}
LINE = row("100.00", "21.00", title="Žibintas", quantity=D(2), remote_code="C001")
MADE = json_answer({"success": 1, "document_id": "9f86d081884c7d65"})


@pytest.mark.parametrize("transport", ["query", "form"])
def test_c1_a_document(serve, transport):
    wanted = dict(parse_qsl(urlsplit(C1).query))
    assert wanted["rows"] == ROWS
    sent: list[dict[str, str]] = []

    def script(visit):
        head, _, body = visit.read().partition(b"\r\n\r\n")
        method, target, _version = head.decode().split("\r\n")[0].split(" ")
        query = dict(parse_qsl(urlsplit(target).query, strict_parsing=True))
        form = dict(parse_qsl(body.decode()))
        assert method == "POST"
        assert not set(query) & set(form), "never the same field in both places"
        assert (set(query) == {"token"}) == (transport == "form")
        sent.append({**query, **form})
        visit.send(MADE)

    server = serve(script)
    connection = Connection(
        base_url=f"{server.url}/v1", credentials={"token": TOKEN}, settings={"transport": transport}
    )
    provider = Centas(connection, HttpClient(hosts=(), trusted=(server.host,), call_deadline=5))
    remote = provider.submit(invoice(LINE, **SALE), Journal())
    assert (remote.remote_id, remote.number) == ("9f86d081884c7d65", "WEB-100045")
    assert {name: sent[0][name] for name in wanted} == wanted
    assert set(sent[0]) - set(wanted) == {"oper_apras"}


def test_c3_no_automatic_number_without_a_transaction(office):
    office.books.on(f"documents/create?token={TOKEN}", MADE)
    office.provider().submit(invoice(LINE), Journal())
    sent = parse_qs(office.books.calls[0].body.decode())
    assert (sent["dok_num"], sent["trans_id"]) == (["auto"], ["shop1:100045:1:inv"])


def test_c4_the_stock_of_a_warehouse(office):
    office.books.on(f"products/export?token={TOKEN}", answer(C4.encode()))
    levels = {level.product.code: level.available for level in office.provider().stock_levels("2")}
    assert levels == {"1-15": D("61.0000"), "C002": None}
    assert TOKEN not in repr(office.http.records)


def test_c5_a_payment(office):
    office.books.on(f"payments/export?token={TOKEN}", answer(b"<root/>"))
    counted = {"success": 1, "payments_found_xml": 1, "payments_created": 1}
    office.books.on(f"payments/import?token={TOKEN}", json_answer(counted))
    paid = Payment(method="card", amount=D("121.00"), reference="PAY-1", day=date(2024, 4, 20))
    office.provider(bank_account="LT1234567890").register_payment(
        RemoteDocument(remote_id="x"), invoice(LINE, **{**SALE, "series": "WEB-100045 & Co", "number": " "}), paid
    )
    call = office.books.calls[-1]
    assert call.headers["Content-Type"] == "application/x-www-form-urlencoded"
    (data,) = parse_qs(call.body.decode(), strict_parsing=True)["data"]
    wanted = C5.format(key="shop1-100045-1-card-PAY-1")
    assert data == wanted.replace("&amp; Co<", "&amp; Co shop1-100045-1<")


@pytest.mark.parametrize("there", [True, False])
def test_c5_a_payment_that_is_there_is_not_entered_again(office, there):
    listed = C5.format(key="shop1-100045-1-card-PAY-1" if there else "shop1-100045-1-card-PAY-10")
    listed = listed.replace("<Payment>", f"<Payment><token>{TOKEN}</token>")
    office.books.on(f"payments/export?token={TOKEN}", answer(listed.encode()))
    counted = {"success": 1, "payments_found_xml": 1, "payments_created": 1}
    office.books.on(f"payments/import?token={TOKEN}", json_answer(counted))
    paid = Payment(method="card", amount=D("121.00"), reference="PAY-1")
    provider = office.provider(bank_account="LT1234567890")
    provider.register_payment(RemoteDocument(remote_id="x"), invoice(LINE, **SALE), paid)
    assert len(office.books.calls) == (1 if there else 2)


def test_c6_an_order_line_with_both_names_of_its_rate(office):
    office.books.on(f"orders/create?token={TOKEN}", json_answer({"success": 1, "order_hash": "abc123"}))
    remote = office.provider().submit(document(Proforma, LINE), Journal())
    assert remote.remote_id == "abc123"
    (rows,) = parse_qs(office.books.calls[0].body.decode())["rows"]
    assert rows == (
        '[{"kodas":"C001","pavadinimas":"Žibintas","matovnt":"vnt.","kiekis":"2","kaina":"50.00",'
        '"t_kodas":"","pvm_tar":"21","pvmtar":"21"}]'
    )
