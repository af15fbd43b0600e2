"""Documents with known sums, and what each system is sent for them."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from decimal import Decimal

import pytest

from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.pricing import Priced, PricedBy, VatRounding, price
from tests.domain.makers import D, row
from tests.domain.pricing.baskets import shelf_lines
from tests.domain.pricing.checked import TINY, priced
from tests.domain.pricing.systems import (
    B1_BY_RATE,
    B1_BY_ROW,
    B1_ECOMMERCE,
    B1_UNKNOWN,
    CENTAS,
    ITAX,
    ROBOLABS_GROSS,
    SYSTEMS,
    b1_warehouse,
)


def sums(made: Priced) -> list[tuple[str, str, str]]:
    return [(str(one.price), str(one.net), str(one.vat)) for one in made.rows]


def test_a_hundred_mugs_are_rounded_by_row_to_what_the_document_says():
    made = priced(shelf_lines(*[("9.99", 1, 21)] * 100), B1_BY_ROW)

    assert {one.net for one in made.rows} <= {D("8.24"), D("8.25"), D("8.26"), D("8.27")}


def test_the_pieces_of_one_line_are_split_where_a_row_cannot_say_the_vat():
    # 2 × 0.06 at 21 %: VAT 0.02, net 0.10; a row of 0.10 has 0.02. 3 × 0.03: net 0.07, VAT 0.02, a row has 0.01.
    lines = shelf_lines(("0.09", 3, 21))

    made = priced(lines, B1_BY_ROW)

    assert [(one.quantity, one.net, one.vat) for one in made.rows] == [
        (D(1), D("0.03"), D("0.01")),
        (D(2), D("0.04"), D("0.01")),
    ]
    assert made.rows[0].line == made.rows[1].line == 0


def test_pieces_go_at_prices_some_cents_apart_where_nothing_nearer_says_the_vat():
    # 71.32 and 291.63 at 5 %: VAT of both is 17.28, of rows within two cents 17.29.
    lines = shelf_lines(("71.32", 1, 5), ("291.63", 3, 5))

    made = priced(lines, B1_BY_ROW)

    assert [one.line for one in made.rows] == [0, 1, 1]
    assert sum(one.vat for one in made.rows) == D("17.28")
    one, two = made.rows[1:]
    assert D("0.02") < abs(one.net / one.quantity - two.net / two.quantity) < D("0.20")
    assert abs(one.net + two.net - lines[1].net) <= D("0.02")


def test_137_pieces_go_at_two_prices_where_one_does_not_give_the_sum():
    made = priced(shelf_lines(("45.05", 137, 21)), B1_BY_RATE)

    assert [(one.quantity, str(one.price), one.net) for one in made.rows] == [
        (D(66), "0.2717", D("17.93")),
        (D(71), "0.2718", D("19.30")),
    ]


@pytest.mark.parametrize("system", [B1_BY_RATE, B1_BY_ROW, B1_UNKNOWN])
def test_thousands_of_pieces_go_at_two_prices_of_whole_pieces(system):
    lines = shelf_lines(("45.68", 5000, 21))

    made = priced(lines, system)

    assert [one.quantity % 1 for one in made.rows] == [0, 0]
    assert made.rows[1].price - made.rows[0].price == D("0.0001")


def test_thousands_of_returned_pieces_go_at_two_prices_too():
    made = price(
        [row("-37.75", "-7.93", quantity=D(5000))], replace(B1_BY_RATE, negative_prices=True), prices_include_vat=False
    )

    assert [one.price for one in made.rows] == [D("-0.0075"), D("-0.0076")]
    assert sum(one.net for one in made.rows) == D("-37.75")


def test_weighed_goods_are_split_by_weight():
    line = replace(shelf_lines(("400.00", 1, 21))[0], quantity=D("1234.567"))

    made = priced([line], B1_BY_RATE)

    assert len(made.rows) == 2
    assert sum(one.quantity for one in made.rows) == D("1234.567")


def test_itax_takes_our_own_sums_as_they_are():
    lines = shelf_lines(*TINY, ("0.00", 2, 21))

    made = priced(lines, ITAX)

    assert [(one.net, one.vat, one.vat_given) for one in made.rows] == [(one.net, one.vat, True) for one in lines]


def test_centas_takes_our_totals_and_the_shortest_price():
    made = priced(shelf_lines(("100.00", 3, 21), ("0.03", 1, 21)), CENTAS)

    assert [str(one.price) for one in made.rows] == ["27.547", "0.03"]
    assert not any(one.vat_given for one in made.rows)


def test_centas_is_not_sent_vat_that_it_would_work_out_two_cents_away():
    with pytest.raises(Held) as held:
        price([row("100.00", "21.02")], CENTAS, prices_include_vat=False)

    assert held.value.problem.params == {"rate": "21", "theirs": "21.00", "ours": "21.02"}


def test_b1_ecommerce_gets_sums_with_vat_and_prices_of_four_decimals():
    made = priced(shelf_lines(("10.00", 3, 21), ("4.99", 1, 21)), B1_ECOMMERCE)

    assert [(str(one.price), one.gross) for one in made.rows] == [("3.3333", D("10.00")), ("4.9900", D("4.99"))]


def test_half_a_cent_of_vat_in_a_sum_is_half_a_cent_however_many_rows_it_has():
    # 591.78 × 12 / 112 is 63.405; the quotients of the three rows make 63.40499999….
    made = priced(shelf_lines(("61.99", 1, 12), ("526.80", 2, 12), ("2.99", 1, 12)), B1_ECOMMERCE)

    assert sum(one.vat for one in made.rows) == D("63.41")


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_free_goods_stay_a_row_or_are_named_as_not_deducted(system):
    lines = shelf_lines(("12.10", 1, 21), ("0.00", 3, 21), ("24.20", 2, 21))

    made = priced(lines, system)

    assert [one.line for one in made.rows] == ([0, 1, 2] if system.zero_rows else [0, 2])
    assert made.not_deducted == (() if system.zero_rows else (1,))
    assert all(one.price == one.net == one.gross == 0 for one in made.rows if one.line == 1)


def test_a_document_of_nothing_is_held_where_no_row_of_it_is_taken():
    with pytest.raises(Held) as held:
        price(shelf_lines(("0.00", 3, 21)), CENTAS, prices_include_vat=True)

    assert held.value.code == "nothing_to_send"
    assert [one.price for one in priced(shelf_lines(("0.00", 3, 21)), B1_BY_ROW).rows] == [0]


def test_what_costs_less_than_half_a_cent_without_vat_has_a_price_above_zero():
    lines = shelf_lines(*[("0.01", 1, 21)] * 10)

    made = priced(lines, CENTAS)

    assert {str(one.price) for one in made.rows} == {"0.01", "0.004"}


def test_a_quantity_of_too_many_decimals_is_held():
    with pytest.raises(Held) as held:
        price([row(quantity=D("0.0005"))], B1_BY_RATE, prices_include_vat=True)

    assert held.value.code == "quantity"
    assert held.value.problem.params == {"title": "Puodelis", "decimals": "3", "quantity": "0.0005"}


def test_accounting_units_are_what_is_sent():
    made = priced([row("12.00", "2.52", quantity=D(2), units=D(6))], B1_BY_RATE)

    assert [(one.quantity, str(one.price)) for one in made.rows] == [(D(12), "1.00")]


def test_no_price_of_four_decimals_gives_a_cent_for_ten_thousand_pieces():
    with pytest.raises(Held) as held:
        price([row("0.10", "0.02", quantity=D(10_000))], B1_BY_RATE, prices_include_vat=True)

    assert held.value.code == "unit_price"
    assert held.value.problem.params == {"title": "Puodelis", "amount": "0.10", "quantity": "10000"}


def test_no_price_of_four_decimals_is_below_half_a_cent_for_a_thousand_pieces():
    with pytest.raises(Held) as held:
        price([row("0.00", "0.01", quantity=D(1000)), row()], B1_BY_RATE, prices_include_vat=True)

    assert held.value.code in ("unit_price", "sums_differ")


def test_a_row_below_zero_is_held_where_it_is_not_taken():
    lines = [row(), row("-1.00", "-0.21")]

    with pytest.raises(Held) as held:
        price(lines, B1_BY_RATE, prices_include_vat=True)

    assert held.value.code == "negative_price"
    made = price(lines, replace(B1_BY_RATE, negative_prices=True), prices_include_vat=True)
    assert sums(made) == [("10.00", "10.00", "2.10"), ("-1.00", "-1.00", "-0.21")]


def test_rows_below_zero_are_priced_as_the_opposite_ones():
    taking = replace(B1_UNKNOWN, negative_prices=True)
    for lines in (shelf_lines(*[("9.99", 1, 21)] * 8), shelf_lines(("45.67", 137, 21), ("3.00", 7, 21))):
        opposite = [
            replace(one, net=-one.net, vat=-one.vat, gross=-one.gross, gross_before_discount=-one.gross)
            for one in lines
        ]
        there, back = (price(these, taking, prices_include_vat=True).rows for these in (lines, opposite))
        assert sum(one.vat for one in there) == -sum(one.vat for one in back)
        assert sum(one.net for one in there) == -sum(one.net for one in back)


def test_two_vat_codes_of_one_rate_must_be_right_together_too():
    # 0.02 + 0.02 at 21 %: each makes 0.00 of VAT, both together 0.01.
    apart = [row("0.02", "0.00"), row("0.02", "0.00", vat_code="OSS")]

    with pytest.raises(Held) as held:
        price(apart, B1_BY_RATE, prices_include_vat=False)

    assert held.value.code == "sums_differ"
    assert len(priced([row("1.00", "0.21"), row("1.00", "0.21", vat_code="OSS")], B1_BY_RATE).rows) == 2


@pytest.mark.parametrize(
    ("rounding", "held"), [(VatRounding.PIECE, False), (VatRounding.DOCUMENT, False), (VatRounding.RATE, False)]
)
def test_a_piece_of_a_plain_price_is_right_however_vat_is_rounded(rounding, held):
    made = priced([row("30.00", "6.30", quantity=D(3))], b1_warehouse(rounding))

    assert sums(made) == [("10.00", "30.00", "6.30")]


def test_vat_rounded_by_piece_is_held_where_the_document_rounds_it_together():
    # A piece of 0.09 has 0.02 (0.0189) of VAT, fifty have 1.00; the document has 0.95.
    lines = [row("4.50", "0.95", quantity=D(50))]

    with pytest.raises(Held) as held:
        price(lines, b1_warehouse(VatRounding.PIECE), prices_include_vat=False)

    assert held.value.code == "sums_differ"


def test_vat_rounded_for_the_whole_document_is_held_where_its_rates_differ():
    # 0.02 at 21 % and 0.09 at 5 %: 0.0042 + 0.0045 is 0.01 together, nothing apart.
    lines = [row("0.02", "0.00"), row("0.09", "0.00", rate=D(5), vat_code="PVM3")]

    with pytest.raises(Held) as held:
        price(lines, b1_warehouse(VatRounding.DOCUMENT), prices_include_vat=False)

    assert held.value.code == "sums_differ"


def test_a_system_declares_at_least_one_way_of_rounding_and_cents():
    with pytest.raises(ValueError, match="rounding"):
        b1_warehouse()
    with pytest.raises(ValueError, match="cents"):
        replace(B1_BY_ROW, price_decimals=1)


def test_net_sums_of_rows_are_taken_as_they_are():
    made = priced(shelf_lines(("45.67", 137, 21)), replace(B1_BY_RATE, priced_by=PricedBy.ROW))

    assert [(str(one.price), one.net) for one in made.rows] == [("0.2755", D("37.74"))]


def test_a_net_price_list_priced_for_a_system_of_gross_prices():
    made = priced([row("10.00", "2.10", quantity=D(7))], ROBOLABS_GROSS, include=False)

    assert [(one.gross, one.vat) for one in made.rows] == [(Decimal("12.10"), D("2.10"))]


def test_the_memory_that_pricing_takes_does_not_grow_with_the_pieces() -> None:
    """A hundred million pieces for a cent: no price gives it, and every way is tried."""
    line = row("0.01", "0.00", quantity=D("99999999"), rate=D(0), vat_code="PVM12")
    tracemalloc.start()
    try:
        with pytest.raises(Held):
            price([line], CENTAS, prices_include_vat=True)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 1_000_000
