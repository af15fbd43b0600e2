"""How many documents of each integration wait, were sent lately or need attention."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.models.submissions import LIVE

_UNSENT = tuple(state for state in State if state not in (State.ISSUED, State.CANCELLED))
#: States in which a document is sent without anybody's help.
ON_ITS_WAY = (State.PENDING, State.SENDING, State.ACCEPTED)
_LATE = timedelta(hours=1)


@dataclass
class DocumentCounts:
    """One integration's documents.

    `waiting` are on their way, `looked_for` are unconfirmed and being looked for, `person` need
    attention. `oldest` is when the oldest unsent one was made; `due` is when the machinery should have looked
    at the one that waits longest.
    """

    waiting: int = 0
    looked_for: int = 0
    person: int = 0
    oldest: datetime | None = None
    due: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether something is due for more than an hour and nothing happened."""
        return self.due is not None and self.due < now - _LATE


def document_counts(user: Any) -> dict[int | None, DocumentCounts]:
    """The documents that `user` may see, by the id of their integration; None is for those without one."""
    found: dict[int | None, DocumentCounts] = {}
    rows = Submission.objects.visible_to(user).order_by()
    unsent = rows.filter(state__in=_UNSENT).values_list("integration_id", "state")
    for pk, state, number, oldest, due in unsent.annotate(Count("pk"), Min("created_at"), Min("not_before")):
        _add(found.setdefault(pk, DocumentCounts()), State(state), number, oldest, due)
    waiting = rows.needing_a_person().values_list("integration_id", "state")
    for pk, state, number in waiting.annotate(Count("pk")):
        counts = found.setdefault(pk, DocumentCounts())
        counts.person += number
        counts.looked_for -= number if state == State.UNCERTAIN else 0
    return found


def _add(counts: DocumentCounts, state: State, number: int, oldest: datetime, due: datetime | None) -> None:
    counts.waiting += number if state in ON_ITS_WAY else 0
    counts.looked_for += number if state == State.UNCERTAIN else 0
    counts.oldest = min(filter(None, (counts.oldest, oldest)))
    if state in LIVE and due:
        counts.due = min(filter(None, (counts.due, due)))
