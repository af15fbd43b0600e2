"""What can be made of one line: one row at its own sum or some cents beside it, or two rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from oscar_lt_accounting.domain.pricing.arithmetic import VatRounding
from oscar_lt_accounting.domain.pricing.cents import near, rounded
from oscar_lt_accounting.domain.pricing.groups import MOST_CENTS, Group, Line

#: Of two ways that reach the same sums the one of the lower cost is taken; a moved cent costs 1.
_COST_OF_SPLIT = 10
#: How many pieces get a row of their own; half of them, too.
_FIRST = (1, 2, 3, 4)
#: How many cents, and which part of its sum at most, a row of some pieces may be from its share as a last resort.
_MOST_FREELY, _FREELY_PART = 12, 50
_SHIFTS = (0, 1, -1, 2, -2, 3, -3)


@dataclass(frozen=True)
class Part:
    """One row: quantity, unit price, sum, and the VAT that counts for it."""

    line: Line
    quantity: int
    price: Decimal
    amount: int
    vat: int


@dataclass(frozen=True)
class Choice:
    """One line as one row or two. `sums` are its amount and its VAT in each way of rounding by row or piece."""

    parts: tuple[Part, ...]
    sums: tuple[int, ...]
    cost: int


class Choices:
    """What can be made of the lines of a group."""

    def __init__(self, group: Group) -> None:
        self._group = group
        ways = group.arithmetic.vat_rounding if group.arithmetic.counts_vat else frozenset[VatRounding]()
        self.ways = tuple(way for way in (VatRounding.ROW, VatRounding.PIECE) if way in ways)

    def unchanged(self, line: Line) -> Choice | None:
        """The line as it is in one row; None where no unit price gives its sum."""
        return self._whole(line, line.amount)

    def whole(self, line: Line) -> list[Choice]:
        """The line in one row, its sum some cents up or down; what is paid for keeps its last cent."""
        group = self._group
        amounts = {amount for amount in near(line.exact, group.scale, MOST_CENTS) if amount * line.exact > 0}
        made = (self._whole(line, amount) for amount in sorted(amounts | {line.amount}))
        return [
            choice
            for choice in made
            if choice
            and (
                choice.sums[0] == line.amount
                or group.other_is_near(choice.sums[0], choice.parts[0].vat, line.exact, group.scale)
            )
        ]

    def split(self, line: Line, *, freely: bool = False) -> list[Choice]:
        """The line in two rows, each near its share of the sum; `freely` is for pieces at prices further apart."""
        found: dict[tuple[int, ...], Choice] = {}
        for parts in (*self._by_two_prices(line), *self._by_pieces(line, freely=freely)):
            choice = self._choice(line, parts, _COST_OF_SPLIT)
            found.setdefault(choice.sums, choice)
        return list(found.values())

    def _whole(self, line: Line, amount: int) -> Choice | None:
        price = self._group.prices.shortest(amount, line.quantity)
        if price is None:
            return None
        part = self._part(line, line.quantity, price, amount, line.vat)
        return self._choice(line, (part,), 0)

    def _choice(self, line: Line, parts: tuple[Part, ...], cost: int) -> Choice:
        amount = sum(part.amount for part in parts)
        vats = (sum(self._vat(way, part.quantity, part.price, part.amount) for part in parts) for way in self.ways)
        cost += abs(amount - line.amount)
        return Choice(parts, (amount, *vats), cost)

    def _part(self, line: Line, quantity: int, price: Decimal, amount: int, vat: int) -> Part:
        if self.ways:
            vat = self._vat(self.ways[0], quantity, price, amount)
        return Part(line, quantity, price, amount, vat)

    def _vat(self, way: VatRounding, quantity: int, price: Decimal, amount: int) -> int:
        fraction = self._group.fraction
        if way is VatRounding.ROW:
            return fraction.of(amount)
        part, whole = price.as_integer_ratio()
        piece = rounded(100 * part * fraction.part, whole * fraction.whole)
        return rounded(piece * quantity, int(10**self._group.arithmetic.quantity_decimals))

    def _by_two_prices(self, line: Line) -> Iterator[tuple[Part, ...]]:
        """Sums that no single price gives, at two neighbouring prices."""
        group = self._group
        for amount in near(line.exact, group.scale, MOST_CENTS):
            if group.prices.shortest(amount, line.quantity) is not None:
                continue
            for shift in _SHIFTS:
                two = group.prices.two(amount, line.quantity, shift)
                if two is None:
                    continue
                parts = self._two_parts(line, two)
                if group.other_is_near(amount, sum(part.vat for part in parts), line.exact, group.scale):
                    yield parts

    def _two_parts(self, line: Line, two: tuple[tuple[int, int], ...]) -> tuple[Part, ...]:
        prices = self._group.prices
        vats = self._shared_vat(line, two[0][0])
        return tuple(
            self._part(line, quantity, cast("Decimal", prices.shortest(amount, quantity)), amount, vat)
            for (quantity, amount), vat in zip(two, vats, strict=True)
        )

    def _by_pieces(self, line: Line, *, freely: bool) -> Iterator[tuple[Part, ...]]:
        """Some of the pieces in a row of their own; both rows together are near the line's exact sum."""
        group, pieces = self._group, line.quantity // line.piece
        for first in sorted({first for first in (*_FIRST, pieces // 2) if 1 <= first <= pieces // 2}):
            quantities = (first * line.piece, line.quantity - first * line.piece)
            vats = self._shared_vat(line, quantities[0])
            one, other = (self._parts(line, *share, freely=freely) for share in zip(quantities, vats, strict=True))
            for amount, part in one.items():
                for total in near(line.exact, group.scale, MOST_CENTS):
                    rest = other.get(total - amount)
                    if rest and group.other_is_near(total, part.vat + rest.vat, line.exact, group.scale):
                        yield part, rest

    def _parts(self, line: Line, quantity: int, vat: int, *, freely: bool) -> dict[int, Part]:
        """Rows of some of the line's pieces by their sums, the nearest to their exact share first."""
        group = self._group
        exact, scale = line.exact * quantity, group.scale * line.quantity
        most = max(MOST_CENTS, min(_MOST_FREELY, abs(exact) // (scale * _FREELY_PART))) if freely else MOST_CENTS
        parts = {}
        for amount in sorted(near(exact, scale, most), key=lambda amount: abs(amount * scale - exact)):
            price = group.prices.shortest(amount, quantity) if amount * exact > 0 else None
            if price is not None:
                part = self._part(line, quantity, price, amount, vat)
                if freely or group.other_is_near(amount, part.vat, exact, scale):
                    parts[amount] = part
        return parts

    def _shared_vat(self, line: Line, first: int) -> tuple[int, int]:
        """The line's own VAT over its two rows, where it does not decide anything."""
        share = rounded(line.vat * first, line.quantity)
        return share, line.vat - share
