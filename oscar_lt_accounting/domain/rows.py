"""Rows as they are sent to an accounting system."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class PricedRow:
    """A row to send.

    `line` is the position of the document's line that it came from, counted from 0, None for the row for
    rounding; two rows of one line are a split line. `quantity` counts accounting units. `price` is the unit
    price to send, with or without VAT as the arithmetic says. `net`, `vat` and `gross` are the row's sums after
    cents were moved, `rate` (percent) and `vat_code` those of the line. `vat_given` says that `vat` must be sent;
    where it is False, no VAT sum may be.
    """

    line: int | None
    quantity: Decimal
    price: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal
    rate: Decimal | None
    vat_code: str
    vat_given: bool = False
    rounding: bool = False
