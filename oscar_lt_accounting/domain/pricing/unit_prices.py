"""Unit prices that make a system say a row's sum, in whole numbers of the smallest price and quantity."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from oscar_lt_accounting.domain.pricing.arithmetic import Arithmetic, PricedBy
from oscar_lt_accounting.domain.pricing.cents import rounded


@dataclass(frozen=True)
class UnitPrices:
    """How one system takes prices. Quantities are whole numbers of its smallest quantity."""

    by: PricedBy
    decimals: int
    quantity_decimals: int

    @classmethod
    def of(cls, arithmetic: Arithmetic) -> UnitPrices:
        """Those of a system."""
        return cls(arithmetic.priced_by, arithmetic.price_decimals, arithmetic.quantity_decimals)

    def amount(self, price: int, quantity: int, decimals: int) -> int:
        """What the system makes of a price in whole numbers of so many decimals, in cents."""
        return rounded(100 * price * quantity, 10 ** (decimals + self.quantity_decimals))

    def shortest(self, amount: int, quantity: int) -> Decimal | None:
        """The price of the fewest decimals, two at least, that gives `amount` cents; None where none does.

        A price that is only shown beside the row's sum always has all decimals.
        """
        if self.by is PricedBy.ROW:
            return self._rounded(amount, quantity, self.decimals)
        for decimals in range(2, self.decimals + 1):
            price = self._whole(amount, quantity, decimals)
            if price and self.amount(price, quantity, decimals) == amount:
                return Decimal(price).scaleb(-decimals)
        return None if amount else self._below_half_a_cent(quantity)

    def closest(self, amount: int, quantity: int) -> Decimal:
        """The price whose product is nearest to `amount` before it is rounded, with the fewest decimals."""
        for decimals in range(2, self.decimals):
            price = self._whole(amount, quantity, decimals)
            if 100 * price * quantity == amount * 10 ** (decimals + self.quantity_decimals):
                return Decimal(price).scaleb(-decimals)
        return self._rounded(amount, quantity, self.decimals)

    def two(self, amount: int, quantity: int, shift: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """How much of the quantity goes at each of two neighbouring prices of all decimals, and what it makes in cents.

        `shift` takes so many more pieces at the higher price. None where two such prices do not give `amount`.
        """
        if amount < 0:
            opposite = self.two(-amount, quantity, shift)
            return opposite and ((opposite[0][0], -opposite[0][1]), (opposite[1][0], -opposite[1][1]))
        low = amount * 10 ** (self.decimals + self.quantity_decimals) // (100 * quantity)
        piece = 10**self.quantity_decimals if quantity % 10**self.quantity_decimals == 0 else 1
        dear = amount * 10 ** (self.decimals + self.quantity_decimals - 2) - low * quantity + shift * piece
        if not (0 < dear < quantity) or not low:
            return None
        cheap = quantity - dear
        made = self.amount(low, cheap, self.decimals), self.amount(low + 1, dear, self.decimals)
        return ((cheap, made[0]), (dear, made[1])) if sum(made) == amount else None

    def _whole(self, amount: int, quantity: int, decimals: int) -> int:
        return rounded(amount * 10 ** (decimals + self.quantity_decimals), 100 * quantity)

    def _rounded(self, amount: int, quantity: int, decimals: int) -> Decimal:
        return Decimal(self._whole(amount, quantity, decimals)).scaleb(-decimals)

    def _below_half_a_cent(self, quantity: int) -> Decimal | None:
        """A price above zero that makes 0.00, for what costs less than half a cent without VAT."""
        for decimals in range(3, self.decimals + 1):
            price = (10 ** (decimals + self.quantity_decimals) - 1) // (200 * quantity)
            if price:
                return Decimal(price).scaleb(-decimals)
        return None
