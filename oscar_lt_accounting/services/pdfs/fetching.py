"""The PDF of an issued document: asked for by a page, fetched once by a worker, kept privately."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Problem, Unavailable, gettext_noop
from oscar_lt_accounting.models import DocumentPdf, Integration, State, Submission
from oscar_lt_accounting.models.problems import NO_PROBLEM, problem_columns
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.outbox import backoff
from oscar_lt_accounting.services.outbox.attempts import WorkerContext

#: Attempts after which only somebody who asks again makes us ask again.
MOST_TRIES = 8


def ask_for(submission: Submission, clock: Clock = CLOCK) -> DocumentPdf | None:
    """The PDF of `submission`, asked for if nobody did yet; None for what is not issued.

    Makes no remote call: a worker fetches it.
    """
    if submission.state != State.ISSUED:
        return None
    now = clock.now()
    row, _made = DocumentPdf.objects.get_or_create(submission=submission, defaults={"asked_at": now, "not_before": now})
    return row


def ask_again(submission: Submission, clock: Clock = CLOCK) -> None:
    """Ask once more for a PDF that could not be had."""
    now = clock.now()
    given_up = DocumentPdf.objects.filter(submission=submission, file="", not_before__isnull=True)
    given_up.update(asked_at=now, not_before=now, tries=0, **problem_columns(NO_PROBLEM))


def wanted(now: datetime) -> QuerySet[DocumentPdf]:
    """PDFs that are due to be fetched."""
    return DocumentPdf.objects.filter(file="", not_before__lte=now)


def fetch_due(integration: Integration, context: WorkerContext) -> int:
    """Fetch what was asked for, oldest first; returns how many are now there."""
    now = context.clock.now()
    if integration.is_blocked or (integration.resting_until and integration.resting_until > now):
        return 0
    rows = wanted(now).filter(submission__integration=integration).select_related("submission__order")
    return sum(_fetch(integration, row, context) for row in rows.order_by("asked_at")[:20])


def _fetch(integration: Integration, row: DocumentPdf, context: WorkerContext) -> bool:
    now = context.clock.now()
    document = row.submission.document
    if document is None or not row.take(until=now + backoff.lease()):
        return False
    try:
        content = context.open(integration, document).pdf(row.submission.remote, document)
    except AccountingError as error:
        row.put_off(error.problem, until=_again(error, row.tries + 1, context))
        return False
    if not content.startswith(b"%PDF"):
        row.put_off(_no_pdf(integration), until=None)
        return False
    row.keep(content)
    return True


def _again(error: AccountingError, tries: int, context: WorkerContext) -> datetime | None:
    passes = isinstance(error, (Unavailable, Misconfigured)) or error.code == "no_pdf"
    if tries >= MOST_TRIES or not passes:
        return None
    wait = backoff.back_off(tries)
    if isinstance(error, Unavailable) and error.retry_after:
        wait = max(wait, timedelta(seconds=error.retry_after))
    return context.clock.now() + wait


def _no_pdf(integration: Integration) -> Problem:
    return Problem(
        code="no_pdf",
        message=gettext_noop("%(system)s sent something that is no PDF. Print the document in the accounting system."),
        params={"system": integration.provider_name},
    )
