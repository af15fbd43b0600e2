"""What VAT the demo shop charges.

Shelf prices include Lithuanian VAT, as the law wants it for consumers. Where no VAT is charged (goods
leave the EU, or go to a business with a VAT number of another member state) the buyer pays the net.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from oscar_lt_accounting.domain.identifiers import eu_vat_country
from oscar_lt_accounting.domain.territory import Destination, destination

# Oscar's own rate strategies compute unit tax to four decimals; order columns then keep two.
_UNIT = Decimal("0.0001")
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Rate:
    """A percentage with the tax office's code for it; no code where the sale is not taxed at all."""

    percent: Decimal
    code: str | None


STANDARD = Rate(Decimal(21), "PVM1")
BOOKS = Rate(Decimal(5), "PVM3")
CULTURE = Rate(Decimal(12), "PVM58")
UNTAXED = Rate(Decimal(0), None)
EXPORT = Rate(Decimal(0), "PVM12")
EU_GOODS = Rate(Decimal(0), "PVM13")
EU_SERVICE = Rate(Decimal(0), "PVM15")

# By the slug of the product class. Delivery and surcharges are taxed as goods.
HOME_RATES: Mapping[str, Rate] = {
    "goods": STANDARD,
    "clothing": STANDARD,
    "books": BOOKS,
    "services": STANDARD,
    "tickets": CULTURE,
    "gift-cards": UNTAXED,
}
_GOODS = frozenset({"goods", "clothing", "books"})


@dataclass(frozen=True)
class Supply:
    """Where a sale ends and whether a business of another EU state buys."""

    destination: Destination = Destination.LT
    foreign_business: bool = False

    @classmethod
    def to(cls, country: str = "LT", postcode: str = "", vat_code: str = "") -> Supply:
        """The supply to an address and a VAT number.

        A well-formed number counts as a valid one here; a real shop asks VIES.
        """
        return cls(destination(country or "LT", postcode), eu_vat_country(vat_code) not in {"", "LT"})

    def rate(self, kind: str) -> Rate:
        """What is charged on a product of the class `kind`."""
        home = HOME_RATES[kind]
        if kind in _GOODS and self.destination is Destination.EXPORT:
            return EXPORT
        if kind in _GOODS and self.destination is Destination.EU and self.foreign_business:
            return EU_GOODS
        if kind == "services" and self.foreign_business:
            return EU_SERVICE
        # Tickets are taxed where the event is, and buyers abroad without a number as at home.
        return home

    def price(self, shelf_price: Decimal, kind: str) -> tuple[Decimal, Decimal]:
        """Price without and with VAT of a thing of class `kind` that costs `shelf_price` in Lithuania."""
        home, charged = HOME_RATES[kind], self.rate(kind)
        net = shelf_price * 100 / (100 + home.percent)
        if charged.percent:
            return net.quantize(_UNIT, rounding=ROUND_HALF_UP), shelf_price
        net = net.quantize(_CENT, rounding=ROUND_HALF_UP)
        return net, net
