"""How far the documents of each order are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from oscar_lt_accounting.models import State, Submission


@dataclass
class OrderDocumentStatus:
    """The documents of one order, counted by what is to be done about them."""

    issued: int = 0
    waiting: int = 0
    person: int = 0
    cancelled: int = 0

    def count(self, row: Submission) -> None:
        """Count one more document."""
        if row.needs_a_person:
            self.person += 1
        elif row.state == State.ISSUED:
            self.issued += 1
        elif row.state == State.CANCELLED:
            self.cancelled += 1
        else:
            self.waiting += 1


def document_statuses(user: Any, order_ids: Iterable[int]) -> dict[int, OrderDocumentStatus]:
    """The documents that `user` may see, by the id of their order, in one query; orders without any are left out."""
    rows = Submission.objects.visible_to(user).filter(order__in=list(order_ids)).order_by()
    found: dict[int, OrderDocumentStatus] = {}
    for row in rows.only("order_id", "state", "not_before", "problem_code"):
        found.setdefault(row.order_id, OrderDocumentStatus()).count(row)
    return found
