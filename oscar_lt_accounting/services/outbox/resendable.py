"""Which documents a button sends again."""

from __future__ import annotations

from django.db.models import Q

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.models.submissions import SubmissionQuerySet

#: States that hold something to send again; of the waiting ones only those whose last attempt failed.
STATES = (State.REJECTED, State.HELD, State.PENDING)


def can_be_resent(submission: Submission) -> bool:
    """Whether it can be sent again."""
    return submission.state in STATES and (submission.state != State.PENDING or bool(submission.problem_code))


def resendable(rows: SubmissionQuerySet) -> SubmissionQuerySet:
    """Those of `rows` for which `can_be_resent` is true."""
    return rows.filter(Q(state__in=(State.REJECTED, State.HELD)) | Q(state=State.PENDING) & ~Q(problem_code=""))
