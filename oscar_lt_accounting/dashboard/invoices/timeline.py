"""What happened to a document, newest first: attempts and actions in one list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext

from oscar_lt_accounting.dashboard import labels
from oscar_lt_accounting.models import Attempt, AuditLine, State, Submission
from oscar_lt_accounting.models.records import lines_of

#: Entries of each sort that are shown at most.
MOST = 100


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: an attempt with its calls, or an action of a person or of the machinery."""

    at: datetime
    what: str
    who: str = ""
    why: str = ""
    from_state: str = ""
    to_state: str = ""
    outcome: str = ""
    seconds: float | None = None
    is_attempt: bool = False
    calls: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The entries, and whether there are older ones that are not shown."""

    entries: tuple[Entry, ...]
    is_cut: bool


def timeline(submission: Submission) -> Timeline:
    """Everything known of the submission's life, in two queries."""
    attempts = list(submission.attempts.order_by("-pk")[: MOST + 1])
    lines = list(lines_of(submission).order_by("-pk")[: MOST + 1])
    shown, heard = attempts[:MOST], lines[:MOST]
    known_reasons = {attempt.problem for attempt in shown if attempt.problem}
    under_way = attempts[0].pk if attempts and submission.state == State.SENDING else None
    entries = [_attempt(attempt, under_way=attempt.pk == under_way) for attempt in shown]
    # A claim is shown by the attempt that it began, and what an attempt met by the attempt itself.
    entries += [_action(line, known_reasons) for line in heard if line.verb != "claim" or not shown]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return Timeline(entries=tuple(entries), is_cut=len(attempts) > MOST or len(lines) > MOST)


def _attempt(attempt: Attempt, *, under_way: bool) -> Entry:
    duration = attempt.duration
    calls = attempt.calls if isinstance(attempt.calls, list) else []
    outcome = gettext("under way") if under_way and duration is None else str(attempt.get_outcome_display())
    return Entry(
        at=attempt.started_at,
        what=capfirst(str(attempt.get_purpose_display())),
        why=attempt.problem_text,
        outcome=capfirst(outcome),
        seconds=duration.total_seconds() if duration is not None else None,
        is_attempt=True,
        calls=tuple(call for call in calls if isinstance(call, dict)),
    )


def _action(line: AuditLine, known_reasons: Collection[str]) -> Entry:
    return Entry(
        at=line.at,
        what=labels.action_label(line),
        who=labels.actor_label(line),
        why="" if line.reason in known_reasons else line.reason_text,
        from_state=line.from_state,
        to_state=line.to_state,
    )
