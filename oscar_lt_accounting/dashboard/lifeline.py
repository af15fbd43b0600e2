"""What happened to a document, newest first: tries and deeds in one list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext

from oscar_lt_accounting.dashboard import wording
from oscar_lt_accounting.models import Attempt, AuditLine, State, Submission
from oscar_lt_accounting.models.records import lines_of

#: Entries of each sort that are shown at most.
MOST = 100


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One entry: a try with its calls, or a deed of a person or of the machinery."""

    at: datetime
    what: str
    who: str = ""
    why: str = ""
    from_state: str = ""
    to_state: str = ""
    outcome: str = ""
    seconds: float | None = None
    is_try: bool = False
    calls: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lifeline:
    """The entries, and whether there are older ones that are not shown."""

    moments: tuple[Moment, ...]
    is_cut: bool


def lifeline(submission: Submission) -> Lifeline:
    """Everything known of the submission's life, in two queries."""
    attempts = list(submission.attempts.order_by("-pk")[: MOST + 1])
    lines = list(lines_of(submission).order_by("-pk")[: MOST + 1])
    shown, heard = attempts[:MOST], lines[:MOST]
    told = {attempt.problem for attempt in shown if attempt.problem}
    under_way = attempts[0].pk if attempts and submission.state == State.SENDING else None
    moments = [_try(attempt, under_way=attempt.pk == under_way) for attempt in shown]
    # A claim is told by the try that it began, and what a try met by the try itself.
    moments += [_deed(line, told) for line in heard if line.verb != "claim" or not shown]
    moments.sort(key=lambda moment: moment.at, reverse=True)
    return Lifeline(moments=tuple(moments), is_cut=len(attempts) > MOST or len(lines) > MOST)


def _try(attempt: Attempt, *, under_way: bool) -> Moment:
    duration = attempt.duration
    calls = attempt.calls if isinstance(attempt.calls, list) else []
    outcome = gettext("under way") if under_way and duration is None else str(attempt.get_outcome_display())
    return Moment(
        at=attempt.started_at,
        what=capfirst(str(attempt.get_purpose_display())),
        why=attempt.problem_text,
        outcome=capfirst(outcome),
        seconds=duration.total_seconds() if duration is not None else None,
        is_try=True,
        calls=tuple(call for call in calls if isinstance(call, dict)),
    )


def _deed(line: AuditLine, told: Collection[str]) -> Moment:
    return Moment(
        at=line.at,
        what=wording.deed(line),
        who=wording.doer(line),
        why="" if line.reason in told else line.reason_text,
        from_state=line.from_state,
        to_state=line.to_state,
    )
