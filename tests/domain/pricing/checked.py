"""Rows that the independent oracle has looked at."""

from __future__ import annotations

from collections.abc import Sequence

from oscar_lt_accounting.domain.documents import InvoiceLine
from oscar_lt_accounting.domain.pricing import Arithmetic, Priced, price
from tests.domain.pricing.oracle import faults

#: Of two of these rows the VAT rounds to 0.00.
TINY = [("9.99", 1, 21), ("0.02", 1, 21), ("0.02", 1, 21)]


def priced(lines: Sequence[InvoiceLine], system: Arithmetic, *, include: bool = True, **options: bool) -> Priced:
    """The rows, which are looked at by the independent oracle first."""
    made = price(lines, system, prices_include_vat=include, **options)
    assert faults(lines, made, system, prices_include_vat=include) == []
    return made
