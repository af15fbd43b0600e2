"""The paid lines of one VAT code and rate, in cents: what pricing may change and what it must reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from oscar_lt_accounting.domain.documents import InvoiceLine, LineKind
from oscar_lt_accounting.domain.pricing.arithmetic import Arithmetic, Prices
from oscar_lt_accounting.domain.pricing.cents import VatShare, in_cents, vat_fraction
from oscar_lt_accounting.domain.pricing.unit_prices import UnitPrices

#: How far a row's net and gross may be from their exact figures.
MOST_CENTS = 2
_SERVICES = {LineKind.SERVICE, LineKind.SHIPPING, LineKind.SURCHARGE}


@dataclass(frozen=True)
class Line:
    """One line. `amount` is its sum as the system's rows count, without or with VAT, `vat` its VAT, in cents.

    `exact` is the amount that the shop's prices make before any rounding, times the group's `scale`.
    `quantity` counts the system's smallest quantities, `piece` is the least of them that a row of its own may have.
    """

    position: int
    quantity: int
    piece: int
    amount: int
    vat: int
    exact: int


@dataclass(frozen=True)
class Group:
    """The lines of one VAT code and rate."""

    code: str
    rate: Decimal | None
    arithmetic: Arithmetic
    lines: tuple[Line, ...]
    scale: int
    prices: UnitPrices = field(compare=False)

    @cached_property
    def amount(self) -> int:
        """What the rows' sums must add up to."""
        return sum(line.amount for line in self.lines)

    @cached_property
    def vat(self) -> int:
        """What their VAT must be."""
        return sum(line.vat for line in self.lines)

    @cached_property
    def fraction(self) -> VatShare:
        """The VAT in a row's sum."""
        return vat_fraction(self.rate, self.arithmetic.prices)

    def other(self, amount: int, vat: int) -> int:
        """The gross of a net amount, or the net of a gross one."""
        return amount + vat if self.arithmetic.prices is Prices.NET else amount - vat

    def other_is_near(self, amount: int, vat: int, exact: int, scale: int) -> bool:
        """Whether a net amount's gross, or a gross one's net, is within two cents of what `exact / scale` makes."""
        part, whole = self.fraction.part, self.fraction.whole
        exact_other = exact * (whole + part if self.arithmetic.prices is Prices.NET else whole - part)
        return abs(self.other(amount, vat) * scale * whole - exact_other) <= MOST_CENTS * scale * whole


def grouped(
    lines: Sequence[tuple[int, InvoiceLine]], arithmetic: Arithmetic, *, prices_include_vat: bool
) -> tuple[Group, ...]:
    """Lines with their positions by VAT code and rate, in order of first appearance."""
    found: dict[tuple[str, Decimal | None], list[tuple[int, InvoiceLine]]] = {}
    for position, line in lines:
        found.setdefault((line.vat_code, line.rate), []).append((position, line))
    prices = UnitPrices.of(arithmetic)
    groups = []
    for (code, rate), members in found.items():
        times, scale = _exact_ratio(rate, arithmetic.prices, prices_include_vat=prices_include_vat)
        made = tuple(
            Line(
                position=position,
                quantity=int(line.remote_quantity.scaleb(arithmetic.quantity_decimals)),
                piece=_piece(line, arithmetic),
                amount=in_cents(line.net if arithmetic.prices is Prices.NET else line.gross),
                vat=in_cents(line.vat),
                exact=in_cents(line.gross if prices_include_vat else line.net) * times,
            )
            for position, line in members
        )
        groups.append(Group(code, rate, arithmetic, made, scale, prices))
    return tuple(groups)


def _piece(line: InvoiceLine, arithmetic: Arithmetic) -> int:
    """One of the goods; a tenth of a service, which nobody counts in a warehouse."""
    one = int(10**arithmetic.quantity_decimals)
    return one // 10 if line.kind in _SERVICES and arithmetic.quantity_decimals else one


def _exact_ratio(rate: Decimal | None, wanted: Prices, *, prices_include_vat: bool) -> tuple[int, int]:
    """By what the shop's own figure is multiplied and divided to be the figure that the system counts in."""
    on_top = vat_fraction(rate, Prices.NET)
    if prices_include_vat and wanted is Prices.NET:
        return on_top.whole, on_top.whole + on_top.part
    if not prices_include_vat and wanted is Prices.GROSS:
        return on_top.whole + on_top.part, on_top.whole
    return 1, 1
