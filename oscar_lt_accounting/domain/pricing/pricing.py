"""The lines of a document as the rows that make an accounting system say exactly its sums."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from oscar_lt_accounting.domain.documents import InvoiceLine
from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.domain.pricing.arithmetic import Arithmetic, Prices
from oscar_lt_accounting.domain.pricing.cents import money
from oscar_lt_accounting.domain.pricing.choices import Choices
from oscar_lt_accounting.domain.pricing.given_vat import Given
from oscar_lt_accounting.domain.pricing.groups import Group, grouped
from oscar_lt_accounting.domain.pricing.proving import own_vats, prove
from oscar_lt_accounting.domain.pricing.refusals import (
    below_zero,
    no_unit_price,
    nothing_to_send,
    quantity_too_fine,
    vat_differs,
)
from oscar_lt_accounting.domain.pricing.rounding_row import Solved, rounding_rows, solutions, together
from oscar_lt_accounting.domain.pricing.rows import Priced
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.domain.sums import Sums


def price(
    document_lines: Sequence[InvoiceLine],
    arithmetic: Arithmetic,
    *,
    prices_include_vat: bool,
    rounding_product: bool = False,
    negative_rounding: bool = False,
) -> Priced:
    """The rows for which a system of `arithmetic` records the document's totals and the VAT of each rate.

    Cents move only between rows of one rate, each line within two cents of what the shop's prices make, which
    `prices_include_vat` says how to read; a line may go as two rows. With `rounding_product` a row without VAT
    may make up for a cent of each rate that no rows reach, below zero only with `negative_rounding`.

    Raises `Held` with the code `quantity`, `negative_price`, `unit_price`, `sums_differ` or `nothing_to_send`.
    """
    for line in document_lines:
        _check(line, arithmetic)
    paid = [(position, line) for position, line in enumerate(document_lines) if not _is_free(line)]
    free = [position for position, line in enumerate(document_lines) if _is_free(line)]
    if not (paid or arithmetic.zero_rows):
        raise nothing_to_send()
    groups = grouped(paid, arithmetic, prices_include_vat=prices_include_vat)
    solved = _solved(groups, document_lines, rounding_product=rounding_product, negative=negative_rounding)
    rows = [_row(given, group, document_lines) for group, one in zip(groups, solved, strict=True) for given in one.rows]
    if arithmetic.zero_rows:
        rows += [_free_row(position, document_lines[position], arithmetic) for position in free]
    rows = [*sorted(rows, key=lambda row: row.line or 0), *rounding_rows(solved)]
    prove(rows, groups, _total(document_lines), arithmetic)
    return Priced(rows=tuple(rows), not_deducted=() if arithmetic.zero_rows else tuple(free))


def _check(line: InvoiceLine, arithmetic: Arithmetic) -> None:
    smallest = line.remote_quantity.scaleb(arithmetic.quantity_decimals)
    if smallest != smallest.to_integral_value():
        raise quantity_too_fine(line, arithmetic.quantity_decimals)
    if line.gross < 0 and not arithmetic.negative_prices:
        raise below_zero(line)


def _is_free(line: InvoiceLine) -> bool:
    return not (line.gross or line.net or line.vat)


def _total(lines: Sequence[InvoiceLine]) -> Sums:
    net, vat = sum((line.net for line in lines), ZERO), sum((line.vat for line in lines), ZERO)
    return Sums(net, vat, net + vat)


def _solved(
    groups: Sequence[Group], lines: Sequence[InvoiceLine], *, rounding_product: bool, negative: bool
) -> list[Solved]:
    rates = []
    for group in groups:
        found = solutions(group, with_product=rounding_product and group.arithmetic.rows_without_vat)
        if not found:
            raise _refusal(group, lines, rounding_product=rounding_product)
        rates.append(found)
    chosen = together(rates, negative=negative)
    if chosen is None:
        short = next(group for group, found in zip(groups, rates, strict=True) if found[0].missing)
        raise _refusal(short, lines, rounding_product=rounding_product)
    return chosen


def _refusal(group: Group, lines: Sequence[InvoiceLine], *, rounding_product: bool) -> Held:
    """Why no rows were found for a rate."""
    choices, theirs, ours = Choices(group), own_vats(group), money(group.vat)
    unpriced = [line for line in group.lines if choices.unchanged(line) is None]
    if unpriced and (theirs == {ours} or not group.arithmetic.counts_vat):
        worst = lines[unpriced[0].position]
        return no_unit_price(worst, worst.net if group.arithmetic.prices is Prices.NET else worst.gross)
    helps = group.arithmetic.rows_without_vat and not rounding_product and bool(solutions(group, with_product=True))
    return vat_differs(group.rate, theirs, ours, rounding_helps=helps)


def _row(given: Given, group: Group, lines: Sequence[InvoiceLine]) -> PricedRow:
    part, line = given.part, lines[given.part.line.position]
    other = group.other(part.amount, part.vat)
    net, gross = (part.amount, other) if group.arithmetic.prices is Prices.NET else (other, part.amount)
    return PricedRow(
        line=part.line.position,
        quantity=_quantity(part.quantity, part.line.quantity, line, group.arithmetic),
        price=part.price,
        net=money(net),
        vat=money(part.vat),
        gross=money(gross),
        rate=line.rate,
        vat_code=line.vat_code,
        vat_given=given.given,
    )


def _quantity(smallest: int, whole: int, line: InvoiceLine, arithmetic: Arithmetic) -> Decimal:
    if smallest == whole:
        return line.remote_quantity
    return Decimal(smallest).scaleb(-arithmetic.quantity_decimals).normalize() + 0


def _free_row(position: int, line: InvoiceLine, arithmetic: Arithmetic) -> PricedRow:
    return PricedRow(
        line=position,
        quantity=line.remote_quantity,
        price=ZERO,
        net=ZERO,
        vat=ZERO,
        gross=ZERO,
        rate=line.rate,
        vat_code=line.vat_code,
        vat_given=arithmetic.vat_per_row and (arithmetic.zero_vat_per_row or line.rate == 0),
    )
