"""What is sent: vector 1 of fakturownia.md, and what is held because nobody told how to say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.documents import Document, Payment, Proforma
from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.pricing import price, recorded
from oscar_lt_accounting.providers.fakturownia import payload
from oscar_lt_accounting.providers.fakturownia.payload import ARITHMETIC, remote_document
from oscar_lt_accounting.providers.kit.fields import filled
from tests.domain.makers import D, document, row
from tests.providers.fakturownia import DAY, made, mugs


def invoice(sale: Document, department_id: str) -> dict[str, Any]:
    return filled(payload.invoice(sale, department_id))


def held(**changes: Any) -> str:
    with pytest.raises(Held) as caught:
        invoice(mugs(**changes), "")
    return caught.value.code


def test_a_sale() -> None:
    paid = Payment(method="card", amount=D("123.00"), day=DAY, remote_code="transfer")

    assert invoice(mugs(payments=(paid,), due_day=date(2026, 3, 9), notes=("Dziękujemy",)), "31") == {
        "kind": "vat",
        "issue_date": "2026-03-02",
        "sell_date": "2026-03-02",
        "payment_to_kind": "other_date",
        "payment_to": "2026-03-09",
        "payment_type": "transfer",
        "paid": "123.00",
        "paid_date": "2026-03-02",
        "status": "paid",
        "currency": "PLN",
        "department_id": 31,
        "oid": "100042-INV",
        "oid_unique": "yes",
        "warehouse_id": 1,
        "description": "Dziękujemy",
        "calculating_strategy": {
            "position": "keep_gross",
            "sum": "keep_gross",
            "invoice_form_price_kind": "gross",
        },
        "positions": [
            {
                "name": "Kubek",
                "code": "KUB-1",
                "product_id": 2002,
                "quantity": "2",
                "quantity_unit": "szt",
                "tax": "23",
                "total_price_gross": "123.00",
            }
        ],
    }


def test_nothing_asks_for_sending_to_ksef() -> None:
    assert "gov" not in str(invoice(mugs(), "31"))


def test_money_whose_way_is_not_mapped_is_left_to_the_bank() -> None:
    sent = invoice(mugs(payments=(Payment(method="card", amount=D("123.00")),)), "")

    assert not {"paid", "status", "payment_type", "department_id"} & set(sent)


def test_a_part_is_paid() -> None:
    sent = invoice(mugs(payments=(Payment(method="card", amount=D("23.00"), remote_code="card"),)), "")

    assert (sent["paid"], sent["status"]) == ("23.00", "partial")


def test_a_proforma_takes_no_goods() -> None:
    sent = invoice(document(Proforma, warehouse="1"), "")

    assert sent["kind"] == "proforma"
    assert "warehouse_id" not in sent


def test_a_row_that_nobody_linked_is_sent_by_name_and_code() -> None:
    sent = invoice(mugs(lines=(row(rate=D("8.00")),)), "")

    (position,) = sent["positions"]
    assert (position["name"], position["code"], position["tax"]) == ("Puodelis", "MUG-1", "8")
    assert "product_id" not in position


def test_a_mapped_rate_and_a_long_name() -> None:
    sent = invoice(mugs(lines=(row(remote_vat="21.5", title="ż" * 300),)), "")

    (position,) = sent["positions"]
    assert position["tax"] == "21.5"
    assert (len(position["name"]), position["name"][-1]) == (256, "…")


def test_what_cannot_be_said() -> None:
    assert held(lines=(row("10.00", "0.00", rate=None),)) == "vat_mapping"
    assert held(lines=(row(remote_id="KUB-1"),)) == "remote_id"
    assert held(warehouse="Magazyn") == "setting"


@pytest.mark.parametrize(
    ("changes", "vat", "total"),
    [
        ({}, "23.00", "123.00"),
        ({"price_gross": "123,00", "price_net": 100}, "23.00", "123.00"),
        ({"price_net": None}, None, "123.00"),
        ({"price_gross": True}, None, None),
        ({"price_gross": "1e30"}, None, None),
    ],
)
def test_sums_that_are_told(changes: dict[str, Any], vat: str | None, total: str | None) -> None:
    told = remote_document(made(**changes))

    assert told.vat == (None if vat is None else D(vat))
    assert told.total == (None if total is None else D(total))


def test_a_document_is_told_without_the_token_that_opens_it() -> None:
    told = remote_document(made(token="s3cret"))

    assert "s3cret" not in str(told)
    assert replace(told, remote_id="", number="").differences(mugs()) == ()
    assert (told.remote_id, told.number, told.reference) == ("77", "5/3/2026", "100042-INV")


_RATES = st.sampled_from([D(23), D(8), D(5), D(21)])


@given(st.lists(st.tuples(st.integers(1, 20_000), st.integers(1, 5), _RATES), min_size=1, max_size=6))
def test_rows_come_out_right_wherever_vat_is_rounded(given_rows: list[tuple[int, int, Any]]) -> None:
    """Shop prices with VAT: the VAT of a rate is that of its sum, shared out over its rows."""
    totals: dict[Any, Any] = {}
    for cents, pieces, rate in given_rows:
        totals.setdefault(rate, []).append((D(cents * pieces) / 100, pieces))
    lines = []
    for rate, amounts in totals.items():
        whole = sum(amount for amount, _pieces in amounts)
        vat, given = (whole * rate / (100 + rate)).quantize(D("0.01")), D(0)
        for place, (amount, pieces) in enumerate(amounts, start=1):
            last = place == len(amounts)
            share = vat - given if last else (amount * rate / (100 + rate)).quantize(D("0.01"))
            given += share
            lines.append(row(str(amount - share), str(share), rate=rate, quantity=D(pieces), vat_code=""))
    try:
        priced = price(lines, ARITHMETIC, prices_include_vat=True)
    except Held:
        return
    for rounding in ARITHMETIC.vat_rounding:
        sums = recorded(priced.rows, ARITHMETIC, rounding)
        for rate in totals:
            assert sums.rates[("", rate)].vat == sum(line.vat for line in lines if line.rate == rate)
