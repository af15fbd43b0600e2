"""The row for rounding: a product of 0.01 without VAT that makes up for a sum which no rows reach.

A system that adds VAT to net prices and rounds it by rate cannot say 17 of 100 gross sums at 21 %
(lt-invoicing-facts §7). Where the accountant names a product for rounding, the rate's rows are a cent short or a
cent over, their VAT is right, and this row keeps the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.domain.pricing.cents import money
from oscar_lt_accounting.domain.pricing.given_vat import Given
from oscar_lt_accounting.domain.pricing.groups import Group
from oscar_lt_accounting.domain.pricing.solving import solve
from oscar_lt_accounting.domain.rows import PricedRow


@dataclass(frozen=True)
class Solved:
    """The rows of one rate and the cents, -1, 0 or 1, that they are short of its sum."""

    rows: Sequence[Given]
    missing: int


def solutions(group: Group, *, with_product: bool) -> list[Solved]:
    """The rows of a rate without a missing cent, else with one where there is a product for it; empty for none."""
    for shifts in ((0,), (1, -1)) if with_product else ((0,),):
        found = [Solved(rows, missing) for missing in shifts if (rows := solve(group, missing)) is not None]
        if found:
            return found
    return []


def together(rates: Sequence[Sequence[Solved]], *, negative: bool) -> list[Solved] | None:
    """One solution for each rate with the smallest row for rounding; None where that must be below zero and may not."""
    allowed = [list(chosen) for chosen in product(*rates) if negative or sum(solved.missing for solved in chosen) >= 0]
    return min(allowed, key=lambda chosen: abs(sum(solved.missing for solved in chosen)), default=None)


def rounding_rows(chosen: Sequence[Solved]) -> list[PricedRow]:
    """The row for rounding, none where nothing is missing."""
    cents = sum(solved.missing for solved in chosen)
    if not cents:
        return []
    amount = money(cents)
    return [
        PricedRow(
            line=None,
            quantity=Decimal(1),
            price=amount,
            net=amount,
            vat=ZERO,
            gross=amount,
            rate=None,
            vat_code="",
            rounding=True,
        )
    ]
