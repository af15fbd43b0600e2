"""What the books of B1 make of an order: VAT by rate, taken out of the gross sums."""

from __future__ import annotations

from decimal import Decimal

from oscar_lt_accounting.testing.simulators.b1.books import Order
from oscar_lt_accounting.testing.simulators.toolkit.records import Row
from oscar_lt_accounting.testing.simulators.toolkit.rounding import CENT, inside, rounded, spread, total

_HALF_CENT = Decimal("0.005")
_HALF_STEP_OF_PRICE = Decimal("0.00005")


def fits(price: Decimal, quantity: Decimal, amount: Decimal) -> bool:
    """Whether a price of four decimals can be the price of a row with this sum (b1.md §5.4)."""
    return abs(price * quantity - amount) <= max(_HALF_CENT, _HALF_STEP_OF_PRICE * quantity)


def difference(order: Order) -> Decimal:
    """By how much the order's total is not Σ sum − discount + shipping + cod (b1.md §5.4)."""
    rows = total(row.gross for row in order.rows)
    return order.total - (rows - order.discount + order.shipping + order.cod)


def tolerance(order: Order, reading: str) -> Decimal | None:
    """The largest difference that is taken; None when nobody looks."""
    if reading == "unchecked":
        return None
    return CENT * len(order.rows) if reading == "cents" else Decimal(0)


def book(order: Order, delivery_rate: Decimal | None) -> None:
    """Take the discount off the rows, enter delivery and fees as rows, find net and VAT by rate.

    Delivery and fees carry the rate the company set for them; a row without a rate has no VAT.
    """
    for row, part in zip(order.rows, spread(order.discount, [row.gross for row in order.rows]), strict=True):
        row.gross -= part
    for title, amount in (("Pristatymas", order.shipping), ("Papildomi mokesčiai", order.cod)):
        if amount:
            order.rows.append(Row(title=title, price=amount, gross=amount, rate=delivery_rate))
    for rate in {row.rate for row in order.rows}:
        rows = [row for row in order.rows if row.rate == rate]
        exact = [inside(row.gross, rate) for row in rows]
        vat = rounded(inside(total(row.gross for row in rows), rate))
        for row, share in zip(rows, spread(vat, exact), strict=True):
            row.vat, row.net = share, row.gross - share
    order.net = total(row.net for row in order.rows)
    order.vat = total(row.vat for row in order.rows)
    order.gross = order.net + order.vat
