"""What holds for the sums of every document, and how rows are fitted to a total."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.money import CENT, ZERO
from oscar_lt_accounting.domain.sums import (
    HUNDRED,
    Item,
    ShippingPolicy,
    apportion,
    fit_to_total,
    gross_first,
    grouped,
    net_first,
    vat_inside,
    vat_on,
)
from tests.domain.makers import D
from tests.domain.strategies import cents

STANDARD = ("PVM1", D(21))
groups = st.sampled_from([STANDARD, ("PVM3", D(5)), ("PVM58", D(12)), ("PVM12", D(0)), ("", None), ("OSS", D("25.5"))])


@st.composite
def shop_lines(draw, lowest=0):
    """Rows as a shop has them: net and gross rounded apart, so up to a cent away from each other's VAT."""
    group, net = draw(groups), draw(cents(lowest, 5_000_000))
    gross = net + vat_on(net, group[1]) + draw(st.sampled_from([ZERO, CENT, -CENT]))
    return Item(group, max(gross, ZERO) if lowest == 0 else gross, net)


@given(st.lists(shop_lines(), min_size=1, max_size=10))
def test_gross_first_keeps_what_was_paid_and_each_groups_vat(items):
    sums = gross_first(items)

    assert [row.gross for row in sums] == [item.gross for item in items]
    assert all(row.net + row.vat == row.gross for row in sums)
    assert all(amount == amount.quantize(CENT) for row in sums for amount in (row.net, row.vat))
    for (_code, rate), members in grouped(items).items():
        gross = sum((items[i].gross for i in members), ZERO)
        assert sum(sums[i].vat for i in members) == vat_inside(gross, rate)
        for i in members:
            exact = items[i].gross * (rate or 0) / (HUNDRED + (rate or 0))
            assert abs(sums[i].vat - exact) < CENT
            assert sums[i].vat >= 0


@given(st.lists(shop_lines(-5_000_000), min_size=1, max_size=10))
def test_gross_first_of_the_opposite_amounts_has_the_opposite_sums(items):
    opposite = [Item(item.group, -item.gross, -item.net) for item in items]

    def totals(rows):
        return [[sum(getattr(rows[i], name) for i in group) for group in members] for name in ("net", "vat", "gross")]

    members = grouped(items).values()
    there, back = totals(gross_first(items)), totals(gross_first(opposite))

    assert there == [[-amount for amount in amounts] for amounts in back]


@given(st.lists(shop_lines(), min_size=1, max_size=10))
def test_net_first_keeps_the_shops_nets_and_the_paid_total(items):
    sums = net_first(items)

    total = sum((item.gross for item in items), ZERO)
    exact = {
        group: sum((items[i].net for i in members), ZERO) * (group[1] or 0) / HUNDRED
        for group, members in grouped(items).items()
    }
    floors = sum((amount.quantize(CENT, rounding="ROUND_FLOOR") for amount in exact.values()), ZERO)
    room = sum(amount != amount.quantize(CENT) for amount in exact.values()) * CENT
    vat = total - sum((item.net for item in items), ZERO)
    assert (sums is not None) == (floors <= vat <= floors + room)
    if sums is None:
        return
    assert [row.net for row in sums] == [item.net for item in items]
    assert sum(row.gross for row in sums) == total
    assert all(row.net + row.vat == row.gross for row in sums)
    for group, members in grouped(items).items():
        assert abs(sum(sums[i].vat for i in members) - exact[group]) < CENT
        assert all(abs(sums[i].vat - items[i].net * (group[1] or 0) / HUNDRED) < CENT for i in members)


@given(cents(), st.sampled_from([D(21), D(12), D(9), D(5), D("25.5")]))
def test_vat_inside_is_within_half_a_cent_of_the_exact_vat(gross, rate):
    assert abs(vat_inside(gross, rate) - gross * rate / (HUNDRED + rate)) <= CENT / 2


def test_no_rate_means_no_vat():
    assert vat_inside(D("12.00"), None) == vat_on(D("12.00"), None) == ZERO
    assert vat_inside(D("12.00"), D(0)) == vat_on(D("12.00"), D(0)) == ZERO


def test_rows_are_grouped_by_code_and_rate_in_order_of_first_appearance():
    items = [Item(group, ZERO, ZERO) for group in (("B", D(5)), ("A", D(21)), ("B", D(5)), ("B", None))]

    assert list(grouped(items).items()) == [(("B", D(5)), [0, 2]), (("A", D(21)), [1]), (("B", None), [3])]


