"""RoboLabs' envelope, keys, jobs, products and payments (robolabs.md §2 to §6)."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.simulators.clock import Clock
from tests.simulators.samples import INVOICE, LINES, PAYMENT
from tests.simulators.speaking import SECONDS, ask_robolabs, held, status_of


def send(simulator: RoboLabsSimulator, path: str, body: str = "{}", **headers: str) -> requests.Response:
    sent = {"x-api-key": simulator.company().api_key, "Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.post(f"{simulator.url}/api/{path}", data=body.encode(), headers=sent, timeout=SECONDS)


def test_the_status_is_a_text_or_a_number_in_turns(robolabs: RoboLabsSimulator) -> None:
    statuses = [ask_robolabs(robolabs, "product_categories", {})["status_code"] for _ in range(4)]
    assert sorted(statuses, key=str) in ([200, 200, "200", "200"], [200, "200", 200, "200"], ["200", 200, "200", 200])
    robolabs.switches.status_code = "text"
    assert {ask_robolabs(robolabs, "product_categories", {})["status_code"] for _ in range(3)} == {"200"}


def test_empty_data_may_stay_a_list(robolabs: RoboLabsSimulator) -> None:
    robolabs.switches.empty_data = "list"
    answers = [ask_robolabs(robolabs, "products", {"warehouse": "WH"}) for _ in range(5)]
    assert all(answer["data"] == [] for answer in answers)


@pytest.mark.parametrize(
    ("body", "header", "place", "opens"),
    [
        ("{}", "right", "either", True),
        ('{"secret": "right"}', "", "either", True),
        ('{"secret": "right"}', "right", "either", True),
        ('{"secret": "other"}', "right", "either", False),
        ('{"secret": "wrong"}', "", "either", False),
        ("{}", "", "either", False),
        ("{}", "right", "body", False),
        ('{"secret": "right"}', "wrong", "body", True),
    ],
)
def test_the_key(robolabs: RoboLabsSimulator, body: str, header: str, place: str, opens: bool) -> None:
    robolabs.switches.turn("key_place", place)
    keys = {"right": robolabs.company().api_key, "other": robolabs.company("kaunas").api_key}
    for word, key in keys.items():
        body, header = body.replace(word, key), header.replace(word, key)
    result = send(robolabs, "product_categories", body, x_api_key=header).json()["result"]
    assert status_of(result) == ("200" if opens else "401")


def test_how_a_wrong_key_is_refused(robolabs: RoboLabsSimulator) -> None:
    for reading in ("401", "403"):
        robolabs.switches.turn("key_refusal", reading)
        assert send(robolabs, "products", x_api_key="wrong").status_code == int(reading)
    robolabs.switches.key_refusal = "jsonrpc"
    answer = send(robolabs, "products", x_api_key="wrong").json()
    assert ("result" in answer, answer["error"]["message"]) == (False, "Odoo Server Error")


@pytest.mark.parametrize(
    ("path", "body", "content_type", "status"),
    [
        ("unknown", "{}", "application/json", 404),
        ("products", "{}", "application/x-www-form-urlencoded", 400),
        ("product_categories", "{}", "application/json; charset=utf-8", 200),
        ("product_categories/", "{}", "application/json", 200),
    ],
)
def test_requests_the_framework_refuses(
    robolabs: RoboLabsSimulator, path: str, body: str, content_type: str, status: int
) -> None:
    answer = send(robolabs, path, body, Content_Type=content_type)
    assert answer.status_code == status
    assert ("result" in answer.text) == (status == 200)


def test_a_slash_behind_the_method_is_noted_or_refused(robolabs: RoboLabsSimulator) -> None:
    send(robolabs, "product_categories/")
    assert (robolabs.calls[-1].name, bool(robolabs.calls[-1].note)) == ("product_categories", True)
    robolabs.switches.trailing_slash = "refused"
    assert send(robolabs, "product_categories/").status_code == 404


@pytest.mark.parametrize("body", ['{"warehouse": "WH",}', "", '{"a":1,"a":2}', "[1"])
def test_broken_json(robolabs: RoboLabsSimulator, body: str) -> None:
    answer = send(robolabs, "products", body)
    assert (answer.status_code, "error" in answer.json()) == (200, True)


def test_only_posts(robolabs: RoboLabsSimulator) -> None:
    assert requests.get(f"{robolabs.url}/api/products", timeout=SECONDS).status_code == 405


@pytest.mark.parametrize("sent", [["x"], {"warehouse": 1}, {}, {"warehouse": "WH", "page": 1}])
def test_wrong_bodies(robolabs: RoboLabsSimulator, sent: Any) -> None:
    assert status_of(ask_robolabs(robolabs, "products", sent)) == "400"


def test_unknown_fields_may_pass(robolabs: RoboLabsSimulator) -> None:
    robolabs.switches.unknown_fields = "ignored"
    assert status_of(ask_robolabs(robolabs, "products", {"warehouse": "WH", "page": 1})) == "200"


def test_the_company_works_in_the_background(robolabs: RoboLabsSimulator) -> None:
    robolabs.switches.background = True
    robolabs.seed({"code": "A", "name": "A"}, {"code": "B", "name": "B"})
    later = {name: value for name, value in INVOICE.items() if name != "execute_immediately"}
    assert "api_job_id" in ask_robolabs(robolabs, "create_invoice", later)["data"]
    assert robolabs.books().documents == []
    assert status_of(ask_robolabs(robolabs, "create_invoice", INVOICE)) == "200"
    assert len(robolabs.books().documents) == 1
    # get_invoice never becomes a job.
    assert ask_robolabs(robolabs, "get_invoice", {"invoice_number": "INV00001"})["data"]["number"] == "INV00001"
    robolabs.run_jobs()
    assert len(robolabs.books().documents) == 2


def test_a_job_is_refused_when_it_is_carried_out(robolabs: RoboLabsSimulator) -> None:
    robolabs.switches.job_states = "codes"
    robolabs.fail("create_invoice", "background", polls=0)
    job = ask_robolabs(robolabs, "create_invoice", INVOICE)["data"]["api_job_id"]
    shown = ask_robolabs(robolabs, "get_api_job", {"api_job_id": job})["data"]
    assert (shown["state"], "does not exist" in shown["response_message"]) == ("failed", True)


def test_the_list_of_jobs(robolabs: RoboLabsSimulator, clock: Clock) -> None:
    robolabs.switches.job_states = "codes"
    robolabs.fail("create_invoice", "background", outcome="stays")
    ask_robolabs(robolabs, "create_invoice", INVOICE)
    clock.pass_(60)
    ask_robolabs(robolabs, "get_invoice", {"invoice_number": "INV00001"})

    def jobs(**sent: Any) -> list[tuple[str, str]]:
        rows = ask_robolabs(robolabs, "get_api_job_list", sent)["data"] or ()
        return [(row["endpoint"], row["state"]) for row in rows]

    assert jobs() == [("get_invoice", "succeeded"), ("create_invoice", "to_execute")]
    assert jobs(state="to_execute") == [("create_invoice", "to_execute")]
    assert jobs(date_from="2026-11-21 07:31:00") == [("get_invoice", "succeeded")]
    assert jobs(date_from="2026-11-21 00:00:00", date_to="2026-11-21 07:31:00") == [("create_invoice", "to_execute")]
    robolabs.switches.jobs_listed = "background"
    assert jobs() == [("create_invoice", "to_execute")]
    robolabs.switches.jobs_listed, robolabs.switches.jobs_first = "all", "oldest"
    assert jobs()[0] == ("create_invoice", "to_execute")
    assert status_of(ask_robolabs(robolabs, "get_api_job_list", {"state": "Laukiama vykdymo"})) == "400"
    assert status_of(ask_robolabs(robolabs, "get_api_job", {"api_job_id": 9})) == "404"


def test_at_most_a_hundred_jobs_are_listed(robolabs: RoboLabsSimulator) -> None:
    for _ in range(105):
        ask_robolabs(robolabs, "product_categories", {})
    assert len(ask_robolabs(robolabs, "get_api_job_list", {})["data"]) == 100


def test_the_answer_of_a_job_may_look_like_python(robolabs: RoboLabsSimulator) -> None:
    ask_robolabs(robolabs, "create_product_category", {"name": "Nauja", "type": "products"})
    for reading, text in {"python": "{'id': 5}", "json": '{"id": 5}'}.items():
        robolabs.switches.turn("response_data", reading)
        (job,) = ask_robolabs(robolabs, "get_api_job_list", {})["data"]
        assert job["response_data"] == text


PRODUCT = {"name": "Nauja", "vat_code": "PVM1", "default_code": "N", "price": 15.0, "sync_price": True}


def test_products(robolabs: RoboLabsSimulator, clock: Clock) -> None:
    assert ask_robolabs(robolabs, "create_product", PRODUCT)["data"] in ([], {}, "", None, False)
    clock.pass_(60)
    assert status_of(ask_robolabs(robolabs, "create_product", PRODUCT)) == "200"
    first, second = robolabs.books().with_code("N")
    assert (str(first.price_without_vat), first.stock) == ("15.0", {})
    period = {"date_from": "2026-11-21 07:30:00", "date_to": "2026-11-21 07:31:00"}
    (row,) = ask_robolabs(robolabs, "new_products", period)["data"]
    assert (row["code"], row["date_create"], "id" in row) == ("N", "2026-11-21 07:30:00", False)
    clock.pass_(60)
    assert status_of(ask_robolabs(robolabs, "update_product", {"product_id": first.id, "name": "Sena"})) == "200"
    later = {"date_from": "2026-11-21 07:32:00", "date_to": "2026-11-21 09:00:00", "data_type": "modify"}
    assert [row["name"] for row in ask_robolabs(robolabs, "new_products", later)["data"]] == ["Sena"]
    assert second.name == "Nauja"
    robolabs.switches.duplicate_codes = "refused"
    assert status_of(ask_robolabs(robolabs, "create_product", PRODUCT)) == "400"


@pytest.mark.parametrize(
    ("method", "sent", "status"),
    [
        ("create_product", {**PRODUCT, "vat_code": "PVM21"}, "400"),
        ("create_product", {**PRODUCT, "type": "products"}, "400"),
        ("create_product", {**PRODUCT, "price": -1}, "400"),
        ("create_product", {**PRODUCT, "intrastat_code": "123456789"}, "400"),
        ("create_product", {**PRODUCT, "categ_id": 99}, "404"),
        ("update_product", {"name": "X"}, "400"),
        ("update_product", {"product_id": 9, "name": "X"}, "404"),
        ("products", {"warehouse": "NERA"}, "404"),
        ("new_products", {"date_from": "2026-11-21", "date_to": "2026-11-22"}, "400"),
        ("create_product_category", {"name": "X", "type": "product"}, "400"),
        ("update_product_category", {"categ_id": 99}, "404"),
        ("create_partner_payments", {"name": "Ona", "payments": [PAYMENT]}, "400"),
        ("create_partner_payments", {"name": "Ona", "country": "LV"}, "400"),
    ],
)
def test_wrong_calls(robolabs: RoboLabsSimulator, method: str, sent: dict[str, Any], status: str) -> None:
    assert status_of(ask_robolabs(robolabs, method, sent)) == status


def test_products_without_stock_are_left_out(robolabs: RoboLabsSimulator) -> None:
    robolabs.seed({"code": "A", "name": "A", "quantity": 0}, {"code": "S", "name": "S", "service": True})
    assert not ask_robolabs(robolabs, "products", {"warehouse": "WH"})["data"]
    robolabs.switches.empty_stock = "listed"
    assert [row["code"] for row in ask_robolabs(robolabs, "products", {"warehouse": "WH"})["data"]] == ["A"]


def test_categories(robolabs: RoboLabsSimulator) -> None:
    made = ask_robolabs(robolabs, "create_product_category", {"name": "Knygos", "type": "products"})
    assert made["data"] == {"id": 5}
    ask_robolabs(robolabs, "update_product_category", {"categ_id": 5, "name": "Leidiniai"})
    rows = ask_robolabs(robolabs, "product_categories", {})["data"]
    assert rows == [{"name": "Prekės", "id": 4}, {"name": "Leidiniai", "id": 5}]


def test_partner_payments(robolabs: RoboLabsSimulator) -> None:
    payment = {**PAYMENT, "ref": "REF0001"}
    assert status_of(ask_robolabs(robolabs, "create_partner_payments", {"name": "Ona", "payments": [payment]})) == "200"
    assert [paid.ref for paid in robolabs.books().payments] == ["REF0001"]
    # Without payments the call does nothing and says nothing against it.
    assert status_of(ask_robolabs(robolabs, "create_partner_payments", {"name": "Ona"})) == "200"


def test_a_write_off_of_unknown_goods_takes_none(robolabs: RoboLabsSimulator) -> None:
    robolabs.seed({"code": "A", "name": "A", "quantity": 5})
    sent = {
        "name": "N", "warehouse_code": "WH", "committee": "K", "accounting_date": "2026-01-31", "reason_line": "R",
        "products": [{"code": "A", "consumed_qty": -1}, {"code": "Z", "consumed_qty": -1}],
    }  # fmt: skip
    assert status_of(ask_robolabs(robolabs, "write_off_products", sent)) == "404"
    assert held(robolabs, "A", "WH") == 5
    assert status_of(ask_robolabs(robolabs, "write_off_products", {**sent, "warehouse_code": "XX"})) == "404"


def test_lines_of_the_sample_need_no_country(robolabs: RoboLabsSimulator) -> None:
    robolabs.seed({"code": "A", "name": "A"}, {"code": "B", "name": "B"})
    partner = {"name": "UAB Klientas", "is_company": True, "company_code": "123456789"}
    sent = {**INVOICE, "partner": partner, "invoice_lines": LINES}
    assert status_of(ask_robolabs(robolabs, "create_invoice", sent)) == "200"
