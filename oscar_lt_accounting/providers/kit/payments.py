"""Money that was entered already: so that a payment whose answer was lost is not entered twice."""

from __future__ import annotations

from collections.abc import Iterable

from oscar_lt_accounting.domain.documents import Document, Payment
from oscar_lt_accounting.providers.kit.reading import Row, remote_day, remote_number


def is_entered(
    rows: Iterable[object], payment: Payment, document: Document, *, reference: str, amount: str, day: str
) -> bool:
    """Whether one of their payments of `document` is `payment`, told by the names of three of their fields.

    It is the one with its reference; a payment without a reference is known by its amount on its day.
    """
    there: list[Row] = [row for row in rows if isinstance(row, dict)]
    if payment.reference:
        return any(row.get(reference) == payment.reference for row in there)
    paid_on = payment.day or document.day
    return any(
        remote_number(row.get(amount)) == payment.amount and remote_day(row.get(day)) == paid_on for row in there
    )
