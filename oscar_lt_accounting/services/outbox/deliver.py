"""Send one document: freeze, claim, speak, and write down how it ended.

The order of things is what makes it exactly once: the words are frozen and the intent is committed
before any byte leaves, and everything after that names the lease's token (design in
docs/life-of-a-document.md; measurements.md §2).
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.documents import DIFFERENCES, Document, RemoteDocument
from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Busy,
    Held,
    Misconfigured,
    Problem,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
    gettext_noop,
)
from oscar_lt_accounting.models import Attempt, Integration, Submission
from oscar_lt_accounting.providers.base import Capability, Journal, Provider
from oscar_lt_accounting.services.invoicing.building import NothingToInvoice, add_rows, freeze_document
from oscar_lt_accounting.services.outbox import backoff, guard
from oscar_lt_accounting.services.outbox.attempts import (
    DATABASE_AWAY,
    LeasedJournal,
    LostLease,
    WorkerContext,
    new_token,
    of_ours,
    recorded,
)

logger = logging.getLogger(__name__)


def send(submission: Submission, context: WorkerContext) -> None:
    """One attempt to put a pending row into the accounting system.

    Never raises for anything that concerns this row alone.
    """
    prepared = _prepare(submission, context)
    if prepared is None:
        return
    document, provider = prepared
    token = new_token()
    begun = context.clock.monotonic()
    now = context.clock.now()
    context.trace("before claim")
    if not submission.claim(token, now=now, until=now + backoff.lease()):
        return
    context.trace("after claim")
    provider.http.starts_before = begun + conf.LATEST_START_SECONDS
    _speak(submission, document, provider, token, context)


def _prepare(submission: Submission, context: WorkerContext) -> tuple[Document, Provider] | None:
    """The frozen document and the provider to take it; None when it cannot go now."""
    try:
        if not guard.may_go(submission):
            return None
        anew = submission.snapshot is not None and guard.may_be_built_anew(submission)
        if anew and not submission.rebuild():
            return None  # another worker is at it
        if submission.snapshot is None and not freeze_document(submission, context.clock):
            return None
        document = submission.document
        if document is None:
            return None
        provider = context.open(_integration(submission), document)
        return add_rows(submission, document, provider), provider
    except NothingToInvoice as error:
        submission.close(error.problem)
    except Held as error:
        submission.hold(error.problem)
    except Misconfigured as error:
        _integration(submission).block(error.problem)
    except DATABASE_AWAY:
        raise
    except Exception as error:
        logger.exception("submission %s could not be prepared", submission.pk)
        submission.hold(of_ours(error).problem)
    return None


def _speak(submission: Submission, document: Document, provider: Provider, token: str, context: WorkerContext) -> None:
    attempt = submission.attempt
    if attempt is None:
        raise ValueError("a claim begins an attempt")
    with recorded(attempt, provider, context) as ended:
        journal = LeasedJournal(submission, token, provider, context)
        try:
            remote = provider.submit(document, journal)
        except LostLease:
            return
        except DATABASE_AWAY:
            raise  # the row is as if this worker had been killed: its lease runs out, then it is looked for
        except AccountingError as error:
            ended(_failed(submission, token, provider, error, context), error.problem)
        except Exception as error:
            logger.exception("submission %s met a fault of our own", submission.pk)
            problem = of_ours(error).problem
            in_doubt = bool(journal.unfinished or (provider.http.wrote and not journal.steps))
            if in_doubt:
                doubt(submission, token, provider, problem, context)
            else:
                submission.hold_sent(problem, token=token)
            ended(Attempt.Outcome.UNCERTAIN if in_doubt else Attempt.Outcome.HELD, problem)
        else:
            context.trace("before settle")
            outcome = _succeeded(submission, token, document, remote, context)
            context.trace("after settle")
            ended(outcome)


def _integration(submission: Submission) -> Integration:
    if submission.integration is None:
        raise ValueError("a row without an integration is never sent")
    return submission.integration


def _succeeded(
    submission: Submission, token: str, document: Document, remote: RemoteDocument, context: WorkerContext
) -> Attempt.Outcome:
    integration = _integration(submission)
    if integration.failures or integration.resting_until:
        integration.wake()
    now = context.clock.now()
    if remote.job:
        submission.accept(remote, token=token, ask_at=now + backoff.ask_again(0))
        return Attempt.Outcome.ACCEPTED
    if differences := remote.differences(document):
        submission.doubt(differs(differences), token=token, look_at=None)
        return Attempt.Outcome.UNCERTAIN
    if submission.settle(remote, now=now, token=token) and submission.journal:
        guard.after_issue(submission)  # several calls take their time; what one call did, the next sweep tells
    return Attempt.Outcome.ISSUED


def differs(differences: tuple[str, ...]) -> Problem:
    """What is in the accounting system is not what we sent."""
    return Problem(
        code="found_different",
        message=gettext_noop(
            "A document with the shop reference is in the accounting system, but it differs from the shop's "
            "(%(differences_msgs)s). Check it in the accounting system: if it is right, enter its number; if not, "
            "delete it and send again."
        ),
        params={"differences_msgs": "|".join(DIFFERENCES[name] for name in differences)},
    )


def _failed(
    submission: Submission, token: str, provider: Provider, error: AccountingError, context: WorkerContext
) -> Attempt.Outcome:
    now = context.clock.now()
    integration = _integration(submission)
    match error:
        case Uncertain():
            doubt(submission, token, provider, error.problem, context)
            return Attempt.Outcome.UNCERTAIN
        case Rejected():
            submission.reject(error.problem, token=token)
            return Attempt.Outcome.REJECTED
        case Held() | Unsupported():
            submission.hold_sent(error.problem, token=token)
            return Attempt.Outcome.HELD
        case Misconfigured():
            integration.block(error.problem)
            submission.postpone(error.problem, token=token, until=now)
        case Busy():
            wait = timedelta(seconds=error.retry_after or 60)
            submission.postpone(error.problem, token=token, until=now + wait)
        case Throttled():
            wait = timedelta(seconds=error.retry_after or 60)
            integration.rest(now + wait, error.problem)
            submission.postpone(error.problem, token=token, until=now)
        case _:
            wait = backoff.back_off(submission.attempt_count)
            if isinstance(error, Unavailable) and error.retry_after:
                wait = max(wait, timedelta(seconds=error.retry_after))
            submission.postpone(error.problem, token=token, until=now + wait)
            count_failure(integration, error.problem, context)
    return Attempt.Outcome.POSTPONED


def count_failure(integration: Integration, problem: Problem, context: WorkerContext) -> None:
    """One more failure in a row; after some of them the whole integration rests."""
    integration.refresh_from_db(fields=["failures"])
    failures = integration.failures + 1
    Integration.objects.filter(pk=integration.pk, failures=integration.failures).update(failures=failures)
    integration.failures = failures
    if failures >= backoff.FAILURES_BEFORE_REST:
        integration.rest(context.clock.now() + backoff.rest(failures), problem)


def doubt(submission: Submission, token: str, provider: Provider, problem: Problem, context: WorkerContext) -> None:
    """Somebody has to look: the machine after the settle time, a person where the system cannot be asked."""
    look_at = _look_at(submission, provider, context)
    submission.doubt(problem if look_at else ask(submission, provider), token=token, look_at=look_at)


def expire(submission: Submission, context: WorkerContext) -> None:
    """The worker that held the row is gone; what it did is unconfirmed."""
    problem = Problem(
        code="interrupted",
        message=gettext_noop(
            "Sending this document was interrupted. It will be looked up before anything is sent again."
        ),
    )
    now = context.clock.now()
    try:
        provider = _integration(submission).connect()
    except AccountingError:
        submission.expire(problem, now=now, look_at=now + backoff.settle())
        return
    look_at = _look_at(submission, provider, context)
    submission.expire(problem if look_at else ask(submission, provider), now=now, look_at=look_at)


def ask(submission: Submission, provider: Provider) -> Problem:
    """Only a person can settle it."""
    return Problem(
        code="ask_a_person",
        message=gettext_noop(
            "The document for order %(order)s (%(total)s %(currency)s) was sent to %(system)s, but its answer was "
            "lost, and %(system)s cannot be asked. Look for it in the accounting system: if you find it, enter its "
            "number; if you do not, send it again."
        ),
        params={
            "order": str(submission.order.number),
            "total": str(submission.total),
            "currency": submission.currency,
            "system": provider.name,
        },
    )


def _look_at(submission: Submission, provider: Provider, context: WorkerContext) -> datetime | None:
    """When to look: not before a request that is still under way must have arrived; None for never."""
    if not provider.can(Capability.FINDS_DOCUMENTS):
        return None
    now = context.clock.now()
    if provider.can(Capability.REFUSES_DUPLICATES):
        return now
    if provider.can(Capability.RESUMES) and Journal(submission.journal).unfinished != provider.final_step:
        return now
    return now + backoff.settle()
