"""The record of one read: begun, kept alive, ended; one at a time for each warehouse."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from oscar_lt_accounting.domain.errors import AccountingError, Busy, Problem, gettext_noop
from oscar_lt_accounting.models import StockPull, Warehouse
from oscar_lt_accounting.models.problems import NO_PROBLEM, problem_columns
from oscar_lt_accounting.services.clock import Clock
from oscar_lt_accounting.services.outbox.attempts import DATABASE_AWAY, WorkerContext
from oscar_lt_accounting.signals import stock_pulled

logger = logging.getLogger(__name__)
_LEASE = timedelta(minutes=10)
_INTERRUPTED = Problem(
    code="pull_interrupted",
    message=gettext_noop(
        "The stock update was interrupted before its end; what it had written is right, the rest is as old as "
        "before. The next stock update reads everything again."
    ),
)


class LostRun(Exception):
    """Another process took the run for dead; whatever was read is old by now."""


def begin(warehouse: Warehouse, clock: Clock, **values: Any) -> StockPull:
    """A new run of `warehouse`; raises `Busy` while another one goes on."""
    now = clock.now()
    _bury(warehouse, now)
    try:
        with transaction.atomic():
            return StockPull.objects.create(warehouse=warehouse, started_at=now, lease_until=now + _LEASE, **values)
    except IntegrityError:
        raise Busy(
            gettext_noop("The stock of “%(warehouse)s” is being updated at this moment. Wait until it is done."),
            code="pull_running",
            warehouse=warehouse.name,
            retry_after=60,
        ) from None


def renewer(run: StockPull, clock: Clock) -> Callable[[], None]:
    """Says that the run is alive; raises `LostRun` when it was given up."""

    def renew() -> None:
        rows = StockPull.objects.filter(pk=run.pk, finished_at__isnull=True)
        if not rows.update(lease_until=clock.now() + _LEASE):
            raise LostRun

    return renew


@contextmanager
def recording(run: StockPull, context: WorkerContext) -> Iterator[Callable[..., None]]:
    """Ends `run` however its block ends: as the yielded function was told, or with the error that ended it.

    When the database is away the lease runs out, and the next pull writes down that this one was interrupted.
    """
    ending: dict[str, Any] = {"problem": NO_PROBLEM, "complete": False}

    def ended(problem: Problem, *, complete: bool) -> None:
        ending.update(problem=problem, complete=complete)

    try:
        yield ended
    except LostRun:
        return
    except AccountingError as error:
        ended(error.problem, complete=False)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        logger.exception("the stock update of warehouse %s failed", run.warehouse_id)
        ended(_of_ours(error), complete=False)
    end(run, context.clock, **ending)


def end(run: StockPull, clock: Clock, *, complete: bool, problem: Problem = NO_PROBLEM) -> None:
    """Write down how it ended, warn of a problem, and tell those who listen."""
    values = {name: getattr(run, name) for name in (*StockPull.COUNTS, "requests", "skipped_products")}
    values |= {"finished_at": clock.now(), "is_complete": complete, **problem_columns(problem)}
    if not StockPull.objects.filter(pk=run.pk, finished_at__isnull=True).update(**values):
        return
    for name, value in values.items():
        setattr(run, name, value)
    if problem.code:
        logger.warning("stock of warehouse %s: %s", run.warehouse_id, problem.code)
    transaction.on_commit(partial(_tell, run), robust=True)


def _of_ours(error: Exception) -> Problem:
    return Problem(
        code="own_fault",
        message=gettext_noop(
            "A fault in the shop's own software (%(fault)s) stopped the stock update. Tell the developers."
        ),
        params={"fault": type(error).__name__},
    )


def _tell(run: StockPull) -> None:
    for receiver, answer in stock_pulled.send_robust(sender=StockPull, pull=run):
        if isinstance(answer, Exception):
            logger.error("%r failed after a stock update", receiver, exc_info=answer)


def _bury(warehouse: Warehouse, now: datetime) -> None:
    dead = StockPull.objects.filter(warehouse=warehouse, finished_at__isnull=True, lease_until__lt=now)
    dead.update(finished_at=now, is_complete=False, **problem_columns(_INTERRUPTED))
