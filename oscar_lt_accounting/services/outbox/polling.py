"""Follow documents that the system works on in the background until they are done, many with one question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Throttled, Unavailable
from oscar_lt_accounting.models import Attempt, State, Submission
from oscar_lt_accounting.providers.base import PollResult, Provider
from oscar_lt_accounting.services.invoicing.building import note_undeducted
from oscar_lt_accounting.services.outbox import backoff, guard
from oscar_lt_accounting.services.outbox.attempts import WorkerContext, recorded
from oscar_lt_accounting.services.outbox.picking import not_locked

#: How many documents are asked about together; a system asks with as few calls as it can.
TOGETHER = 100


def follow(submission: Submission, context: WorkerContext) -> None:
    """Ask what became of a document, and with it of all others of its integration that are due."""
    integration, document = submission.integration, submission.document
    if integration is None or document is None:
        raise ValueError("only a row that was sent can be worked on")
    others = {row: _readable(row) for row in _due_with(submission, context)}
    known = {submission: document, **{row: found for row, found in others.items() if found is not None}}
    try:
        provider = context.open(integration, *known.values())
    except Misconfigured as error:
        integration.block(error.problem)
        return
    _Round(known, provider, context).ask()


def _readable(row: Submission) -> Document | None:
    """The row's document; None where it is damaged, which its own turn finds out."""
    try:
        return row.document
    except ValueError:
        return None


def _due_with(submission: Submission, context: WorkerContext) -> Sequence[Submission]:
    """The other rows of its integration that are due, too."""
    due = Submission.objects.due(context.clock.roughly())
    others = due.filter(integration=submission.integration_id, state=State.ACCEPTED).exclude(pk=submission.pk)
    return not_locked(others.select_related("integration", "order")[: TOGETHER - 1])


class _Round:
    """One question about several documents, and what each of them learns from it."""

    def __init__(self, documents: dict[Submission, Document], provider: Provider, context: WorkerContext) -> None:
        self._documents = documents
        self._provider = provider
        self._context = context
        self._now = context.clock.now()

    def ask(self) -> None:
        """Ask, and write down what was answered; what was not answered is asked again."""
        rows = {row.reference: row for row in self._documents}
        with ExitStack() as stack:
            ended = {row: self._begun(row, stack) for row in self._documents}
            waiting = dict(rows)
            try:
                for remote, result in self._provider.poll_many([row.remote for row in self._documents]):
                    row = waiting.pop(remote.reference)
                    self._learn(row, result, ended[row])
            except Throttled as error:
                self._put_off(waiting, error, ended, until=self._now + backoff.seconds(error.retry_after or 60))
            except Misconfigured as error:
                if (integration := next(iter(rows.values())).integration) is not None:
                    integration.block(error.problem)
                for row in waiting.values():
                    ended[row](Attempt.Outcome.POSTPONED, error.problem)
            except AccountingError as error:
                self._put_off(waiting, error, ended)

    def _begun(self, row: Submission, stack: ExitStack) -> Callable[..., None]:
        attempt = Attempt.objects.create(submission=row, purpose=Attempt.Purpose.ASK, started_at=self._now)
        return stack.enter_context(recorded(attempt, self._provider, self._context))

    def _learn(self, row: Submission, result: PollResult, ended: Callable[..., None]) -> None:
        if isinstance(result, Unavailable):
            row.put_off(until=self._again(row))
            ended(Attempt.Outcome.POSTPONED, result.problem)
        elif isinstance(result, AccountingError):
            row.reject(result.problem)
            ended(Attempt.Outcome.REJECTED, result.problem)
        elif result.job:
            row.put_off(until=self._again(row))
            ended(Attempt.Outcome.ACCEPTED)
        else:
            note_undeducted(row, self._documents[row], self._provider)
            if row.settle(result, now=self._now, verb="finish"):
                guard.after_issue(row)
            ended(Attempt.Outcome.ISSUED)

    def _put_off(
        self,
        waiting: dict[str, Submission],
        error: AccountingError,
        ended: dict[Submission, Callable[..., None]],
        *,
        until: datetime | None = None,
    ) -> None:
        for row in waiting.values():
            row.put_off(until=until or self._again(row))
            ended[row](Attempt.Outcome.POSTPONED, error.problem)

    def _again(self, row: Submission) -> datetime:
        """When to ask for this row again: it was asked for once more just now."""
        times = row.attempts.filter(purpose=Attempt.Purpose.ASK).count()
        return self._now + backoff.ask_again(times)
