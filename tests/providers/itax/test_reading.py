"""What iTax says of its documents, and how they are read back."""

from __future__ import annotations

from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import (
    Rejected,
)
from oscar_lt_accounting.providers.itax.reading import called, remote_document
from oscar_lt_accounting.providers.kit.reading import remote_number
from tests.domain.makers import D
from tests.providers.itax import (
    INVOICES,
    booked,
    failing,
    listed,
    refused,
    sale,
)

JANUARY = date(2026, 1, 1), date(2026, 1, 31)


def test_invoices_of_the_days_are_read_back(shop):
    for number, day in enumerate((14, 15, 16)):
        shop.next()
        shop.submit(sale(reference=f"r{number}", day=date(2026, 1, day)))
    before = len(shop.asked)

    found = list(shop.provider().recorded(date(2026, 1, 15), date(2026, 1, 16)))

    assert [(one.number, one.reference, one.total, one.vat, one.currency) for one in found] == [
        ("S-0003", "r2", D("145.44"), D("25.24"), "EUR"),
        ("S-0002", "r1", D("145.44"), D("25.24"), "EUR"),
    ]
    assert found[1].differences(sale()) == ()
    assert shop.asked[before:] == [INVOICES]


def test_reading_back_ends_where_the_days_end_but_only_in_a_list_that_is_sorted(shop, spoken):
    books, settings = spoken
    newer, older = booked(), booked(date="2025-12-31")
    books.on(INVOICES, listed(newer, older, pages=2), listed(newer, pages=2))
    assert len(list(shop.provider(**settings).recorded(*JANUARY))) == 1
    assert len(books.asked) == 1

    books.on(INVOICES, listed(older, newer, older, pages=2), listed(newer, booked(date="?"), pages=2))
    assert len(list(shop.provider(**settings).recorded(*JANUARY))) == 2
    assert len(books.asked) == 3

    books.on(INVOICES, refused())
    assert isinstance(failing(lambda: list(shop.provider(**settings).recorded(*JANUARY))), Rejected)


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"inv_lines": []}, "total", None),
        ({"inv_lines": "text"}, "total", None),
        ({"inv_lines": [{"total_amount": "1.0"}, {}]}, "total", None),
        ({"inv_lines": [{"total_amount": 1, "vat_amount": D("0.10")}]}, "vat", D("0.10")),
        ({"inv_lines": [{"total_amount": "-1.0", "vat_amount": "-0.1"}]}, "total", D("1.00")),
        ({"inv_lines": [{"total_amount": "-1.0"}]}, "total", D("-1.00")),
        ({"date": None}, "day", None),
        ({"date": "2026-01-15T00:00:00"}, "day", date(2026, 1, 15)),
        ({"client": None}, "buyer_name", None),
        ({"client": {"name": ""}}, "buyer_name", None),
        ({"client": {"name": "UAB"}}, "buyer_name", "UAB"),
        ({"currency": ""}, "currency", None),
        ({"number": None}, "number", ""),
        ({"external_code": None}, "reference", ""),
    ],
)
def test_what_itax_does_not_say_is_not_known(changes, field, value):
    assert getattr(remote_document(booked(**changes)), field) == value


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("1.0", D("1.0")),
        (5, D(5)),
        (D("2.50"), D("2.50")),
        ("", None),
        ("abc", None),
        (None, None),
        (True, None),
        (1.5, None),
        ("NaN", None),
        ("Infinity", None),
        ("1e99999", None),
        (10**40, None),
    ],
)
def test_amounts_are_read_strictly(value, found):
    assert remote_number(value) == found


def test_an_invoice_is_called_by_its_number_or_its_id():
    assert [called(RemoteDocument(remote_id=i, number=n)) for i, n in (("5", "S"), ("5", ""), ("", ""))] == [
        "S",
        "5",
        "–",
    ]
