"""What a system makes of rows, worked out in fractions so that it shares no mistake with the package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

from oscar_lt_accounting.domain.documents import InvoiceLine
from oscar_lt_accounting.domain.pricing import Arithmetic, Priced, PricedBy, PricedRow, Prices, VatRounding

Rate = tuple[str, Decimal | None]


def cents(amount: Fraction) -> int:
    """An amount of euros to whole cents, halves away from zero."""
    return floor(amount * 100 + Fraction(1, 2)) if amount >= 0 else -floor(-amount * 100 + Fraction(1, 2))


def vat_in(amount: Fraction, rate: Decimal | None, prices: Prices) -> Fraction:
    """The exact VAT on a net amount or in a gross one."""
    percent = Fraction(rate or 0)
    return amount * percent / (100 if prices is Prices.NET else 100 + percent)


def vats(rows: Sequence[PricedRow], system: Arithmetic, way: VatRounding) -> dict[Rate, int]:
    """The VAT of each rate in cents."""
    given: dict[Rate, int] = defaultdict(int)
    rest: dict[Rate, Fraction] = defaultdict(Fraction)
    for row in rows:
        key, amount = (row.vat_code, row.rate), Fraction(row_cents(row, system), 100)
        given[key] += 0
        if row.vat_given or (system.totals_sent and not system.totals_checked):
            given[key] += cents(Fraction(row.vat))
        elif way is VatRounding.PIECE:
            given[key] += cents(vat_in(Fraction(row.price), row.rate, system.prices)) * int(row.quantity)
        elif way is VatRounding.ROW:
            given[key] += cents(vat_in(amount, row.rate, system.prices))
        else:
            counted = (
                amount
                if system.rounds_rows or system.priced_by is PricedBy.ROW
                else Fraction(row.price) * Fraction(row.quantity)
            )
            rest[key] += vat_in(counted, row.rate, system.prices)
    return {key: vat + cents(rest[key]) for key, vat in given.items()}


def row_cents(row: PricedRow, system: Arithmetic) -> int:
    """The row's sum in cents, in the kind of prices that the system takes."""
    if system.priced_by is PricedBy.UNIT:
        return cents(Fraction(row.price) * Fraction(row.quantity))
    return cents(Fraction(row.net if system.prices is Prices.NET else row.gross))


def faults(lines: Sequence[InvoiceLine], priced: Priced, system: Arithmetic, *, prices_include_vat: bool) -> list[str]:
    """Everything that is wrong with rows for these lines."""
    found = []
    for way in system.vat_rounding:
        found += [f"{way.value}: {fault}" for fault in _sums(lines, priced.rows, system, way)]
    found += _rows(lines, priced, system, prices_include_vat)
    found += [f"not possible: {row}" for row in priced.rows if not _is_possible(row, system)]
    return found


def _sums(lines: Sequence[InvoiceLine], rows: Sequence[PricedRow], system: Arithmetic, way: VatRounding) -> list[str]:
    ours: dict[Rate, int] = defaultdict(int)
    for line in lines:
        ours[line.vat_code, line.rate] += cents(Fraction(line.vat))
    theirs = vats(rows, system, way)
    wrong = [
        f"VAT of {rate} is {theirs.get(rate, 0)}, not {vat}" for rate, vat in ours.items() if theirs.get(rate, 0) != vat
    ]
    amounts = sum(row_cents(row, system) for row in rows)
    total = amounts + (sum(theirs.values()) if system.prices is Prices.NET else 0)
    if total != cents(Fraction(sum(line.gross for line in lines))):
        wrong.append(f"the total is {total}")
    return wrong


def _rows(lines: Sequence[InvoiceLine], priced: Priced, system: Arithmetic, prices_include_vat: bool) -> list[str]:
    wrong = []
    for position, line in enumerate(lines):
        rows = [row for row in priced.rows if row.line == position]
        free = not line.gross
        if free and not system.zero_rows:
            wrong += [] if not rows and position in priced.not_deducted else [f"{position} is not listed"]
            continue
        if (
            position in priced.not_deducted
            or sum(row.quantity for row in rows) != line.remote_quantity
            or len(rows) > 2
        ):
            wrong.append(f"{position}: the quantity is not kept")
        net, gross = sum(row.net for row in rows), sum(row.gross for row in rows)
        factor = 1 + Fraction(line.rate or 0) / 100
        exact_gross = Fraction(line.gross) if prices_include_vat else Fraction(line.net) * factor
        moved = (net, gross) != (line.net, line.gross)
        away = max(abs(Fraction(gross) - exact_gross), abs(Fraction(net) - exact_gross / factor))
        if (moved and away > Fraction(2, 100)) or (free and (net, gross) != (0, 0)):
            wrong.append(f"{position}: {net} and {gross} are too far from {line.net} and {line.gross}")
    if any(row.net + row.vat != row.gross for row in priced.rows):
        wrong.append("net and VAT are not gross")
    return wrong


def _is_possible(row: PricedRow, system: Arithmetic) -> bool:
    places = -int(row.price.as_tuple().exponent)
    own = row.net if system.prices is Prices.NET else row.gross
    if places > system.price_decimals or row_cents(row, system) != cents(Fraction(own)):
        return False
    if (row.price <= 0 and not (row.price == 0 and system.zero_rows)) and not row.rounding:
        return False
    if not row.vat_given:
        return True
    exact = vat_in(Fraction(row.price) * Fraction(row.quantity), row.rate, system.prices)
    return system.zero_vat_per_row or (
        bool(row.vat) == bool(row.rate) and abs(Fraction(row.vat) - exact) <= Fraction(1, 100)
    )
