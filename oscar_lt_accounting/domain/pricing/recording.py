"""What a system of an arithmetic makes of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import cast

from oscar_lt_accounting.domain.money import ZERO, round_cents, round_together
from oscar_lt_accounting.domain.pricing.arithmetic import Arithmetic, PricedBy, Prices, VatRounding
from oscar_lt_accounting.domain.pricing.cents import money, rounded, vat_fraction
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.domain.sums import HUNDRED, Sums

Rate = tuple[str, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The sums by VAT code and rate, in order of first appearance."""

    rates: Mapping[Rate, Sums]

    @property
    def total(self) -> Sums:
        """The sums of the document."""
        net = sum((sums.net for sums in self.rates.values()), ZERO)
        vat = sum((sums.vat for sums in self.rates.values()), ZERO)
        return Sums(net, vat, net + vat)


def recorded(rows: Iterable[PricedRow], arithmetic: Arithmetic, rounding: VatRounding) -> Recorded:
    """What a system of `arithmetic` that rounds VAT at `rounding` records for `rows`.

    Where the system takes the totals that are sent, they are those of the rows.
    """
    groups: dict[Rate, list[PricedRow]] = {}
    for row in rows:
        groups.setdefault((row.vat_code, row.rate), []).append(row)
    amounts = {rate: sum((row_sum(row, arithmetic) for row in members), ZERO) for rate, members in groups.items()}
    vats = _vats(groups, arithmetic, rounding)
    return Recorded(rates={rate: _sums(amounts[rate], vats[rate], arithmetic) for rate in groups})


def row_sum(row: PricedRow, arithmetic: Arithmetic) -> Decimal:
    """A row's sum as the system has it: without VAT, or with it where prices have it."""
    if arithmetic.priced_by is PricedBy.UNIT:
        return round_cents(row.price * row.quantity)
    return row.net if arithmetic.prices is Prices.NET else row.gross


def _vats(
    groups: Mapping[Rate, Sequence[PricedRow]], arithmetic: Arithmetic, rounding: VatRounding
) -> dict[Rate, Decimal]:
    if arithmetic.takes_totals:
        return {rate: sum((row.vat for row in rows), ZERO) for rate, rows in groups.items()}
    made = _worked_out(groups, arithmetic, rounding)
    return {rate: made[rate] + sum((row.vat for row in rows if row.vat_given), ZERO) for rate, rows in groups.items()}


def _worked_out(
    groups: Mapping[Rate, Sequence[PricedRow]], arithmetic: Arithmetic, rounding: VatRounding
) -> dict[Rate, Decimal]:
    """The system's own VAT of the rows without a given one."""
    own = {rate: [row for row in rows if not row.vat_given] for rate, rows in groups.items()}
    if rounding is VatRounding.PIECE:
        return {rate: sum((_of_pieces(row, arithmetic) for row in rows), ZERO) for rate, rows in own.items()}
    if rounding is VatRounding.ROW:
        return {
            rate: sum((round_cents(_vat_in(row_sum(row, arithmetic), row.rate, arithmetic)) for row in rows), ZERO)
            for rate, rows in own.items()
        }
    # Divided once: a sum of quotients may fall short of half a cent in the 28th digit.
    amounts = {rate: sum((_counted(row, arithmetic) for row in rows), Decimal(0)) for rate, rows in own.items()}
    vats = {rate: _vat_in(amount, rate[1], arithmetic) for rate, amount in amounts.items()}
    if rounding is VatRounding.DOCUMENT:
        # A sum that is rounded can always be shared so.
        shares = cast("list[Decimal]", round_together(_together(amounts, arithmetic), list(vats.values())))
        return dict(zip(vats, shares, strict=True))
    return {rate: round_cents(vat) for rate, vat in vats.items()}


def _together(amounts: Mapping[Rate, Decimal], arithmetic: Arithmetic) -> Decimal:
    """The VAT of amounts of several rates, rounded once."""
    exact = Fraction(0)
    for (_code, rate), amount in amounts.items():
        part = vat_fraction(rate, arithmetic.prices)
        exact += Fraction(amount) * 100 * part.part / part.whole
    return money(rounded(exact.numerator, exact.denominator))


def _counted(row: PricedRow, arithmetic: Arithmetic) -> Decimal:
    """What VAT of several rows is worked out of: their sums, or prices times quantities where those are not rounded."""
    if not arithmetic.rounds_rows and arithmetic.priced_by is PricedBy.UNIT:
        return row.price * row.quantity
    return row_sum(row, arithmetic)


def _of_pieces(row: PricedRow, arithmetic: Arithmetic) -> Decimal:
    return round_cents(round_cents(_vat_in(row.price, row.rate, arithmetic)) * row.quantity)


def _vat_in(amount: Decimal, rate: Decimal | None, arithmetic: Arithmetic) -> Decimal:
    """The exact VAT of an amount, which is without VAT or with it."""
    rate = rate or Decimal(0)
    return amount * rate / (HUNDRED if arithmetic.prices is Prices.NET else HUNDRED + rate)


def _sums(amount: Decimal, vat: Decimal, arithmetic: Arithmetic) -> Sums:
    if arithmetic.prices is Prices.NET:
        return Sums(amount, vat, amount + vat)
    return Sums(amount - vat, vat, amount)
