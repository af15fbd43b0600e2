"""How B1 calculates, in both of its ways of entering sales (b1.md §5.4, §5.6)."""

from __future__ import annotations

from oscar_lt_accounting.domain.pricing import Arithmetic, PricedBy, Prices, VatRounding

#: Sums of rows with VAT and the total beside them; B1 works VAT out of what a rate's rows add up to. Every such sum
#: can be said, so there is never a row for rounding.
ECOMMERCE = Arithmetic(
    prices=Prices.GROSS,
    priced_by=PricedBy.ROW,
    price_decimals=4,
    quantity_decimals=3,
    vat_rounding=frozenset({VatRounding.RATE}),
    zero_rows=True,
    rows_without_vat=False,
    totals_sent=True,
    totals_checked=True,
)
#: What the setting “Rounding of VAT” may say: each row alone, or all rows of a rate together. Until it is known, rows
#: must come out right either way.
ROUNDINGS = {
    "row": frozenset({VatRounding.ROW}),
    "rate": frozenset({VatRounding.RATE}),
    "unknown": frozenset({VatRounding.ROW, VatRounding.RATE}),
}


def warehouse(vat_rounding: frozenset[VatRounding]) -> Arithmetic:
    """Net prices of four decimals, quantities of three; VAT and totals are B1's own work."""
    return Arithmetic(
        prices=Prices.NET,
        price_decimals=4,
        quantity_decimals=3,
        vat_rounding=vat_rounding,
        zero_rows=True,
        totals_sent=False,
        totals_checked=False,
    )
