"""The moves that people make, or that follow because they fixed a cause.

`tries` is the number of attempts the person saw; when there were more meanwhile, nothing is done.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from oscar_lt_accounting.models.integrations import Warehouse
from oscar_lt_accounting.models.transition_base import State, TransitionBase
from oscar_lt_accounting.signals import submission_issued


class Decisions(TransitionBase):
    """What people may decide about a submission."""

    class Meta:
        abstract = True
        app_label = "oscar_lt_accounting"

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

    def send_anyway(self, code: str, *, actor: Any, reason: str, now: datetime, tries: int | None = None) -> bool:
        """Send it in spite of the warning `code` that it is on hold for; it will not be held for that again."""
        return self._move(
            "send anyway",
            (State.HELD,),
            State.PENDING,
            where={**_seen(tries), "problem_code": code},
            actor=actor,
            reason=reason,
            not_before=now,
            released_holds=[*dict.fromkeys([*self._row.released_holds, code])],
        )

    def assign_warehouse(self, warehouse: Warehouse) -> bool:
        """Belong to a warehouse that was connected after the order was placed."""
        rows = self._rows(State.HELD, State.PENDING).filter(warehouse__isnull=True)
        values = {"warehouse": warehouse, "integration": warehouse.integration, "warehouse_name": warehouse.name}
        return self._write(rows, values)

    def hurry(self, *, actor: Any, now: datetime, tries: int | None = None) -> bool:
        """Do not wait for the next turn of a row that was put off."""
        return self._move("hurry", (State.PENDING,), State.PENDING, where=_seen(tries), actor=actor, not_before=now)

    def confirm(self, *, actor: Any, number: str, reason: str, now: datetime, tries: int | None = None) -> bool:
        """A person looked into the accounting system: it is there."""
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
        """A person looked into the accounting system: it is not there, send it again."""
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
        """A person dealt with what an issued document's comparison with the accounting system brought up."""
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


def _seen(tries: int | None) -> dict[str, Any]:
    return {} if tries is None else {"attempt_count": tries}
