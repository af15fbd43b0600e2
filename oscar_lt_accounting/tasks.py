"""Celery tasks: thin twins of the commands, harmless when they come twice or late.

They carry no document, only an integration's id at most; the table is the queue, Celery the alarm clock
(measurements.md §3.1 R6).
"""

from __future__ import annotations

from contextlib import suppress

from celery import shared_task

from oscar_lt_accounting.domain.errors import Busy
from oscar_lt_accounting.models import StockPull, Warehouse
from oscar_lt_accounting.services import retention, stock
from oscar_lt_accounting.services.jobs import running
from oscar_lt_accounting.services.outbox import sweep as sweeping
from oscar_lt_accounting.services.outbox.worker import Worker

_EXPIRES = 300


@shared_task(name="oscar_lt_accounting.deliver", ignore_result=True, expires=_EXPIRES)
def deliver(integration_id: int | None = None) -> None:
    """One pass over what is due."""
    Worker(only=[integration_id] if integration_id else ()).run()


@shared_task(name="oscar_lt_accounting.poll", ignore_result=True, expires=_EXPIRES)
def poll(integration_id: int | None = None) -> None:
    """Ask after background work and unconfirmed documents; the same pass, since the rows know when they are due."""
    Worker(only=[integration_id] if integration_id else ()).run()


@shared_task(name="oscar_lt_accounting.pull_stock", ignore_result=True, expires=_EXPIRES)
def pull_stock(warehouse_id: int | None = None, integration_id: int | None = None) -> None:
    """Read one warehouse, those of one integration, or all in use; one that is being read is passed over."""
    warehouses = Warehouse.objects.filter(
        is_active=True, integration__is_active=True, integration__is_blocked=False
    ).select_related("integration")
    if warehouse_id:
        warehouses = warehouses.filter(pk=warehouse_id)
    if integration_id:
        warehouses = warehouses.filter(integration=integration_id)
    for warehouse in warehouses.order_by("pk"):
        with suppress(Busy):
            stock.pull(warehouse, cause=StockPull.Cause.SCHEDULE)


@shared_task(name="oscar_lt_accounting.sweep", ignore_result=True, expires=_EXPIRES)
def sweep() -> None:
    """Find orders without rows."""
    sweeping.sweep()


@shared_task(name="oscar_lt_accounting.jobs", ignore_result=True, expires=_EXPIRES)
def jobs() -> None:
    """Do the long work that people asked for."""
    running.run_due()


@shared_task(name="oscar_lt_accounting.purge", ignore_result=True, expires=_EXPIRES)
def purge() -> None:
    """Forget old records of attempts."""
    retention.purge()
