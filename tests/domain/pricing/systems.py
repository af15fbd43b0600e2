"""The arithmetics of the systems: their own, or as their references describe them until providers declare them."""

from __future__ import annotations

from oscar_lt_accounting.domain.pricing import Arithmetic, Prices, VatRounding
from oscar_lt_accounting.providers.b1 import arithmetic as b1
from oscar_lt_accounting.providers.centas import provider as centas
from oscar_lt_accounting.providers.fakturownia.payload import ARITHMETIC as FAKTUROWNIA
from oscar_lt_accounting.providers.robolabs import arithmetic as robolabs


def b1_warehouse(*rounding: VatRounding) -> Arithmetic:
    """B1's warehouse methods, as if it rounded so."""
    return b1.warehouse(frozenset(rounding))


B1_BY_ROW = b1.warehouse(b1.ROUNDINGS["row"])
B1_BY_RATE = b1.warehouse(b1.ROUNDINGS["rate"])
B1_UNKNOWN = b1.warehouse(b1.ROUNDINGS["unknown"])
B1_ECOMMERCE = b1.ECOMMERCE

ROBOLABS_GROSS = robolabs.GROSS
ROBOLABS_NET = robolabs.NET

#: itax.md §8.3: all sums of a line are the caller's; five decimals of a price are kept. The provider declares none: it
#: sends rows as they are, with a discount where no price gives a sum. Here it stands for systems without discounts.
ITAX = Arithmetic(
    prices=Prices.NET,
    price_decimals=5,
    quantity_decimals=7,
    vat_rounding=frozenset({VatRounding.ROW}),
    vat_per_row=True,
    zero_vat_per_row=True,
    zero_rows=True,
    totals_sent=False,
    totals_checked=False,
)

CENTAS = centas.ARITHMETIC

SYSTEMS = {
    "B1 warehouse, by row": B1_BY_ROW,
    "B1 warehouse, by rate": B1_BY_RATE,
    "B1 warehouse, unknown": B1_UNKNOWN,
    "B1 e-commerce": B1_ECOMMERCE,
    "RoboLabs, prices with VAT": ROBOLABS_GROSS,
    "RoboLabs, prices without VAT": ROBOLABS_NET,
    "iTax": ITAX,
    "Centas": CENTAS,
    "Fakturownia": FAKTUROWNIA,
}
