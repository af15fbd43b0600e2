"""How RoboLabs calculates (robolabs.md §6.2)."""

from __future__ import annotations

from dataclasses import replace

from oscar_lt_accounting.domain.pricing import Arithmetic, Prices, VatRounding

#: One of the two prices in all rows; the VAT of a row may be told unless it is zero at a rate above zero, and the
#: totals must be those of the rows (§11 no. 30: no price of zero). No sum needs a row for rounding.
GROSS = Arithmetic(
    prices=Prices.GROSS,
    price_decimals=8,
    quantity_decimals=7,
    vat_rounding=frozenset({VatRounding.RATE}),
    rounds_rows=False,
    vat_per_row=True,
    zero_rows=False,
    rows_without_vat=False,
    totals_sent=True,
    totals_checked=True,
)
NET = replace(GROSS, prices=Prices.NET)
