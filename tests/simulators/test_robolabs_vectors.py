"""The vectors TV-R1 to TV-R7 of robolabs.md §10."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import RoboLabsSimulator, RoboLabsSwitches
from tests.simulators.clock import Clock
from tests.simulators.samples import INVOICE, LINES, PAYMENT, line, without_sums
from tests.simulators.speaking import SECONDS, ask_robolabs, held, status_of


@pytest.fixture
def shop(robolabs: RoboLabsSimulator) -> RoboLabsSimulator:
    robolabs.seed(
        {"code": "A", "name": "Preke A", "barcode": "1", "quantity": 5, "forecast": 3, "price_without_vat": 12,
         "cost": "7.5", "category": 4},
        {"code": "B", "name": "Preke B", "quantity": 2, "forecast": 40, "price_without_vat": 1, "cost": "0.5",
         "category": 4},
        {"name": "Be kodo", "quantity": 9, "price_without_vat": 1, "cost": "0.5", "category": 4},
    )  # fmt: skip
    return robolabs


def test_r1_the_sums_of_the_shop_are_forced(shop: RoboLabsSimulator) -> None:
    assert status_of(ask_robolabs(shop, "create_invoice", INVOICE)) == "200"
    (invoice,) = shop.books().issued
    assert (str(invoice.net), str(invoice.vat), str(invoice.gross)) == ("20.06", "4.22", "24.28")


def test_r1_without_vat_the_group_is_rounded(shop: RoboLabsSimulator) -> None:
    lines = [{name: value for name, value in line.items() if name != "vat"} for line in LINES]
    ask_robolabs(shop, "create_invoice", without_sums(invoice_lines=lines))
    assert str(shop.books().issued[0].vat) == "4.21"


@pytest.mark.parametrize(
    ("vat", "booked"), [(21.68, "21.68"), (21.69, "21.69"), (None, "21.69"), (21.70, ""), (21.67, "")]
)
def test_r2_one_cent_from_the_exact_value(shop: RoboLabsSimulator, vat: float | None, booked: str) -> None:
    line = {"product": "Preke A", "price": 103.265, "qty": 1, "vat_code": "PVM1"}
    line |= {} if vat is None else {"vat": vat}
    answer = ask_robolabs(shop, "create_invoice", without_sums(invoice_lines=[line]))
    assert status_of(answer) == ("200" if booked else "400")
    assert [str(invoice.vat) for invoice in shop.books().issued] == ([booked] if booked else [])


def test_r2_may_be_unchecked(shop: RoboLabsSimulator) -> None:
    shop.switches.line_vat = "unchecked"
    line = {**LINES[0], "vat": 3}
    assert status_of(ask_robolabs(shop, "create_invoice", without_sums(invoice_lines=[line]))) == "200"


def test_r3_ten_a_minute() -> None:
    clock = Clock()
    with RoboLabsSimulator(now=clock) as simulator:
        for _ in range(10):
            assert status_of(ask_robolabs(simulator, "product_categories", {})) == "200"
            clock.pass_(1)
        refused = ask_robolabs(simulator, "get_api_job", {"api_job_id": 1})
        assert status_of(refused) == "429"
        assert refused["error"] == "Viršytas maksimalaus API užklausų pateikimo per minutę limitas."
        clock.pass_(49)
        assert status_of(ask_robolabs(simulator, "product_categories", {})) == "429"
        clock.pass_(1)
        assert status_of(ask_robolabs(simulator, "product_categories", {})) == "200"
        assert status_of(ask_robolabs(simulator, "product_categories", {})) == "429"


def test_r3_so_many_an_hour() -> None:
    clock = Clock()
    with RoboLabsSimulator(now=clock, switches=RoboLabsSwitches(per_hour=12)) as simulator:
        statuses = []
        for _ in range(14):
            statuses.append(status_of(ask_robolabs(simulator, "product_categories", {})))
            clock.pass_(10)
        assert statuses == ["200"] * 12 + ["429"] * 2
        assert "valandą" in ask_robolabs(simulator, "product_categories", {})["error"]
        clock.pass_(3600 - 140)
        assert status_of(ask_robolabs(simulator, "product_categories", {})) == "200"


def test_r3_limits_are_the_companys_and_polls_may_be_free() -> None:
    with RoboLabsSimulator(now=Clock(), switches=RoboLabsSwitches(per_minute=1, polls_count=False)) as simulator:
        for expected in ("200", "429"):
            assert status_of(ask_robolabs(simulator, "product_categories", {})) == expected
        assert status_of(ask_robolabs(simulator, "get_api_job_list", {})) == "200"
        kaunas = {"x-api-key": simulator.company("kaunas").api_key}
        url = f"{simulator.url}/api/product_categories"
        answer = requests.post(url, json={}, headers=kaunas, timeout=SECONDS)
        assert status_of(answer.json()["result"]) == "200"


def test_r3_may_be_a_real_429() -> None:
    with RoboLabsSimulator(now=Clock(), switches=RoboLabsSwitches(per_minute=0, throttled_as="429")) as simulator:
        headers = {"x-api-key": simulator.company().api_key}
        url = f"{simulator.url}/api/product_categories"
        assert requests.post(url, json={}, headers=headers, timeout=SECONDS).status_code == 429


@pytest.mark.parametrize("states", ["codes", "texts", "public", "alternates"])
def test_r4_background(shop: RoboLabsSimulator, states: str) -> None:
    shop.switches.turn("job_states", states)
    shop.fail("create_invoice", "background", polls=1)
    queued = ask_robolabs(shop, "create_invoice", INVOICE)
    assert queued == {"code": "200", "error": "", "data": {"api_job_id": 1234}}
    assert shop.books().documents == []
    pending = ask_robolabs(shop, "get_api_job", {"api_job_id": 1234})["data"]
    assert (pending["endpoint"], pending["action"]) == ("create_invoice", "Sąskaitos kūrimas")
    assert not {"response_data", "response_message", "execution_end_date"} & set(pending)
    done = ask_robolabs(shop, "get_api_job", {"api_job_id": 1234})["data"]
    assert (done["job_id"], done["response_data"]) == (1234, "{}")
    assert done["state"] in ("succeeded", "Sėkmingai įvykdyta", "Užduotis įvykdyta sėkmingai")
    assert [invoice.number for invoice in shop.books().issued] == ["INV00001"]


@pytest.mark.parametrize(("outcome", "state"), [("fails", "failed"), ("stays", "to_execute")])
def test_r4_a_job_that_fails_or_stays(shop: RoboLabsSimulator, outcome: str, state: str) -> None:
    shop.switches.job_states = "codes"
    shop.fail("create_invoice", "background", polls=0, outcome=outcome, message="Trūksta duomenų")
    job = ask_robolabs(shop, "create_invoice", INVOICE)["data"]["api_job_id"]
    shown = [ask_robolabs(shop, "get_api_job", {"api_job_id": job})["data"] for _ in range(3)]
    assert {job["state"] for job in shown} == {state}
    assert shown[0].get("response_message", "Trūksta duomenų") == "Trūksta duomenų"
    assert shop.books().documents == []


def test_r5_look_up_by_comment(shop: RoboLabsSimulator) -> None:
    ask_robolabs(shop, "create_invoice", INVOICE)
    found = ask_robolabs(shop, "get_invoice", {"comment": "oscar:shop1:100045:inv;"})
    assert (found["status_text"], "error" in found) == ("Invoice was found in the system.", False)
    expected = {
        "number": "INV00001", "date_invoice": "2026-01-15", "date_due": "2026-01-29", "currency": "EUR",
        "partner_name": "UAB Klientas", "partner_code": "302345678", "type": "Client Invoice", "state": "Atvira",
        "amount_total_company_currency": 24.28, "amount_residual_company_currency": 24.28, "payments": [],
    }  # fmt: skip
    assert {name: found["data"][name] for name in expected} == expected
    assert not {"id", "invoice_id", "comment", "reference"} & set(found["data"])


def test_r5_nothing_found(shop: RoboLabsSimulator) -> None:
    empties = []
    for _ in range(5):
        answer = ask_robolabs(shop, "get_invoice", {"comment": "oscar:shop1:100046:inv;"})
        assert status_of(answer) == "200"
        empties.append(answer["data"])
    assert sorted(map(repr, empties)) == sorted(map(repr, [[], {}, "", None, False]))
    for status in ("404", "400"):
        shop.switches.turn("not_found", status)
        assert status_of(ask_robolabs(shop, "get_invoice", {"invoice_number": "INV00002"})) == status


@pytest.mark.parametrize(("reading", "found"), [("exact", False), ("part", True)])
def test_r5_a_part_of_a_comment(shop: RoboLabsSimulator, reading: str, found: bool) -> None:
    shop.switches.turn("comment_search", reading)
    ask_robolabs(shop, "create_invoice", INVOICE)
    assert bool(ask_robolabs(shop, "get_invoice", {"comment": "100045"})["data"]) is found


def test_r6_stock(shop: RoboLabsSimulator) -> None:
    answer = ask_robolabs(shop, "products", {"warehouse": "WH", "execute_immediately": True})
    assert answer["data"] == [
        {"name": "Preke A", "code": "A", "barcode": "1", "qty_on_hand": 5, "qty_forecasted": 3, "public_price": 12,
         "avg_cost": 7.5, "category_id": 4},
        {"name": "Preke B", "code": "B", "barcode": "", "qty_on_hand": 2, "qty_forecasted": 40, "public_price": 1,
         "avg_cost": 0.5, "category_id": 4},
        {"name": "Be kodo", "code": "", "barcode": "", "qty_on_hand": 9, "qty_forecasted": 9, "public_price": 1,
         "avg_cost": 0.5, "category_id": 4},
    ]  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"invoice_lines": [line(), line(price=None, price_with_vat=12.1)]},
        {"invoice_lines": [line(price_with_vat=12.1)]},
        {"invoice_lines": [line(discount=0)]},
        {"invoice_lines": [line(discount=100)]},
        {"invoice_lines": [line(discount=-5)]},
        {"invoice_lines": [line(qty=-1)]},
        {"number": None},
        {"number": None, "draft": True, "payments": [PAYMENT]},
        {"reference": "ABC 111"},
        {"partner": {"name": "UAB Klientas", "is_company": True}},
        {"partner": {"name": "SIA Klients", "country": "LV"}},
    ],
)
def test_r7_refused(shop: RoboLabsSimulator, changes: dict[str, Any]) -> None:
    sent = {name: value for name, value in without_sums(**changes).items() if value is not None}
    answer = ask_robolabs(shop, "create_invoice", sent)
    assert (status_of(answer), bool(answer["error"])) == ("400", True)
    assert shop.books().documents == []
    assert shop.books().partners == []


def test_r7_codes_may_be_empty_where_the_company_allows_it(shop: RoboLabsSimulator) -> None:
    shop.switches.empty_partner_code = True
    sent = without_sums(partner={"name": "SIA Klients", "country": "LV", "is_company": True})
    assert status_of(ask_robolabs(shop, "create_invoice", sent)) == "200"


def test_r7_a_draft_needs_no_number(shop: RoboLabsSimulator) -> None:
    sent = {name: value for name, value in INVOICE.items() if name != "number"}
    assert status_of(ask_robolabs(shop, "create_invoice", {**sent, "draft": True})) == "200"
    (draft,) = shop.books().documents
    assert (draft.state, draft.issued, held(shop, "A", "WH")) == ("draft", False, 5)


def test_r7_a_write_off_without_a_quantity_takes_all(shop: RoboLabsSimulator) -> None:
    write_off = {
        "name": "Nurašymas", "warehouse_code": "WH", "committee": "Komisija", "accounting_date": "2026-01-31",
        "reason_line": "Sudužo", "products": [{"code": "A"}, {"code": "B", "consumed_qty": -1.0}],
    }  # fmt: skip
    assert status_of(ask_robolabs(shop, "write_off_products", write_off)) == "200"
    assert (held(shop, "A", "WH"), held(shop, "B", "WH")) == (0, 1)
    write_off["products"] = [{"code": "B", "consumed_qty": 4}]
    ask_robolabs(shop, "write_off_products", write_off)
    assert held(shop, "B", "WH") == 5
