"""Which rows make an accounting system calculate exactly our sums, and what it makes of given rows.

A system declares its `Arithmetic`; `price` turns the lines of a document into the rows to send, or raises
`Held` with the reason; `recorded` says what a system of that arithmetic makes of rows. The sums of the
document and the VAT of each rate are never changed. Described for accountants in docs/pricing.md.
"""

from __future__ import annotations

from oscar_lt_accounting.domain.pricing.arithmetic import Arithmetic, PricedBy, Prices, VatRounding
from oscar_lt_accounting.domain.pricing.pricing import price
from oscar_lt_accounting.domain.pricing.recording import Recorded, recorded
from oscar_lt_accounting.domain.pricing.rows import Priced
from oscar_lt_accounting.domain.rows import PricedRow

__all__ = [
    "Arithmetic",
    "Priced",
    "PricedBy",
    "PricedRow",
    "Prices",
    "Recorded",
    "VatRounding",
    "price",
    "recorded",
]
