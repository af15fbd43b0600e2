"""The net under the signals: orders that owe a document and have no row.

A process can die between the order's commit and the signal, a receiver can fail, orders can be made by
imports that send no signal, and a status can be written without one (oscar-facts §2, §6).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Cast, Coalesce
from oscar.core.loading import get_model

from oscar_lt_accounting.models import DocumentKind, Submission, Trigger, Warehouse
from oscar_lt_accounting.services.clock import CLOCK, LITHUANIA, Clock
from oscar_lt_accounting.services.outbox import guard
from oscar_lt_accounting.services.outbox.enqueue import Occasion, enqueue, known_partners, warehouses_in_use

logger = logging.getLogger(__name__)
_BATCH = 500


def sweep(*, clock: Clock = CLOCK) -> int:
    """Make the missing rows; returns how many orders got some. Idle, it costs two queries."""
    warehouses = list(warehouses_in_use().values())
    found = 0
    for order in _orders_without_rows(warehouses):
        occasion = Occasion(Trigger.PLACED, status=order.status, origin="sweep")
        try:
            found += bool(enqueue(order, occasion, known=known_partners(order.pk), clock=clock))
        except Exception:  # one order must not stop the others
            logger.exception("order %s could not be enqueued", order.pk)
    if warehouses:
        guard.sweep_ended([warehouse.integration for warehouse in warehouses], clock=clock)
    return found


def _orders_without_rows(warehouses: list[Warehouse]) -> Iterator[Any]:
    awaited = _awaited(warehouses)
    if awaited is None:
        return
    lines = get_model("order", "Line").objects.annotate(
        key=Coalesce(Cast("partner_id", models.CharField()), models.Value(""))
    )
    rows = Submission.objects.filter(order_id=OuterRef("order_id"), kind=DocumentKind.INVOICE)
    # A deleted partner is gone from the lines, while its row keeps the key: that row stands for them.
    theirs = lines.filter(order_id=OuterRef("order_id"), key=OuterRef("partner_key"))
    lines = (
        lines.filter(awaited)
        .filter(~Exists(rows.filter(partner_key=OuterRef("key"))))
        .filter(~models.Q(key="") | ~Exists(rows.filter(~Exists(theirs))))
    )
    orders = get_model("order", "Order").objects.filter(pk__in=lines.values("order_id")).order_by("pk")
    last = 0
    while batch := list(orders.filter(pk__gt=last)[:_BATCH]):
        yield from batch
        last = batch[-1].pk


def _awaited(warehouses: list[Warehouse]) -> Q | None:
    """Which order lines somebody waits for; None when nobody waits for any."""
    conditions = [
        Q(partner_id=warehouse.partner_id) & occasion
        for warehouse in warehouses
        if (occasion := _occasion(warehouse)) is not None
    ]
    if not conditions:
        return None
    without_warehouse = Q(partner_id__isnull=True) | ~Q(
        partner_id__in=[warehouse.partner_id for warehouse in warehouses]
    )
    occasions = [occasion for warehouse in warehouses if (occasion := _occasion(warehouse)) is not None]
    anything = occasions[0]
    for occasion in occasions[1:]:
        anything |= occasion
    awaited = without_warehouse & anything
    for condition in conditions:
        awaited |= condition
    return awaited


def _occasion(warehouse: Warehouse) -> Q | None:
    integration = warehouse.integration
    if integration.start_date is None or integration.trigger == Trigger.MANUAL:
        return None
    since = Q(order__date_placed__gte=datetime.combine(integration.start_date, time(), LITHUANIA))
    if integration.trigger == Trigger.STATUS:
        return since & Q(order__status__in=integration.trigger_statuses)
    return since
