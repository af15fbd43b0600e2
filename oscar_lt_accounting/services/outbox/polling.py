"""Follow a document that the system works on in the background until it is done."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Throttled, Unavailable
from oscar_lt_accounting.models import Attempt, Submission
from oscar_lt_accounting.services.invoicing.building import note_undeducted
from oscar_lt_accounting.services.outbox import backoff, guard
from oscar_lt_accounting.services.outbox.attempts import WorkerContext, recorded


def follow(submission: Submission, context: WorkerContext) -> None:
    """Ask what became of a document that the system works on in the background."""
    integration, document = submission.integration, submission.document
    if integration is None or document is None:
        raise ValueError("only a row that was sent can be worked on")
    try:
        provider = context.open(integration, document)
    except Misconfigured as error:
        integration.block(error.problem)
        return
    times = submission.attempts.filter(purpose=Attempt.Purpose.ASK).count()
    now = context.clock.now()
    attempt = Attempt.objects.create(submission=submission, purpose=Attempt.Purpose.ASK, started_at=now)
    with recorded(attempt, provider, context) as ended:
        try:
            remote = provider.poll(submission.remote)
        except Throttled as error:
            submission.put_off(until=now + backoff.seconds(error.retry_after or 60))
            ended(Attempt.Outcome.POSTPONED, error.problem)
        except Misconfigured as error:
            integration.block(error.problem)
            ended(Attempt.Outcome.POSTPONED, error.problem)
        except Unavailable as error:
            submission.put_off(until=now + backoff.ask_again(times + 1))
            ended(Attempt.Outcome.POSTPONED, error.problem)
        except AccountingError as error:
            submission.reject(error.problem)
            ended(Attempt.Outcome.REJECTED, error.problem)
        else:
            if remote.job:
                submission.put_off(until=now + backoff.ask_again(times + 1))
                ended(Attempt.Outcome.ACCEPTED)
            else:
                note_undeducted(submission, document, provider)
                if submission.settle(remote, now=now, verb="finish"):
                    guard.after_issue(submission)
                ended(Attempt.Outcome.ISSUED)
