"""Look an unconfirmed document up: found, proven absent, still under way, or a person's to decide.

An absence counts only when the system says it in its own form, and twice, a settle time apart: a look
that comes too early misses requests that are still on their way (measurements.md §0.2).
"""

from __future__ import annotations

import logging
from datetime import timedelta

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Misconfigured,
    Problem,
    gettext_noop,
)
from oscar_lt_accounting.models import Attempt, Submission
from oscar_lt_accounting.providers.base import (
    Absent,
    Capability,
    Finding,
    Found,
    Inconclusive,
    Journal,
    Provider,
    Resumable,
)
from oscar_lt_accounting.services.invoicing.building import note_undeducted
from oscar_lt_accounting.services.outbox import backoff, guard
from oscar_lt_accounting.services.outbox.attempts import WorkerContext, recorded
from oscar_lt_accounting.services.outbox.deliver import ask, differs

logger = logging.getLogger(__name__)
#: Conclusive absences it takes before the same words are sent again.
NEGATIVES = 2
#: Attempts after which a document that stays unconfirmed is a person's matter.
MOST_TRIES = 6
#: How long looking may tell nothing before a person is asked.
LONGEST_DOUBT = timedelta(days=1)


def look(submission: Submission, context: WorkerContext) -> None:
    """One look for an unconfirmed row. Never raises for anything that concerns this row alone."""
    integration, document = submission.integration, submission.document
    if integration is None or document is None:
        raise ValueError("only a document that was sent can be unconfirmed")
    try:
        provider = context.open(integration, document)
    except Misconfigured as error:
        integration.block(error.problem)
        return
    attempt = Attempt.objects.create(
        submission=submission, purpose=Attempt.Purpose.LOOK, started_at=context.clock.now()
    )
    with recorded(attempt, provider, context) as ended:
        context.trace("before look")
        journal = Journal(submission.journal)
        finding = _find(provider, document, journal, submission)
        context.trace("after look")
        match finding:
            case Found():
                _found(submission, document, finding, provider, context)
                ended(Attempt.Outcome.FOUND)
            case Resumable():
                _resume(submission, provider, journal, context)
                ended(Attempt.Outcome.ABSENT)
            case Absent():
                _absent(submission, provider, journal, context)
                ended(Attempt.Outcome.ABSENT)
            case _:
                problem = _told_nothing(finding, provider)
                _undecided(submission, finding, problem, provider, context)
                ended(Attempt.Outcome.INCONCLUSIVE, problem)


def _find(provider: Provider, document: Document, journal: Journal, submission: Submission) -> Finding:
    try:
        return provider.find(document, journal)
    except AccountingError as error:
        return Inconclusive(reason=error.code, problem=error.problem)
    except Exception as error:
        logger.exception("looking for submission %s met a fault of our own", submission.pk)
        return Inconclusive(reason=type(error).__name__)


def _told_nothing(finding: Finding, provider: Provider) -> Problem:
    if isinstance(finding, Inconclusive) and finding.problem:
        return finding.problem
    reason = provider.http.redact(finding.reason) if isinstance(finding, Inconclusive) else ""
    return Problem(
        code="look_inconclusive",
        message=gettext_noop("Looking the document up gave no result (%(reason)s); it will be looked up again."),
        params={"reason": reason or "–"},
    )


def _undecided(
    submission: Submission, finding: Finding, problem: Problem, provider: Provider, context: WorkerContext
) -> None:
    now = context.clock.now()
    sent = submission.attempts.filter(purpose=Attempt.Purpose.SEND).order_by("-pk").first()
    if isinstance(finding, Inconclusive) and finding.for_a_person:
        submission.ask_a_person(problem)
    elif sent and now - sent.started_at > LONGEST_DOUBT:
        submission.ask_a_person(ask(submission, provider))
    else:
        submission.put_off(until=now + backoff.settle())


def _found(
    submission: Submission, document: Document, finding: Found, provider: Provider, context: WorkerContext
) -> None:
    if differences := finding.document.differences(document):
        submission.ask_a_person(differs(differences))
        return
    note_undeducted(submission, document, provider)
    if submission.settle(finding.document, now=context.clock.now(), verb="adopt"):
        guard.after_issue(submission)


def _resume(submission: Submission, provider: Provider, journal: Journal, context: WorkerContext) -> None:
    if submission.attempt_count >= MOST_TRIES:
        submission.ask_a_person(ask(submission, provider))
        return
    pause = backoff.back_off(submission.attempt_count) if submission.attempt_count > 2 else backoff.NO_WAIT
    submission.repeat(
        "nothing final can be in the accounting system", now=context.clock.now() + pause, journal=journal.steps
    )


def _absent(submission: Submission, provider: Provider, journal: Journal, context: WorkerContext) -> None:
    now = context.clock.now()
    seen = submission.negatives
    enough = 1 if provider.can(Capability.REFUSES_DUPLICATES) else NEGATIVES
    if submission.attempt_count >= MOST_TRIES:
        submission.ask_a_person(ask(submission, provider))
    elif seen + 1 >= enough:
        if journal.unfinished:
            journal.absent(journal.unfinished)
        submission.repeat("it is not in the accounting system", now=now, journal=journal.steps, seen=seen)
    else:
        submission.missed(seen=seen, look_at=now + backoff.settle())
