"""The limiter that all workers share: an exact log of calls in the database.

A call counts from its answer, an open one as if it were answered at its deadline. Of ten ways measured,
this one was never refused and used 96 % of what is allowed (measurements.md §0.5, §4.2, §5); the
libraries count from the sending or keep tables of their own.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from datetime import time as day_time
from math import ceil
from zoneinfo import ZoneInfo

from django.db import models, transaction

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.errors import Throttled, gettext_noop
from oscar_lt_accounting.models import Integration, RequestAccount, RequestSlot
from oscar_lt_accounting.providers.limits import Limit, Purpose
from oscar_lt_accounting.services.clock import CLOCK, Clock

logger = logging.getLogger(__name__)
#: Percent of a day's plan at which somebody is told.
WARN_AT = 80
_KEPT = timedelta(days=2)
_URGENT = (Purpose.DOCUMENT, Purpose.LOOK_UP)
_DEFAULT_SHARE = 90
_RESERVE = 10


class DatabaseLimiter:
    """Keeps one integration's calls, from all workers together, within its limits.

    `limits_share` in the integration's settings is the percentage of a sliding limit that we take for
    ourselves; a tenth of every limit is kept for documents. Integrations with the same
    `limits_account` share one count.
    """

    def __init__(self, integration: Integration, clock: Clock = CLOCK) -> None:
        self._clock = clock
        self._limits = integration.limits()
        self._share = integration.option("limits_share", _DEFAULT_SHARE)
        self._name = integration.name
        self._key = str(integration.option("limits_account", f"integration-{integration.pk}"))[:64]

    def enter(self, purpose: Purpose) -> DatabaseSlot:
        """A slot for one call; raises `Throttled` when there is none."""
        now = self._clock.now()
        if not self._limits:
            return DatabaseSlot(None, self._clock)
        with transaction.atomic():
            account = self._lock(now)
            free_at = self._free_at(account, purpose, now)
            if free_at <= now:
                slot = RequestSlot.objects.create(
                    account=account,
                    purpose=purpose.value,
                    started_at=now,
                    counts_from=now + timedelta(seconds=conf.CALL_DEADLINE_SECONDS),
                )
                self._warn(account, now)
                return DatabaseSlot(slot, self._clock)
        raise Throttled(
            gettext_noop("The accounting system's limit of requests is used up; everything waits its turn."),
            code="throttled",
            retry_after=ceil((free_at - now).total_seconds()),
        )

    def wait(self, purpose: Purpose) -> timedelta:
        """How long until a call can be made; nothing when it can be made at once."""
        account = RequestAccount.objects.filter(key=self._key).first() if self._limits else None
        if account is None:
            return timedelta(0)
        now = self._clock.now()
        return self._free_at(account, purpose, now) - now

    def used(self, limit: Limit, now: datetime) -> int:
        """How many calls count against `limit` at `now`."""
        account = RequestAccount.objects.filter(key=self._key).first()
        return self._counted(account, limit, now).count() if account else 0

    def _warn(self, account: RequestAccount, now: datetime) -> None:
        for limit in self._limits:
            # Counts go up by one under the lock, so each is reached once a day.
            if limit.time_zone and self._counted(account, limit, now).count() == ceil(limit.requests * WARN_AT / 100):
                logger.warning("%s has used %s %% of today's %s requests", self._name, WARN_AT, limit.requests)

    def _lock(self, now: datetime) -> RequestAccount:
        # Beginning with a write takes the lock at once, also in SQLite (measurements.md §4.5).
        rows = RequestAccount.objects.filter(key=self._key)
        if not rows.update(touched_at=now):
            RequestAccount.objects.get_or_create(key=self._key, defaults={"touched_at": now})
            rows.update(touched_at=now)
        account = rows.get()
        account.slots.filter(counts_from__lt=now - _KEPT).delete()
        return account

    def _counted(self, account: RequestAccount, limit: Limit, now: datetime) -> models.QuerySet[RequestSlot]:
        if limit.time_zone:
            return account.slots.filter(started_at__gte=_midnight(now, limit.time_zone, days=0))
        return account.slots.filter(counts_from__gt=now - timedelta(seconds=limit.seconds))

    def _free_at(self, account: RequestAccount, purpose: Purpose, now: datetime) -> datetime:
        return max((self._window_free_at(account, limit, purpose, now) for limit in self._limits), default=now)

    def _window_free_at(self, account: RequestAccount, limit: Limit, purpose: Purpose, now: datetime) -> datetime:
        allowed = self._allowed(limit, purpose)
        counted = self._counted(account, limit, now)
        used = counted.count()
        if used < allowed:
            return now
        if limit.time_zone or not allowed:
            return _midnight(now, limit.time_zone or "UTC", days=1)
        frees = counted.order_by("counts_from").values_list("counts_from", flat=True)[used - allowed]
        return frees + timedelta(seconds=limit.seconds, milliseconds=1)

    def _allowed(self, limit: Limit, purpose: Purpose) -> int:
        # A day's plan is used whole; of a sliding window other programs with the same key may use a part.
        requests = limit.requests if limit.time_zone else max(1, limit.requests * self._share // 100)
        if purpose in _URGENT:
            return requests
        return max(1, requests - max(1, requests * _RESERVE // 100))


class DatabaseSlot:
    """One call that is being made."""

    def __init__(self, slot: RequestSlot | None, clock: Clock) -> None:
        self._slot = slot
        self._clock = clock

    def answered(self) -> None:
        """Let the call's window run from now."""
        if self._slot:
            RequestSlot.objects.filter(pk=self._slot.pk).update(counts_from=self._clock.now())


def _midnight(now: datetime, time_zone: str, *, days: int) -> datetime:
    zone = ZoneInfo(time_zone)
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=days), day_time(), zone)
