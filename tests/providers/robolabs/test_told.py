"""robolabs.md §6.1, §6.9: what RoboLabs tells of invoices and jobs, in our words."""

from __future__ import annotations

import json
from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.providers.kit.answers import read_json
from oscar_lt_accounting.providers.robolabs import payload
from tests.domain.makers import D
from tests.providers.robolabs import FOUND_DATA, goods


def read(**changes):
    data = {**FOUND_DATA, **changes}
    return payload.remote_document(read_json(json.dumps(data).encode()))


def test_an_invoice_as_robolabs_tells_it():
    assert read() == RemoteDocument(
        remote_id="INV00001",
        number="INV00001",
        total=D("24.28"),
        vat=D("4.22"),
        day=date(2026, 1, 15),
        buyer_name="UAB Klientas",
        currency="EUR",
    )
    assert read().differences(goods()) == ()


@pytest.mark.parametrize(
    ("changes", "name", "value"),
    [
        ({"currency": "GBP"}, "total", None),
        ({"currency": ""}, "total", D("24.28")),
        ({"currency": None}, "currency", None),
        ({"currency": "GBP", "amount_total_invoice_currency": 21.5}, "total", D("21.50")),
        ({"amount_total_invoice_currency": 25}, "total", D("25.00")),
        ({"amount_total_invoice_currency": "25"}, "total", None),
        ({"amount_total_invoice_currency": None}, "total", None),
        ({"amount_total_invoice_currency": True}, "total", None),
        ({"amount_total_invoice_currency": 10**30}, "total", None),
        ({"amount_total_invoice_currency": 10**15}, "total", None),
        ({"amount_total_invoice_currency": 10**15 - 1}, "total", D("999999999999999.00")),
        ({"amount_total_invoice_currency": -(10**30)}, "total", None),
        ({"amount_total_invoice_currency": 1e39}, "total", None),
        ({"amount_total_invoice_currency": 24.285}, "total", D("24.29")),
        ({"amount_total_company_currency": -0.0}, "total", D("0.00")),
        ({"amount_tax_company_currency": []}, "vat", None),
        ({"date_invoice": "2026-01-15 10:00:00"}, "day", date(2026, 1, 15)),
        ({"date_invoice": "15.01.2026"}, "day", None),
        ({"date_invoice": False}, "day", None),
        ({"partner_name": False}, "buyer_name", None),
        ({"partner_name": ""}, "buyer_name", None),
        ({"number": 5}, "number", ""),
        ({"number": None}, "remote_id", ""),
    ],
)
def test_what_is_not_told_in_its_own_form_is_unknown(changes, name, value):
    assert getattr(read(**changes), name) == value


@pytest.mark.parametrize(
    ("state", "meaning"),
    [
        ("to_execute", "pending"),
        ("to_retry", "pending"),
        ("in_progress", "pending"),
        ("succeeded", "succeeded"),
        ("failed", "failed"),
        ("Laukiama užduoties vykdymo", "pending"),
        ("Laukiama pakartotinio užduoties vykdymo", "pending"),
        ("Užduotis vykdoma", "pending"),
        ("Užduotis įvykdyta sėkmingai", "succeeded"),
        ("Užduotis įvykdyta nesėkmingai", "failed"),
        ("Sėkmingai įvykdyta", "succeeded"),
        ("Nesėkmingai įvykdyta", "failed"),
        ("Laukiama vykdymo", "pending"),
        ("Vykdymas nepavyko", "failed"),
        ("Vykdymas pavyko", "succeeded"),
        (" SUCCEEDED ", "succeeded"),
        ("", "pending"),
        (None, "pending"),
        (5, "pending"),
        ([], "pending"),
    ],
)
def test_only_its_own_final_states_end_a_job(state, meaning):
    assert payload.job_state(state) == meaning
