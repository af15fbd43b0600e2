"""Reading RoboLabs' invoices back (robolabs.md §6.9, §6.10, §6.14)."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.simulators.clock import Clock
from tests.simulators.samples import line, without_sums
from tests.simulators.speaking import ask_robolabs, status_of

NUMBER = {"number": "INV00001"}


@pytest.fixture
def shop(robolabs: RoboLabsSimulator) -> RoboLabsSimulator:
    robolabs.seed(
        {"id": 15, "code": "A", "name": "Preke A", "quantity": 5}, {"code": "B", "name": "Preke B", "quantity": 5}
    )
    return robolabs


def create(shop: RoboLabsSimulator, **changes: Any) -> dict[str, Any]:
    return ask_robolabs(shop, "create_invoice", without_sums(**changes))


def test_looking_up(shop: RoboLabsSimulator) -> None:
    create(shop, reference="TEST-14789")
    keys: list[dict[str, Any]] = [
        {"invoice_id": 786},
        {"invoice_number": "INV00001"},
        {"invoice_reference": "TEST-14789", "partner_code": "302345678"},
        {"invoice_reference": "TEST-14789", "partner_code": "UAB Klientas"},
    ]
    for key in keys:
        assert ask_robolabs(shop, "get_invoice", key)["data"]["number"] == "INV00001"
    for sent in ({}, {"invoice_reference": "TEST-14789"}, {"number": "INV00001"}, {"execute_immediately": True}):
        assert status_of(ask_robolabs(shop, "get_invoice", sent)) == "400"


def test_the_print_is_base64(shop: RoboLabsSimulator) -> None:
    create(shop)
    found = ask_robolabs(shop, "get_invoice", {"invoice_number": "INV00001", "pdf": True})["data"]
    assert base64.b64decode(found["pdf"], validate=True).startswith(b"%PDF")


def test_amounts_of_another_currency(shop: RoboLabsSimulator) -> None:
    create(shop, currency="GBP", invoice_lines=[line(price=123.88, vat=26.02)])
    found = ask_robolabs(shop, "get_invoice", {"invoice_number": "INV00001"})["data"]
    assert (found["amount_total_invoice_currency"], found["amount_total_company_currency"]) == (149.9, 173.21)


def test_amounts_in_the_invoices_currency_may_be_missing(shop: RoboLabsSimulator) -> None:
    create(shop)
    for reading, seen in {"alternates": {True, False}, "present": {True}, "absent": {False}}.items():
        shop.switches.turn("invoice_currency_amounts", reading)
        found = [ask_robolabs(shop, "get_invoice", {"invoice_number": "INV00001"})["data"] for _ in range(2)]
        assert {"amount_total_invoice_currency" in one for one in found} == seen


def test_the_list_of_invoices(shop: RoboLabsSimulator, clock: Clock) -> None:
    create(shop, number="INV1", date_invoice="2026-11-20")
    clock.pass_(3600)
    create(shop, number="INV2", date_invoice="2026-11-21")

    def numbers(**sent: Any) -> list[str]:
        answer = ask_robolabs(shop, "get_invoice_list", {**sent, "execute_immediately": True})
        assert (status_of(answer), "status_text" in answer) == ("200", True)
        return [row["number"] for row in answer["data"] or ()]

    days = {"invoice_date_from": "2026-11-20", "invoice_date_to": "2026-11-21"}
    assert numbers(**days) == ["INV1"]
    assert numbers(**{name: f"{day} 00:00:00" for name, day in days.items()}) == ["INV1"]
    # The clock starts at 07:30 in UTC.
    period = {"date_from": "2026-11-21 07:30:00", "date_to": "2026-11-21 08:30:00"}
    assert numbers(**period) == ["INV1"]
    shop.switches.period_end = "inclusive"
    assert numbers(**days) == ["INV1", "INV2"]
    assert numbers(**period) == ["INV1", "INV2"]
    shop.switches.time_zone = "Europe/Vilnius"
    assert numbers(**period) == []
    ask_robolabs(shop, "update_invoice", {"number": "INV1", "comment": "x"})
    shop.switches.time_zone = "UTC"
    changed = {"date_from": "2026-11-21 08:00:00", "date_to": "2026-11-21 09:00:00", "data_type": "modify"}
    assert numbers(**changed) == ["INV1", "INV2"]
    assert status_of(ask_robolabs(shop, "get_invoice_list", {"date_from": "2026-11-21 08:00:00"})) == "400"


def test_attaching_a_file(shop: RoboLabsSimulator) -> None:
    create(shop)
    pdf = base64.b64encode(b"%PDF-1.4 ...").decode()
    sent = {"invoice_number": "INV00001", "file_data": pdf, "file_name": "kopija"}
    assert status_of(ask_robolabs(shop, "add_invoice_document", sent)) == "200"
    assert shop.books().documents[0].files == ["kopija"]
    text = base64.b64encode(b"text").decode()
    for wrong in ({**sent, "file_data": text}, {**sent, "file_data": "*"}, {"comment": "x", "file_data": pdf}):
        assert status_of(ask_robolabs(shop, "add_invoice_document", wrong)) == "400"
    assert status_of(ask_robolabs(shop, "add_invoice_document", {**sent, "invoice_number": "X"})) == "404"
