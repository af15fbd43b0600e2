"""What part of an order each document carries, so that the parts add up to what was paid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import CENT, ZERO, round_together, split
from oscar_lt_accounting.domain.sums import fit_to_total
from oscar_lt_accounting.services.invoicing.orders import ChargeFacts, LineFacts, OrderFacts
from oscar_lt_accounting.services.invoicing.rates import NO_VAT


@dataclass(frozen=True, kw_only=True)
class Share:
    """One document's part of an order: its lines with their grosses, and the charges it carries."""

    lines: tuple[LineFacts, ...]
    grosses: tuple[Decimal, ...]
    rates: tuple[tuple[Decimal, str], ...]
    charges: tuple[ChargeFacts, ...]

    @property
    def total(self) -> Decimal:
        """What the document amounts to."""
        return sum(self.grosses, ZERO) + sum((charge.gross for charge in self.charges), ZERO)


def shares_of(order: OrderFacts, rates: Sequence[tuple[Decimal, str]], *, prices_include_tax: bool) -> dict[str, Share]:
    """The order's shares by partner.

    Raises `Held` when the order's lines and charges do not make up its total.
    """
    keys = order.partner_keys
    members = {key: [i for i, line in enumerate(order.lines) if line.partner_key == key] for key in keys}
    grosses = _grosses(order, rates, members, prices_include_tax=prices_include_tax)
    charges = _homes(order, {key: sum((grosses[i] for i in members[key]), ZERO) for key in keys})
    return {
        key: Share(
            lines=tuple(order.lines[i] for i in members[key]),
            grosses=tuple(grosses[i] for i in members[key]),
            rates=tuple(rates[i] for i in members[key]),
            charges=tuple(charges[key]),
        )
        for key in keys
    }


def _grosses(
    order: OrderFacts,
    rates: Sequence[tuple[Decimal, str]],
    members: Mapping[str, Sequence[int]],
    *,
    prices_include_tax: bool,
) -> list[Decimal]:
    stored = [line.gross for line in order.lines]
    exact = [_exact(line, rate) for line, (rate, _code) in zip(order.lines, rates, strict=True)]
    goods = order.total - sum((charge.gross for charge in order.charges), ZERO)
    bound = CENT * (len(stored) + len(order.charges) + 2) / 2
    fitted = fit_to_total(goods, stored, exact, bound)
    if fitted is None:
        raise Held(
            gettext_noop(
                "Order %(order)s: its lines, delivery and surcharges make %(sum)s, but its total is %(total)s. "
                "Correct the order; nothing is sent while they disagree."
            ),
            code="totals_disagree",
            order=order.number,
            sum=order.total - goods + sum(stored, ZERO),
            total=order.total,
        )
    if prices_include_tax and fitted == stored:
        return fitted
    return _by_document(goods, exact, members) or fitted


def _by_document(
    goods: Decimal, exact: Sequence[Decimal], members: Mapping[str, Sequence[int]]
) -> list[Decimal] | None:
    """Grosses within a cent of their exact value, also when they are summed by document."""
    totals = round_together(goods, [sum((exact[i] for i in group), ZERO) for group in members.values()])
    grosses: dict[int, Decimal] = {}
    for total, group in zip(totals or (), members.values(), strict=bool(totals)):
        parts = round_together(total, [exact[i] for i in group])
        if parts is None:
            return None
        grosses.update(zip(group, parts, strict=True))
    return [grosses[i] for i in range(len(exact))] if totals else None


def _exact(line: LineFacts, rate: Decimal) -> Decimal:
    """The line's gross before it was rounded, where its net tells it."""
    exact = line.net * (1 + rate / 100) if rate != NO_VAT else line.gross
    return exact if abs(exact - line.gross) <= CENT else line.gross


def _homes(order: OrderFacts, goods: Mapping[str, Decimal]) -> dict[str, list[ChargeFacts]]:
    """Delivery and surcharges by partner: Oscar ties them to no partner, so the shop's setting does."""
    homes: dict[str, list[ChargeFacts]] = {key: [] for key in goods}
    if not goods:
        return homes
    if conf.SHIPPING_HOME == "split" and any(goods.values()):
        for charge in order.charges:
            parts = split(charge.gross, list(goods.values()))
            for key, part in zip(goods, parts, strict=True):
                if part:
                    homes[key].append(ChargeFacts(name=charge.name, gross=part, is_delivery=charge.is_delivery))
        return homes
    first = next(iter(goods))
    home = first if conf.SHIPPING_HOME == "first" else max(goods, key=lambda key: goods[key])
    homes[home] = list(order.charges)
    return homes
