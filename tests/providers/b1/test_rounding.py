"""How B1 rounds VAT is learnt from its sales, and never learnt wrongly; what is held until then is told."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.pricing import VatRounding
from oscar_lt_accounting.providers.b1.arithmetic import ROUNDINGS, warehouse
from oscar_lt_accounting.providers.b1.rounding import learn, way_of
from oscar_lt_accounting.providers.base import Journal
from oscar_lt_accounting.testing.simulators.toolkit.rounding import spread
from tests.domain.makers import D, row
from tests.providers.b1.simulated_warehouse import ROWS, SALES, mugs

CENT = D("0.01")
LEARNT = {"row": "each row alone", "rate": "all rows of one rate together"}


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def standing(way, *rows):
    """A sale as B1 lists it, and its rows, of quantities, prices and rates; B1 rounds by `way`."""
    nets = [cents(quantity * price) for quantity, price, _rate in rows]
    exact = [net * rate / 100 for net, (_quantity, _price, rate) in zip(nets, rows, strict=True)]
    vats = [cents(vat) for vat in exact]
    if way == "rate":
        for rate in {one[2] for one in rows}:
            members = [position for position, one in enumerate(rows) if one[2] == rate]
            together = cents(sum(exact[position] for position in members))
            for position, share in zip(members, spread(together, [exact[one] for one in members]), strict=True):
                vats[position] = share
    listed = [
        {"saleId": 1, "itemId": item, "quantity": quantity, "priceWithoutVat": price, "sumWithVat": net + vat}
        for item, ((quantity, price, _rate), net, vat) in enumerate(zip(rows, nets, vats, strict=True))
    ]
    sale = {"id": 1, "number": "7", "sumWithoutVat": sum(nets), "vat": sum(vats), "isSale": True}
    return sale, listed


goods = st.tuples(
    st.integers(1, 12).map(Decimal),
    st.integers(1, 20_000).map(lambda amount: Decimal(amount) / 100),
    st.sampled_from([D(0), D(5), D(9), D(12), D(21)]),
)


@given(st.sampled_from(["row", "rate"]), st.lists(goods, min_size=1, max_size=8))
def test_a_sale_never_shows_the_other_way(way, rows):
    assert way_of(*standing(way, *rows)) in ("", way)


@pytest.mark.parametrize("way", ["row", "rate"])
def test_rows_whose_ways_differ_show_it(way):
    assert way_of(*standing(way, (D(1), D("10.03"), D(21)), (D(1), D("20.03"), D(21)))) == way


@pytest.mark.parametrize("way", ["row", "rate"])
def test_two_rows_of_three_cents_show_it(way):
    sale, rows = standing(way, (D(1), D("0.03"), D(21)), (D(1), D("0.03"), D(21)))
    rows[1]["itemId"] = rows[0]["itemId"]

    assert sale["vat"] == {"row": D("0.02"), "rate": D("0.01")}[way]
    assert way_of(sale, rows) == way


@pytest.mark.parametrize(
    "spoiled",
    [
        {"isSale": False},
        {"sumWithoutVat": D("30.05")},
        {"sumWithoutVat": None},
        {"vat": None},
        {"vat": D("9.99")},
    ],
)
def test_a_sale_that_cannot_be_read_shows_nothing(spoiled):
    sale, rows = standing("row", (D(1), D("10.03"), D(21)), (D(1), D("20.03"), D(21)))

    assert way_of({**sale, **spoiled}, rows) == ""


@pytest.mark.parametrize(
    "spoiled",
    [{"priceWithoutVat": D("10.0312")}, {"quantity": None}, {"sumWithVat": None}, {"priceWithoutVat": D("-10.03")}],
)
def test_a_row_that_cannot_be_read_shows_nothing(spoiled):
    sale, rows = standing("row", (D(1), D("10.03"), D(21)), (D(1), D("20.03"), D(21)))

    assert way_of(sale, [{**rows[0], **spoiled}, rows[1]]) == ""
    assert way_of(sale, []) == ""


def test_the_ways_that_are_learnt_are_those_that_are_priced():
    assert warehouse(ROUNDINGS["row"]).vat_rounding == {VatRounding.ROW}
    assert warehouse(ROUNDINGS["rate"]).vat_rounding == {VatRounding.RATE}
    assert set(ROUNDINGS) == {*LEARNT, "unknown"}


# -- the check -----------------------------------------------------------------------------------------


def entered(store, way, number, *nets):
    """An accountant's sale at 21 %."""
    store.simulator.switches.sale_vat = {"row": "per row", "rate": "per rate"}[way]
    whole = {"row": sum((cents(net * 21 / 100) for net in nets), D(0)), "rate": cents(sum(nets) * 21 / 100)}[way]
    shares = spread(whole, [net * 21 / 100 for net in nets])
    lines = [row(str(net), str(vat), remote_id="24") for net, vat in zip(nets, shares, strict=True)]
    document = mugs(*lines, number=number, reference=f"shop1:{number}")
    assert store.provider(vat_rounding=way).submit(document, Journal()).differences(document) == ()


