"""Which rows carry a VAT sum, in systems that take one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.pricing import VatRounding, price
from tests.domain.makers import D, row
from tests.domain.pricing.baskets import shelf_lines
from tests.domain.pricing.checked import TINY, priced
from tests.domain.pricing.systems import (
    ROBOLABS_GROSS,
    ROBOLABS_NET,
)


def test_robolabs_gets_a_cent_of_vat_in_a_row_whose_vat_rounds_to_nothing():
    made = priced(shelf_lines(*TINY), ROBOLABS_GROSS)

    assert [(one.gross, one.vat, one.vat_given) for one in made.rows] == [
        (D("9.99"), D("1.73"), True),
        (D("0.02"), D("0.00"), False),
        (D("0.02"), D("0.01"), True),
    ]


def test_a_cent_of_vat_goes_from_a_row_that_cannot_say_it_to_one_that_can():
    lines = [row("0.01", "0.01"), row("0.02", "0.00"), row("8.26", "1.73")]

    made = priced(lines, ROBOLABS_GROSS)

    assert [(one.net, one.vat, one.vat_given) for one in made.rows] == [
        (D("0.02"), D("0.00"), False),
        (D("0.01"), D("0.01"), True),
        (D("8.26"), D("1.73"), True),
    ]


def test_rows_whose_vat_is_left_to_the_system_say_what_it_makes_of_them():
    # 0.03 at 21 % has 0.0063 of VAT: three have 0.02, two have 0.01; the document has nothing for them.
    lines = [*[row("0.03", "0.00")] * 3, row("1.00", "0.22")]

    made = priced(lines, ROBOLABS_NET, include=False)

    assert [(one.vat, one.vat_given) for one in made.rows] == [
        (D("0.01"), False),
        (D("0.00"), False),
        (D("0.01"), True),
        (D("0.20"), True),
    ]


@pytest.mark.parametrize("rounds_rows", [True, False])
def test_vat_is_given_within_a_cent_of_the_rounded_and_of_the_unrounded_sum(rounds_rows):
    made = priced(shelf_lines(("10.00", 3, 21), *TINY), replace(ROBOLABS_GROSS, rounds_rows=rounds_rows))

    assert str(made.rows[0].price) == "3.333"
    assert sum(one.vat for one in made.rows) == D("3.48")


def test_vat_that_the_ways_of_rounding_make_differently_must_be_given():
    unknown = replace(ROBOLABS_GROSS, vat_rounding=frozenset({VatRounding.ROW, VatRounding.RATE}))

    with pytest.raises(Held) as held:
        price(shelf_lines(*[("0.02", 1, 21)] * 50), unknown, prices_include_vat=True)

    assert held.value.code == "sums_differ"
    assert all(one.vat_given for one in priced(shelf_lines(("9.99", 1, 21), ("4.99", 1, 21)), unknown).rows)


def test_robolabs_works_out_the_vat_of_rows_that_are_all_tiny():
    made = priced(shelf_lines(*[("0.02", 1, 21)] * 50), ROBOLABS_GROSS)

    assert not any(one.vat_given for one in made.rows)
    assert sum(one.vat for one in made.rows) == D("0.17")


def test_robolabs_gets_prices_of_many_decimals_for_rows_whose_vat_it_works_out():
    # 1.000 pieces of 0.00333333 make 3.33 whatever the decimals, but VAT is worked out of the unrounded sum.
    made = priced(shelf_lines(("0.02", 3, 21), ("0.03", 7, 21)), ROBOLABS_GROSS)

    assert all(abs(one.price * one.quantity - one.gross) < D("0.000001") for one in made.rows if not one.vat_given)


def test_robolabs_is_sent_rows_that_nobody_can_make_zero_of_as_they_are():
    lines = shelf_lines(("10.03", 1, 21), ("10.03", 1, 5), ("5.00", 2, 12))

    made = priced(lines, ROBOLABS_GROSS)

    assert [(one.net, one.vat, one.vat_given) for one in made.rows] == [(one.net, one.vat, True) for one in lines]
    assert [one.price for one in made.rows] == [D("10.03"), D("10.03"), D("2.50")]


@pytest.mark.parametrize(("rate", "given"), [(D(0), True), (None, False)])
def test_robolabs_gets_a_vat_of_nothing_only_for_a_rate_of_nothing(rate, given):
    made = priced([row("5.00", "0.00", rate=rate)], ROBOLABS_GROSS)

    assert [one.vat_given for one in made.rows] == [given]


def test_robolabs_net_price_list_keeps_a_vat_on_either_side_of_the_exact_one():
    # robolabs.md §6.2: 103.265 at 21 % may carry 21.68 or 21.69.
    for vat in ("21.68", "21.69"):
        made = priced([row("103.27", vat)], ROBOLABS_NET, include=False)
        assert [(one.vat, one.vat_given) for one in made.rows] == [(D(vat), True)]


def test_robolabs_cannot_be_told_a_vat_two_cents_away():
    with pytest.raises(Held) as held:
        price([row("103.27", "21.71")], ROBOLABS_NET, prices_include_vat=False)

    assert held.value.code == "sums_differ"
