"""What every document passes before it is sent: the order is read again, and may be no sale any more.

The guard stops only what has no step in the accounting system yet. What is unconfirmed or being worked on is still
looked up, what was begun in several calls is finished; then staff are told.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

from oscar_lt_accounting.domain.errors import Held, Problem, gettext_noop
from oscar_lt_accounting.models import Attempt, Integration, State, Submission, Trigger
from oscar_lt_accounting.providers.base import Journal
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.invoicing.ended import is_ended, may_be_ended
from oscar_lt_accounting.services.invoicing.warnings import ENDED_AFTER_BEGIN

#: Problem codes: a document closed because its order ended, and staff told of an issued one whose order ended.
ORDER_ENDED, ORDER_ENDED_AFTER_ISSUE = "order_ended", "order_ended_after_issue"
_NOTHING_HAPPENED = (Attempt.Outcome.POSTPONED, Attempt.Outcome.REJECTED, Attempt.Outcome.HELD)
_CLOSABLE = (State.PENDING, State.HELD, State.REJECTED)


def may_go(submission: Submission) -> bool:
    """Whether the order, read with the row just now, still is a sale; a document of one that ended is closed.

    What was begun in several calls is finished whatever became of the order; where a person sends it anew although a
    part may be there, that person is asked again. Raises `Held` for that.
    """
    order = submission.order
    if not is_ended(order.status or "", submission.integration):
        return True
    journal = Journal(submission.journal)
    if not journal.has_begun:
        submission.close(_ended(order))
        return False
    if journal.restart and ENDED_AFTER_BEGIN not in submission.released_holds:
        raise Held(
            gettext_noop(
                "The order %(order)s was cancelled (%(status)s), but a part of its document may be in the accounting "
                "system. Delete it there and cancel the document here, or send it anyway and credit it."
            ),
            code=ENDED_AFTER_BEGIN,
            order=order.number,
            status=order.status,
        )
    return True


def may_be_built_anew(submission: Submission) -> bool:
    """Whether nothing of the frozen document can have reached the accounting system.

    No try of it wrote a byte, or the system itself clearly refused it. One that was never tried was frozen by another
    worker just now, which is about to send it.
    """
    if submission.journal or not submission.attempt_count:
        return False
    tried = submission.attempts.filter(purpose=Attempt.Purpose.SEND)
    return not tried.exclude(outcome__in=_NOTHING_HAPPENED).exists()


def after_issue(submission: Submission) -> None:
    """Tell staff when the order of a document that is now issued ended meanwhile."""
    orders = get_model("order", "Order").objects.filter(pk=submission.order_id)
    status = orders.values_list("status", flat=True).get()
    if is_ended(status or "", submission.integration):
        submission.order.status = status
        submission.call_attention(_ended_after_issue(submission, submission.order))


def order_changed_status(order: Any, *, clock: Clock = CLOCK) -> None:
    """What the order's present status means for the documents it has: closed, told, or owed again."""
    rows = Submission.objects.filter(order_id=order.pk).select_related("integration")
    for submission in rows:
        _follow(submission, order, clock)


def sweep_ended(integrations: Iterable[Integration], *, clock: Clock = CLOCK) -> int:
    """Follow orders whose status was written without a signal; returns how many documents were touched.

    Idle, it costs one query.
    """
    ended = may_be_ended(integrations, "order__")
    unsent = Q(state__in=_CLOSABLE) & ended
    untold = Q(state=State.ISSUED, end_told=False) & ended
    taken_up_again = (
        Q(state=State.CANCELLED, problem_code=ORDER_ENDED) | Q(state=State.ISSUED, end_told=True)
    ) & ~ended
    rows = Submission.objects.filter(unsent | untold | taken_up_again).select_related("order", "integration")
    return sum(_follow(submission, submission.order, clock) for submission in rows.order_by("pk"))


def _follow(submission: Submission, order: Any, clock: Clock) -> bool:
    ended = is_ended(order.status or "", submission.integration)
    match submission.state:
        case State.ISSUED if ended and not submission.end_told:
            return submission.call_attention(_ended_after_issue(submission, order))
        case State.ISSUED if submission.end_told and not ended:
            return submission.attention_over(ORDER_ENDED_AFTER_ISSUE)
        case State.CANCELLED if not ended and submission.problem_code == ORDER_ENDED:
            return _is_owed_again(submission, order) and submission.reopen(ORDER_ENDED, now=clock.now())
        case state if ended and state in _CLOSABLE and not Journal(submission.journal).has_begun:
            return submission.close(_ended(order))
    return False


def _is_owed_again(submission: Submission, order: Any) -> bool:
    """Whether the status an order came back to is one that its integration sends at."""
    integration = submission.integration
    if integration is None or integration.trigger != Trigger.STATUS:
        return True
    return order.status in integration.trigger_statuses


def _ended(order: Any) -> Problem:
    return Problem(
        code=ORDER_ENDED,
        message=gettext_noop(
            "The order %(order)s was cancelled (%(status)s), so nothing is sent. If it is taken up again, its "
            "document is sent automatically."
        ),
        params={"order": str(order.number), "status": str(order.status)},
    )


def _ended_after_issue(submission: Submission, order: Any) -> Problem:
    return Problem(
        code=ORDER_ENDED_AFTER_ISSUE,
        message=gettext_noop(
            "The order %(order)s was cancelled (%(status)s) after %(number)s had been issued: credit it."
        ),
        params={
            "order": str(order.number),
            "status": str(order.status),
            "number": submission.remote_number or submission.reference,
        },
    )
