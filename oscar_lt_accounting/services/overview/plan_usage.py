"""How much of their plan's day all integrations used, with one question for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration, RequestSlot
from oscar_lt_accounting.providers.limits import Limit
from oscar_lt_accounting.services.requests.budget import DayUse


def day_uses(integrations: Iterable[Integration], now: datetime) -> dict[int, list[DayUse]]:
    """The same as `budget.day_uses` by the integration's id, however many integrations there are."""
    wanted: dict[str, list[tuple[Integration, Limit]]] = defaultdict(list)
    for integration in integrations:
        for limit in _day_limits(integration):
            wanted[limit.time_zone].append((integration, limit))
    found: dict[int, list[DayUse]] = defaultdict(list)
    for zone, pairs in wanted.items():
        used = _used({_account(integration) for integration, _limit in pairs}, zone, now)
        for integration, limit in pairs:
            use = DayUse(integration=integration, limit=limit, used=used.get(_account(integration), 0))
            found[integration.pk].append(use)
    return found


def _day_limits(integration: Integration) -> list[Limit]:
    try:
        return [limit for limit in integration.limits() if limit.time_zone]
    except Misconfigured:
        return []


def _account(integration: Integration) -> str:
    """The name under which `services.limits` counts the integration's calls."""
    return str(integration.option("limits_account", f"integration-{integration.pk}"))[:64]


def _used(accounts: set[str], zone: str, now: datetime) -> dict[str, int]:
    tz = ZoneInfo(zone)
    midnight = datetime.combine(now.astimezone(tz).date(), time(), tz)
    calls = RequestSlot.objects.filter(account__key__in=accounts, started_at__gte=midnight)
    return dict(calls.order_by().values_list("account__key").annotate(Count("pk")))
