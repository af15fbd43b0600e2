"""How a document's net, VAT and gross come about (lt-invoicing-facts §6 and §7).

Truth is what the customer pays: the gross of a document is given, net and VAT are found inside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import cast

from oscar_lt_accounting.domain.money import CENT, ZERO, round_cents, round_together, split

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Item:
    """One row before its sums are known: which VAT group, and what the shop charged.

    `gross` is what the customer pays for the row, `net` the shop's own figure for it without VAT.
    """

    group: tuple[str, Decimal | None]
    gross: Decimal
    net: Decimal


@dataclass(frozen=True)
class Sums:
    """Net, VAT and gross of one row; gross is always net + VAT."""

    net: Decimal
    vat: Decimal
    gross: Decimal


class ShippingPolicy(str, Enum):
    """Which VAT rates a delivery charge carries when the goods carry several."""

    APPORTION_NET = "apportion_net"
    APPORTION_GROSS = "apportion_gross"
    STANDARD = "standard"
    DOMINANT = "dominant"


def vat_inside(gross: Decimal, rate: Decimal | None) -> Decimal:
    """The VAT contained in `gross` at `rate` percent."""
    rate = rate or Decimal(0)
    return round_cents(gross * rate / (HUNDRED + rate))


def vat_on(net: Decimal, rate: Decimal | None) -> Decimal:
    """The VAT to add to `net` at `rate` percent."""
    return round_cents(net * (rate or Decimal(0)) / HUNDRED)


def gross_first(items: Sequence[Item]) -> list[Sums]:
    """Sums for a shop whose prices include VAT: VAT is taken out of each group's gross."""
    sums: dict[int, Sums] = {}
    for members in grouped(items).values():
        gross = sum((items[i].gross for i in members), ZERO)
        rate = items[members[0]].group[1]
        net = gross - vat_inside(gross, rate)
        exact = [items[i].gross * HUNDRED / (HUNDRED + (rate or 0)) for i in members]
        for i, line_net in zip(members, _shares(net, exact), strict=True):
            sums[i] = Sums(line_net, items[i].gross - line_net, items[i].gross)
    return [sums[i] for i in range(len(items))]


def net_first(items: Sequence[Item]) -> list[Sums] | None:
    """Sums for a shop with net prices: VAT is added to each group's net, the paid total is kept.

    None when the shop's nets cannot be made to add up to what was paid with every group's VAT within a
    cent of its exact value; such a document is then summed gross first.
    """
    groups = list(grouped(items).values())
    nets = [sum((items[i].net for i in members), ZERO) for members in groups]
    exact = [
        net * (items[members[0]].group[1] or Decimal(0)) / HUNDRED for net, members in zip(nets, groups, strict=True)
    ]
    total = sum((item.gross for item in items), ZERO)
    vats = round_together(total - sum(nets, ZERO), exact)
    if vats is None:
        return None
    sums: dict[int, Sums] = {}
    for members, vat in zip(groups, vats, strict=True):
        rate = items[members[0]].group[1] or Decimal(0)
        exact = [items[i].net * rate / HUNDRED for i in members]
        for i, line_vat in zip(members, _shares(vat, exact), strict=True):
            sums[i] = Sums(items[i].net, line_vat, items[i].net + line_vat)
    return [sums[i] for i in range(len(items))]


def _shares(total: Decimal, exact: Sequence[Decimal]) -> list[Decimal]:
    """Row figures that add up to `total`, each less than a cent from its exact value.

    A system that checks a row's VAT against its own calculation allows one cent (robolabs.md §6.2).
    """
    # A group's figure is less than a cent from its exact one, and then its rows can always be rounded together.
    return cast("list[Decimal]", round_together(total, exact))


def fit_to_total(
    total: Decimal, stored: Sequence[Decimal], exact: Sequence[Decimal], bound: Decimal
) -> list[Decimal] | None:
    """Row grosses that add up to `total`, where a shop rounds its rows and its total apart.

    `stored` are the rows as the shop shows them, `exact` the same before rounding as far as it can be
    known. None when the difference exceeds `bound` or no row can carry it, so that a real disagreement is
    never smoothed over.
    Source of the effect: oscar-facts §4 (four-decimal tax, two-decimal columns).
    """
    difference = total - sum(stored, ZERO)
    if not difference:
        return list(stored)
    if abs(difference) > bound:
        return None
    return round_together(total, exact) or _spread(difference, stored)


def _spread(difference: Decimal, stored: Sequence[Decimal]) -> list[Decimal] | None:
    """Cent by cent, the largest rows first; a free row stays free, a paid one keeps its last cent."""
    fitted = list(stored)
    step = CENT if difference > 0 else -CENT
    by_size = sorted((i for i in range(len(fitted)) if fitted[i] > 0), key=lambda i: -fitted[i])
    for turn in range(int(abs(difference) / CENT)):
        movable = [i for i in by_size if fitted[i] + step > 0]
        if not movable:
            return None
        fitted[movable[turn % len(movable)]] += step
    return fitted


def apportion(
    amount: Decimal,
    goods: Sequence[Item],
    policy: ShippingPolicy,
    standard: tuple[str, Decimal | None],
    before_discount: Sequence[Decimal],
) -> list[tuple[tuple[str, Decimal | None], Decimal]]:
    """A delivery charge as (VAT group, gross) pairs that add up to `amount`.

    `goods` are the rows the charge follows, `before_discount` their gross before discounts, used when
    discounts made every weight zero; `standard` is the group of last resort.
    """
    groups = grouped(goods)
    if policy is ShippingPolicy.STANDARD:
        return [(standard, amount)]
    weights = _weights(goods, groups, policy, [item.gross for item in goods])
    if not any(weights.values()):
        weights = _weights(goods, groups, policy, before_discount)
    if not any(weights.values()):
        return [(standard, amount)]
    if policy is ShippingPolicy.DOMINANT:
        heaviest = max(weights, key=lambda group: weights[group])
        return [(heaviest, amount)]
    parts = split(amount, list(weights.values()))
    return [(group, part) for group, part in zip(weights, parts, strict=True) if part]


def _weights(
    goods: Sequence[Item],
    groups: dict[tuple[str, Decimal | None], list[int]],
    policy: ShippingPolicy,
    gross: Sequence[Decimal],
) -> dict[tuple[str, Decimal | None], Decimal]:
    weights = {}
    for group, members in groups.items():
        weight = sum((gross[i] for i in members), ZERO)
        if policy is ShippingPolicy.APPORTION_NET:
            weight -= vat_inside(weight, group[1])
        weights[group] = weight
    return weights


def grouped(items: Sequence[Item]) -> dict[tuple[str, Decimal | None], list[int]]:
    """Positions of `items` by VAT group, groups in order of first appearance."""
    groups: dict[tuple[str, Decimal | None], list[int]] = {}
    for i, item in enumerate(items):
        groups.setdefault(item.group, []).append(i)
    return groups
