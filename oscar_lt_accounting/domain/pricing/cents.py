"""Whole numbers of cents and ratios of them: no search over sums should wait for Decimal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from oscar_lt_accounting.domain.pricing.arithmetic import Prices


def in_cents(amount: Decimal) -> int:
    """A sum of money in whole cents; `amount` has at most two decimals."""
    return int(amount.scaleb(2))


def money(cents: int) -> Decimal:
    """A sum of money with two decimals."""
    return Decimal(cents).scaleb(-2)


def rounded(part: int, whole: int) -> int:
    """`part / whole`, halves away from zero; `whole` is above zero."""
    if part < 0:
        return -rounded(-part, whole)
    return (2 * part + whole) // (2 * whole)


def near(exact: int, scale: int, most: int) -> range:
    """The whole numbers at most `most` from `exact / scale`."""
    return range(-((most * scale - exact) // scale), (exact + most * scale) // scale + 1)


@dataclass(frozen=True)
class VatShare:
    """The VAT in an amount, as part of it: 21/100 of a net, 21/121 of a gross one."""

    part: int
    whole: int

    def of(self, amount: int) -> int:
        """The VAT of `amount` cents, rounded to cents."""
        return rounded(amount * self.part, self.whole)


def vat_fraction(rate: Decimal | None, prices: Prices) -> VatShare:
    """The VAT in an amount without (`NET`) or with it, at `rate` percent."""
    part, whole = (rate or Decimal(0)).as_integer_ratio()
    return VatShare(part, 100 * whole + (part if prices is Prices.GROSS else 0))
