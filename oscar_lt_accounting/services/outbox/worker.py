"""Passes over what is due: each integration by itself, so that none waits for another."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import close_old_connections, connections
from django.db.models import Exists, OuterRef, Q

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Unsupported
from oscar_lt_accounting.models import LIVE, Integration, State, Submission
from oscar_lt_accounting.providers.limits import Purpose
from oscar_lt_accounting.services.outbox import backoff, deliver, lookup, polling
from oscar_lt_accounting.services.outbox.attempts import DATABASE_AWAY, WorkerContext
from oscar_lt_accounting.services.outbox.picking import not_locked
from oscar_lt_accounting.services.outbox.readback import comparable, compare_recorded, not_lately
from oscar_lt_accounting.services.outbox.sweep import sweep
from oscar_lt_accounting.services.pdfs import emails, fetching
from oscar_lt_accounting.services.requests.limiter import DatabaseLimiter
from oscar_lt_accounting.services.stock import allocations, sold

logger = logging.getLogger(__name__)
_SWEEP_EVERY = 300
_MOST_AT_ONCE = 8
_DATABASE_BACK = 10
_ATTEND: dict[str, Callable[[Submission, WorkerContext], None]] = {
    State.PENDING: deliver.send,
    State.SENDING: deliver.expire,
    State.UNCERTAIN: lookup.look,
    State.ACCEPTED: polling.follow,
}


@dataclass
class Worker:
    """Delivers what is due, once or for as long as it is let.

    `only` restricts it to some integrations; `stopped` ends it after the row it is working on.
    """

    context: WorkerContext = field(default_factory=WorkerContext)
    only: Collection[int] = ()
    stopped: threading.Event = field(default_factory=threading.Event)
    parallel: bool = True

    def run(self) -> int:
        """One pass: everything that is due now. Returns how many rows were attended to."""
        self._hold_without_warehouse()
        integrations = self._integrations_with_work()
        if not self.parallel or len(integrations) < 2:
            return sum(self.attend(integration) for integration in integrations)
        with ThreadPoolExecutor(max_workers=min(len(integrations), _MOST_AT_ONCE)) as threads:
            return sum(threads.map(self._in_thread, integrations))

    def watch(self, *, every: float = 1.0) -> None:
        """Passes and sweeps until `stopped` is set."""
        swept = -_SWEEP_EVERY - 1.0
        while not self.stopped.is_set():
            close_old_connections()
            try:
                if self.context.clock.monotonic() - swept > _SWEEP_EVERY:
                    swept = self.context.clock.monotonic()
                    sweep(clock=self.context.clock)
                self.run()
            except Exception:  # a database that restarts must not end the worker
                logger.exception("a pass failed; the next one follows")
            self.stopped.wait(every)

    def attend(self, integration: Integration) -> int:
        """Everything due at one integration, until it rests, its limit is reached, or nothing is left."""
        done = 0
        while not self.stopped.is_set() and self._may_work(integration):
            submission = self._next(integration)
            if submission is None:
                break
            self.context.trace("picked")
            self._attend_one(submission)
            done += 1
            integration.refresh_from_db()
        allocations.consume_due(integration, self.context)
        emails.ask_due(integration, self.context.clock)
        fetching.fetch_due(integration, self.context)
        emails.send_due(integration, self.context.clock)
        compare_recorded(integration, self.context)
        sold.read_due(integration, self.context)
        return done

    def _attend_one(self, submission: Submission) -> None:
        try:
            _ATTEND[submission.state](submission, self.context)
        except DATABASE_AWAY:
            logger.exception("the database was away from submission %s", submission.pk)
            submission.put_off(until=self.context.clock.now() + backoff.seconds(_DATABASE_BACK))
        except Exception:  # one row must not stop the others
            logger.exception("submission %s could not be attended to", submission.pk)
            submission.put_off(until=self.context.clock.now() + backoff.settle())

    def _in_thread(self, integration: Integration) -> int:
        try:
            return self.attend(integration)
        finally:
            connections.close_all()

    def _integrations_with_work(self) -> list[Integration]:
        now = self.context.clock.roughly()
        its_own = Q(integration=OuterRef("pk"))
        due = Exists(Submission.objects.filter(its_own, state__in=LIVE, not_before__lte=now))
        to_compare = not_lately(now) & Exists(comparable(now).filter(its_own))
        to_print = Exists(fetching.wanted(now).filter(submission__integration=OuterRef("pk")))
        to_consume = Exists(allocations.due(now).filter(its_own))
        to_read_back = Exists(sold.due(now).filter(its_own))
        work = due | to_compare | to_print | to_consume | to_read_back
        integrations = Integration.objects.filter(work, is_active=True, is_blocked=False)
        if self.only:
            integrations = integrations.filter(pk__in=self.only)
        return list(integrations)

    def _next(self, integration: Integration) -> Submission | None:
        due = Submission.objects.due(self.context.clock.roughly()).filter(integration=integration)
        found = not_locked(due.select_related("integration", "warehouse__integration", "order")[:1])
        return found[0] if found else None

    def _may_work(self, integration: Integration) -> bool:
        if not integration.is_active or integration.is_blocked:
            return False
        try:
            wait = DatabaseLimiter(integration, self.context.clock).wait(Purpose.DOCUMENT)
        except Misconfigured as error:
            integration.block(error.problem)
            return False
        if wait:
            return False
        now = self.context.clock.now()
        if integration.resting_until and integration.resting_until > now:
            return False
        if integration.failures >= backoff.FAILURES_BEFORE_REST:
            # The accounting system was out of reach: one worker tries with one document whether it is back.
            return integration.take_probe(now, now + backoff.rest(integration.failures)) and self._is_back(integration)
        return True

    def _is_back(self, integration: Integration) -> bool:
        """Whether a cheap question is answered, where the system has one, before a document is risked."""
        try:
            self.context.open(integration).probe()
        except Unsupported:
            return True
        except Misconfigured as error:
            integration.block(error.problem)
            return False
        except AccountingError as error:
            deliver.count_failure(integration, error.problem, self.context)
            return False
        return True

    def _hold_without_warehouse(self) -> None:
        """Rows of partners without a warehouse are held with their sentence."""
        now = self.context.clock.roughly()
        without_warehouse = Submission.objects.due(now).filter(integration__isnull=True, state=State.PENDING)
        for submission in not_locked(without_warehouse.select_related("order", "warehouse")[:500]):
            deliver.send(submission, self.context)
