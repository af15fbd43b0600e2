"""Which documents can be sent again together, and whether they are still those that somebody looked at."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.models.submissions import SubmissionQuerySet
from oscar_lt_accounting.services.outbox.resendable import resendable

#: How many are sent again in one go.
MOST = 500


@dataclass(frozen=True, kw_only=True)
class Selection:
    """What is sent again in one go: at most `MOST` documents, the oldest first.

    `states` counts them by state; `left_out` counts those that match and are not sent, with `too_many`
    of them left for another time.
    """

    rows: list[Submission]
    states: dict[str, int]
    left_out: dict[str, int]
    too_many: int

    @property
    def fingerprint(self) -> str:
        """Changes as soon as one of the documents moves on."""
        seen = ",".join(f"{row.pk}:{row.state}:{row.attempt_count}" for row in self.rows)
        return hashlib.sha256(seen.encode()).hexdigest()


def select(rows: SubmissionQuerySet) -> Selection:
    """What of `rows` can be sent again, in three queries."""
    every_row = resendable(rows)
    found = list(every_row.defer("snapshot").order_by("pk")[:MOST])
    states = Counter(row.state for row in found)
    matching = Counter(dict(_count(rows)))
    every = Counter(dict(_count(every_row)))
    return Selection(
        rows=found,
        states=dict(states),
        left_out=dict(matching - every),
        too_many=every.total() - len(found),
    )


def _count(rows: SubmissionQuerySet) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list("state").annotate(Count("pk")))
