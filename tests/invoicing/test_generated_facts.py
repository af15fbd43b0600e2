"""The same promise as for real orders, over thousands of orders that need no database."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, target

from oscar_lt_accounting.domain.errors import Held
from tests.invoicing.facts import Sale, documents, sales
from tests.invoicing.reading import check_consistent

WAYS = ("cents", "fine", "net")


def check(sale: Sale, way: str) -> str:
    """Why the order is held; nothing when its documents are right."""
    order = sale.facts()
    try:
        made = documents(order, prices_include_tax=way != "net")
    except Held as error:
        return error.code
    assert sum((document.total for document in made), Decimal("0.00")) == order.total
    for document in made:
        check_consistent(document)
    return ""


@pytest.fixture(params=WAYS)
def way(request: Any) -> str:
    return request.param


def test_named_codes_never_hold_an_order(way: str) -> None:
    @given(sale=sales(way, named=True))
    def holds(sale: Sale) -> None:
        assert not check(sale, way)

    holds()


def test_without_codes_an_order_is_held_only_where_small_amounts_hide_a_rate(way: str) -> None:
    @given(sale=sales(way, named=False))
    def holds(sale: Sale) -> None:
        smallest = min(sold.piece.gross for sold in sale.sold)
        if reason := check(sale, way):
            assert reason == "vat_rate_unknown"
            assert smallest < Decimal("0.50")
            target(float(smallest), label="price of a held piece")

    holds()


def test_one_rate_and_one_line_that_shows_it_never_hold_an_order(way: str) -> None:
    @given(sale=sales(way, named=False, kinds=("prekes",)))
    def holds(sale: Sale) -> None:
        assert not check(sale, way) or all(sold.piece.gross < Decimal("0.50") for sold in sale.sold)

    holds()
