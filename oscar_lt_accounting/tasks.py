"""Celery tasks: thin twins of the commands, harmless when they come twice or late.

They carry no document, only an integration's id at most; the table is the queue, Celery the alarm clock
(measurements.md §3.1 R6).
"""

from __future__ import annotations

from celery import shared_task

from oscar_lt_accounting.services import retention
from oscar_lt_accounting.services.outbox import sweep as sweeping
from oscar_lt_accounting.services.outbox.worker import Worker

_EXPIRES = 300


@shared_task(name="oscar_lt_accounting.deliver", ignore_result=True, expires=_EXPIRES)
def deliver(integration_id: int | None = None) -> None:
    """One pass over what is due."""
    Worker(only=[integration_id] if integration_id else ()).run()


@shared_task(name="oscar_lt_accounting.poll", ignore_result=True, expires=_EXPIRES)
def poll(integration_id: int | None = None) -> None:
    """Ask after background work and doubts; the same pass, since the rows know when they are due."""
    Worker(only=[integration_id] if integration_id else ()).run()


@shared_task(name="oscar_lt_accounting.sweep", ignore_result=True, expires=_EXPIRES)
def sweep() -> None:
    """Find orders without rows."""
    sweeping.sweep()


@shared_task(name="oscar_lt_accounting.purge", ignore_result=True, expires=_EXPIRES)
def purge() -> None:
    """Forget old records of tries."""
    retention.purge()
