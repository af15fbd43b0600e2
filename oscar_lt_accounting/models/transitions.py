"""The life of a submission: nobody else writes its state.

             enqueue              claim                 settle
    (order) ─────────▶ PENDING ──────────▶ SENDING ───────────▶ ISSUED
                        ▲  ▲                │ │ │ │ accept       ▲
                        │  │   postpone     │ │ │ └───▶ ACCEPTED ┘
                        │  └────────────────┘ │ └─ reject ─▶ REJECTED
              retry,    │                     │ doubt
              resend,   ├─────────────── UNCERTAIN
              release   └─── HELD                              CANCELLED

Every transition is one conditional UPDATE that names the state it starts from and, while a document is
being sent, the token of the lease; it writes an audit line in the same transaction. It returns whether
it took place: somebody else may have been first.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.domain.snapshot import freeze
from oscar_lt_accounting.models.integrations import Integration, Warehouse
from oscar_lt_accounting.models.problems import NO_PROBLEM, problem_columns
from oscar_lt_accounting.models.records import Attempt, audit_line
from oscar_lt_accounting.signals import submission_failed, submission_issued

if TYPE_CHECKING:
    from oscar_lt_accounting.models.submissions import Submission

WORKER = "worker"


class State(models.TextChoices):
    """Where a submission is in its life."""

    PENDING = "pending", _("waiting")
    SENDING = "sending", _("being sent")
    ACCEPTED = "accepted", _("accepted, being worked on")
    ISSUED = "issued", _("issued")
    REJECTED = "rejected", _("refused")
    UNCERTAIN = "uncertain", _("in doubt")
    HELD = "held", _("held back")
    CANCELLED = "cancelled", _("cancelled")


class Transitions(models.Model):
    """The moves of `Submission`, and the only place where they are made."""

    #: The try that `claim` began.
    attempt: Attempt | None = None

    class Meta:
        abstract = True

    # -- by the machinery -------------------------------------------------------------------------

    def keep(self, document: Document) -> bool:
        """Freeze `document`: from now on every try says the same words."""
        rows = self._rows(State.PENDING).filter(snapshot__isnull=True)
        values = {"snapshot": freeze(document), "total": document.total, "currency": document.currency}
        return self._write(rows, values)

    def take_number(self, series: str, number: str) -> None:
        """Give the row a number of the shop's own; it keeps it for ever."""
        self._write(self._rows(State.PENDING), {"own_series": series, "own_number": number})

    def claim(self, token: str, *, now: datetime, until: datetime) -> bool:
        """Take the row for one try: committed before any byte is sent."""
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
                self.attempt = Attempt.objects.create(
                    submission=self._row, purpose=Attempt.Purpose.SEND, started_at=now
                )
        return moved

    def renew(self, token: str, *, until: datetime, journal: dict[str, Any]) -> bool:
        """Keep what was reached, and the row for one more call."""
        rows = self._rows(State.SENDING).filter(lease_token=token)
        return self._write(rows, {"not_before": until, "journal": journal})

    def settle(self, remote: RemoteDocument, *, now: datetime, token: str = "", verb: str = "settle") -> bool:
        """The document is in the books."""
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
        """Nothing happened over there; the same words again later."""
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
        """It may be over there: look at `look_at`, or let a person decide when that is None."""
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
        """The lease ran out: whoever held it is gone, and what it did is in doubt."""
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

    def verify(self, problem: Problem, *, now: datetime) -> bool:
        """What the books recorded was compared with what we sent."""
        rows = self._rows(State.ISSUED)
        return self._write(rows, {"verified_at": now, **problem_columns(problem)})

    # -- by a person, or because a cause was mended ------------------------------------------------

    # `tries` is the number of tries the person saw; when there were more meanwhile, nothing is done.

    def retry(
        self, *, actor: Any, now: datetime, reason: str = "", anew: bool = False, tries: int | None = None
    ) -> bool:
        """Send it (again). `anew` builds the document anew from the order instead of repeating it."""
        values: dict[str, Any] = {"not_before": now}
        if anew or not self._row.snapshot:
            values |= {"snapshot": None, "total": None}
            if self._row.journal:
                values["journal"] = {"restart": True}
        return self._move(
            "retry",
            (State.REJECTED, State.HELD),
            State.PENDING,
            where=_seen(tries),
            actor=actor,
            reason=reason,
            **values,
        )

    def move_in(self, warehouse: Warehouse) -> bool:
        """Belong to a warehouse that was connected after the order was placed."""
        rows = self._rows(State.HELD, State.PENDING).filter(warehouse__isnull=True)
        values = {"warehouse": warehouse, "integration": warehouse.integration, "warehouse_name": warehouse.name}
        return self._write(rows, values)

    def hurry(self, *, actor: Any, now: datetime, tries: int | None = None) -> bool:
        """Do not wait for the next turn of a row that was put off."""
        return self._move("hurry", (State.PENDING,), State.PENDING, where=_seen(tries), actor=actor, not_before=now)

    def confirm(self, *, actor: Any, number: str, reason: str, now: datetime, tries: int | None = None) -> bool:
        """A person looked into the books: it is there."""
        return self._move(
            "confirm",
            (State.UNCERTAIN,),
            State.ISSUED,
            where=_seen(tries),
            actor=actor,
            reason=reason,
            not_before=None,
            remote_number=number,
            issued_at=now,
            signal=submission_issued,
        )

    def resend(self, *, actor: Any, reason: str, now: datetime, tries: int | None = None) -> bool:
        """A person looked into the books: it is not there, send it again."""
        journal = {"restart": True} if self._row.journal else {}
        return self._move(
            "resend",
            (State.UNCERTAIN,),
            State.PENDING,
            where=_seen(tries),
            actor=actor,
            reason=reason,
            not_before=now,
            journal=journal,
            negatives=0,
        )

    def acknowledge(self, *, actor: Any, reason: str) -> bool:
        """A person dealt with what an issued document's comparison with the books brought up."""
        return self._move(
            "acknowledge",
            (State.ISSUED,),
            State.ISSUED,
            where={"problem_code__gt": ""},
            actor=actor,
            reason=reason,
        )

    def cancel(self, *, actor: Any, reason: str, tries: int | None = None) -> bool:
        """It shall never be sent."""
        return self._move(
            "cancel",
            (State.PENDING, State.REJECTED, State.HELD),
            State.CANCELLED,
            where=_seen(tries),
            actor=actor,
            reason=reason,
            not_before=None,
        )

    # -- how a move is made ----------------------------------------------------------------------------

    @property
    def _row(self) -> Submission:
        return cast("Submission", self)

    def _rows(self, *states: State) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = type(self._row)._default_manager.all()
        return rows.filter(pk=self.pk, state__in=states)

    def _write(self, rows: models.QuerySet[Any], values: dict[str, Any]) -> bool:
        if not rows.update(**values):
            return False
        for name, value in values.items():
            setattr(self, name, value)
        return True

    def _move(
        self,
        verb: str,
        from_states: tuple[State, ...],
        to: State,
        *,
        token: str = "",
        where: dict[str, Any] | None = None,
        problem: Problem = NO_PROBLEM,
        actor: Any = WORKER,
        reason: str = "",
        signal: Any = None,
        **values: Any,
    ) -> bool:
        rows = self._rows(*from_states).filter(**(where or {}))
        if token:
            rows = rows.filter(lease_token=token)
        values = {"lease_token": "", **values, "state": to, **problem_columns(problem)}
        before = self._row.state
        with transaction.atomic():
            if not rows.update(**values):
                return False
            audit_line(
                verb,
                actor=actor,
                reason=reason,
                problem=problem,
                submission=self._row,
                from_state=before,
                to_state=to,
            ).save()
        self._take_over(values)
        if signal:
            transaction.on_commit(
                partial(signal.send_robust, sender=type(self), submission=self._row, problem=problem), robust=True
            )
        return True

    def _take_over(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if isinstance(value, models.expressions.Combinable):
                self.refresh_from_db(fields=[name])
            else:
                setattr(self, name, value)


def _seen(tries: int | None) -> dict[str, Any]:
    return {} if tries is None else {"attempt_count": tries}


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
    State.CANCELLED: frozenset(),
}
