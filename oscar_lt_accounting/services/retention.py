"""Delete attempts that nobody needs any more; documents and the activity log stay."""

from __future__ import annotations

from datetime import timedelta

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.models import Attempt, State
from oscar_lt_accounting.services.clock import CLOCK, Clock

#: Rows deleted in one transaction, so that no worker waits long for a lock.
BATCH = 1000


def purge(clock: Clock = CLOCK) -> int:
    """Delete the attempts of finished documents that are older than `LOG_RETENTION_DAYS`; returns how many."""
    before = clock.now() - timedelta(days=conf.LOG_RETENTION_DAYS)
    old = Attempt.objects.filter(
        submission__state__in=(State.ISSUED, State.CANCELLED), submission__problem_code="", started_at__lt=before
    ).order_by("pk")
    deleted = 0
    while batch := list(old.values_list("pk", flat=True)[:BATCH]):
        deleted += Attempt.objects.filter(pk__in=batch).delete()[0]
    return deleted
