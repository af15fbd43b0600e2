"""Fakturownia's simulator: strict where its documents speak, the strictest reading where they do not."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import FakturowniaSimulator
from tests.simulators.clock import Clock

SECONDS = 20
# fakturownia.md, test vector 1, with a client in place of the buyer's own fields.
INVOICE: dict[str, Any] = {
    "kind": "vat",
    "issue_date": "2026-03-02",
    "sell_date": "2026-03-02",
    "currency": "PLN",
    "oid": "100042-INV",
    "oid_unique": "yes",
    "client_id": 5001,
    "payment_type": "transfer",
    "status": "paid",
    "paid": "123.00",
    "calculating_strategy": {"position": "keep_gross", "sum": "keep_gross", "invoice_form_price_kind": "gross"},
}
MUG: dict[str, Any] = {
    "name": "Kubek",
    "code": "KUB-1",
    "product_id": 2002,
    "quantity": "2",
    "quantity_unit": "szt",
    "tax": "23",
    "total_price_gross": "123.00",
}


class Account:
    """Plain HTTP to a simulated account with one client and one product."""

    def __init__(self, simulator: FakturowniaSimulator) -> None:
        self.simulator = simulator
        self.token = simulator.company().api_token
        self.post("clients", {"name": "Żółw Sp. z o.o.", "tax_no": "5260250274"})

    def post(self, kind: str, fields: Any, **more: Any) -> requests.Response:
        body = {kind.removesuffix("s"): fields, **more}
        return self.send("POST", f"{kind}.json", json=body)

    def sell(self, *rows: dict[str, Any], **changes: Any) -> requests.Response:
        given = {**INVOICE, "positions": list(rows) or [MUG], "warehouse_id": 1, **changes}
        return self.post("invoices", {name: value for name, value in given.items() if value is not None})

    def get(self, path: str, **question: str) -> requests.Response:
        return self.send("GET", path, params=question)

    def send(self, method: str, path: str, **more: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return requests.request(method, f"{self.simulator.url}/{path}", headers=headers, timeout=SECONDS, **more)


@pytest.fixture
def simulator(clock: Clock) -> Iterator[FakturowniaSimulator]:
    with FakturowniaSimulator(now=clock) as running:
        running.seed({"id": 2002, "code": "KUB-1", "name": "Kubek", "quantity": 10, "price": "61.50", "vat_rate": 23})
        yield running


@pytest.fixture
def account(simulator: FakturowniaSimulator) -> Account:
    return Account(simulator)


def test_a_sale(account: Account, simulator: FakturowniaSimulator) -> None:
    answer = account.sell()

    told = answer.json()
    assert answer.status_code == 201
    assert (told["price_net"], told["price_tax"], told["price_gross"]) == ("100.0", "23.0", "123.0")
    assert (told["oid"], told["number"], told["buyer_name"]) == ("100042-INV", "1/03/2026", "Żółw Sp. z o.o.")
    assert told["positions"][0]["quantity"] == "2.0"
    assert account.get(f"invoices/{told['id']}.json").json() == told
    assert simulator.records().quantity("KUB-1", "1") == 8


def test_a_reference_is_refused_a_second_time_only_when_that_is_asked(account: Account, simulator: Any) -> None:
    account.sell()
    refused = account.sell()

    assert (refused.status_code, refused.json()) == (422, {"code": "error", "message": {"oid": ["- taken"]}})
    assert account.sell(kind="proforma").status_code == 422, "whatever the kind"
    assert account.sell(oid_unique=None).status_code == 201, "without oid_unique there is no protection"
    simulator.switches.unique_over = "kind"
    assert account.sell(kind="proforma").status_code == 201


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"quantity": 2}, "quantity"),
        ({"quantity": "2.125"}, "quantity"),
        ({"quantity": "0"}, "quantity"),
        ({"total_price_gross": "123,00"}, "total_price_gross"),
        ({"total_price_gross": "123.001"}, "total_price_gross"),
        ({"total_price_gross": "0.00"}, "total_price_gross"),
        ({"tax": "21"}, "tax"),
        ({"tax": 23}, "tax"),
        ({"product_id": 99}, "product_id"),
        ({"price": "1.00"}, "price"),
    ],
)
def test_rows_are_looked_at(account: Account, row: dict[str, Any], wrong: str) -> None:
    refused = account.sell({**MUG, **row})

    assert refused.status_code == 422
    assert list(refused.json()["message"]) == [f"positions[0].{wrong}"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"positions": []}, "positions"),
        ({"client_id": 1}, "client_id"),
        ({"client_id": None}, "client_id"),
        ({"warehouse_id": 7}, "warehouse_id"),
        ({"department_id": 1}, "department_id"),
        ({"oid_unique": True}, "oid_unique"),
        ({"issue_date": "2.3.2026"}, "issue_date"),
        ({"gov_save_and_send": True}, "gov_save_and_send"),
    ],
)
def test_documents_are_looked_at(account: Account, changes: dict[str, Any], wrong: str) -> None:
    refused = account.sell(**changes)

    assert (refused.status_code, list(refused.json()["message"])) == (422, [wrong])


def test_nothing_but_the_record_and_the_token_may_be_sent(account: Account) -> None:
    assert account.post("clients", {"name": "A"}, api_token=account.token).status_code == 201
    assert account.post("clients", {"name": "A"}, gov_save_and_send=True).status_code == 422
    assert account.send("POST", "clients.json", data='{"client": {"name": "A"}}').status_code == 415


def test_a_piece_may_be_rounded_first_unless_the_sums_are_kept(account: Account) -> None:
    row = {**MUG, "quantity": "3", "total_price_gross": "10.00"}

    plain = account.sell(row, calculating_strategy=None, oid="1").json()
    kept = account.sell(row, oid="2").json()

    assert (plain["price_net"], plain["price_gross"]) == ("8.13", "10.0")
    assert kept["price_gross"] == "10.0"
    odd = account.sell({**row, "quantity": "7"}, calculating_strategy=None, oid="3").json()
    assert odd["price_gross"] == "9.99"


@pytest.mark.parametrize(("where", "vat"), [("rate", "0.04"), ("row", "0.03")])
def test_vat_is_rounded_by_rate_or_by_row(account: Account, simulator: Any, where: str, vat: str) -> None:
    simulator.switches.turn("vat_rounding", where)
    row = {**MUG, "quantity": "1", "total_price_gross": "0.07"}

    assert account.sell(row, row, row).json()["price_tax"] == vat


def test_only_the_product_id_moves_goods(account: Account, simulator: Any) -> None:
    account.sell({name: value for name, value in MUG.items() if name != "product_id"})
    assert simulator.records().quantity("KUB-1", "1") == 10
    account.sell(kind="proforma", oid="100042-PRO")
    assert simulator.records().quantity("KUB-1", "1") == 10
    account.sell(oid="100043-INV", warehouse_id=None)
    assert simulator.records().quantity("KUB-1", "1") == 10
    simulator.switches.code_moves_goods = True
    account.sell({name: value for name, value in MUG.items() if name != "product_id"}, oid="100044-INV")
    assert simulator.records().quantity("KUB-1", "1") == 8


def test_a_list_shows_this_month_unless_a_period_is_asked_for(account: Account) -> None:
    account.sell()
    account.sell(issue_date="2026-11-20", oid="100043-INV")

    def shown(**question: str) -> list[str]:
        return [row["oid"] for row in account.get("invoices.json", **question).json()]

    assert shown() == ["100043-INV"]
    assert shown(period="all") == ["100043-INV", "100042-INV"]
    assert shown(period="last_30_days") == ["100043-INV"]
    assert shown(period="this_year") == ["100043-INV", "100042-INV"]
    assert shown(period="more", date_from="2026-03-02", date_to="2026-03-02") == ["100042-INV"]
    assert shown(oid="10004", period="all") == ["100043-INV", "100042-INV"], "a part is enough"
    assert account.get("invoices.json", period="more").status_code == 422
    assert account.get("invoices.json", period="ever").status_code == 422
    assert account.get("invoices.json", since="2026").status_code == 422


def test_pages(account: Account, simulator: Any) -> None:
    simulator.seed(*({"code": f"P{number}"} for number in range(120)))

    assert len(account.get("products.json", per_page="100").json()) == 100
    assert len(account.get("products.json", per_page="100", page="2").json()) == 21
    assert len(account.get("products.json").json()) == 25
    assert account.get("products.json", per_page="101").status_code == 422


def test_stock_of_a_warehouse(account: Account, simulator: Any) -> None:
    simulator.seed({"id": 2002, "quantity": 5}, warehouse="2")

    assert [row["stock_level"] for row in account.get("products.json", warehouse_id="1").json()] == ["10.0"]
    assert [row["stock_level"] for row in account.get("products.json", warehouse_id="2").json()] == ["5.0"]
    assert [row["stock_level"] for row in account.get("products.json").json()] == ["15.0"]
    assert account.get("products.json", warehouse_id="9").status_code == 422
    assert [row["id"] for row in account.get("warehouses.json").json()] == [1, 2]
    assert [row["id"] for row in account.get("departments.json").json()] == [31, 32]


def test_clients_and_products_are_made_as_often_as_they_are_sent(account: Account, simulator: Any) -> None:
    person = {"name": "x", "company": False, "first_name": "Ona", "last_name": "Żąsis"}

    assert account.post("clients", person).json()["name"] == "Ona Żąsis"
    assert account.post("clients", person).status_code == 201
    assert account.post("clients", {"name": "x", "company": False}).status_code == 422
    assert [row["name"] for row in account.get("clients.json", tax_no="52602").json()] == ["Żółw Sp. z o.o."]
    product = {"name": "Nowy", "code": "KUB-1", "price_gross": "12.30", "tax": "23"}
    assert account.post("products", product).json()["price_net"] == "10.0"
    assert account.post("products", {"name": "Nowy"}).status_code == 422
    assert len(simulator.records().with_code("KUB-1")) == 2


def test_a_pdf_takes_some_seconds(account: Account, clock: Clock) -> None:
    path = f"invoices/{account.sell().json()['id']}.pdf"

    assert account.get(path).status_code == 422
    clock.pass_(5)
    assert account.get(path).content.startswith(b"%PDF-")
    assert account.get("invoices/1.pdf").json() == {"code": "error", "message": "Not Found"}


def test_the_token(account: Account, simulator: Any) -> None:
    token, account.token = account.token, ""

    assert account.get("products.json").status_code == 401
    assert account.get("products.json", api_token=token).status_code == 200
    assert account.post("clients", {"name": "A"}, api_token=token).status_code == 201
    assert (
        account.send("POST", "clients.json", json={"client": {"name": "A"}}, params={"api_token": token}).status_code
        == 401
    )
    simulator.switches.auth = "header"
    assert account.get("products.json", api_token=token).status_code == 401
    account.token = token
    assert account.get("products.json").status_code == 200
    simulator.switches.auth = "token"
    assert account.get("products.json").status_code == 401


def test_a_key_that_may_only_read_makes_nothing(account: Account, simulator: Any) -> None:
    simulator.switches.read_only = True

    assert (account.sell().status_code, account.sell().json()) == (200, {})
    assert simulator.records().documents == []


def test_sixty_a_minute(account: Account, clock: Clock) -> None:
    assert [account.get("warehouses.json").status_code for _ in range(60)][-2:] == [200, 429]
    clock.pass_(60)
    assert account.get("warehouses.json").status_code == 200


def test_refusals_may_be_one_text(account: Account, simulator: Any) -> None:
    simulator.switches.refusals = "text"

    assert isinstance(account.sell({**MUG, "tax": "21"}).json()["message"], str)
    assert account.get("elsewhere.json").status_code == 404


def test_sums_are_what_rows_make(account: Account, simulator: Any) -> None:
    account.sell(
        MUG, {**MUG, "tax": "8", "total_price_gross": "10.80"}, {**MUG, "tax": "zw", "total_price_gross": "5.00"}
    )

    (document,) = simulator.records().documents
    assert (document.net, document.vat, document.gross) == (Decimal("115.00"), Decimal("23.80"), Decimal("138.80"))
    assert [row.vat for row in document.rows] == [Decimal("23.00"), Decimal("0.80"), Decimal("0.00")]
