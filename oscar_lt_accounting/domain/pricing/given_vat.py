"""Which rows carry a given VAT sum, for systems that take one and work the VAT of the other rows out.

A VAT sum of 0.00 cannot be given where the rate is above zero (robolabs.md §11 no. 30), so rows whose VAT rounds
to 0.00 either get a cent or are left to the system, which rounds the VAT of all such rows of a rate together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from oscar_lt_accounting.domain.pricing.arithmetic import Prices, VatRounding
from oscar_lt_accounting.domain.pricing.cents import rounded
from oscar_lt_accounting.domain.pricing.choices import Part
from oscar_lt_accounting.domain.pricing.groups import Group


@dataclass(frozen=True)
class Given:
    """A row with what it says of its VAT."""

    part: Part
    given: bool


def give(group: Group, parts: Sequence[Part]) -> list[Given] | None:
    """The rows of a rate with their VAT so that the system records the rate's; None where it cannot be said.

    Best is a VAT sum in every row; next, all but rows so small that they make 0.00 together however they are
    rounded; next none in any row, where the system's own calculation is right by itself; last, all but some.
    """
    if group.arithmetic.zero_vat_per_row:
        return [Given(part, given=True) for part in parts]
    if not group.rate:
        return [Given(part, given=group.rate is not None) for part in parts]
    return _Giving(group, parts).found()


class _Giving:
    def __init__(self, group: Group, parts: Sequence[Part]) -> None:
        self._group = group
        self._parts = parts
        self._limits = [self._limits_of(part) for part in parts]

    def found(self) -> list[Given] | None:
        by_size = sorted(range(len(self._parts)), key=lambda i: (self._parts[i].amount, i))
        without = [frozenset(by_size[:count]) for count in range(len(by_size) + 1)]
        tiny = [rows for rows in without if self._exact_vat(rows) * 2 < self._group.fraction.whole]
        for rows in (*tiny, without[-1], *without[len(tiny) : -1]):
            if (found := self._without(rows)) is not None:
                return found
        return None

    def _exact_vat(self, rows: frozenset[int]) -> int:
        """The VAT of rows before any rounding, in cents times the fraction's whole."""
        return sum(self._parts[i].amount for i in rows) * self._group.fraction.part

    def _limits_of(self, part: Part) -> tuple[int, int]:
        """The least and the most cents of VAT that may be given: within a cent, above zero, below the price."""
        limits = [self._within_a_cent(part.amount, 1)]
        if not self._group.arithmetic.rounds_rows:
            euros, whole = part.price.as_integer_ratio()
            smallest = int(10**self._group.arithmetic.quantity_decimals)
            limits.append(self._within_a_cent(100 * euros * part.quantity, whole * smallest))
        least, most = max(1, *(least for least, _most in limits)), min(most for _least, most in limits)
        return least, min(most, part.amount - 1) if self._group.arithmetic.prices is Prices.GROSS else most

    def _within_a_cent(self, cents: int, of: int) -> tuple[int, int]:
        """The VAT sums at most a cent from the exact one of `cents / of`."""
        exact, whole = cents * self._group.fraction.part, of * self._group.fraction.whole
        return -((whole - exact) // whole), (exact + whole) // whole

    def _without(self, ungiven: frozenset[int]) -> list[Given] | None:
        """The rows, those of `ungiven` left to the system; None where the rate's VAT does not come out."""
        own = self._own(ungiven)
        if own is None:
            return None
        vats = self._given(ungiven, self._group.vat - own)
        if vats is None:
            return None
        vats |= self._shares(ungiven, own)
        rows = []
        for i, part in enumerate(self._parts):
            if i in ungiven:
                price = self._group.prices.closest(part.amount, part.quantity)
                rows.append(Given(replace(part, price=price, vat=vats[i]), given=False))
            else:
                rows.append(Given(replace(part, vat=vats[i]), given=True))
        return rows

    def _shares(self, ungiven: frozenset[int], own: int) -> dict[int, int]:
        """The system's own VAT over its rows: as the document has it where that adds up, else by largest remainder."""
        vats = {i: self._parts[i].vat for i in ungiven}
        if sum(vats.values()) == own:
            return vats
        exact, whole = {i: self._exact_vat(frozenset([i])) for i in ungiven}, self._group.fraction.whole
        vats = {i: amount // whole for i, amount in exact.items()}
        by_rest = sorted(ungiven, key=lambda i: (-(exact[i] % whole), i))
        for i in by_rest[: own - sum(vats.values())]:
            vats[i] += 1
        return vats

    def _own(self, ungiven: frozenset[int]) -> int | None:
        """What the system makes of the rows without a given VAT; None where its ways of rounding differ."""
        fraction = self._group.fraction
        made = {
            rounded(self._exact_vat(ungiven), fraction.whole)
            if way in (VatRounding.RATE, VatRounding.DOCUMENT)
            else sum(fraction.of(self._parts[i].amount) for i in ungiven)
            for way in self._group.arithmetic.vat_rounding
        }
        return made.pop() if len(made) == 1 else None

    def _given(self, ungiven: frozenset[int], total: int) -> dict[int, int] | None:
        """VAT sums of the other rows that add up to `total`, changed as little as can be, the largest rows first."""
        limits = {i: limit for i, limit in enumerate(self._limits) if i not in ungiven}
        if any(least > most for least, most in limits.values()):
            return None
        vats = {i: min(max(self._parts[i].vat, least), most) for i, (least, most) in limits.items()}
        missing = total - sum(vats.values())
        for i in sorted(limits, key=lambda i: (-self._parts[i].amount, i)):
            least, most = limits[i]
            step = max(least - vats[i], min(most - vats[i], missing))
            vats[i] += step
            missing -= step
        return None if missing else vats
