"""Cents: rounding half up and splitting without losing one (lt-invoicing-facts §7)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def round_cents(amount: Decimal) -> Decimal:
    """`amount` to two decimals, halves away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def split(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Parts of `total` in proportion to `weights` that add up to it exactly.

    Largest remainder; ties go to the earlier part; with no weight at all the first part takes everything.
    `total` has at most two decimals, weights are not negative.
    """
    if not weights:
        if total:
            raise ValueError(f"nothing to split {total} over")
        return []
    whole = sum(weights, Decimal(0))
    if not whole:
        return [total, *[ZERO] * (len(weights) - 1)]
    sign = -1 if total < 0 else 1
    cents = int((abs(total) / CENT).to_integral_value())
    return [sign * CENT * part for part in _largest_remainder(cents, weights, whole)]


def _largest_remainder(cents: int, weights: Sequence[Decimal], whole: Decimal) -> list[int]:
    shares = [Decimal(cents) * weight / whole for weight in weights]
    parts = [int(share.to_integral_value(rounding=ROUND_FLOOR)) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: (parts[i] - shares[i], i))
    for i in by_remainder[: cents - sum(parts)]:
        parts[i] += 1
    return parts


def round_together(total: Decimal, exact: Sequence[Decimal]) -> list[Decimal] | None:
    """`exact` amounts rounded to cents, each by less than a cent, so that they add up to `total`.

    None when no such rounding exists, that is when `total` is too far from the exact sum.
    """
    floors = [amount.quantize(CENT, rounding=ROUND_FLOOR) for amount in exact]
    missing = int((total - sum(floors, ZERO)) / CENT)
    movable = sorted(
        (i for i in range(len(exact)) if exact[i] != floors[i]),
        key=lambda i: (floors[i] - exact[i], i),
    )
    if not 0 <= missing <= len(movable):
        return None
    for i in movable[:missing]:
        floors[i] += CENT
    return floors
