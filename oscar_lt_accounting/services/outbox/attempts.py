"""One attempt of one row: its lease, its journal, its record."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError, connection

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.domain.errors import AccountingError, Problem, Unavailable, gettext_noop
from oscar_lt_accounting.models import Attempt, Integration, Submission
from oscar_lt_accounting.models.problems import NO_PROBLEM, problem_columns
from oscar_lt_accounting.providers.base import Journal, Provider
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.outbox import backoff
from oscar_lt_accounting.services.remote_ids import StoredRemoteIds
from oscar_lt_accounting.services.requests.limiter import DatabaseLimiter

if TYPE_CHECKING:
    from oscar_lt_accounting.providers.kit.deadline import TimerFactory

#: The database restarts, is locked or cannot be reached: nobody's fault, and nothing is decided.
DATABASE_AWAY = (OperationalError, InterfaceError)


@dataclass(frozen=True)
class WorkerContext:
    """What a worker works with: a clock, a word at each point where it could be cut off, timers that end calls."""

    clock: Clock = CLOCK
    trace: Callable[[str], None] = field(default=lambda _point: None)
    timer: TimerFactory | None = None

    def open(self, integration: Integration, *documents: Document) -> Provider:
        """The integration's provider, counting its calls and keeping the buyer out of its records.

        Without `documents` it is asked about goods and lists. Raises `Misconfigured`.
        """
        if connection.in_atomic_block and not _in_test_transaction():
            raise RuntimeError("a remote call inside a database transaction would hold its locks")
        return integration.connect(
            personal=[value for document in documents for value in _personal_values(document)],
            limiter=DatabaseLimiter(integration, self.clock),
            remote_ids=StoredRemoteIds(integration, documents[0].reference if documents else "", self.clock),
            monotonic=self.clock.monotonic,
            trace=self.trace,
            timer=self.timer,
        )


def _personal_values(document: Document) -> tuple[str, ...]:
    delivery = document.delivery
    return (*document.buyer.personal_values(), *(value for value in (delivery.name, delivery.street) if value))


def _in_test_transaction() -> bool:
    # Django's TestCase wraps each test in a transaction and marks it so.
    return any(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


class LostLease(Exception):
    """Somebody else owns the row now; whatever we know of it is old."""


class LeasedJournal(Journal):
    """A journal that is saved in the row, and whose every entry renews the lease for the next call."""

    def __init__(self, submission: Submission, token: str, provider: Provider, context: WorkerContext) -> None:
        super().__init__(submission.journal)
        self._submission = submission
        self._token = token
        self._provider = provider
        self._context = context

    def save(self) -> None:
        """Keep the steps and own the row for one more call; raises `LostLease`."""
        begun = self._context.clock.monotonic()
        until = self._context.clock.now() + backoff.lease()
        self._context.trace("before journal")
        if not self._submission.renew(self._token, until=until, journal=dict(self.steps)):
            raise LostLease
        self._provider.http.starts_before = begun + conf.LATEST_START_SECONDS
        self._context.trace("after journal")


def new_token() -> str:
    """A lease token nobody else has."""
    return uuid.uuid4().hex


@contextmanager
def recorded(attempt: Attempt, provider: Provider, context: WorkerContext) -> Iterator[Callable[..., None]]:
    """Keep in `attempt` what was called; the yielded function notes how it ended."""
    ending: dict[str, Any] = {}

    def ended(outcome: Attempt.Outcome, problem: Problem = NO_PROBLEM) -> None:
        ending.update(outcome=outcome, **problem_columns(problem))

    try:
        yield ended
    finally:
        calls = [asdict(record) for record in provider.http.records]
        Attempt.objects.filter(pk=attempt.pk).update(calls=calls, finished_at=context.clock.now(), **ending)


def of_ours(error: Exception) -> AccountingError:
    """A fault of our own as something that can be shown and put off."""
    return Unavailable(
        gettext_noop("A fault in the shop's own software (%(fault)s) stopped this document. Tell the developers."),
        code="own_fault",
        fault=type(error).__name__,
    )
