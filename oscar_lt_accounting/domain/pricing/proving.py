"""Proof that a system records exactly the document's sums for the rows that were found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.domain.pricing.arithmetic import Arithmetic, VatRounding
from oscar_lt_accounting.domain.pricing.cents import money
from oscar_lt_accounting.domain.pricing.groups import Group
from oscar_lt_accounting.domain.pricing.recording import recorded
from oscar_lt_accounting.domain.pricing.refusals import vat_differs
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.domain.sums import Sums


def prove(rows: Sequence[PricedRow], groups: Sequence[Group], total: Sums, arithmetic: Arithmetic) -> None:
    """Raise `Held` where the VAT of a rate or a total comes out differently in one of the ways of rounding.

    Two VAT codes of one rate must be right whether the system rounds them together or each by itself.
    """
    for way in arithmetic.vat_rounding:
        made = recorded(rows, arithmetic, way)
        for group in groups:
            _compare(group.rate, made.rates[group.code, group.rate].vat, money(group.vat))
        if made.total != total:
            raise vat_differs(None, [made.total.vat], total.vat, rounding_helps=False)
        if len({group.rate for group in groups}) < len(groups):
            _compare_rates(rows, groups, arithmetic, way)


def _compare_rates(
    rows: Iterable[PricedRow], groups: Sequence[Group], arithmetic: Arithmetic, way: VatRounding
) -> None:
    made = recorded([replace(row, vat_code="") for row in rows], arithmetic, way)
    for rate in {group.rate for group in groups}:
        ours = sum((money(group.vat) for group in groups if group.rate == rate), ZERO)
        _compare(rate, made.rates["", rate].vat, ours)


def _compare(rate: Decimal | None, theirs: Decimal, ours: Decimal) -> None:
    if theirs != ours:
        raise vat_differs(rate, [theirs], ours, rounding_helps=False)


def own_vats(group: Group) -> set[Decimal]:
    """What the system's ways of rounding make of a rate's lines as they are, in one row each."""
    fraction = group.fraction
    together = {VatRounding.RATE, VatRounding.DOCUMENT}
    return {
        money(fraction.of(group.amount) if way in together else sum(fraction.of(line.amount) for line in group.lines))
        for way in group.arithmetic.vat_rounding
    }
