"""How an accounting system calculates: what its provider declares so that rows can be priced for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Prices(str, Enum):
    """Whether the prices of rows are without VAT or with it."""

    NET = "net"
    GROSS = "gross"


class PricedBy(str, Enum):
    """What decides a row's sum: its unit price times its quantity, or a sum that is sent for the row."""

    UNIT = "unit"
    ROW = "row"


class VatRounding(str, Enum):
    """What the system works out VAT for and rounds to cents: one piece, a row, a rate, the document."""

    PIECE = "piece"
    ROW = "row"
    RATE = "rate"
    DOCUMENT = "document"


@dataclass(frozen=True, kw_only=True)
class Arithmetic:
    """What is known of a system's calculation; where several are possible, the strictest is declared.

    prices: rows are priced without VAT or with it.
    priced_by: a row's sum is its unit price times its quantity rounded to cents, or is sent for the row;
        the unit price is then only shown.
    price_decimals, quantity_decimals: the most decimals that a price and a quantity may have.
    vat_rounding: where the system rounds VAT; several when that is not known: rows must then come out
        right in each of them.
    rounds_rows: the sums of rows are rounded to cents before VAT is worked out of what they add up to.
    vat_per_row: the VAT of a row may be given, and counts instead of the system's own.
    zero_vat_per_row: it may be given as 0.00 also where the rate is above zero, and may be any sum; where it
        may not, it must be within a cent of the exact one.
    zero_rows: a row of price 0.00 is taken.
    negative_prices: a row of a price below zero is taken.
    rows_without_vat: a row without VAT is possible, so that a row for rounding is.
    totals_sent: the document's totals are sent.
    totals_checked: the system compares them with what its rows make, to the cent. Totals that are sent and not
        checked are what it records.
    """

    prices: Prices
    priced_by: PricedBy = PricedBy.UNIT
    price_decimals: int
    quantity_decimals: int
    vat_rounding: frozenset[VatRounding]
    rounds_rows: bool = True
    vat_per_row: bool = False
    zero_vat_per_row: bool = False
    zero_rows: bool
    negative_prices: bool = False
    rows_without_vat: bool = True
    totals_sent: bool
    totals_checked: bool

    def __post_init__(self) -> None:
        if not self.vat_rounding:
            raise ValueError("at least one way of rounding VAT must be declared")
        if self.price_decimals < 2:
            raise ValueError("prices have cents at least")

    @property
    def takes_totals(self) -> bool:
        """Whether the totals that are sent are what the system records."""
        return self.totals_sent and not self.totals_checked

    @property
    def counts_vat(self) -> bool:
        """Whether the VAT is what the system makes of the rows, and nothing that is sent."""
        return not (self.vat_per_row or self.takes_totals)
