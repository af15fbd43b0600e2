"""How much of a plan's day is used: warned of at 80 %, stopped at 100 %, the last tenth kept for documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.providers.limits import Limit
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.requests.limiter import WARN_AT, DatabaseLimiter


@dataclass(frozen=True, kw_only=True)
class DayUse:
    """One integration's use of a limit that counts calendar days in the accounting system."""

    integration: Integration
    limit: Limit
    used: int

    @property
    def is_short(self) -> bool:
        """Whether 80 % are used."""
        return self.used * 100 >= self.limit.requests * WARN_AT

    @property
    def is_spent(self) -> bool:
        """Whether nothing more can be sent today."""
        return self.used >= self.limit.requests

    @property
    def sentence(self) -> str:
        """What to tell a person, in the reader's language."""
        words = {"integration": self.integration.name, "used": self.used, "limit": self.limit.requests}
        if self.is_spent:
            return (
                _("%(integration)s has used all of today's %(limit)s requests; its documents wait until tomorrow.")
                % words
            )
        return (
            _("%(integration)s has used %(used)s of today's %(limit)s requests; the rest is kept for documents.")
            % words
        )


def day_uses(integrations: Iterable[Integration], clock: Clock = CLOCK) -> list[DayUse]:
    """The use of every limit of a day; integrations that cannot be used have none."""
    now = clock.roughly()
    return [use for integration in integrations for use in _of(integration, now, clock)]


def short(integrations: Iterable[Integration], clock: Clock = CLOCK) -> list[DayUse]:
    """Those of which somebody should know."""
    return [use for use in day_uses(integrations, clock) if use.is_short]


def _of(integration: Integration, now: datetime, clock: Clock) -> list[DayUse]:
    try:
        limiter = DatabaseLimiter(integration, clock)
        limits = [limit for limit in integration.limits() if limit.time_zone]
    except Misconfigured:
        return []
    return [DayUse(integration=integration, limit=limit, used=limiter.used(limit, now)) for limit in limits]
