"""Read a warehouse whole and let the shop know: catalogue first, then the stock records that follow it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from oscar_lt_accounting.domain.errors import AccountingError, Problem, gettext_noop
from oscar_lt_accounting.domain.goods import StockLevel
from oscar_lt_accounting.models import CatalogueItem, StockPull, Warehouse
from oscar_lt_accounting.models.problems import NO_PROBLEM
from oscar_lt_accounting.providers.base import Provider
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.services.stock import catalogue, runs, writing
from oscar_lt_accounting.services.stock.rule import deduction_rule
from oscar_lt_accounting.services.stock.spool import Spool, spooling

_CHUNK = 1000
#: Warehouses with fewer items may shrink as they like.
_FEW = 20
_SHRUNKEN = 50
_COLLAPSED = 80


def pull(
    warehouse: Warehouse,
    *,
    cause: StockPull.Cause = StockPull.Cause.PERSON,
    actor: Any = None,
    believe: bool = False,
    context: WorkerContext | None = None,
) -> StockPull:
    """Read everything `warehouse` has; the result says what was seen and changed, or why it stopped.

    `believe` accepts an answer that is empty or much smaller than the last one. Raises `Busy` while
    another pull of the warehouse goes on; whatever goes wrong in the accounting system is in the result's problem.
    """
    context = context or WorkerContext()
    run = runs.begin(warehouse, context.clock, scope=StockPull.Scope.FULL, cause=cause, actor=actor)
    with runs.recording(run, context) as ended, spooling() as spool:
        provider = context.open(warehouse.integration)
        meaning = deduction_rule(warehouse, run.started_at, provider.documents_take_goods)
        renew = runs.renewer(run, context.clock)
        problem = read(run, provider, provider.stock_levels(warehouse.code), spool, renew)
        complete = not problem.code
        alarm = NO_PROBLEM if believe else _doubts(run, spool, complete=complete)
        if alarm.code:
            ended(alarm, complete=False)
            return run
        for levels in spool.chunks(_CHUNK):
            renew()
            catalogue.take_in(run, levels)
        if complete:
            catalogue.miss(run, spool)
            _count_from_here(run)
        writing.write(run, spool, meaning, renew)
        ended(problem, complete=complete)
    return run


def read(run: StockPull, provider: Provider, levels: Iterable[StockLevel], spool: Spool, renew: Any) -> Problem:
    """Put what is told onto disk; the problem says why it broke off, if it did."""
    problem = NO_PROBLEM
    try:
        for level in levels:
            spool.add(level)
            if spool.count % _CHUNK == 0:
                renew()
    except AccountingError as error:
        problem = error.problem
    run.requests = len(provider.http.records)
    run.seen, run.skipped = spool.count, spool.skipped
    run.skipped_products = spool.skipped_products
    return problem


def _doubts(run: StockPull, spool: Spool, *, complete: bool) -> Problem:
    """Why what was returned cannot be accepted without a person."""
    before = CatalogueItem.objects.filter(warehouse=run.warehouse_id, gone_at__isnull=True).count()
    if complete and before and not spool.count:
        return _alarm("stock_empty", run, before, 0)
    if complete and before >= _FEW and spool.count * 100 < before * _SHRUNKEN:
        return _alarm("stock_shrunken", run, before, spool.count)
    return _emptied(run, spool)


def _emptied(run: StockPull, spool: Spool) -> Problem:
    had = nothing = 0
    for levels in spool.chunks(_CHUNK):
        some, empty = catalogue.emptied(run, levels)
        had, nothing = had + some, nothing + empty
    if had >= _FEW and nothing * 100 > had * _COLLAPSED:
        return _alarm("stock_emptied", run, had, nothing)
    return NO_PROBLEM


def _count_from_here(run: StockPull) -> None:
    """What was sold before this read need not be read back any more."""
    older = Q(sold_read_at__isnull=True) | Q(sold_read_at__lt=run.started_at)
    Warehouse.objects.filter(older, pk=run.warehouse_id).update(sold_read_at=run.started_at)


_SENTENCES = {
    "stock_empty": gettext_noop(
        "%(system)s returned no products of “%(warehouse)s”, which had %(before)s. Nothing was changed. Check the "
        "warehouse in the accounting system; if it really is empty, update the stock again and accept it."
    ),
    "stock_shrunken": gettext_noop(
        "%(system)s returned only %(now)s products of “%(warehouse)s”, which had %(before)s. Nothing was changed. "
        "Check the warehouse in the accounting system; if it is right, update the stock again and accept it."
    ),
    "stock_emptied": gettext_noop(
        "%(now)s of %(before)s products of “%(warehouse)s” that were in stock would be sold out at once, says "
        "%(system)s. Nothing was changed. Check the warehouse in the accounting system; if it is right, update the "
        "stock again and accept it."
    ),
}


def _alarm(code: str, run: StockPull, before: int, now: int) -> Problem:
    warehouse = run.warehouse
    params = {"system": warehouse.integration.provider_name, "warehouse": warehouse.name}
    return Problem(code=code, message=_SENTENCES[code], params={**params, "before": str(before), "now": str(now)})


def due(now: datetime) -> list[Warehouse]:
    """Warehouses in use whose integration says that it is time to read them again."""
    pulls = StockPull.objects.filter(warehouse=OuterRef("pk"), scope=StockPull.Scope.FULL)
    warehouses = Warehouse.objects.filter(is_active=True, integration__is_active=True, integration__is_blocked=False)
    waiting = (
        warehouses.filter(integration__pull_every__gt=0)
        .annotate(began=Subquery(pulls.order_by("-started_at").values("started_at")[:1]))
        .select_related("integration")
        .order_by("pk")
    )
    return [one for one in waiting if one.began is None or one.began <= now - _every(one)]


def _every(warehouse: Warehouse) -> timedelta:
    return timedelta(minutes=warehouse.integration.pull_every)
