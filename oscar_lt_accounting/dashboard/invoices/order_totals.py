"""Whether the documents of an order still add up to the order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.models import DocumentKind, State, Submission


@dataclass(frozen=True, kw_only=True)
class OrderTotals:
    """What the order says now beside what its documents say.

    `unknown` documents have no total yet; `credited` was taken back by credit notes.
    """

    currency: str
    ordered: Decimal
    invoiced: Decimal
    credited: Decimal
    unknown: int

    @property
    def differs(self) -> bool:
        """Whether the documents are all known and do not add up to the order."""
        return not self.unknown and not self.credited and self.invoiced != self.ordered


def order_totals(order: Any, documents: Iterable[Submission]) -> OrderTotals | None:
    """The sums of all `documents` of `order`; None while it has no invoice with a total."""
    invoiced = credited = Decimal(0)
    unknown = known = 0
    for document in documents:
        if document.state == State.CANCELLED or document.kind == DocumentKind.PROFORMA:
            continue
        if document.total is None:
            unknown += 1
        elif document.kind == DocumentKind.CREDIT_NOTE:
            credited += document.total
        else:
            invoiced += document.total
            known += 1
    if not known:
        return None
    return OrderTotals(
        currency=order.currency,
        ordered=order.total_incl_tax,
        invoiced=invoiced,
        credited=credited,
        unknown=unknown,
    )
