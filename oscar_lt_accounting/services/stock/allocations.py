"""Consume Oscar's allocation when the document is issued, for shops that do not do it when they ship."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from oscar.core.loading import get_class, get_model

from oscar_lt_accounting.models import Allocations, Integration, State, Submission
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.services.stock.rule import SELLING

logger = logging.getLogger(__name__)
#: Documents issued earlier keep their allocation: the setting was another one then.
_LATELY = timedelta(days=3)
_AT_ONCE = 100


def due(now: datetime) -> QuerySet[Submission]:
    """Documents issued lately whose allocation nobody looked at."""
    return Submission.objects.filter(
        state=State.ISSUED,
        kind__in=SELLING,
        warehouse__isnull=False,
        issued_at__gte=now - _LATELY,
        allocations_seen_at__isnull=True,
        integration__allocations=Allocations.CONSUME,
    )


def consume_due(integration: Integration, context: WorkerContext) -> int:
    """Consume what the integration's newly issued documents sold; returns how many documents were looked at."""
    rows = due(context.clock.now()).filter(integration=integration).select_related("order", "warehouse")
    return sum(consume(submission, context) for submission in rows.order_by("pk")[:_AT_ONCE])


def consume(submission: Submission, context: WorkerContext) -> bool:
    """Consume the allocations of the document's lines, once; what Oscar cannot consume stays allocated.

    Stock that stays allocated is counted by the stock rule, so it is not lost, and not sold twice.
    """
    with transaction.atomic():
        rows = Submission.objects.filter(pk=submission.pk, allocations_seen_at__isnull=True)
        if not rows.update(allocations_seen_at=context.clock.now()):
            return False
        handler = get_class("order.processing", "EventHandler")()
        for line in _lines(submission):
            if _is_possible(line):
                handler.consume_stock_allocations(submission.order, [line], [line.num_allocated])
    return True


def _lines(submission: Submission) -> list[Any]:
    own = submission.order.lines.filter(stockrecord__isnull=False, num_allocated__gt=0)
    if submission.warehouse is not None:
        own = own.filter(stockrecord__partner=submission.warehouse.partner_id)
    records = get_model("partner", "StockRecord").objects.filter(pk__in=own.values("stockrecord"))
    list(records.order_by("pk").select_for_update().values_list("pk"))
    return list(own.select_related("stockrecord__product__product_class", "stockrecord__product__parent"))


def _is_possible(line: Any) -> bool:
    # oscar-facts.md §5: Oscar fails without a number in stock, and where more is allocated than there is.
    record = line.stockrecord
    record.refresh_from_db(fields=["num_in_stock", "num_allocated"])  # an earlier line may be of the same record
    if not line.can_track_allocations or record.num_in_stock is None:
        return False
    return bool(line.num_allocated <= min(record.num_allocated or 0, record.num_in_stock))
