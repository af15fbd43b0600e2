"""Rounding and splitting, worked out on its own so that it shares no mistake with the package."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Protocol, TypeVar

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal("0.00")


def rounded(amount: Decimal, places: int = 2) -> Decimal:
    """`amount` with `places` decimals, halves away from zero."""
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The sum, which of nothing is 0.00."""
    return sum(amounts, ZERO)


def inside(gross: Decimal, rate: Decimal | None) -> Decimal:
    """The exact VAT in `gross`; none where there is no rate."""
    return gross * rate / (HUNDRED + rate) if rate else ZERO


def on_top(net: Decimal, rate: Decimal | None) -> Decimal:
    """The exact VAT on `net`; none where there is no rate."""
    return net * rate / HUNDRED if rate else ZERO


def spread(whole: Decimal, exact: Sequence[Decimal]) -> list[Decimal]:
    """`whole` cut into cents in proportion to `exact`, largest remainders first."""
    weight = sum(exact, Decimal(0))
    if not weight:
        return [whole, *[ZERO] * (len(exact) - 1)] if exact else []
    wished = [whole * part / weight for part in exact]
    parts = [part.quantize(CENT, rounding=ROUND_FLOOR) for part in wished]
    missing = int((whole - sum(parts, ZERO)) / CENT)
    neediest = sorted(range(len(parts)), key=lambda i: (parts[i] - wished[i], i))
    for i in neediest[:missing]:
        parts[i] += CENT
    return parts


class Taxed(Protocol):
    """Something with a rate and a sum of VAT, such as a row of a document."""

    rate: Decimal | None
    vat: Decimal


TaxedT = TypeVar("TaxedT", bound=Taxed)
Tax = Callable[[Decimal, "Decimal | None"], Decimal]


def tax_together(rows: Iterable[TaxedT], amount: Callable[[TaxedT], Decimal], tax: Tax) -> None:
    """Round the VAT of the rows of each rate once, and give every row its share in cents.

    `tax` finds the exact VAT of an amount: `inside` or `on_top`.
    """
    rows = list(rows)
    for rate in {row.rate for row in rows}:
        same = [row for row in rows if row.rate == rate]
        amounts = [amount(row) for row in same]
        together = rounded(tax(sum(amounts, Decimal(0)), rate))
        for row, share in zip(same, spread(together, [tax(one, rate) for one in amounts]), strict=True):
            row.vat = share
