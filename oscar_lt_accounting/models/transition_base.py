"""How a move of a submission is made: one conditional UPDATE and its audit line, in one transaction."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol, cast

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models.problems import NO_PROBLEM, problem_columns
from oscar_lt_accounting.models.records import audit_line

WORKER = "worker"


class State(models.TextChoices):
    """Where a submission is in its life."""

    PENDING = "pending", _("waiting")
    SENDING = "sending", _("sending")
    ACCEPTED = "accepted", _("in progress")
    ISSUED = "issued", _("issued")
    REJECTED = "rejected", _("rejected")
    UNCERTAIN = "uncertain", _("unconfirmed")
    HELD = "held", _("on hold")
    CANCELLED = "cancelled", _("cancelled")


class TransitionRow(Protocol):
    """The columns of `Submission` that moves read; the model itself stands in a module above this one."""

    state: str
    snapshot: Any
    journal: Any
    attempt_count: int
    released_holds: Any


class TransitionBase(models.Model):
    """What every move is made of."""

    class Meta:
        abstract = True
        app_label = "oscar_lt_accounting"

    @property
    def _row(self) -> TransitionRow:
        return cast("TransitionRow", self)

    def _rows(self, *states: State) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = type(self)._default_manager.all()
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
                submission=self,
                from_state=before,
                to_state=to,
            ).save()
        self._take_over(values)
        if signal:
            transaction.on_commit(
                partial(signal.send_robust, sender=type(self), submission=self, problem=problem), robust=True
            )
        return True

    def _take_over(self, values: dict[str, Any]) -> None:
        for name, value in values.items():
            if isinstance(value, models.expressions.Combinable):
                self.refresh_from_db(fields=[name])
            else:
                setattr(self, name, value)
