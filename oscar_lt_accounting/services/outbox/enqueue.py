"""Rows for orders: one per partner the order draws on, in a fixed number of queries."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from oscar.core.loading import get_model

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.models import AuditLine, DocumentKind, Submission, Trigger, Warehouse
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.services.clock import CLOCK, Clock, day_in_lithuania
from oscar_lt_accounting.services.invoicing.routing import IGNORED, Route

#: Payments are saved after the order-placed signal, so the first look at the order waits a little
#: (oscar-facts §2; measurements.md §2.3 no. 3).
FIRST_LOOK = timedelta(seconds=30)
_SAFE_NUMBER = re.compile(r"[A-Za-z0-9._]{1,40}")


@dataclass(frozen=True)
class Occasion:
    """Why an order is looked at: it was placed, reached a status, or somebody asked for it."""

    trigger: Trigger
    status: str = ""
    actor: Any = None
    origin: str = ""

    def suits(self, warehouse: Warehouse) -> bool:
        """Whether the warehouse's integration waits for this occasion."""
        integration = warehouse.integration
        if self.trigger == Trigger.MANUAL:
            return True
        if integration.trigger == Trigger.STATUS:
            return bool(self.status) and self.status in integration.trigger_statuses
        return bool(integration.trigger == Trigger.PLACED and self.trigger == Trigger.PLACED)


def reference(order: Any, partner_key: str, kind: str, sequence: int, *, number_is_new: bool = True) -> str:
    """Our name of a document for ever: shop, order, partner (its warehouse), kind, issue; no clock in it.

    An order whose number cannot stand in it, or was another order's before (`number_is_new` is False), is named by its
    primary key.
    """
    number = str(order.number)
    safe = number if number_is_new and _SAFE_NUMBER.fullmatch(number) else f"~{order.pk}"
    shop = conf.SHOP_ID or "shop"
    return "-".join((shop, safe, partner_key or "0", kind, str(sequence)))


def enqueue(order: Any, occasion: Occasion, *, known: Collection[str] = (), clock: Clock = CLOCK) -> list[Submission]:
    """New rows for what `order` owes on this occasion, except for the partners in `known`.

    `order` is an Oscar order whose number, date and primary key are known; its lines are read here. An order number
    that another order had before makes another reference, so that neither order is lost. When another worker was
    quicker, its rows stand. Raises `IntegrityError` when an order cannot get its rows at all.
    """
    try:
        with transaction.atomic():
            return _enqueue(order, occasion, known, clock, number_is_new=True)
    except IntegrityError:
        # Either another worker made these rows just now, or the number was another order's before.
        known = {*known, *known_partners(order.pk)}
        with transaction.atomic():
            return _enqueue(order, occasion, known, clock, number_is_new=False)


def _enqueue(
    order: Any, occasion: Occasion, known: Collection[str], clock: Clock, *, number_is_new: bool
) -> list[Submission]:
    warehouses = warehouses_in_use()
    if not warehouses:
        return []
    partners = partners_of(order.pk)
    if set(known) - set(partners):
        # A deleted partner is gone from the lines, while its row keeps the key: that row stands for them.
        known = {*known, ""}
    routes = _one_each(import_string(conf.ROUTER)(order, list(partners), warehouses), partners)
    now = clock.roughly()  # says only when to look; the checkout need not ask the database for it
    manual = occasion.trigger == Trigger.MANUAL
    rows = [
        Submission(
            order_id=order.pk,
            integration=route.integration if isinstance(route, Warehouse) else None,
            warehouse=route if isinstance(route, Warehouse) else None,
            warehouse_name=route.name if isinstance(route, Warehouse) else partners[key],
            partner_key=key,
            kind=DocumentKind.INVOICE,
            reference=reference(order, key, DocumentKind.INVOICE, 1, number_is_new=number_is_new),
            origin=occasion.origin or str(occasion.trigger.value),
            not_before=now if manual else now + FIRST_LOOK,
        )
        for key, route in routes.items()
        if key not in known and route is not IGNORED and _is_due(order, route, occasion, warehouses.values())
    ]
    return _insert(rows, occasion)


def warehouses_in_use() -> dict[str, Warehouse]:
    """All warehouses in use by partner key, in one query."""
    rows = Warehouse.objects.filter(is_active=True).select_related("integration")
    return {str(warehouse.partner_id): warehouse for warehouse in rows}


def partners_of(order_id: int) -> dict[str, str]:
    """The partners an order draws on with their names, in one query."""
    lines = get_model("order", "Line").objects.filter(order_id=order_id).order_by("partner_id")
    return {
        str(partner_id or ""): name for partner_id, name in lines.values_list("partner_id", "partner_name").distinct()
    }


def _one_each(routes: Mapping[str, Route], partners: Iterable[str]) -> dict[str, Route]:
    """A route for each partner.

    One warehouse takes one document of an order, so a second partner that is sent there, like one that
    the ROUTER forgot, has none: its part is held for a person instead of being lost.
    """
    found: dict[str, Route] = {}
    for key in partners:
        route = routes.get(key)
        taken = isinstance(route, Warehouse) and route in found.values()
        found[key] = None if taken else route
    return found


def _is_due(order: Any, route: Route, occasion: Occasion, in_use: Iterable[Warehouse]) -> bool:
    asked = [route] if isinstance(route, Warehouse) else list(in_use)
    return any(occasion.suits(warehouse) and _started(warehouse, order, occasion) for warehouse in asked)


def _started(warehouse: Warehouse, order: Any, occasion: Occasion) -> bool:
    """Orders made before the integration's first day are sent only when somebody asks for it."""
    if occasion.trigger == Trigger.MANUAL:
        return True
    first = warehouse.integration.start_date
    return first is not None and day_in_lithuania(order.date_placed) >= first


def _insert(rows: list[Submission], occasion: Occasion) -> list[Submission]:
    if not rows:
        return []
    with transaction.atomic(savepoint=False):
        created = Submission.objects.bulk_create(rows)
        AuditLine.objects.bulk_create(
            audit_line(
                "enqueue",
                actor=occasion.actor or row.origin,
                submission=row,
                to_state=row.state,
            )
            for row in created
        )
    return created


def known_partners(order_id: int) -> set[str]:
    """The partners whose part of the order has an invoice row already."""
    rows = Submission.objects.filter(order_id=order_id, kind=DocumentKind.INVOICE)
    return set(rows.values_list("partner_key", flat=True))
