"""What a system makes of rows agrees with an independent calculation, for any rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.money import round_cents
from oscar_lt_accounting.domain.pricing import Arithmetic, PricedBy, PricedRow, Prices, VatRounding, recorded
from tests.domain.makers import D
from tests.domain.pricing.oracle import cents, row_cents, vats
from tests.domain.pricing.systems import B1_BY_ROW, SYSTEMS
from tests.domain.strategies import cents as sums


@st.composite
def priced_rows(draw):
    rate, code = draw(st.sampled_from([(D(21), "PVM1"), (D(12), "PVM58"), (D(5), "PVM3"), (D(0), "PVM12"), (None, "")]))
    net, vat = draw(sums(0, 10_000)), draw(sums(0, 2_000))
    return PricedRow(
        line=0,
        quantity=D(draw(st.integers(1, 150))),
        price=draw(st.decimals(0, 300, places=4)),
        net=net,
        vat=vat,
        gross=net + vat,
        rate=rate,
        vat_code=code,
        vat_given=draw(st.booleans()),
    )


@pytest.mark.parametrize("way", [VatRounding.PIECE, VatRounding.ROW, VatRounding.RATE])
@given(
    rows=st.lists(priced_rows(), max_size=6),
    name=st.sampled_from(list(SYSTEMS)),
    by=st.sampled_from(PricedBy),
)
def test_sums_of_each_rate(way, rows, name, by):
    system = replace(SYSTEMS[name], priced_by=by)

    made = recorded(rows, system, way)

    assert {rate: cents(Fraction(one.vat)) for rate, one in made.rates.items()} == vats(rows, system, way)
    amounts = sum(row_cents(row, system) for row in rows)
    total = made.total
    assert cents(Fraction(total.net if system.prices is Prices.NET else total.gross)) == amounts
    assert total.net + total.vat == total.gross
    assert all(one.net + one.vat == one.gross for one in made.rates.values())


@given(rows=st.lists(priced_rows(), max_size=6))
def test_vat_rounded_for_the_document_is_shared_over_the_rates(rows):
    rows = [replace(row, vat_given=False) for row in rows]

    made = recorded(rows, B1_BY_ROW, VatRounding.DOCUMENT)

    exact = {rate: Decimal(0) for rate in made.rates}
    for row in rows:
        exact[row.vat_code, row.rate] += round_cents(row.price * row.quantity) * (row.rate or 0) / 100
    assert made.total.vat == round_cents(sum(exact.values(), Decimal(0)))
    assert all(abs(made.rates[rate].vat - vat) < D("0.01") for rate, vat in exact.items())


def test_half_a_cent_over_several_rates_is_rounded_up():
    # 0.14 at 12 % and 0.07 at 5 % have 0.015 and 0.00333…, 0.14 at 12 % alone 0.015.
    def taken(price, rate):
        return PricedRow(
            line=0, quantity=D(1), price=D(price), net=D(price), vat=D(0), gross=D(price), rate=rate, vat_code=str(rate)
        )

    system = replace(B1_BY_ROW, prices=Prices.GROSS)

    assert recorded([taken("0.14", D(12))], system, VatRounding.DOCUMENT).total.vat == D("0.02")
    assert recorded([taken("0.14", D(12)), taken("0.07", D(5))], system, VatRounding.DOCUMENT).total.vat == D("0.02")


def test_two_rows_of_three_cents_tell_how_a_system_rounds():
    """The question of the set-up: 0.02 of VAT is by row, 0.01 by rate."""
    one = PricedRow(
        line=0,
        quantity=D(1),
        price=D("0.03"),
        net=D("0.03"),
        vat=D("0.01"),
        gross=D("0.04"),
        rate=D(21),
        vat_code="PVM1",
    )

    by = {way: recorded([one, one], B1_BY_ROW, way).total.vat for way in VatRounding}

    assert by == {
        VatRounding.PIECE: D("0.02"),
        VatRounding.ROW: D("0.02"),
        VatRounding.RATE: D("0.01"),
        VatRounding.DOCUMENT: D("0.01"),
    }


def test_sums_that_are_not_rounded_first_carry_their_fractions_into_the_vat():
    # 3 × 0.008 is 0.024: VAT on it is 0.00504, on the rounded 0.02 it is 0.0042.
    row = PricedRow(
        line=0,
        quantity=D(3),
        price=D("0.008"),
        net=D("0.02"),
        vat=D("0.01"),
        gross=D("0.03"),
        rate=D(21),
        vat_code="PVM1",
    )
    exact: Arithmetic = replace(B1_BY_ROW, rounds_rows=False)

    assert recorded([row], exact, VatRounding.RATE).total.vat == D("0.01")
    assert recorded([row], B1_BY_ROW, VatRounding.RATE).total.vat == D("0.00")
