from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.money import CENT, ZERO, round_cents, round_together, split
from tests.domain.makers import D
from tests.domain.strategies import cents

weights = st.lists(st.decimals(0, 10_000, places=4), min_size=1, max_size=12)
exact_amounts = st.lists(st.decimals(-1000, 1000, places=5), max_size=12)


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("2.225", "2.23"),
        ("2.675", "2.68"),
        ("2.2249999", "2.22"),
        ("-2.225", "-2.23"),
        ("0.005", "0.01"),
        ("-0.005", "-0.01"),
        ("0.0049", "0.00"),
        ("7", "7.00"),
    ],
)
def test_halves_of_a_cent_are_rounded_away_from_zero(amount, rounded):
    assert str(round_cents(D(amount))) == rounded


@pytest.mark.parametrize(
    ("total", "by", "parts"),
    [
        ("10.00", ["10", "10", "10"], ["3.34", "3.33", "3.33"]),
        ("10.00", ["29.99", "19.90", "14.50"], ["4.66", "3.09", "2.25"]),
        ("4.99", ["41.31", "28.57"], ["2.95", "2.04"]),
        ("0.01", ["1", "1"], ["0.01", "0.00"]),
        ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
        ("5.00", ["0", "1", "0"], ["0.00", "5.00", "0.00"]),
        ("0.00", ["3", "4"], ["0.00", "0.00"]),
    ],
)
def test_split_gives_the_missing_cents_to_the_largest_remainders_and_ties_to_the_first(total, by, parts):
    assert [str(part) for part in split(D(total), [D(weight) for weight in by])] == parts


def test_split_of_a_negative_total_mirrors_the_positive_one():
    assert split(D("-10.00"), [D(10), D(10), D(10)]) == [D("-3.34"), D("-3.33"), D("-3.33")]


def test_split_without_any_weight_gives_everything_to_the_first():
    assert split(D("5.00"), [ZERO, ZERO, ZERO]) == [D("5.00"), ZERO, ZERO]
    assert split(D("5.00"), [ZERO]) == [D("5.00")]


def test_nothing_is_split_over_nothing_but_money_is_refused():
    assert split(ZERO, []) == []
    with pytest.raises(ValueError, match=r"nothing to split 0\.01 over"):
        split(D("0.01"), [])


@given(cents(-100_000_000, 100_000_000), weights)
def test_split_loses_no_cent_and_stays_within_a_cent_of_the_share(total, by):
    parts = split(total, by)

    assert len(parts) == len(by)
    assert sum(parts) == total
    assert all(part == part.quantize(CENT) for part in parts)
    whole = sum(by)
    if whole:
        assert all(abs(part - total * weight / whole) < CENT for part, weight in zip(parts, by, strict=True))
        assert all(not part for part, weight in zip(parts, by, strict=True) if not weight)


@given(cents(0, 100_000_000), weights)
def test_split_is_the_same_on_a_credit_note(total, by):
    assert split(-total, by) == [-part for part in split(total, by)]


@pytest.mark.parametrize(
    ("total", "exact", "rounded"),
    [
        ("0.52", ["0.17181", "0.17181", "0.17181"], ["0.18", "0.17", "0.17"]),
        ("4.22", ["2.1063", "2.1063"], ["2.11", "2.11"]),
        ("4.21", ["2.1063", "2.1063"], ["2.11", "2.10"]),
        ("4.20", ["2.1063", "2.1063"], ["2.10", "2.10"]),
        ("0.03", ["0.005", "0.019"], ["0.01", "0.02"]),
        ("0.01", ["0.001", "0.009"], ["0.00", "0.01"]),
        ("3.00", ["1.00", "2.00"], ["1.00", "2.00"]),
        ("-0.01", ["-0.004", "-0.004"], ["0.00", "-0.01"]),
    ],
)
def test_amounts_are_rounded_up_or_down_so_that_they_add_up(total, exact, rounded):
    assert round_together(D(total), [D(amount) for amount in exact]) == [D(amount) for amount in rounded]


@pytest.mark.parametrize(
    ("total", "exact"),
    [
        ("4.23", ["2.1063", "2.1063"]),
        ("4.19", ["2.1063", "2.1063"]),
        ("3.01", ["1.00", "2.00"]),
        ("0.01", []),
    ],
)
def test_amounts_too_far_from_the_total_cannot_be_rounded_together(total, exact):
    assert round_together(D(total), [D(amount) for amount in exact]) is None


def test_no_amounts_make_nothing():
    assert round_together(ZERO, []) == []


@given(exact_amounts, st.integers(-3, 15))
def test_a_rounding_is_found_exactly_when_one_exists(exact, off):
    floors = [amount.quantize(CENT, rounding="ROUND_FLOOR") for amount in exact]
    movable = sum(amount != floor for amount, floor in zip(exact, floors, strict=True))
    total = sum(floors, ZERO) + off * CENT

    rounded = round_together(total, exact)

    if not 0 <= off <= movable:
        assert rounded is None
    else:
        assert rounded is not None
        assert sum(rounded, Decimal(0)) == total
        assert all(part == part.quantize(CENT) for part in rounded)
        assert all(abs(part - amount) < CENT for part, amount in zip(rounded, exact, strict=True))
