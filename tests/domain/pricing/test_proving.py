"""Rows that a system would record differently are never handed over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.pricing import price
from oscar_lt_accounting.domain.pricing.groups import grouped
from oscar_lt_accounting.domain.pricing.proving import prove
from oscar_lt_accounting.domain.sums import Sums
from tests.domain.makers import D
from tests.domain.pricing.baskets import shelf_lines
from tests.domain.pricing.systems import B1_BY_RATE

LINES = shelf_lines(("12.10", 1, 21))
TOTAL = Sums(D("10.00"), D("2.10"), D("12.10"))


@pytest.mark.parametrize(("amount", "theirs"), [("10.01", "2.10"), ("10.10", "2.12")])
def test_a_row_of_another_price_is_held(amount, theirs):
    (row,) = price(LINES, B1_BY_RATE, prices_include_vat=True).rows
    groups = grouped(list(enumerate(LINES)), B1_BY_RATE, prices_include_vat=True)
    prove([row], groups, TOTAL, B1_BY_RATE)

    with pytest.raises(Held) as held:
        prove([replace(row, price=D(amount))], groups, TOTAL, B1_BY_RATE)

    assert held.value.code == "sums_differ"
    assert held.value.problem.params["theirs"] == theirs
