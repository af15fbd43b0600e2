"""Which documents can be sent again together, and whether they are still those that somebody looked at."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.models.submissions import SubmissionQuerySet

#: States that hold something to send again; of the waiting ones only those whose last try failed.
STATES = (State.REJECTED, State.HELD, State.PENDING)
#: How many are sent again in one go.
MOST = 500


def is_mendable(submission: Submission) -> bool:
    """Whether it can be sent again together with others."""
    return submission.state in STATES and (submission.state != State.PENDING or bool(submission.problem_code))


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
    def seal(self) -> str:
        """Changes as soon as one of the documents moves on."""
        seen = ",".join(f"{row.pk}:{row.state}:{row.attempt_count}" for row in self.rows)
        return hashlib.sha256(seen.encode()).hexdigest()


def select(rows: SubmissionQuerySet) -> Selection:
    """What of `rows` can be sent again, in three queries."""
    mendable = rows.filter(Q(state__in=(State.REJECTED, State.HELD)) | Q(state=State.PENDING) & ~Q(problem_code=""))
    found = list(mendable.defer("snapshot").order_by("pk")[:MOST])
    states = Counter(row.state for row in found)
    matching = Counter(dict(_count(rows)))
    every = Counter(dict(_count(mendable)))
    return Selection(
        rows=found,
        states=dict(states),
        left_out=dict(matching - every),
        too_many=every.total() - len(found),
    )


def _count(rows: SubmissionQuerySet) -> list[tuple[str, int]]:
    return list(rows.order_by().values_list("state").annotate(Count("pk")))
