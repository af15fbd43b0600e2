"""How things stand: counts, ages, requests used, last pulls. Reads only, calls nobody."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration, State, Submission, Warehouse
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.requests.limiter import DatabaseLimiter
from oscar_lt_accounting.services.stock.freshness import Freshness, freshness

_LONG_TRANSACTION = timedelta(minutes=10)


def status(*, clock: Clock = CLOCK) -> dict[str, Any]:
    """Everything in order? As plain values for people and for monitoring."""
    now = clock.now()
    warehouses = _warehouses(now)
    return {
        "states": _states(Submission.objects.all()),
        "needs_a_person": Submission.objects.needing_a_person().count(),
        "oldest_unsent_seconds": _oldest_unsent(now),
        "integrations": [
            {**_integration(integration, now, clock), "warehouses": warehouses[integration.pk]}
            for integration in Integration.objects.all()
        ],
        "oldest_transaction_seconds": _oldest_transaction(),
    }


def _states(rows: Any) -> dict[str, int]:
    counted = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: counted.get(state.value, 0) for state in State}


def _oldest_unsent(now: datetime) -> int | None:
    oldest = Submission.objects.unsent().aggregate(oldest=Min("created_at"))["oldest"]
    return int((now - oldest).total_seconds()) if oldest else None


def _integration(integration: Integration, now: datetime, clock: Clock) -> dict[str, Any]:
    return {
        "id": integration.pk,
        "name": integration.name,
        "provider": integration.provider,
        "is_active": integration.is_active,
        "is_blocked": integration.is_blocked,
        "resting_until": integration.resting_until.isoformat() if integration.resting_until else None,
        "problem": integration.problem,
        "states": _states(integration.submissions.all()),
        "requests": _requests(integration, now, clock),
    }


def _warehouses(now: datetime) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for one in freshness(Warehouse.objects.all(), now):
        found[one.warehouse.integration_id].append(_warehouse(one, now))
    return found


def _warehouse(one: Freshness, now: datetime) -> dict[str, Any]:
    last = None
    if one.tried_at is not None:
        last = {
            "age_seconds": int((now - one.tried_at).total_seconds()),
            "is_complete": one.is_complete,
            "problem_code": one.problem_code,
        }
    return {
        "id": one.warehouse.pk,
        "name": one.warehouse.name,
        "is_active": one.warehouse.is_active,
        "age_seconds": None if one.age is None else int(one.age.total_seconds()),
        "is_stale": one.is_stale,
        "last_pull": last,
    }


def _requests(integration: Integration, now: datetime, clock: Clock) -> list[dict[str, int]]:
    try:
        limits = integration.limits()
        limiter = DatabaseLimiter(integration, clock)
    except Misconfigured:
        return []
    found = [(limiter.used(limit, now), limit) for limit in limits]
    return [
        {
            "used": used,
            "limit": limit.requests,
            "seconds": limit.seconds,
            "percent": used * 100 // limit.requests if limit.requests else 100,
        }
        for used, limit in found
    ]


def _oldest_transaction() -> int | None:
    """The age of the database's oldest open transaction, when it is long enough to slow the outbox.

    Dead rows that no VACUUM may remove make every claim slower (measurements.md §4.3).
    """
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXTRACT(EPOCH FROM max(clock_timestamp() - xact_start)) FROM pg_stat_activity "
            "WHERE xact_start IS NOT NULL AND pid <> pg_backend_pid() AND datname = current_database()"
        )
        age = cursor.fetchone()[0]
    return int(age) if age and age > _LONG_TRANSACTION.total_seconds() else None
