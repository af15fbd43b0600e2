"""Read back what the accounting system recorded and compare it to the cent, many documents with one call."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from oscar_lt_accounting.domain.documents import DIFFERENCES, Document
from oscar_lt_accounting.domain.errors import AccountingError, Problem, gettext_noop
from oscar_lt_accounting.models import Integration, State, Submission
from oscar_lt_accounting.models.problems import NO_PROBLEM
from oscar_lt_accounting.providers.base import Capability
from oscar_lt_accounting.services.outbox.attempts import WorkerContext

_EVERY = timedelta(minutes=10)
_GIVEN_UP_AFTER = timedelta(days=2)
_MOST = 500


def compare_recorded(integration: Integration, context: WorkerContext) -> int:
    """Compare the documents issued since the last time; returns how many were compared.

    Costs nothing while there is nothing to compare, and one call for all days together otherwise.
    """
    now = context.clock.now()
    if integration.resting_until and integration.resting_until > now:
        return 0
    waiting = list(comparable(now).filter(integration=integration).order_by("pk")[:_MOST])
    documents = {submission.pk: submission.document for submission in waiting}
    known = [document for document in documents.values() if document]
    if not known or not Integration.objects.filter(not_lately(now), pk=integration.pk).update(read_back_at=now):
        return 0
    try:
        provider = context.open(integration, known[0])
        if not provider.can(Capability.READS_BACK):
            return 0
        days = [document.day for document in known]
        recorded = {remote.number: remote for remote in provider.recorded(min(days), max(days))}
    except AccountingError:
        return 0
    compared = 0
    for submission in waiting:
        document, remote = documents[submission.pk], recorded.get(submission.remote_number)
        if remote is None and now - (submission.issued_at or now) < _GIVEN_UP_AFTER:
            continue
        differences = remote.differences(document) if remote and document else ("missing",)
        submission.verify(_differs(document, differences) if differences else NO_PROBLEM, now=now)
        compared += 1
    return compared


def comparable(now: datetime) -> QuerySet[Submission]:
    """Documents that went into the accounting system a while ago and were not compared yet."""
    rows = Submission.objects.filter(state=State.ISSUED, verified_at__isnull=True, issued_at__lte=now - _EVERY)
    return rows.exclude(remote_number="")


def not_lately(now: datetime) -> Q:
    """Integrations whose documents were not read back in the last minutes."""
    return Q(read_back_at__isnull=True) | Q(read_back_at__lte=now - _EVERY)


def _differs(document: Document | None, differences: tuple[str, ...]) -> Problem:
    return Problem(
        code="recorded_differs",
        message=gettext_noop(
            "The accounting system recorded this document differently from what was sent (%(differences_msgs)s). "
            "Check it in the accounting system and correct it with the accountant; %(total)s was sent."
        ),
        params={
            "differences_msgs": "|".join(DIFFERENCES[name] for name in differences),
            "total": f"{document.total} {document.currency}" if document else "–",
        },
    )
