"""The row for rounding: a product of a cent without VAT, where the accountant names one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.pricing import price
from tests.domain.makers import D
from tests.domain.pricing.baskets import shelf_lines
from tests.domain.pricing.oracle import faults
from tests.domain.pricing.systems import B1_BY_RATE, B1_BY_ROW, ROBOLABS_NET

# lt-invoicing-facts §7: the first gross sums at 21 % that no net reaches are 0.03, 0.09, 0.14, 0.20.
UP, DOWN = "0.14", "0.03"


def rows(lines, system=B1_BY_RATE, **options):
    made = price(lines, system, prices_include_vat=True, **options)
    assert faults(lines, made, system, prices_include_vat=True) == []
    return made.rows


def shift(gross, rate=21):
    """The cent that the row for rounding has for one piece."""
    made = rows(shelf_lines((gross, 1, rate)), rounding_product=True, negative_rounding=True)
    return sum((row.net for row in made if row.rounding), D("0.00"))


def amounts():
    """From 0.01 to 20.00."""
    return (f"{D(cents) / 100:.2f}" for cents in range(1, 2000))


def test_a_gross_that_no_net_reaches_is_held_and_the_product_named_as_a_way_out():
    with pytest.raises(Held) as held:
        price(shelf_lines((UP, 1, 21)), B1_BY_RATE, prices_include_vat=True)

    assert held.value.code == "sums_differ"
    assert "Name a product for rounding" in held.value.problem.message
    assert held.value.problem.params == {"rate": "21", "theirs": "0.03", "ours": "0.02"}


def test_the_product_makes_up_for_the_cent_and_the_vat_is_right():
    paid, rounding = rows(shelf_lines((UP, 1, 21)), rounding_product=True)

    assert (paid.net, paid.vat, paid.gross) == (D("0.11"), D("0.02"), D("0.13"))
    assert (rounding.line, rounding.quantity, rounding.price, rounding.net, rounding.vat) == (
        None,
        D(1),
        D("0.01"),
        D("0.01"),
        D("0.00"),
    )
    assert (rounding.rounding, rounding.rate, rounding.vat_code, rounding.vat_given) == (True, None, "", False)


def test_a_product_below_zero_only_where_that_is_taken():
    lines = shelf_lines((DOWN, 1, 21))

    with pytest.raises(Held) as held:
        price(lines, B1_BY_RATE, prices_include_vat=True, rounding_product=True)

    assert held.value.code == "sums_differ"
    assert "Name a product" not in held.value.problem.message
    paid, rounding = rows(lines, rounding_product=True, negative_rounding=True)
    assert (paid.net, paid.vat, rounding.price) == (D("0.03"), D("0.01"), D("-0.01"))


def test_no_product_where_no_row_without_vat_is_taken_or_none_is_needed():
    with pytest.raises(Held) as held:
        price(
            shelf_lines((UP, 1, 21)),
            replace(B1_BY_RATE, rows_without_vat=False),
            prices_include_vat=True,
            rounding_product=True,
        )
    assert "Name a product" not in held.value.problem.message
    assert not any(row.rounding for row in rows(shelf_lines(("12.10", 1, 21)), rounding_product=True))


def test_the_cents_of_several_rates_are_one_row():
    at_five = next(gross for gross in amounts() if shift(gross, 5) == D("0.01"))

    made = rows(shelf_lines((UP, 1, 21), (at_five, 1, 5)), rounding_product=True)

    assert [row.net for row in made if row.rounding] == [D("0.02")]


def test_a_cent_short_in_one_rate_and_over_in_another_needs_no_row():
    short, over = ("0.14", 1, 21), (next(gross for gross in amounts() if shift(gross, 12) == D("-0.01")), 1, 12)

    made = rows(shelf_lines(short, over), rounding_product=True)

    assert not any(row.rounding for row in made)
    assert sum(row.gross for row in made) == D(short[0]) + D(over[0])


def test_by_row_one_piece_needs_the_product_as_by_rate():
    assert [row.net for row in rows(shelf_lines((UP, 1, 21)), B1_BY_ROW, rounding_product=True) if row.rounding]


def test_what_no_cent_helps_is_held_without_naming_the_product():
    line = shelf_lines(("103.27", 1, 21))[0]
    wrong = replace(line, vat=line.vat + D("0.05"), gross=line.gross + D("0.05"))

    with pytest.raises(Held) as held:
        price([wrong], ROBOLABS_NET, prices_include_vat=True)

    assert "Name a product" not in held.value.problem.message
