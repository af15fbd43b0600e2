"""What happens in this shop when an order's status changes: Oscar itself does nothing about stock or money."""

from __future__ import annotations

import logging
from typing import Any

from oscar.apps.order.signals import order_status_changed
from oscar.apps.partner.exceptions import InvalidStockAdjustment
from oscar.core.loading import get_class

logger = logging.getLogger(__name__)


def connect() -> None:
    """Start listening."""
    order_status_changed.connect(follow, dispatch_uid="sandbox.shop.follow")


def follow(order: Any, old_status: str, new_status: str, **_kwargs: Any) -> None:
    """Money arrives, goods leave the warehouse or go back on the shelf."""
    if new_status in {"Paid", "Complete"}:
        collect(order)
    if new_status == "Shipped" or (new_status == "Complete" and old_status == "Paid"):
        _move_stock(order, "consume_stock_allocations")
    elif new_status == "Cancelled":
        _move_stock(order, "cancel_stock_allocations")


def collect(order: Any) -> None:
    """Record that everything promised for `order` was received."""
    for source in order.sources.all():
        if source.balance > 0:
            source.debit(reference=source.reference)


def _move_stock(order: Any, how: str) -> None:
    handler = get_class("order.processing", "EventHandler")()
    for line in order.lines.select_related("stockrecord", "product"):
        if line.stockrecord is None or line.product is None:
            continue
        try:
            getattr(handler, how)(order, [line], [line.quantity])
        except InvalidStockAdjustment:
            # Raising here would leave the new status without its row in the order's history.
            logger.warning("Stock of %s in order %s could not be moved", line.partner_sku, order.number)
