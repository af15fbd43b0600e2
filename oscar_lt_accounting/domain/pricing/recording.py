"""What a system of an arithmetic makes of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from oscar_lt_accounting.domain.money import ZERO, round_cents, round_together
from oscar_lt_accounting.domain.pricing.arithmetic import Arithmetic, PricedBy, Prices, VatRounding
from oscar_lt_accounting.domain.pricing.rows import PricedRow
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
    exact = {
        rate: [_vat_in(_counted(row, arithmetic, rounding), row.rate, arithmetic) for row in rows]
        for rate, rows in own.items()
    }
    if rounding is VatRounding.ROW:
        return {rate: sum((round_cents(vat) for vat in vats), ZERO) for rate, vats in exact.items()}
    sums = {rate: sum(vats, Decimal(0)) for rate, vats in exact.items()}
    if rounding is VatRounding.DOCUMENT:
        total = round_cents(sum(sums.values(), Decimal(0)))
        # A sum that is rounded can always be shared so.
        return dict(zip(sums, cast("list[Decimal]", round_together(total, list(sums.values()))), strict=True))
    return {rate: round_cents(vat) for rate, vat in sums.items()}


def _counted(row: PricedRow, arithmetic: Arithmetic, rounding: VatRounding) -> Decimal:
    """What VAT is worked out of: the row's sum, or its price times its quantity where sums are not rounded first."""
    unrounded = not arithmetic.rounds_rows and rounding is not VatRounding.ROW
    if unrounded and arithmetic.priced_by is PricedBy.UNIT:
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
