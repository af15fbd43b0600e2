"""After documents were issued, read the stock of just what they sold: one question for many orders."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from oscar.core.loading import get_model

from oscar_lt_accounting.domain.errors import Busy
from oscar_lt_accounting.models import Integration, ProductLink, ReadSold, State, StockPull, Submission, Warehouse
from oscar_lt_accounting.models.problems import NO_PROBLEM
from oscar_lt_accounting.providers.base import Capability, Provider
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.services.requests import budget
from oscar_lt_accounting.services.stock import catalogue, runs, writing
from oscar_lt_accounting.services.stock.pulling import read
from oscar_lt_accounting.services.stock.rule import SELLING, deduction_rule
from oscar_lt_accounting.services.stock.spool import spooling

#: Documents issued within this time are read back together.
_TOGETHER = timedelta(minutes=2)
#: More calls than this are left to the next pull of the whole warehouse.
_MOST_CALLS = 20


def due(now: datetime) -> QuerySet[Warehouse]:
    """Warehouses of which something was sold since they were last read, some minutes ago."""
    sold = Submission.objects.filter(
        warehouse=OuterRef("pk"), state=State.ISSUED, kind__in=SELLING, issued_at__gte=OuterRef("sold_read_at")
    )
    return Warehouse.objects.filter(
        Exists(sold), ~Q(integration__read_sold=ReadSold.NEVER), is_active=True, sold_read_at__lte=now - _TOGETHER
    )


def read_due(integration: Integration, context: WorkerContext) -> int:
    """Read back what was sold from the integration's warehouses; returns how many were asked."""
    now = context.clock.now()
    if integration.resting_until and integration.resting_until > now:
        return 0
    asked = 0
    for warehouse in due(now).filter(integration=integration):
        warehouse.integration = integration
        asked += read_sold(warehouse, context) is not None
    return asked


def read_sold(warehouse: Warehouse, context: WorkerContext) -> StockPull | None:
    """Read what was sold since the last read, if that is cheap enough; None when nothing was asked.

    Whatever it does not learn, the next pull of the whole warehouse does.
    """
    now, since = context.clock.now(), warehouse.sold_read_at
    if since is None or not Warehouse.objects.filter(pk=warehouse.pk, sold_read_at=since).update(sold_read_at=now):
        return None
    items = _sold(warehouse, since)
    provider_class = warehouse.integration.provider_class
    if not items or not _is_wanted(warehouse.integration, provider_class, len(items)):
        return None
    if budget.short([warehouse.integration], context.clock):
        return None
    try:
        run = runs.begin(warehouse, context.clock, scope=StockPull.Scope.SOLD, cause=StockPull.Cause.ORDERS)
    except Busy:
        return None  # the whole warehouse is being read
    with runs.recording(run, context) as ended, spooling() as spool:
        provider = context.open(warehouse.integration)
        if not provider.can(Capability.STOCK_OF_ITEMS):
            ended(NO_PROBLEM, complete=False)
            return run
        meaning = deduction_rule(warehouse, run.started_at, provider.documents_take_goods)
        renew = runs.renewer(run, context.clock)
        problem = read(run, provider, provider.stock_of(warehouse.code, items), spool, renew)
        for levels in spool.chunks(writing.CHUNK):
            catalogue.take_in(run, levels)
        writing.write(run, spool, meaning, renew)
        ended(problem, complete=False)
    return run


def _sold(warehouse: Warehouse, since: datetime) -> list[str]:
    orders = Submission.objects.filter(
        warehouse=warehouse, state=State.ISSUED, kind__in=SELLING, issued_at__gte=since
    ).values("order")
    lines = get_model("order", "Line").objects.filter(order__in=orders, partner=warehouse.partner_id)
    links = ProductLink.objects.filter(
        warehouse=warehouse, sync_stock=True, stockrecord__in=lines.values("stockrecord")
    )
    return list(links.order_by("remote_id").values_list("remote_id", flat=True))


def _is_wanted(integration: Integration, provider: type[Provider], items: int) -> bool:
    each = provider.stock_items_per_call
    if integration.read_sold == ReadSold.CHEAP and each == 1:
        return False
    return -(-items // each) <= _MOST_CALLS