def checked(store, **settings):
    return {result.title: result for result in store.provider(**settings).check()}


def sentence(result):
    return result.detail % dict(result.params)


def test_without_a_sale_the_accountant_is_asked(store):
    result = checked(store)["Rounding of VAT"]

    assert result.ok, "nothing is broken, and an integration that rests must be able to wake up"
    assert result.learnt == {}
    assert "two rows in B1, each with a price of 0.03 without VAT at 21 %, and to choose" in sentence(result)
    assert "0.02 means each row alone, 0.01 means all rows of one rate together" in sentence(result)


@pytest.mark.parametrize("way", ["row", "rate"])
def test_the_sale_that_the_accountant_entered_is_enough(store, way):
    entered(store, way, "1", D("0.03"), D("0.03"))

    result = checked(store)["Rounding of VAT"]

    assert result.learnt == {"vat_rounding": way}
    assert LEARNT[way] in sentence(result)
    assert "(INV1)" in sentence(result)


@pytest.mark.parametrize("way", ["row", "rate"])
def test_of_other_sales_two_must_agree(store, way):
    entered(store, way, "1", D("10.03"), D("20.03"))
    assert checked(store)["Rounding of VAT"].learnt == {}

    entered(store, way, "2", D("30.03"), D("20.03"))

    result = checked(store)["Rounding of VAT"]
    assert result.learnt == {"vat_rounding": way}
    assert "(INV2, INV1)" in sentence(result)


def test_sales_that_contradict_each_other_show_nothing(store):
    for number, way in enumerate(("row", "row", "rate")):
        entered(store, way, str(number), D("10.03"), D("20.03") + number)

    assert checked(store)["Rounding of VAT"].learnt == {}


def test_learning_costs_two_calls_and_no_filter(store):
    entered(store, "row", "1", D("0.03"), D("0.03"))
    provider = store.provider()
    before = len(store.asked)

    assert learn(provider.lists).way == "row"

    assert store.asked[before:] == [ROWS, SALES]
    assert "filters" not in store.simulator.calls[-1].payload


def test_what_is_chosen_is_not_asked_for(store):
    results = checked(store, vat_rounding="row")

    assert "Rounding of VAT" not in results
    assert ROWS not in store.asked


def test_a_list_that_is_closed_is_a_line_of_the_check(store):
    store.simulator.fail(ROWS, "refused", status=400, message="Nėra teisių")

    result = checked(store)["Rounding of VAT"]

    assert not result.ok
    assert "Nėra teisių" in sentence(result)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"vat_rounding": "rate"}, "About 18 of 100 orders are put on hold"),
        ({"vat_rounding": "unknown"}, "About 19 of 100 orders are put on hold"),
        ({"vat_rounding": "row"}, "About 1 of 100 orders are put on hold"),
        ({"vat_rounding": "rate", "rounding_product_id": "2009"}, "About 9 of 100 orders are put on hold"),
        (
            {"vat_rounding": "rate", "rounding_product_id": "2009", "rounding_below_zero": True},
            "Almost no order is put on hold",
        ),
    ],
)
def test_the_check_says_what_is_held_and_what_helps(store, settings, told):
    result = checked(store, **settings)["Product for rounding"]

    assert sentence(result).startswith(told)
    assert ("Create a service without VAT" in sentence(result)) == ("rounding_product_id" not in settings)


def test_what_was_learnt_counts_at_once(store):
    entered(store, "row", "1", D("0.03"), D("0.03"))

    assert sentence(checked(store)["Product for rounding"]).startswith("About 1 of 100")
