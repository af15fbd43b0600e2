"""What happened day by day, in Lithuania's days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from oscar_lt_accounting.models import AuditLine, State, Submission
from oscar_lt_accounting.services.clock import LITHUANIA, day_in_lithuania

#: How many days are shown, today included.
DAYS = 30
_PROBLEMS = (State.REJECTED, State.HELD, State.UNCERTAIN)


def last_days(now: datetime) -> list[date]:
    """The days up to today, oldest first."""
    today = day_in_lithuania(now)
    return [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]


def issued(user: Any, since: date, warehouses: Collection[int]) -> dict[int | None, dict[date, int]]:
    """How many documents of each integration were issued on each day from `since` on.

    `warehouses` are all that `user` may see: by them the database finds the rows through its index.
    """
    mine = Q(warehouse__in=warehouses) | Q(warehouse__isnull=True)
    rows = Submission.objects.visible_to(user).filter(mine, state=State.ISSUED, issued_at__gte=_midnight(since))
    days = rows.order_by().annotate(day=TruncDate("issued_at", tzinfo=LITHUANIA))
    found: dict[int | None, dict[date, int]] = defaultdict(dict)
    for pk, day, number in days.values_list("integration_id", "day").annotate(Count("pk")):
        found[pk][day] = number
    return found


def problems(user: Any, since: date) -> dict[date, int]:
    """How many documents ran into a problem on each day from `since` on; each counts once a day."""
    lines = AuditLine.objects.filter(at__gte=_midnight(since), to_state__in=_PROBLEMS)
    if not (user.is_staff or user.is_superuser):
        lines = lines.filter(submission__warehouse__partner__users=user)
    days = lines.order_by().annotate(day=TruncDate("at", tzinfo=LITHUANIA))
    return dict(days.values_list("day").annotate(Count("submission", distinct=True)))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LITHUANIA)
