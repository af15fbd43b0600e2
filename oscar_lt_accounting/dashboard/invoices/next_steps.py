"""What happens next with a document, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from oscar_lt_accounting.dashboard import problem_kinds
from oscar_lt_accounting.models import Integration, State, Submission


@dataclass(frozen=True, kw_only=True)
class NextSteps:
    """A few sentences for a person, and the screen that helps.

    `level` is Bootstrap's word for the weight of it; `problem` what is wrong, `obstacle` what is wrong
    with the integration, `next_step` what happens or has to be done.
    """

    level: str
    heading: str
    next_step: str
    problem: str = ""
    obstacle: str = ""
    fix_link: problem_kinds.FixLink | None = None

    @property
    def icon(self) -> str:
        """The icon that goes with the weight."""
        icons = {"success": "fa-check-circle", "info": "fa-info-circle", "danger": "fa-exclamation-circle"}
        return icons.get(self.level, "fa-exclamation-triangle")


def next_steps(submission: Submission, user: Any, *, may_decide: bool) -> NextSteps:
    """What `user` is told first on the submission's page."""
    problem = submission.problem_text
    match submission.state:
        case State.PENDING:
            return _pending(submission, user, problem)
        case State.SENDING:
            return NextSteps(
                level="info",
                heading=_("It is being sent right now."),
                next_step=_("Load this page again in a minute to see how it ended."),
            )
        case State.ACCEPTED:
            return NextSteps(
                level="info",
                heading=_("The accounting system took it and is working on it."),
                next_step=_asked(submission.not_before),
            )
        case State.UNCERTAIN:
            return _uncertain(submission, problem, may_decide=may_decide)
        case State.ISSUED:
            return _issued(submission, problem)
        case State.CANCELLED:
            return _cancelled(submission, user, problem)
    return NextSteps(
        level="danger",
        heading=(
            _("The accounting system rejected it.")
            if submission.state == State.REJECTED
            else _("It is on hold; nothing was sent.")
        ),
        problem=problem,
        next_step=_after_the_fix(submission, may_decide=may_decide),
        fix_link=problem_kinds.fix_link(user, submission),
    )


def _cancelled(submission: Submission, user: Any, problem: str) -> NextSteps:
    if problem:
        return NextSteps(
            level="secondary",
            heading=_("It was closed automatically; nothing was sent."),
            problem=problem,
            next_step=_("There is nothing to do."),
            fix_link=problem_kinds.fix_link(user, submission),
        )
    return NextSteps(level="secondary", heading=_("It was cancelled."), next_step=_("It will never be sent."))


def _after_the_fix(submission: Submission, *, may_decide: bool) -> str:
    if problem_kinds.is_sent_by_itself(submission):
        return _("As soon as the cause is fixed, it is sent automatically.")
    if may_decide:
        return _("Fix the cause, then press “Send again”: it is built anew from the order as it is then.")
    return _("When the cause is fixed, ask somebody who may change invoices to send it again.")


def _pending(submission: Submission, user: Any, problem: str) -> NextSteps:
    integration = submission.integration
    obstacle = _obstacle(integration) if integration else ""
    if obstacle:
        return NextSteps(
            level="warning",
            heading=_("It waits, because its integration is not working."),
            obstacle=obstacle,
            problem=problem if integration and problem != integration.problem_text else "",
            next_step=_("When the integration works again, it is sent automatically."),
            fix_link=problem_kinds.integration_link(user, submission),
        )
    moment = submission.not_before
    later = moment is not None and moment > timezone.now()
    return NextSteps(
        level="warning" if problem else "info",
        heading=_("The last attempt failed.") if problem else _("It waits for its turn."),
        problem=problem,
        next_step=(
            _("It will be sent automatically at %(time)s.") % {"time": _time(moment)}
            if later
            else _("It will be sent automatically within a minute.")
        ),
        fix_link=problem_kinds.fix_link(user, submission),
    )


def _obstacle(integration: Integration) -> str:
    words = {"name": integration.name, "problem": integration.problem_text}
    if not integration.is_active:
        return _("The integration “%(name)s” is switched off.") % words
    if integration.is_blocked:
        return _("The integration “%(name)s” needs attention: %(problem)s") % words
    if integration.resting_until and integration.resting_until > timezone.now():
        words["time"] = _time(integration.resting_until)
        return _("The integration “%(name)s” is paused until %(time)s: %(problem)s") % words
    return ""


def _uncertain(submission: Submission, problem: str, *, may_decide: bool) -> NextSteps:
    if submission.not_before:
        moment = _time(submission.not_before)
        return NextSteps(
            level="warning",
            heading=_("It may already be in the accounting system."),
            problem=problem,
            next_step=_(
                "It will be looked up in the accounting system automatically at %(time)s. Nothing is sent before that."
            )
            % {"time": moment},
        )
    return NextSteps(
        level="danger",
        heading=_("It may already be in the accounting system: please check."),
        problem=problem,
        next_step=(
            _("Look for it in the accounting system, then say below what you found.")
            if may_decide
            else _("Ask somebody who may change invoices to look for it and to say what was found.")
        ),
    )


def _issued(submission: Submission, problem: str) -> NextSteps:
    number = submission.remote_number
    heading = (
        _("It is in the accounting system as %(number)s.") % {"number": number}
        if number
        else _("It is in the accounting system.")
    )
    if problem:
        step = _("Nothing is sent again automatically.")
        return NextSteps(level="warning", heading=heading, problem=problem, next_step=step)
    compared = submission.verified_at
    return NextSteps(
        level="success",
        heading=heading,
        next_step=(
            _("What the accounting system recorded was compared with this document at %(time)s and agrees.")
            % {"time": _time(compared)}
            if compared
            else _("There is nothing to do.")
        ),
    )


def _asked(moment: datetime | None) -> str:
    if moment is None:
        return _("There is nothing to do.")
    return _("It will be asked at %(time)s what became of it.") % {"time": _time(moment)}


def _time(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i") if moment else "–"
