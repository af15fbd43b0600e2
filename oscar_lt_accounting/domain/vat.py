"""Which VAT code and rate a sale carries (lt-invoicing-facts §1 and §2; state of 2026-11-21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.territory import Destination

_NEW_RATES = date(2026, 1, 1)


class SellerStatus(str, Enum):
    """The seller's place in the VAT system; having a VAT number alone does not decide it."""

    PAYER = "payer"
    NONE = "none"
    SVS = "svs"


class BuyerStatus(str, Enum):
    """Who buys: a business with a VAT number of some country, or anybody else."""

    BUSINESS = "business"
    LT_BUSINESS = "lt_business"
    CONSUMER = "consumer"


class ItemKind(str, Enum):
    """What is sold, as far as VAT cares."""

    GOODS = "goods"
    SERVICE = "service"
    GIFT_CARD = "gift_card"
    DEPOSIT = "deposit"


@dataclass(frozen=True)
class VatCode:
    """A row of the tax office's classifier for sales.

    `rate` is the percentage, None where the code has no rate at all (which is not 0 %).
    """

    code: str
    rate: Decimal | None
    category: str
    valid_from: date = date.min
    valid_to: date = date.max

    def valid_on(self, day: date) -> bool:
        """Whether a supply of `day` may carry this code."""
        return self.valid_from <= day <= self.valid_to


VAT_CODES = {
    row.code: row
    for row in (
        VatCode("PVM1", Decimal(21), "S"),
        VatCode("PVM2", Decimal(9), "S", valid_to=date(2025, 12, 31)),
        VatCode("PVM3", Decimal(5), "S"),
        VatCode("PVM58", Decimal(12), "S", valid_from=_NEW_RATES),
        VatCode("PVM5", None, "E"),
        VatCode("PVM12", Decimal(0), "G"),
        VatCode("PVM13", Decimal(0), "K"),
        VatCode("PVM14", Decimal(0), "Z"),
        VatCode("PVM15", None, "AE"),
        VatCode("PVM34", None, "O"),
        VatCode("PVM100", None, "O"),
    )
}
_BY_RATE = {row.rate: row for row in VAT_CODES.values() if row.rate}
# The reader of the invoice is Lithuanian by law, so these are not translated (lt-invoicing-facts §2).
_LEGAL_TEXTS = {
    "PVM5": "PVM neapmokestinama",
    "PVM12": "PVM 0 %, PVMĮ 41 str.",
    "PVM13": "PVM 0 %, PVMĮ 49 str. / Dir. 2006/112 138 str.",
    "PVM100": "Užstatas",
}


def rates_on(day: date) -> tuple[Decimal, ...]:
    """The percentages above zero that Lithuania charged on `day`, highest first."""
    return tuple(sorted((rate for rate, row in _BY_RATE.items() if rate and row.valid_on(day)), reverse=True))


@dataclass(frozen=True, kw_only=True)
class Sale:
    """One item of a sale, in the words the VAT table is written in.

    `rate` is the percentage the shop charged, zero when it charged none; `vat_code` is the classifier
    code the shop itself names, empty when it names none.
    """

    seller: SellerStatus
    destination: Destination
    buyer: BuyerStatus
    item: ItemKind
    rate: Decimal
    day: date
    title: str
    vat_code: str = ""
    gift_cards: str = "hold"
    oss: bool = False
    oss_code: str = ""


@dataclass(frozen=True)
class Treatment:
    """What the invoice says of the item: classifier code ("" for none), percentage, legal words."""

    code: str
    rate: Decimal | None
    text: str = ""


def treat(sale: Sale) -> Treatment:
    """The VAT treatment of `sale`.

    Raises `Held` where the table has no sure row: the document then needs attention.
    """
    if sale.seller is not SellerStatus.PAYER:
        return _without_vat(sale)
    if sale.item is ItemKind.GIFT_CARD and not sale.rate:
        return _gift_card(sale)
    if sale.item is ItemKind.DEPOSIT and not sale.rate:
        return Treatment("PVM100", None, _LEGAL_TEXTS["PVM100"])
    if sale.vat_code:
        return _named(sale)
    return _charged(sale) if sale.rate else _uncharged(sale)


def _without_vat(sale: Sale) -> Treatment:
    if sale.rate:
        raise Held(
            gettext_noop(
                "“%(title)s” was sold with %(rate)s %% VAT, but the shop is set up as not being a "
                "VAT payer. Correct SELLER_VAT_STATUS or the shop's prices."
            ),
            code="seller_not_payer",
            title=sale.title,
            rate=sale.rate,
        )
    return Treatment("", None)


