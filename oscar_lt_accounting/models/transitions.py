"""The life of a submission: nobody else writes its state.

             enqueue              claim                 settle
    (order) ─────────▶ PENDING ──────────▶ SENDING ───────────▶ ISSUED
                        ▲  ▲                │ │ │ │ accept       ▲
                        │  │   postpone     │ │ │ └───▶ ACCEPTED ┘
                        │  └────────────────┘ │ └─ reject ─▶ REJECTED
              retry,    │                     │ lost
              resend,   ├─────────────── UNCERTAIN
              release   └─── HELD                              CANCELLED

Every transition is one conditional UPDATE that names the state it starts from and, while a document is
being sent, the token of the lease; it writes an audit line in the same transaction. It returns whether
it took place: somebody else may have been first.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models.decisions import Decisions
from oscar_lt_accounting.models.integrations import Integration
from oscar_lt_accounting.models.problems import NO_PROBLEM, problem_columns
from oscar_lt_accounting.models.records import Attempt
from oscar_lt_accounting.models.transition_base import State
from oscar_lt_accounting.signals import submission_failed, submission_issued

if TYPE_CHECKING:
    from oscar_lt_accounting.domain.documents import Document, RemoteDocument

__all__ = ["GRAPH", "State", "Transitions"]


class Transitions(Decisions):
    """The moves of `Submission`: these by the machinery, those of `Decisions` by people."""

    #: The attempt that `claim` began.
    attempt: Attempt | None = None

    class Meta:
        abstract = True
        app_label = "oscar_lt_accounting"

    def keep(self, document: Document) -> bool:
        """Freeze `document` with the rows that will be sent: from now on every attempt says the same words."""
        from oscar_lt_accounting.domain.snapshot import freeze

        rows = self._rows(State.PENDING).filter(snapshot__isnull=True)
        values = {"snapshot": freeze(document), "total": document.total, "currency": document.currency}
        return self._write(rows, values)

    def keep_rows(self, document: Document) -> bool:
        """Add the rows that will be sent to a document that was frozen before rows were."""
        from oscar_lt_accounting.domain.snapshot import freeze

        rows = self._rows(State.PENDING).filter(snapshot=self._row.snapshot)
        return self._write(rows, {"snapshot": freeze(document)})

    def take_number(self, series: str, number: str) -> None:
        """Give the row a number of the shop's own; it keeps it for ever."""
        self._write(self._rows(State.PENDING), {"own_series": series, "own_number": number})

    def claim(self, token: str, *, now: datetime, until: datetime) -> bool:
        """Take the row for one attempt: committed before any byte is sent."""
        awake = Integration.objects.filter(is_active=True, is_blocked=False)
        where = {"not_before__lte": now, "snapshot__isnull": False, "integration__in": awake}
        with transaction.atomic():
            moved = self._move(
                "claim",
                (State.PENDING,),
                State.SENDING,
                where=where,
                lease_token=token,
                not_before=until,
                attempt_count=F("attempt_count") + 1,
                negatives=0,
            )
            if moved:
                row: Any = self
                self.attempt = Attempt.objects.create(submission=row, purpose=Attempt.Purpose.SEND, started_at=now)
        return moved

    def renew(self, token: str, *, until: datetime, journal: dict[str, Any]) -> bool:
        """Keep what was reached, and the row for one more call."""
        rows = self._rows(State.SENDING).filter(lease_token=token)
        return self._write(rows, {"not_before": until, "journal": journal})

    def settle(self, remote: RemoteDocument, *, now: datetime, token: str = "", verb: str = "settle") -> bool:
        """The document is in the accounting system."""
        if remote.job:
            raise ValueError("a document that is still being worked on is not issued")
        return self._move(
            verb,
            (State.SENDING,) if token else (State.ACCEPTED, State.UNCERTAIN),
            State.ISSUED,
            token=token,
            issued_at=now,
            not_before=None,
            verified_at=now if remote.total is not None else None,
            signal=submission_issued,
            **_remote_columns(remote),
        )

    def accept(self, remote: RemoteDocument, *, token: str, ask_at: datetime) -> bool:
        """The system works on the document in the background."""
        return self._move(
            "accept",
            (State.SENDING,),
            State.ACCEPTED,
            token=token,
            not_before=ask_at,
            remote_job=remote.job,
            **_remote_columns(remote),
        )

    def postpone(self, problem: Problem, *, token: str, until: datetime) -> bool:
        """Nothing happened in the accounting system; the same words again later."""
        return self._move("postpone", (State.SENDING,), State.PENDING, token=token, problem=problem, not_before=until)

    def put_off(self, *, until: datetime) -> bool:
        """Look at the row again later; its state stays."""
        rows = self._rows(State.PENDING, State.ACCEPTED, State.UNCERTAIN)
        return self._write(rows, {"not_before": until})

    def reject(self, problem: Problem, *, token: str = "") -> bool:
        """The system refuses this document."""
        return self._move(
            "reject",
            (State.SENDING,) if token else (State.ACCEPTED,),
            State.REJECTED,
            token=token,
            problem=problem,
            not_before=None,
            signal=submission_failed,
        )

    def doubt(self, problem: Problem, *, token: str, look_at: datetime | None) -> bool:
        """It may be in the accounting system: look at `look_at`, or let a person decide when that is None."""
        return self._move(
            "doubt",
            (State.SENDING,),
            State.UNCERTAIN,
            token=token,
            problem=problem,
            not_before=look_at,
            negatives=0,
            signal=None if look_at else submission_failed,
        )

    def expire(self, problem: Problem, *, now: datetime, look_at: datetime | None) -> bool:
        """The lease ran out: whoever held it is gone, and what it did is unconfirmed."""
        return self._move(
            "expire",
            (State.SENDING,),
            State.UNCERTAIN,
            where={"not_before__lte": now},
            problem=problem,
            not_before=look_at,
            negatives=0,
            signal=None if look_at else submission_failed,
        )

    def missed(self, *, seen: int, look_at: datetime) -> bool:
        """A look-up proved that it is not there; one proof alone is not enough."""
        rows = self._rows(State.UNCERTAIN).filter(negatives=seen)
        return self._write(rows, {"negatives": seen + 1, "not_before": look_at})

    def repeat(self, reason: str, *, now: datetime, journal: dict[str, Any], seen: int | None = None) -> bool:
        """Proven that repeating cannot do it twice: the same words again."""
        return self._move(
            "repeat",
            (State.UNCERTAIN,),
            State.PENDING,
            where={} if seen is None else {"negatives": seen},
            reason=reason,
            not_before=now,
            journal=journal,
            negatives=0,
        )

    def ask_a_person(self, problem: Problem) -> bool:
        """What was found does not decide it; the row waits for one of the two buttons."""
        return self._move(
            "ask a person",
            (State.UNCERTAIN,),
            State.UNCERTAIN,
            problem=problem,
            not_before=None,
            signal=submission_failed,
        )

    def hold(self, problem: Problem) -> bool:
        """We refuse to send it as it is."""
        return self._move(
            "hold", (State.PENDING,), State.HELD, problem=problem, not_before=None, signal=submission_failed
        )

    def hold_sent(self, problem: Problem, *, token: str) -> bool:
        """The provider refused to send it; nothing left."""
        return self._move(
            "hold",
            (State.SENDING,),
            State.HELD,
            token=token,
            problem=problem,
            not_before=None,
            signal=submission_failed,
        )

    def close(self, problem: Problem) -> bool:
        """It is not owed (any more), and no part of it is in the accounting system as far as the row in hand knows."""
        return self._move(
            "close",
            (State.PENDING, State.HELD, State.REJECTED),
            State.CANCELLED,
            where={"journal": self._row.journal},
            problem=problem,
            not_before=None,
        )

    def reopen(self, code: str, *, now: datetime) -> bool:
        """What it was closed for, the problem `code`, is over: it is owed again, and built anew."""
        return self._move(
            "reopen",
            (State.CANCELLED,),
            State.PENDING,
            where={"problem_code": code},
            not_before=now,
            snapshot=None,
            total=None,
        )

    def rebuild(self) -> bool:
        """Forget the frozen document: nothing of it can have reached the accounting system."""
        rows = self._rows(State.PENDING).filter(journal={}, attempt_count=self._row.attempt_count)
        return self._write(rows, {"snapshot": None, "total": None})

    def call_attention(self, problem: Problem) -> bool:
        """Something happened to the order after its document was issued: a person decides what follows."""
        return self._move(
            "call attention",
            (State.ISSUED,),
            State.ISSUED,
            where={"end_told": False},
            problem=problem,
            end_told=True,
            signal=submission_failed,
        )

    def attention_over(self, code: str) -> bool:
        """What was called attention to, the problem `code`, is over by itself."""
        rows = self._rows(State.ISSUED).filter(end_told=True)
        if not self._write(rows, {"end_told": False}):
            return False
        self._write(rows.model._default_manager.filter(pk=self.pk, problem_code=code), problem_columns(NO_PROBLEM))
        return True

    def verify(self, problem: Problem, *, now: datetime) -> bool:
        """What the accounting system recorded was compared with what we sent."""
        rows = self._rows(State.ISSUED)
        # What else staff were told of, such as the end of the order, is not over because the sums agree.
        found = problem_columns(problem) if problem.code else {}
        return self._write(rows, {"verified_at": now, **found})


def _remote_columns(remote: RemoteDocument) -> dict[str, Any]:
    columns = {"remote_id": remote.remote_id, "remote_number": remote.number, "remote_url": remote.url}
    return {name: value for name, value in columns.items() if value}


#: Used by tests and the documentation: which states a row may leave, and where to.
GRAPH: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.SENDING, State.HELD, State.CANCELLED}),
    State.SENDING: frozenset(
        {State.ISSUED, State.ACCEPTED, State.PENDING, State.REJECTED, State.UNCERTAIN, State.HELD}
    ),
    State.ACCEPTED: frozenset({State.ISSUED, State.REJECTED}),
    State.UNCERTAIN: frozenset({State.ISSUED, State.PENDING}),
    State.REJECTED: frozenset({State.PENDING, State.CANCELLED}),
    State.HELD: frozenset({State.PENDING, State.CANCELLED}),
    State.ISSUED: frozenset(),
    State.CANCELLED: frozenset({State.PENDING}),
}
