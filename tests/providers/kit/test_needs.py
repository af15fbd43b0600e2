"""What a system needs, and the sentences that hold a document until it has it; and payments that are there."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import Payment
from oscar_lt_accounting.domain.errors import AccountingError, Held, Unsupported
from oscar_lt_accounting.providers.kit.needs import (
    need_currency,
    need_income,
    need_number,
    need_pdf,
    need_quantities,
    need_vat_code,
)
from oscar_lt_accounting.providers.kit.payments import is_entered
from oscar_lt_accounting.providers.kit.reading import exact_text, remote_pdf
from tests.domain.makers import D, invoice, row

SYSTEM = "Plain Books"
NUMBERED = invoice(series="A", number="1")
PAID = Payment(method="card", amount=D("10.00"), reference="TX1", day=date(2026, 1, 14))


def test_what_is_there() -> None:
    assert need_number(NUMBERED, system=SYSTEM) == "A1"
    assert need_vat_code(row(), system=SYSTEM) == "PVM1"
    assert need_vat_code(row(remote_vat="7"), system=SYSTEM) == "7"
    need_currency(NUMBERED, "EUR", system=SYSTEM)
    need_quantities({"1": D("0.5")})
    need_income(PAID, system=SYSTEM)
    need_pdf(b"%PDF-1.4", "a.pdf", system=SYSTEM)


MISSING: dict[str, tuple[Callable[[], Any], type[AccountingError], str, str]] = {
    "a number": (lambda: need_number(invoice(), system=SYSTEM), Held, "number_missing", "Plain Books does not number"),
    "a VAT code": (
        lambda: need_vat_code(row(vat_code=""), system=SYSTEM), Held, "vat_mapping", "Plain Books needs .* “Puodelis”"
    ),
    "its currency": (
        lambda: need_currency(replace(NUMBERED, currency="GBP"), "EUR", system=SYSTEM),
        Held, "currency", "100045 is in GBP, and Plain Books takes only EUR",
    ),
    "a quantity": (lambda: need_quantities({}), Held, "quantity", "–"),
    "a quantity above zero": (lambda: need_quantities({"1": D(1), "2": D(0)}), Held, "quantity", "“2”"),
    "a product of the quantity": (lambda: need_quantities({"": D(1)}), Held, "quantity", "–"),
    "money that came in": (
        lambda: need_income(replace(PAID, amount=D(0)), system=SYSTEM), Unsupported, "unsupported", "no repayments"
    ),
    "a PDF": (lambda: need_pdf(b"PNG", "a.png", system=SYSTEM), Held, "unsupported", "“a.png” is not"),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "error", "code", "sentence"), MISSING.values(), ids=MISSING)
def test_what_is_missing(ask: Callable[[], Any], error: type[AccountingError], code: str, sentence: str) -> None:
    with pytest.raises(error, match=sentence) as caught:
        ask()
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("rows", "payment", "entered"),
    [
        ([{"ref": "TX1"}], PAID, True),
        ([{"ref": "TX2", "sum": "10.00", "on": "2026-01-14"}], PAID, False),
        ([{"sum": "10,00", "on": "2026-01-14 09:00"}], replace(PAID, reference=""), True),
        ([{"sum": 10, "on": "2026-01-15"}], replace(PAID, reference="", day=None), True),
        ([{"sum": 10, "on": "2026-01-15"}], replace(PAID, reference=""), False),
        ([{"sum": 9, "on": "2026-01-14"}], replace(PAID, reference=""), False),
        ([{"sum": None, "on": None}, None, "text"], replace(PAID, reference=""), False),
        ([], PAID, False),
    ],
)
def test_payments_that_are_there(rows: list[Any], payment: Payment, entered: bool) -> None:
    assert is_entered(rows, payment, NUMBERED, reference="ref", amount="sum", day="on") is entered


def test_pdfs_in_base64() -> None:
    assert remote_pdf(base64.encodebytes(b"%PDF" * 30).decode()) == b"%PDF" * 30
    for value in (None, 5, "", "%PDF", "ąčę=", base64.b64encode(b"<html>").decode()):
        assert remote_pdf(value) == b""


def test_codes_are_compared_as_they_came() -> None:
    assert exact_text(" A\t") == " A\t"
    assert exact_text(5) == exact_text(None) == ""
