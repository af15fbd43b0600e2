"""The VAT rate of an order line, which Oscar does not store (oscar-facts §4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.module_loading import import_string

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import round_cents
from oscar_lt_accounting.domain.territory import Destination, destination
from oscar_lt_accounting.domain.vat import VAT_CODES, SellerStatus, rates_on
from oscar_lt_accounting.services.invoicing.orders import LineFacts, OrderFacts

_HALF_CENT = Decimal("0.005")
# Oscar's own FixedRateTax rounds the tax of one piece to four decimals, others the net (oscar-facts §4).
_FINE = Decimal("0.00005")
_HUNDRED = Decimal(100)
NO_VAT = Decimal(0)
_SERVICES_ONLY = VAT_CODES["PVM58"].rate
# EU countries charge from 2.1 to 27 %, nearly all in half percents.
_ABROAD = [Decimal(halves) / 2 for halves in range(60, 4, -1)]


def fits(line: LineFacts, rate: Decimal) -> bool:
    """Whether the line's two amounts can be those of `rate` percent.

    Both were rounded to cents, and the price of each piece before that: to four decimals, or to cents
    by shops that show it so.
    """
    factor = 1 + rate / _HUNDRED
    piece = _HALF_CENT if _piece_fits(line, factor) else _FINE
    return abs(line.net * factor - line.gross) <= _HALF_CENT * (1 + factor) + piece * factor * line.quantity


def _piece_fits(line: LineFacts, factor: Decimal) -> bool:
    """Whether the price of one piece, if it has whole cents with and without VAT, can be of this rate."""
    net, gross = line.net_before_discount / line.quantity, line.gross_before_discount / line.quantity
    in_cents = net == round_cents(net) and gross == round_cents(gross)
    return in_cents and abs(net * factor - gross) <= _HALF_CENT * factor


def _fits_before_discount(line: LineFacts, rate: Decimal) -> bool:
    return fits(replace(line, net=line.net_before_discount, gross=line.gross_before_discount), rate)


def rates_of(order: OrderFacts) -> list[tuple[Decimal, str]]:
    """For each line the rate in percent (zero for none) and the VAT code the shop named ("" for none).

    Raises `Held` for a line whose rate cannot be told for sure.
    """
    named = [_named(line, order) for line in order.lines]
    possible = [[found[0]] if found else _possible(line, order) for line, found in zip(order.lines, named, strict=True)]
    certain = [
        (line.product_class, rates[0]) for line, rates in zip(order.lines, possible, strict=True) if len(rates) == 1
    ]
    return [
        (_only(line, rates, certain, order), found[1] if found else "")
        for line, rates, found in zip(order.lines, possible, named, strict=True)
    ]


def _possible(line: LineFacts, order: OrderFacts) -> list[Decimal]:
    if SellerStatus(conf.SELLER_VAT_STATUS) is not SellerStatus.PAYER and fits(line, NO_VAT):
        return [NO_VAT]
    rates = _fitting(line, [*rates_on(order.day), NO_VAT])
    if conf.OSS and (not rates or destination(order.country, order.postcode) is Destination.EU):
        return _fitting(line, [*_ABROAD, NO_VAT])
    return [rate for rate in rates if rate != _SERVICES_ONLY] or rates if line.is_shipped else rates


def _fitting(line: LineFacts, rates: Sequence[Decimal]) -> list[Decimal]:
    found = [rate for rate in rates if fits(line, rate)]
    # A discount leaves less to tell the rate by, or nothing; the price before it may tell more.
    return [rate for rate in found if _fits_before_discount(line, rate)] or found


def _only(
    line: LineFacts, rates: Sequence[Decimal], certain: Sequence[tuple[str, Decimal]], order: OrderFacts
) -> Decimal:
    """The one of `rates` that certain lines speak for: this one itself, those of its product class, the others."""
    alike = {rate for product_class, rate in certain if product_class == line.product_class}
    for known in (alike, {rate for _, rate in certain}):
        if len(narrowed := [rate for rate in rates if rate in known]) == 1:
            return narrowed[0]
    if rates and not line.gross:  # nothing was paid for it, so no rate changes any sum
        return next((rate for _, rate in certain if rate in rates), rates_on(order.day)[0])
    raise Held(
        gettext_noop(
            "The VAT rate of “%(title)s” cannot be told from its prices: %(net)s without and %(gross)s with VAT. "
            "Give the product a tax code in the shop's strategy, or set TAX_RESOLVER, then send again."
        ),
        code="vat_rate_unknown",
        title=line.title,
        net=line.net,
        gross=line.gross,
        order=order.number,
    )


def _named(line: LineFacts, order: OrderFacts) -> tuple[Decimal, str] | None:
    """What the shop itself says of the line's VAT, checked against the line's amounts."""
    said: Any = None
    if conf.TAX_RESOLVER:
        said = import_string(conf.TAX_RESOLVER)(line.line, order.order)
    said = line.tax_code if said in (None, "") else said
    if isinstance(said, str) and said in VAT_CODES:
        rate, code = VAT_CODES[said].rate or NO_VAT, said
    elif isinstance(said, (Decimal, int)) and not isinstance(said, bool):
        rate, code = Decimal(said), ""
    else:
        return None
    if fits(line, rate):
        return rate, code
    raise Held(
        gettext_noop(
            "“%(title)s” should carry %(rate)s %% VAT, but was sold for %(net)s without and %(gross)s with VAT. "
            "Correct the product's tax code or its price."
        ),
        code="vat_rate_disagrees",
        title=line.title,
        rate=rate.normalize(),
        net=line.net,
        gross=line.gross,
    )