def _gift_card(sale: Sale) -> Treatment:
    if sale.gift_cards == "line":
        return Treatment("", None)
    raise Held(
        gettext_noop(
            "“%(title)s” is a gift card. Choose in the integration's settings how gift cards are entered in the "
            "accounting system, then send again."
        ),
        code="gift_card",
        title=sale.title,
    )


def _named(sale: Sale) -> Treatment:
    row = VAT_CODES.get(sale.vat_code)
    if row is None:
        raise Held(
            gettext_noop(
                "“%(title)s” has the VAT code %(vat_code)s, which is not a code for sales that can "
                "be used without an accountant. Correct the tax code of the product."
            ),
            code="vat_code",
            title=sale.title,
            vat_code=sale.vat_code,
        )
    if not row.valid_on(sale.day) or (row.rate or 0) != sale.rate:
        raise Held(
            gettext_noop(
                "“%(title)s” has the VAT code %(vat_code)s, but was sold with %(rate)s %% VAT on "
                "%(day)s. Correct the tax code or the price of the product."
            ),
            code="vat_code_rate",
            title=sale.title,
            vat_code=sale.vat_code,
            rate=sale.rate,
            day=sale.day,
        )
    return Treatment(row.code, row.rate, _LEGAL_TEXTS.get(row.code, ""))


def _charged(sale: Sale) -> Treatment:
    row = _BY_RATE.get(sale.rate)
    if row is None or (sale.oss and sale.destination is Destination.EU and not _is_business(sale)):
        return _taxed_abroad(sale)
    if sale.destination is Destination.EXPORT:
        raise Held(
            gettext_noop(
                "“%(title)s” went outside the EU, yet %(rate)s %% VAT was charged. Ask the "
                "accountant whether it is an export at 0 %%."
            ),
            code="export_with_vat",
            title=sale.title,
            rate=sale.rate,
        )
    if not row.valid_on(sale.day):
        raise Held(
            gettext_noop("“%(title)s” was sold with %(rate)s %% VAT, a rate that did not exist on %(day)s."),
            code="vat_rate",
            title=sale.title,
            rate=sale.rate,
            day=sale.day,
        )
    if row.code == "PVM58" and sale.item is not ItemKind.SERVICE:
        raise Held(
            gettext_noop(
                "“%(title)s” was sold with 12 %% VAT, which is for services only. Correct the "
                "product class or the rate."
            ),
            code="vat_rate_services",
            title=sale.title,
        )
    return Treatment(row.code, row.rate)


def _taxed_abroad(sale: Sale) -> Treatment:
    if sale.oss and sale.oss_code and sale.destination is Destination.EU:
        return Treatment(sale.oss_code, sale.rate)
    if sale.destination is Destination.EU:
        raise Held(
            gettext_noop(
                "“%(title)s” was sold to another EU country with %(rate)s %% VAT. Tell the shop's settings how OSS "
                "sales are entered in the accounting system (OSS, OSS_VAT_CODE)."
            ),
            code="oss",
            title=sale.title,
            rate=sale.rate,
        )
    raise Held(
        gettext_noop("“%(title)s” was sold with %(rate)s %% VAT, which is not a Lithuanian rate."),
        code="vat_rate",
        title=sale.title,
        rate=sale.rate,
    )


def _uncharged(sale: Sale) -> Treatment:
    goods = sale.item is ItemKind.GOODS
    if sale.destination is Destination.EXPORT:
        if goods:
            return Treatment("PVM12", Decimal(0), _LEGAL_TEXTS["PVM12"])
        if sale.buyer is BuyerStatus.BUSINESS:
            return Treatment("PVM15", None, "Ne PVM objektas, PVMĮ 13 str.")
    if sale.destination is Destination.EU and sale.buyer is BuyerStatus.BUSINESS:
        if goods:
            return Treatment("PVM13", Decimal(0), _LEGAL_TEXTS["PVM13"])
        return Treatment("PVM15", None, "Atvirkštinis apmokestinimas, Dir. 2006/112 196 str.")
    raise Held(
        gettext_noop(
            "“%(title)s” was sold without VAT, and nothing in the order allows that (no foreign VAT "
            "code, no delivery abroad). Set the tax code of the product or correct the order."
        ),
        code="no_vat_charged",
        title=sale.title,
    )


def _is_business(sale: Sale) -> bool:
    return sale.buyer is not BuyerStatus.CONSUMER
