"""Random baskets at shelf prices as lines of a document (described in docs/pricing.md)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from oscar_lt_accounting.domain.documents import InvoiceLine, LineKind
from oscar_lt_accounting.domain.money import ZERO, round_cents, split
from oscar_lt_accounting.domain.sums import Item, ShippingPolicy, Sums, apportion, gross_first, net_first

CODES = {Decimal(21): "PVM1", Decimal(12): "PVM58", Decimal(5): "PVM3"}
STANDARD = ("PVM1", Decimal(21))
_SIZES = [(1, 30), (2, 25), (3, 18), (4, 10), (5, 6), (6, 4), (8, 3), (12, 3), (25, 1)]
_QUANTITIES = [(1, 40), (2, 22), (3, 14), (4, 10), (5, 9), (6, 2), (10, 1), (24, 1), (137, 1)]
_DELIVERIES = ["0.00", "0.00", "1.99", "2.49", "2.99", "3.50", "3.99", "4.99"]


@dataclass(frozen=True)
class _Wanted:
    """What a customer put into the basket: how many pieces at which price and rate."""

    quantity: int
    price: Decimal
    rate: Decimal


def basket(chance: Random) -> list[InvoiceLine]:
    """One basket: 1 to 25 lines, a discount in one of three, a delivery in three of four, its VAT as the goods'."""
    one_rate = chance.random() < 0.6
    wanted = [_wanted(chance, one_rate=one_rate) for _ in range(_weighted(chance, _SIZES))]
    grosses = _discounted(chance, [one.price * one.quantity for one in wanted])
    rows: list[tuple[tuple[str, Decimal | None], Decimal, int]] = [
        ((CODES[one.rate], one.rate), gross, one.quantity) for one, gross in zip(wanted, grosses, strict=True)
    ]
    goods = [Item(group, gross, ZERO) for group, gross, _quantity in rows]
    if delivery := Decimal(chance.choice(_DELIVERIES)):
        before = [one.price * one.quantity for one in wanted]
        rows += [
            (group, gross, 0)
            for group, gross in apportion(delivery, goods, ShippingPolicy.APPORTION_NET, STANDARD, before)
        ]
    sums = gross_first([Item(group, gross, ZERO) for group, gross, _quantity in rows])
    return [line(group, quantity, made) for (group, _gross, quantity), made in zip(rows, sums, strict=True)]


def net_basket(chance: Random) -> list[InvoiceLine] | None:
    """One order at net prices, net first; None where its sums do not add up that way."""
    rows = []
    for _ in range(_weighted(chance, _SIZES)):
        one = _wanted(chance, one_rate=chance.random() < 0.6)
        net = one.price * one.quantity
        gross = round_cents(net * (100 + one.rate) / 100)
        rows.append((Item((CODES[one.rate], one.rate), gross, net), one.quantity))
    sums = net_first([item for item, _quantity in rows])
    if sums is None:
        return None
    return [line(item.group, quantity, made) for (item, quantity), made in zip(rows, sums, strict=True)]


def line(group: tuple[str, Decimal | None], quantity: int, sums: Sums) -> InvoiceLine:
    """A line of goods, or of delivery where there are no pieces."""
    return InvoiceLine(
        kind=LineKind.GOODS if quantity else LineKind.SHIPPING,
        title="Puodelis" if quantity else "Pristatymas",
        quantity=Decimal(quantity or 1),
        net=sums.net,
        vat=sums.vat,
        gross=sums.gross,
        gross_before_discount=sums.gross,
        rate=group[1],
        vat_code=group[0],
    )


def shelf_lines(*rows: tuple[str, int, int]) -> list[InvoiceLine]:
    """Lines of gross sums, quantities and rates."""
    groups = [(CODES[Decimal(rate)], Decimal(rate)) for _gross, _quantity, rate in rows]
    sums = gross_first(
        [Item(group, Decimal(gross), ZERO) for group, (gross, _quantity, _rate) in zip(groups, rows, strict=True)]
    )
    return [line(group, row[1], made) for group, row, made in zip(groups, rows, sums, strict=True)]


def _wanted(chance: Random, *, one_rate: bool) -> _Wanted:
    rate = Decimal(21) if one_rate else Decimal(chance.choice([21, 21, 5, 12]))
    return _Wanted(_weighted(chance, _QUANTITIES), _price(chance), rate)


def _price(chance: Random) -> Decimal:
    kind = chance.random()
    if kind < 0.45:
        return Decimal(chance.randint(0, 99)) + Decimal(chance.choice(["0.99", "0.49"]))
    if kind < 0.97:
        return Decimal(chance.randint(1, 30_000)) / 100
    return Decimal(chance.randint(0, 5)) / 100


def _discounted(chance: Random, grosses: list[Decimal]) -> list[Decimal]:
    """The sums of rows after a percentage on one or all rows, an amount spread over them, or nothing."""
    kind = chance.random()
    percent = Decimal(chance.randint(1, 90))
    if kind < 0.1:
        return [round_cents(gross * (100 - percent) / 100) for gross in grosses]
    if kind < 0.2:
        return [round_cents(grosses[0] * (100 - percent) / 100), *grosses[1:]]
    if kind < 0.33:
        amount = min(sum(grosses, ZERO), Decimal(chance.randint(1, 2500)) / 100)
        return [gross - part for gross, part in zip(grosses, split(amount, grosses), strict=True)]
    return grosses


def _weighted(chance: Random, weights: list[tuple[int, int]]) -> int:
    return chance.choices([one for one, _weight in weights], [weight for _one, weight in weights])[0]
