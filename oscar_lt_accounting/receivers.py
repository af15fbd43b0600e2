"""What we listen to. Nothing here speaks to a network or a broker, and nothing raises into the checkout.

Rows that come from a fixture (`raw`) may lack what they belong to, and nobody decided anything by loading them.
"""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from oscar.apps.order.signals import order_placed, order_status_changed

from oscar_lt_accounting.models import Integration, ProductLink, Series, StockPull, Trigger, VatMapping, Warehouse
from oscar_lt_accounting.services.outbox import guard, resend
from oscar_lt_accounting.services.outbox.enqueue import Occasion, enqueue, known_partners
from oscar_lt_accounting.signals import stock_pulled

logger = logging.getLogger(__name__)


def on_order_placed(sender: Any, order: Any, **kwargs: Any) -> None:
    """Write down what the order owes to the accounting system; the sweep does it when this fails."""
    if kwargs.get("raw"):
        return
    try:
        enqueue(order, Occasion(Trigger.PLACED, status=order.status or ""))
    except Exception:  # the customer's checkout must not notice
        logger.exception("order %s could not be enqueued; the sweep will do it", order.pk)


def on_order_status_changed(sender: Any, order: Any, new_status: str, **kwargs: Any) -> None:
    """Write down what the order owes now that it reached a status."""
    try:
        with transaction.atomic():
            guard.order_changed_status(order)
            known = known_partners(order.pk)
            enqueue(order, Occasion(Trigger.STATUS, status=new_status), known=known)
    except Exception:  # the shop's own status change must not notice
        logger.exception("order %s could not be enqueued; the sweep will do it", order.pk)


def on_link_saved(sender: Any, instance: ProductLink, raw: bool = False, **kwargs: Any) -> None:
    """What waited for the link is sent."""
    if not raw:
        resend.release(instance.warehouse.integration, resend.FIXED_BY_LINKS)


def on_vat_mapping_saved(sender: Any, instance: VatMapping, raw: bool = False, **kwargs: Any) -> None:
    """What waited for the VAT code is sent."""
    if not raw:
        resend.release(instance.integration, resend.FIXED_BY_VAT)


def on_series_saved(sender: Any, instance: Series, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """What waited for a number is sent."""
    if created and not raw:
        resend.release(instance.integration, resend.FIXED_BY_SERIES)


def on_warehouse_saved(sender: Any, instance: Warehouse, raw: bool = False, **kwargs: Any) -> None:
    """What waited for the partner's warehouse is sent."""
    if not raw:
        resend.assign_warehouse(instance)
        _forget_freshness()


def on_integration_saved(sender: Any, instance: Integration, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """An integration that somebody fixed works again."""
    if not (created or raw) and (instance.is_blocked or instance.resting_until):
        instance.wake()
    _forget_freshness()


def on_stock_pulled(sender: Any, pull: StockPull, **kwargs: Any) -> None:
    """A warehouse that was read may sell again at once."""
    _forget_freshness()


def _forget_freshness() -> None:
    from oscar_lt_accounting.services.stock import freshness  # not loaded by processes that never save a warehouse

    freshness.forget()


def connect() -> None:
    """Listen; called when the apps are ready."""
    name = "oscar_lt_accounting"
    order_placed.connect(on_order_placed, dispatch_uid=f"{name}.order_placed")
    order_status_changed.connect(on_order_status_changed, dispatch_uid=f"{name}.order_status_changed")
    post_save.connect(on_link_saved, sender=ProductLink, dispatch_uid=f"{name}.link_saved")
    post_save.connect(on_vat_mapping_saved, sender=VatMapping, dispatch_uid=f"{name}.vat_mapping_saved")
    post_save.connect(on_series_saved, sender=Series, dispatch_uid=f"{name}.series_saved")
    post_save.connect(on_warehouse_saved, sender=Warehouse, dispatch_uid=f"{name}.warehouse_saved")
    post_save.connect(on_integration_saved, sender=Integration, dispatch_uid=f"{name}.integration_saved")
    stock_pulled.connect(on_stock_pulled, dispatch_uid=f"{name}.stock_pulled")
