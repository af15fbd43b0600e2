"""How old the shop's idea of a warehouse's stock is, and which warehouses must not sell meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import OuterRef, QuerySet, Subquery

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration, StalePolicy, StockPull, Warehouse
from oscar_lt_accounting.providers.capabilities import Capability

_KEY = "oscar_lt_accounting.stopped_partners"
_KEPT_SECONDS = 60


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """What is known of one warehouse's stock.

    `read_at` is when the last complete pull began, `age` how long ago that is: both None before the first
    one. `tried_at`, `is_complete` and `problem_code` speak of the last pull, however it ended; None and empty
    before the first one, and `is_complete` is False while it still goes on.
    """

    warehouse: Warehouse
    read_at: datetime | None
    age: timedelta | None
    tried_at: datetime | None
    is_complete: bool
    problem_code: str
    is_stale: bool

    @property
    def stops(self) -> bool:
        """Whether the tracked goods of the warehouse must not be sold until it is read."""
        return self.is_stale and self.warehouse.integration.stale_policy == StalePolicy.STOP


def freshness(warehouses: QuerySet[Warehouse], now: datetime) -> list[Freshness]:
    """The state of `warehouses`, in their order, with one question to the database."""
    pulls = StockPull.objects.filter(warehouse=OuterRef("pk"), scope=StockPull.Scope.FULL).order_by("-started_at")
    rows = warehouses.select_related("integration").annotate(
        read_at=Subquery(pulls.filter(is_complete=True).values("started_at")[:1]),
        tried_at=Subquery(pulls.values("started_at")[:1]),
        last_is_complete=Subquery(pulls.values("is_complete")[:1]),
        last_problem_code=Subquery(pulls.values("problem_code")[:1]),
    )
    return [_of(row, now) for row in rows]


def stopped_partners(now: datetime) -> set[int]:
    """Ids of the partners whose tracked goods must not be sold at `now`; remembered for a minute."""
    known = cache.get(_KEY)
    if known is None:
        guarded = Warehouse.objects.filter(
            is_active=True, integration__is_active=True, integration__stale_policy=StalePolicy.STOP
        )
        known = [one.warehouse.partner_id for one in freshness(guarded, now) if one.stops]
        cache.set(_KEY, known, _KEPT_SECONDS)
    return set(known)


def forget() -> None:
    """Ask the database again next time: a pull was completed, or somebody changed a rule."""
    cache.delete(_KEY)


def _of(row: Warehouse, now: datetime) -> Freshness:
    told = vars(row)
    read_at: datetime | None = told["read_at"]
    age = None if read_at is None else now - read_at
    return Freshness(
        warehouse=row,
        read_at=read_at,
        age=age,
        tried_at=told["tried_at"],
        is_complete=bool(told["last_is_complete"]),
        problem_code=told["last_problem_code"] or "",
        is_stale=_is_stale(row, age),
    )


def _is_stale(warehouse: Warehouse, age: timedelta | None) -> bool:
    rules = warehouse.integration
    if rules.stale_policy == StalePolicy.NOTHING or not (warehouse.is_active and rules.is_active):
        return False
    if age is None:
        return rules.pull_every > 0 and _tells_stock(rules)
    return age > timedelta(hours=rules.stale_after)


def _tells_stock(integration: Integration) -> bool:
    """Whether the stock could have been read at all."""
    try:
        return Capability.STOCK in integration.provider_class.capabilities
    except Misconfigured:
        return True
