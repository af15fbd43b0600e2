"""How B1 rounds VAT, learnt from sales that stand in it, and what follows from that for the shop's orders.

b1.md does not say whether B1 rounds the VAT of net prices by row or by rate. A sale tells it where the two make
different sums; its rows tell no VAT rate (b1.md §5.6), so only sales whose rates are sure are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.domain.money import CENT, ZERO, round_cents
from oscar_lt_accounting.providers.b1 import sales
from oscar_lt_accounting.providers.b1.lists import Lists
from oscar_lt_accounting.providers.b1.warehouse import ROWS, SALES
from oscar_lt_accounting.providers.findings import CheckResult
from oscar_lt_accounting.providers.kit.reading import Row, remote_money, remote_number
from oscar_lt_accounting.providers.limits import Purpose

SETTING = "vat_rounding"
_UNKNOWN = "unknown"
# lt-invoicing-facts.md: the rates of Lithuania, those until 2025 too.
_RATES = tuple(Decimal(rate) for rate in (0, 5, 9, 12, 21))
#: Of sales whose rates are only read off their sums so many must agree; nobody may say otherwise.
_ENOUGH = 2
_SHOWS = {
    "row": gettext_noop(
        "B1 rounds the VAT of each row alone, as its sales show (%(numbers)s). “Rounding of VAT” is set to that."
    ),
    "rate": gettext_noop(
        "B1 rounds the VAT of all rows of one rate together, as its sales show (%(numbers)s). “Rounding of VAT” is set "
        "to that."
    ),
}
_ASK = gettext_noop(
    "Not known, and no sale in B1 shows it. Ask the accountant to enter a sale of two rows in B1, each with a price of "
    "0.03 without VAT at 21 %%, and to choose by the VAT of that sale under “Rounding of VAT” in the integration: 0.02 "
    "means each row alone, 0.01 means all rows of one rate together. Until then only orders are sent that come out "
    "right either way."
)
#: Of 100 orders how many are held without a product for rounding, and with it but without rows below zero
#: (docs/pricing.md, “Measured”).
_HELD = {"row": ("1", "1"), "rate": ("18", "9"), _UNKNOWN: ("19", "9")}
_PRODUCT = gettext_noop(
    "About %(share)s of 100 orders are put on hold, because B1 works VAT out of prices without VAT and no such prices "
    "make the order's sums. Create a service without VAT in B1 (for example “Apvalinimas”), enter its id under "
    "“Product for rounding” and switch on “Rounding may be below zero”: then almost none is. Ask the accountant."
)
_BELOW_ZERO = gettext_noop(
    "About %(share)s of 100 orders are put on hold, because their row for rounding would be below zero. Switch on "
    "“Rounding may be below zero”: then almost none is. Ask the accountant."
)
_ALMOST_NONE = gettext_noop("Almost no order is put on hold because of its cents.")


class Learnt(NamedTuple):
    """What the sales in B1 show: "row", "rate" or an empty text, and the numbers of those that show it."""

    way: str = ""
    numbers: tuple[str, ...] = ()


def results(lists: Lists, values: Mapping[str, Any]) -> Iterator[CheckResult]:
    """The check's lines about rounding, by the settings `values`; asks B1 only where its way is not known."""
    way = str(values[SETTING])
    if way == _UNKNOWN:
        learnt = learn(lists)
        way = learnt.way or way
        yield CheckResult(
            title=gettext_noop("Rounding of VAT"),
            ok=True,
            detail=_SHOWS.get(learnt.way, _ASK),
            params={"numbers": ", ".join(learnt.numbers)},
            learnt={SETTING: learnt.way} if learnt.way else {},
        )
    without, with_product = _HELD[way]
    if not values["rounding_product_id"]:
        detail, share = _PRODUCT, without
    elif not values["rounding_below_zero"]:
        detail, share = _BELOW_ZERO, with_product
    else:
        detail, share = _ALMOST_NONE, ""
    yield CheckResult(title=gettext_noop("Product for rounding"), ok=True, detail=detail, params={"share": share})


