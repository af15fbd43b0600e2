"""Numbers, ids, texts, days and rows of theirs: well-formed, or nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.providers.kit.bounds import UnreadableError
from oscar_lt_accounting.providers.kit.reading import (
    fingerprint,
    inner,
    record,
    remote_day,
    remote_id,
    remote_moment,
    remote_money,
    remote_number,
    remote_text,
    rows_of,
    said_in,
)
from tests.domain.makers import D

anything: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text(max_size=30)
    | st.from_regex(r"[+-]?[0-9]{1,60}([.,][0-9]{0,60})?([eE][+-]?[0-9]{1,30})?", fullmatch=True)
    | st.sampled_from(["²", "٣", "9" * 5000, "NaN", "Infinity", "-0", "1_000", "0x1", " 5 ", "1e999999999"]),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=3), some, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, D(5)),
        (D("5.25"), D("5.25")),
        (-3, D(-3)),
        ("12.50", D("12.50")),
        ("59,00", D("59.00")),
        (" 9.0 ", D("9.0")),
        ("0.1e2", D("10")),
        ("999999999999999", D("999999999999999")),
        (0, D(0)),
        (True, None),
        (None, None),
        ("", None),
        ("1.234,50", None),
        ("1_000", None),
        ("²", None),
        ("٣", None),
        ("NaN", None),
        (D("NaN"), None),
        (D("Infinity"), None),
        ("1e99", None),
        (10**15, None),
        ("1" + "0" * 15, None),
        ("9" * 5000, None),
        (D("1e-20"), None),
        (D("0." + "1" * 60), None),
        (1.5, None),
        ([5], None),
        ({"a": 5}, None),
    ],
)
def test_numbers(value: object, number: Decimal | None) -> None:
    found = remote_number(value)

    assert found == number
    assert (found is None) == (number is None)


def test_where_numbers_are_numbers_texts_are_none() -> None:
    assert remote_number("5", texts=False) is None
    assert remote_money("5", texts=False) is None
    assert remote_number(5, texts=False) == 5


@pytest.mark.parametrize(
    ("value", "money"),
    [("24.285", "24.29"), (D("-0.001"), "0.00"), ("-0", "0.00"), (25, "25.00"), (10**15 - 1, "999999999999999.00")],
)
def test_money_is_in_cents(value: object, money: str) -> None:
    assert str(remote_money(value)) == money


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (7, "7"),
        ("0007", "0007"),
        (" 7 ", "7"),
        (10**17, "1" + "0" * 17),
        (0, ""),
        (-1, ""),
        ("", ""),
        (True, ""),
        (None, ""),
        ("7.0", ""),
        (D(7), ""),
        ("²", ""),
        ([7], ""),
    ],
)
def test_ids(value: object, found: str) -> None:
    assert remote_id(value) == found


def test_a_number_that_python_itself_does_not_write_is_nothing() -> None:
    assert remote_number(10**5000) is None
    assert remote_id(10**5000) == ""
    assert said_in([10**5000, "x"]) == "x"


def test_ids_of_another_form() -> None:
    uuid = "0b9c1d2e-1111-2222-3333-444455556666"
    assert remote_id(uuid, r"[0-9a-f-]{36}") == uuid
    assert remote_id(uuid + "/../7", r"[0-9a-f-]{36}") == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [("A\x00 \n B", "A B"), (5, ""), (None, ""), (["A"], ""), ("x" * 2000, "x" * 999 + "…"), ("\ud800A", "A")],
)
def test_texts(value: object, text: str) -> None:
    assert remote_text(value) == text


@pytest.mark.parametrize(
    ("value", "formats", "day"),
    [
        ("2026-01-15", (), date(2026, 1, 15)),
        ("2026-01-15T10:00:00Z", (), date(2026, 1, 15)),
        ("15.01.2026", (), None),
        ("15.01.2026", ("%d.%m.%Y",), date(2026, 1, 15)),
        ("2026.01.15", ("%d.%m.%Y", "%Y.%m.%d"), date(2026, 1, 15)),
        ("2026-02-30", (), None),
        ("", (), None),
        (20260115, (), None),
        (False, (), None),
    ],
)
def test_days(value: object, formats: tuple[str, ...], day: date | None) -> None:
    assert remote_day(value, *formats) == day


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-01-15T10:00:00Z", datetime(2026, 1, 15, 10, tzinfo=timezone.utc)),
        ("2026-01-15 10:00:00", datetime(2026, 1, 15, 10, tzinfo=timezone.utc)),
        ("2026-01-15T10:00:00+02:00", datetime(2026, 1, 15, 10, tzinfo=timezone(timedelta(hours=2)))),
        ("soon", None),
        (5, None),
    ],
)
def test_moments(value: object, moment: datetime | None) -> None:
    assert remote_moment(value) == moment


def test_records_and_rows() -> None:
    assert record({"a": 1}) == {"a": 1}
    assert rows_of([{"a": 1}, "text", None, {}]) == [{"a": 1}, {}]
    no_records: list[Any] = [None, [], "x", 5]
    for value in no_records:
        with pytest.raises(UnreadableError):
            record(value)
    no_lists: list[Any] = [None, {}, "x", 5]
    for value in no_lists:
        with pytest.raises(UnreadableError):
            rows_of(value)


def test_what_stands_inside() -> None:
    body = {"result": {"data": {"id": 7}}}

    assert inner(body, "result", "data", "id") == 7
    assert inner(body, "result", "error", "id") is None
    assert inner([body], "result") is None
    assert inner(body) is body


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Wrong", "Wrong"),
        (["One", "Two", "One"], "One · Two"),
        ({"name": ["is empty", "is short"], "code": "taken"}, "name: is empty · name: is short · code: taken"),
        ({"lines": {"0": {"price": ["odd"]}}}, "lines: 0: price: odd"),
        ([404, True, None, {}], "404"),
        (None, ""),
        ({}, ""),
    ],
)
def test_all_that_an_error_says(value: object, text: str) -> None:
    assert said_in(value) == text


def test_fingerprints() -> None:
    assert fingerprint(b'{"a":1}') == fingerprint(b'{"a":1}')
    assert fingerprint(b'{"a":1}') != fingerprint(b'{"a":2}')
    assert len(fingerprint(b"")) == 24


@given(anything)
def test_whatever_comes_nothing_else_comes_out(value: Any) -> None:
    number = remote_number(value)
    assert number is None or (number.is_finite() and abs(number) < 10**15)
    money = remote_money(value)
    assert money is None or money == round(money, 2)
    assert remote_id(value).isdigit() or remote_id(value) == ""
    remote_text(value).encode()
    said_in(value).encode()
    assert isinstance(remote_day(value, "%Y.%m.%d"), (date, type(None)))
    assert isinstance(remote_moment(value), (datetime, type(None)))
    inner(value, "a", "b")
