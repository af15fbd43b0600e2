"""Centas, simulated: what its documents say it takes and gives, and what it refuses (centas.md)."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import CentasSimulator

SECONDS = 20
ROW: dict[str, Any] = {
    "kodas": "C001", "pavadinimas": "Žibintas", "matovnt": "vnt.", "kiekis": "2", "kaina": "50.00", "pvmtar": "21",
    "Mok_kodas": "PVM1",
}  # fmt: skip
DOCUMENT = {
    "data": "2024.04.20", "apmok_iki": "2024.05.04", "dok_num": "WEB-100045", "pirkejas": "UAB Klientas",
    "im_kodas": "302345678", "pvm_kodas": "LT100003456789", "salis_kodas": "LT", "estipas": "0",
    "uzsaknr": "100045", "bepvm_suma": "100.00", "pvm_suma": "21.00", "dok_suma": "121.00",
}  # fmt: skip
ORDER = {
    "uzsak_num": "100045", "uzsak_data": "2024.04.20", "uzsakovas": "UAB Klientas", "uzsak_suma": "121.00",
    "pvm_suma": "21.00", "bepvm_suma": "100.00",
}  # fmt: skip
PAYMENT = {
    "PaymentType": "BankDeb", "Date": "2020.01.01", "Amount": "123.23", "DocNr": "NR001_is_banko",
    "RefNr": "ABC001001001_unikalus nr dokumento identifikacijai", "Details": "mokejimo paskirtis",
    "RecName": "UAB Moketojas", "RecId": "303030303", "ToAccountNumber": "LT1234567890",
}  # fmt: skip
PRODUCT = {"oper": "UPD", "id": "101", "kodas": "C001", "pavadinimas": "Programa nr. 1", "matovnt": "vnt.",
           "kaina": "100.000000", "pvmtar": "21", "grupe1": "", "grupe2": "0", "barkodas": "123456789",
           "aprasymas": "Prekės aprašymas", "Nuotrauka": ""}  # fmt: skip


def ask(centas: CentasSimulator, path: str, fields: Any, rows: Any = None, **options: Any) -> requests.Response:
    """A call with its fields where the switch wants them."""
    said = {**fields, **({"rows": json.dumps(rows, ensure_ascii=False)} if rows is not None else {})}
    token = {"token": options.pop("token", centas.company().token)}
    place = {"params": {**token, **said}} if centas.switches.transport == "query" else {"params": token, "data": said}
    return requests.post(f"{centas.url}/{path}", timeout=SECONDS, **{**place, **options})


def made(centas: CentasSimulator, path: str = "documents/create", fields: Any = None, rows: Any = None) -> Any:
    answer = ask(centas, path, fields or DOCUMENT, [ROW] if rows is None else rows)
    assert answer.status_code == 200
    return answer.json()


def refused(centas: CentasSimulator, fields: Any = None, rows: Any = None, path: str = "documents/create") -> None:
    before = len(centas.books().documents)
    assert made(centas, path, fields, rows) == {"success": 0}
    assert len(centas.books().documents) == before


def xml(name: str, *records: dict[str, str], token: str = "") -> dict[str, str]:
    inside = "".join(
        f"<{name}>{f'<token>{token}</token>' if token else ''}"
        + "".join(f"<{tag}>{text}</{tag}>" for tag, text in record.items())
        + f"</{name}>"
        for record in records
    )
    return {"data": f'<?xml version="1.0" encoding="UTF-8"?><root>{inside}</root>'}


def take_in(centas: CentasSimulator, path: str, data: dict[str, str]) -> Any:
    params = {"token": centas.company().token}
    return requests.post(f"{centas.url}/{path}", params=params, data=data, timeout=SECONDS).json()


def give_out(centas: CentasSimulator, path: str, **more: str) -> requests.Response:
    params = {"token": centas.company().token, **more}
    return requests.get(f"{centas.url}/{path}", params=params, timeout=SECONDS)


@pytest.mark.parametrize("transport", ["query", "form"])
def test_the_vector_of_the_reference(centas: CentasSimulator, transport: str) -> None:
    """TV-C1."""
    centas.switches.turn("transport", transport)
    answer = made(centas)
    assert answer["success"] == 1
    assert answer["document_id"]
    (document,) = centas.books().issued
    assert (document.number, str(document.net), str(document.vat), str(document.gross)) == (
        "WEB-100045",
        "100.00",
        "21.00",
        "121.00",
    )
    assert (document.buyer, document.buyer_code, document.reference, document.day) == (
        "UAB Klientas", "302345678", "100045", "2024-04-20",
    )  # fmt: skip


def test_the_sample_of_the_seed(centas: CentasSimulator) -> None:
    rows = [
        {"kodas": "11222", "pavadinimas": "Kompiuteris", "matovnt": "vnt.", "kiekis": "2", "kaina": "1050",
         "pvmtar": "21", "Mok_kodas": "12255", "sask_pajamos": "200", "projektas": "Kompiuteriai"},
        {"kodas": "11223", "pavadinimas": "Telefonas", "matovnt": "vnt.", "kiekis": "5", "kaina": "100",
         "pvmtar": "21", "Mok_kodas": "12255", "sask_pajamos": "20", "projektas": "Telefonai"},
    ]  # fmt: skip
    sums = {"bepvm_suma": "2600.00", "pvm_suma": "546.00", "dok_suma": "3146.00"}
    assert made(centas, fields={**DOCUMENT, **sums}, rows=rows)["success"] == 1


def test_fields_in_the_other_place_are_not_seen(centas: CentasSimulator) -> None:
    centas.switches.turn("transport", "form")
    params = {"token": centas.company().token, **DOCUMENT, "rows": json.dumps([ROW])}
    assert requests.post(f"{centas.url}/documents/create", params=params, timeout=SECONDS).json() == {"success": 0}


@pytest.mark.parametrize("missing", ["data", "dok_num", "pirkejas", "dok_suma", "pvm_suma", "bepvm_suma"])
def test_what_is_needed_cannot_be_missing(centas: CentasSimulator, missing: str) -> None:
    refused(centas, {name: value for name, value in DOCUMENT.items() if name != missing})


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": "2024-04-20"}, {"data": "20.04.2024"}, {"data": "2024.02.30"}, {"estipas": "3"}, {"isaf": "1"},
        {"asmuo_status": "1"}, {"dok_suma": "121,00"}, {"dok_suma": "1.21E+2"}, {"pvm_suma": "-21.00"},
        {"unknown": "x"}, {"dok_num": "auto"},
    ],
)  # fmt: skip
def test_fields_that_are_wrong_are_refused(centas: CentasSimulator, wrong: dict[str, str]) -> None:
    refused(centas, {**DOCUMENT, **wrong})


@pytest.mark.parametrize(
    "wrong",
    [
        {"kodas": ""}, {"kiekis": 2}, {"kiekis": "2.00001"}, {"kaina": "50.0000001"}, {"pvmtar": "x"},
        {"pvm_tar": "21"}, {"mok_kodas": "PVM1"}, {"kiekis": "0"},
    ],
)  # fmt: skip
def test_rows_that_are_wrong_are_refused(centas: CentasSimulator, wrong: dict[str, Any]) -> None:
    refused(centas, rows=[{**ROW, **wrong}])


@pytest.mark.parametrize("rows", ["", "[", "[]", "{}", '[{"kodas": "x",}]', "[1]"])
def test_rows_must_be_a_list_in_json(centas: CentasSimulator, rows: str) -> None:
    answer = ask(centas, "documents/create", {**DOCUMENT, "rows": rows})
    assert answer.json() == {"success": 0}


@pytest.mark.parametrize(
    "sums",
    [
        {"dok_suma": "121.01"},
        {"bepvm_suma": "99.00", "dok_suma": "120.00"},
        {"pvm_suma": "22.00", "dok_suma": "122.00"},
    ],
)
def test_sums_that_do_not_add_up_are_refused(centas: CentasSimulator, sums: dict[str, str]) -> None:
    refused(centas, {**DOCUMENT, **sums})
    centas.switches.sums = "unchecked"
    assert made(centas, fields={**DOCUMENT, **sums})["success"] == 1


def test_a_cent_per_row_is_taken(centas: CentasSimulator) -> None:
    assert made(centas, fields={**DOCUMENT, "pvm_suma": "21.01", "dok_suma": "121.01"})["success"] == 1


def test_auto_takes_the_next_blank(centas: CentasSimulator) -> None:
    for number in (1, 2):
        made(centas, fields={**DOCUMENT, "dok_num": "auto", "trans_id": f"T{number}"})
    assert [document.number for document in centas.books().issued] == ["CEN000001", "CEN000002"]


def test_duplicates_as_the_switch_stands(centas: CentasSimulator) -> None:
    made(centas)
    made(centas)
    assert len(centas.books().issued) == 2
    centas.switches.duplicates = "refused"
    refused(centas)
    made(centas, fields={**DOCUMENT, "dok_num": "auto", "trans_id": "T1"})
    refused(centas, {**DOCUMENT, "dok_num": "auto", "trans_id": "T1"})


def test_unknown_goods_and_fields_as_the_switches_stand(centas: CentasSimulator) -> None:
    centas.switches.unknown_codes = "refused"
    refused(centas)
    centas.seed({"id": 5, "code": "C001", "name": "Žibintas", "quantity": 3})
    made(centas)
    assert centas.books().quantity("C001", "1") == Decimal(3), "documents move no stock"
    centas.switches.unknown_fields = "ignored"
    assert made(centas, fields={**DOCUMENT, "unknown": "x"}, rows=[{**ROW, "other": "y"}])["success"] == 1


@pytest.mark.parametrize(
    ("style", "status", "body"),
    [
        ("400 text", 400, b"dok_num"),
        ("200 page", 200, b"<html"),
        ("500 empty", 500, b""),
        ("success 0", 200, b"success"),
    ],
)
def test_it_says_no_in_several_styles(centas: CentasSimulator, style: str, status: int, body: bytes) -> None:
    centas.switches.turn("refusals", style)
    answer = ask(centas, "documents/create", {**DOCUMENT, "dok_num": ""}, [ROW])
    assert answer.status_code == status
    assert body in answer.content


@pytest.mark.parametrize(
    ("style", "status", "body"),
    [("401", 401, b"Unauthorized"), ("success 0", 200, b"success"), ("empty root", 200, b"<root/>")],
)
def test_a_wrong_token_opens_nothing(centas: CentasSimulator, style: str, status: int, body: bytes) -> None:
    centas.switches.turn("key_refusal", style)
    answer = ask(centas, "documents/create", DOCUMENT, [ROW], token="tk_wrong")
    assert (answer.status_code, body in answer.content) == (status, True)
    assert centas.books().documents == []


def test_a_line_of_more_than_eight_kilobytes_is_too_long(centas: CentasSimulator) -> None:
    assert ask(centas, "documents/create", DOCUMENT, [ROW] * 60).status_code == 414


def test_other_addresses_and_methods_are_web_pages(centas: CentasSimulator) -> None:
    assert requests.get(f"{centas.url}/documents/create", timeout=SECONDS).status_code == 405
    assert requests.get(f"{centas.url}/documents/list", timeout=SECONDS).status_code == 404


def test_an_order_is_no_sale(centas: CentasSimulator) -> None:
    row = {name: value for name, value in ROW.items() if name not in ("pvmtar", "Mok_kodas")}
    answer = made(centas, "orders/create", {**ORDER, "sandelis": "1"}, [{**row, "pvm_tar": "21", "t_kodas": "122"}])
    assert answer["success"] == 1
    assert answer["order_hash"]
    (document,) = centas.books().documents
    assert (document.kind, document.issued, document.warehouse) == ("order", False, "1")
    refused(centas, {**ORDER, "sandelis": "9"}, [{**row, "pvm_tar": "21"}], "orders/create")
    refused(centas, ORDER, [row], "orders/create")
    centas.switches.duplicates = "refused"
    refused(centas, ORDER, [{**row, "pvm_tar": "21"}], "orders/create")
    centas.switches.warehouse_by = "name"
    name = centas.company().warehouse_title
    assert made(centas, "orders/create", {**ORDER, "uzsak_num": "2", "sandelis": name}, [{**row, "pvm_tar": "21"}])[
        "success"
    ]


def test_products_go_in_and_out(centas: CentasSimulator) -> None:
    token = centas.company().token
    counted = take_in(
        centas, "products/import", xml("item", PRODUCT, {**PRODUCT, "id": "102", "kodas": "C002"}, token=token)
    )
    assert counted == {"success": 1, "products_found_xml": 2, "products_created": 2, "products_updated": 0}
    counted = take_in(centas, "products/import", xml("item", {**PRODUCT, "pavadinimas": "Kita"}, token=token))
    assert counted == {"success": 1, "products_found_xml": 1, "products_created": 0, "products_updated": 1}
    answer = give_out(centas, "products/export")
    assert "<kodas>C002</kodas>" in answer.text
    assert f"<token>{token}</token>" in answer.text
    assert "C002" not in give_out(centas, "products/export", id="101").text
    assert "<pavadinimas>Kita</pavadinimas>" in give_out(centas, "products/export", id="101").text


def test_stock_and_parameters_of_the_sample(centas: CentasSimulator) -> None:
    stocks = (
        "<Stock><WarehouseId>1</WarehouseId><WarehouseName>Sandelis Nr. 1</WarehouseName>"
        "<Quantity>18566.6440</Quantity></Stock>"
        "<Stock><WarehouseId>2</WarehouseId><WarehouseName>Sandelis Nr. 2</WarehouseName>"
        "<Quantity>61.0000</Quantity></Stock>"
    )
    parameters = "<Parameter><Name>Kuras</Name><Value>Dujos</Value></Parameter>"
    item = {**PRODUCT, "likutis": "250", "Stocks": stocks, "ProductParameters": parameters, "AnalogProducts": ""}
    assert take_in(centas, "products/import", xml("item", item, token=centas.company().token))["success"] == 1
    text = give_out(centas, "products/export").text
    assert "<likutis>250</likutis>" in text
    assert "<Quantity>18566.6440</Quantity>" in text
    assert "<WarehouseName>Sandelis Nr. 2</WarehouseName>" in text
    assert "<Parameter><Name>Kuras</Name><Value>Dujos</Value></Parameter>" in text


@pytest.mark.parametrize(
    "data",
    [
        {}, {"data": ""}, {"data": "not xml"}, {"data": "<items/>"}, {"data": "<!DOCTYPE root><root/>"},
        {"data": '<root><item a="1"/></root>'}, {"data": "<root>" + "<a>" * 20 + "</a>" * 20 + "</root>"},
        xml("item", {**PRODUCT, "oper": "DEL"}), xml("item", {**PRODUCT, "kaina": "x"}),
        xml("item", {**PRODUCT, "nezinomas": "x"}), xml("item", {"oper": "UPD", "kodas": "<b>x</b>"}),
    ],
)  # fmt: skip
def test_imports_that_are_wrong_are_refused(centas: CentasSimulator, data: dict[str, str]) -> None:
    centas.switches.key_in_items = "optional"
    assert take_in(centas, "products/import", data) == {"success": 0}


def test_items_need_the_token_unless_the_switch_says_otherwise(centas: CentasSimulator) -> None:
    assert take_in(centas, "products/import", xml("item", PRODUCT)) == {"success": 0}
    centas.switches.key_in_items = "optional"
    assert take_in(centas, "products/import", xml("item", PRODUCT))["products_created"] == 1


def test_what_cannot_be_read_is_left_out_by_a_switch(centas: CentasSimulator) -> None:
    centas.switches.misread = "left out"
    centas.switches.key_in_items = "optional"
    counted = take_in(centas, "products/import", xml("item", PRODUCT, {**PRODUCT, "oper": "DEL"}))
    assert counted == {"success": 1, "products_found_xml": 2, "products_created": 1, "products_updated": 0}


def test_payments_go_in_and_out(centas: CentasSimulator) -> None:
    counted = take_in(centas, "payments/import", xml("Payment", PAYMENT))
    assert counted == {"success": 1, "payments_found_xml": 1, "payments_created": 1}
    again = take_in(centas, "payments/import", xml("Payment", PAYMENT))
    assert again == {"success": 1, "payments_found_xml": 1, "payments_created": 0}
    assert f"<RefNr>{PAYMENT['RefNr']}</RefNr>" in give_out(centas, "payments/export").text
    centas.switches.repeated_payments = "entered"
    assert take_in(centas, "payments/import", xml("Payment", PAYMENT))["payments_created"] == 1
    centas.switches.new_payments = "left out"
    assert take_in(centas, "payments/import", xml("Payment", {**PAYMENT, "RefNr": "X"}))["payments_created"] == 0
    assert len(centas.books().payments) == 2


@pytest.mark.parametrize(
    "wrong",
    [{"PaymentType": "Cash"}, {"Date": "2020-01-01"}, {"Amount": "0"}, {"Amount": "1.234"}, {"RefNr": ""}, {"X": "y"}],
)
def test_payments_that_are_wrong_are_refused(centas: CentasSimulator, wrong: dict[str, str]) -> None:
    assert take_in(centas, "payments/import", xml("Payment", {**PAYMENT, **wrong})) == {"success": 0}


def test_throttled_and_refused_faults_have_forms_of_their_own(centas: CentasSimulator) -> None:
    centas.fail("documents/create", "throttled")
    centas.fail("documents/create", "refused", message="Ne")
    centas.fail("documents/create", "refused", status=422, message="Ne")
    answers = [ask(centas, "documents/create", DOCUMENT, [ROW]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 200, 422]
    assert answers[1].json() == answers[2].json() == {"success": 0}


def test_the_books_are_shown(centas: CentasSimulator) -> None:
    made(centas)
    take_in(centas, "payments/import", xml("Payment", PAYMENT))
    page = requests.get(f"{centas.address}/companies/centas/{centas.company().name}", timeout=SECONDS)
    assert page.status_code == 200
    assert "WEB-100045" in page.text