def learn(lists: Lists) -> Learnt:
    """What the newest sales show, in two calls: a page of sales and a page of rows of all sales."""
    rows: dict[str, list[Row]] = {}
    for row in lists.some(ROWS, purpose=Purpose.SET_UP):
        rows.setdefault(str(row.get("saleId")), []).append(row)
    shown: dict[str, list[str]] = {}
    certain = False
    for sale in lists.some(SALES, purpose=Purpose.SET_UP) if rows else ():
        its_rows = rows.get(str(sale.get("id")), [])
        if way := way_of(sale, its_rows):
            shown.setdefault(way, []).append(sales.recorded(sale).number or str(sale.get("id")))
            certain = certain or _are_alike(its_rows)
    if len(shown) != 1:
        return Learnt()
    ((way, numbers),) = shown.items()
    return Learnt(way, tuple(numbers[:3])) if certain or len(numbers) >= _ENOUGH else Learnt()


def way_of(sale: Row, rows: Sequence[Row]) -> str:
    """The one way of rounding that makes the VAT of `sale` out of its `rows`; empty where both do, or nothing is sure.

    Rows whose price has more than two decimals were entered with VAT, and a page may have cut rows off: then their
    sums are not the sale's.
    """
    nets = [_net(row) for row in rows]
    if sale.get("isSale") is False or any(net is None for net in nets):
        return ""
    known = [net for net in nets if net is not None]
    if min(known, default=ZERO) <= 0 or sum(known, ZERO) != remote_money(sale.get("sumWithoutVat"), texts=False):
        return ""
    vat = remote_money(sale.get("vat"), texts=False)
    ways = {way for rates in _rates(rows, known) for way, made in _ways(known, rates).items() if made == vat}
    return ways.pop() if len(ways) == 1 else ""


def _net(row: Row) -> Decimal | None:
    quantity, price = (remote_number(row.get(name), texts=False) for name in ("quantity", "priceWithoutVat"))
    if quantity is None or price is None or price != round_cents(price):
        return None
    return round_cents(quantity * price)


def _rates(rows: Sequence[Row], nets: Sequence[Decimal]) -> Iterable[Sequence[Decimal]]:
    """The rates that the rows may have: whichever where all rows are alike, else the only one that fits each row."""
    if _are_alike(rows):
        return [[rate] * len(nets) for rate in _RATES]
    fitting = [_fitting(row, net) for row, net in zip(rows, nets, strict=True)]
    return [[rates[0] for rates in fitting]] if all(len(rates) == 1 for rates in fitting) else []


def _are_alike(rows: Sequence[Row]) -> bool:
    """Whether all rows are the same thing at the same price, so that they have one rate."""
    return len({(row.get("itemId"), row.get("quantity"), row.get("priceWithoutVat")) for row in rows}) == 1


def _fitting(row: Row, net: Decimal) -> list[Decimal]:
    """The rates that a row's sum with VAT speaks of; a share of a rate's VAT is less than a cent off."""
    gross = remote_money(row.get("sumWithVat"), texts=False)
    return [] if gross is None else [rate for rate in _RATES if abs(net * (100 + rate) / 100 - gross) < CENT]


def _ways(nets: Sequence[Decimal], rates: Sequence[Decimal]) -> dict[str, Decimal]:
    """What each way of rounding makes of rows."""
    together: dict[Decimal, Decimal] = {}
    for net, rate in zip(nets, rates, strict=True):
        together[rate] = together.get(rate, ZERO) + net
    return {
        "row": sum((round_cents(net * rate / 100) for net, rate in zip(nets, rates, strict=True)), ZERO),
        "rate": sum((round_cents(net * rate / 100) for rate, net in together.items()), ZERO),
    }