@pytest.mark.parametrize(
    ("total", "stored", "exact", "bound", "fitted"),
    [
        ("10.00", ["4.00", "6.00"], ["4.00", "6.00"], "0.02", ["4.00", "6.00"]),
        ("10.00", ["4.00", "6.00"], ["4.009", "5.991"], "0.02", ["4.00", "6.00"]),
        ("10.01", ["4.00", "6.00"], ["4.0049", "6.0049"], "0.02", ["4.01", "6.00"]),
        ("9.99", ["4.00", "6.00"], ["3.996", "5.998"], "0.02", ["3.99", "6.00"]),
        ("10.02", ["4.00", "6.00"], ["4.00", "6.00"], "0.02", ["4.01", "6.01"]),
        ("10.03", ["4.00", "6.00"], ["4.00", "6.00"], "0.03", ["4.01", "6.02"]),
        ("9.98", ["4.00", "6.00"], ["4.00", "6.00"], "0.02", ["3.99", "5.99"]),
        ("10.00", ["0.00", "9.99"], ["0.00", "9.99"], "0.02", ["0.00", "10.00"]),
        ("0.02", ["0.01"], ["0.01"], "0.02", ["0.02"]),
        ("0.00", ["0.00"], ["0.00"], "0.02", ["0.00"]),
    ],
)
def test_rows_are_fitted_to_the_total_by_as_few_cents_as_possible(total, stored, exact, bound, fitted):
    amounts = [D(amount) for amount in stored], [D(amount) for amount in exact]

    assert fit_to_total(D(total), *amounts, D(bound)) == [D(amount) for amount in fitted]


@pytest.mark.parametrize(
    ("total", "stored", "bound"),
    [
        ("10.03", ["4.00", "6.00"], "0.02"),
        ("9.97", ["4.00", "6.00"], "0.02"),
        ("0.01", ["0.00", "0.00"], "0.02"),
        ("-0.01", ["0.00"], "0.02"),
        ("0.00", ["0.01"], "0.02"),
        ("0.01", ["0.01", "0.01"], "0.02"),
        ("-0.03", ["0.02"], "0.05"),
        ("0.01", [], "0.02"),
    ],
)
def test_a_real_disagreement_is_never_smoothed_over(total, stored, bound):
    amounts = [D(amount) for amount in stored]

    assert fit_to_total(D(total), amounts, amounts, D(bound)) is None


@given(st.lists(cents(0, 300), max_size=6), st.integers(-8, 8), st.data())
def test_fitting_adds_up_keeps_free_rows_free_and_never_makes_a_row_negative(stored, off, data):
    exact = [amount + data.draw(st.decimals("-0.005", "0.005", places=4)) if amount else amount for amount in stored]
    total, bound = sum(stored, ZERO) + off * CENT, D("0.05")

    fitted = fit_to_total(total, stored, exact, bound)

    if abs(off) > 5:
        assert fitted is None
    elif fitted is not None:
        assert sum(fitted, Decimal(0)) == total
        assert all(amount >= 0 for amount in fitted)
        assert all(not new for new, old in zip(fitted, stored, strict=True) if not old)
    else:
        assert off > 0 or sum(max(amount - CENT, ZERO) for amount in stored) < -off * CENT
        assert off < 0 or not any(stored)


@given(
    cents(0, 100_000),
    st.lists(shop_lines(), max_size=8),
    st.sampled_from(ShippingPolicy),
    st.data(),
)
def test_a_delivery_charge_is_apportioned_without_losing_a_cent(amount, goods, policy, data):
    before = [data.draw(cents()) for _ in goods]

    parts = apportion(amount, goods, policy, STANDARD, before)

    assert sum((part for _group, part in parts), ZERO) == amount
    assert {group for group, _part in parts} <= {item.group for item in goods} | {STANDARD}
    assert all(part >= 0 for _group, part in parts)


def test_without_goods_or_any_price_the_charge_is_standard_rated():
    free = [Item(("PVM3", D(5)), ZERO, ZERO)]
    for policy in ShippingPolicy:
        assert apportion(D("4.99"), [], policy, STANDARD, []) == [(STANDARD, D("4.99"))]
        assert apportion(D("4.99"), free, policy, STANDARD, [ZERO]) == [(STANDARD, D("4.99"))]


def test_a_charge_follows_what_was_paid_not_what_was_asked_before_discounts():
    goods = [Item(STANDARD, D("10.00"), ZERO), Item(("PVM3", D(5)), D("30.00"), ZERO)]

    parts = apportion(D("4.00"), goods, ShippingPolicy("apportion_gross"), STANDARD, [D("30.00"), D("30.00")])

    assert parts == [(STANDARD, D("1.00")), (("PVM3", D(5)), D("3.00"))]


def test_the_policies_are_called_as_in_the_settings():
    assert [policy.value for policy in ShippingPolicy] == ["apportion_net", "apportion_gross", "standard", "dominant"]


def test_the_dominant_group_is_the_one_worth_most_before_discounts_where_all_is_free():
    goods = [Item(STANDARD, ZERO, ZERO), Item(("PVM3", D(5)), ZERO, ZERO)]

    parts = apportion(D("4.99"), goods, ShippingPolicy.DOMINANT, STANDARD, [D("10.00"), D("20.00")])

    assert parts == [(("PVM3", D(5)), D("4.99"))]


def test_a_group_that_gets_no_cent_of_the_charge_gets_no_row():
    goods = [Item(STANDARD, D("100.00"), ZERO), Item(("PVM3", D(5)), ZERO, ZERO)]

    parts = apportion(D("4.99"), goods, ShippingPolicy.APPORTION_GROSS, STANDARD, [ZERO, ZERO])

    assert parts == [(STANDARD, D("4.99"))]
