"""The rows that pricing chose for a document."""

from __future__ import annotations

from dataclasses import dataclass

from oscar_lt_accounting.domain.rows import PricedRow


@dataclass(frozen=True, kw_only=True)
class Priced:
    """The rows of a document, in the order of its lines.

    `not_deducted` are the positions of lines whose units the system will not deduct from the stock, because
    it takes no row of 0.00.
    """

    rows: tuple[PricedRow, ...]
    not_deducted: tuple[int, ...] = ()
