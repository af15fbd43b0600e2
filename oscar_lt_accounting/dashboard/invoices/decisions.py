"""What people decide about one document: send it, decide on an unconfirmed document, cancel it."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, ClassVar, cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from oscar_lt_accounting.dashboard import labels
from oscar_lt_accounting.dashboard.invoices.buyer_form import BuyerForm
from oscar_lt_accounting.dashboard.invoices.decision_forms import SeenForm
from oscar_lt_accounting.dashboard.invoices.detail import DECISIONS, SubmissionDetailView
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.outbox import resend
from oscar_lt_accounting.services.outbox.buyer_corrections import correct_buyer


class DecisionView(SubmissionDetailView):
    """One decision: made by POST, once, about the document as its maker saw it.

    The row is locked while it is compared with what the form says was seen; a document that moved on
    meanwhile stays as it is.
    """

    name: ClassVar[str] = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing is decided by following a link."""
        return self._back(kwargs["pk"])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make the decision, or say why it was not made."""
        with transaction.atomic():
            rows = self.get_queryset().select_for_update(of=("self",))
            submission = self.object = get_object_or_404(rows, pk=kwargs["pk"])
            form = DECISIONS[self.name](request.POST, submission=submission, name=self.name)
            is_current = form.is_current
            is_made = is_current and form.is_valid() and self.decide(submission, form)
        if is_made:
            messages.success(request, self.done(submission))
        elif is_current and form.errors:
            return self.render_to_response(self.get_context_data(rejected={self.name: form}))
        else:
            messages.warning(request, _moved_on(submission))
        return self._back(submission.pk)

    @abstractmethod
    def decide(self, submission: Submission, form: SeenForm) -> bool:
        """Make it; returns whether it took place."""

    @abstractmethod
    def done(self, submission: Submission) -> str:
        """What to tell the person who made it."""

    def _back(self, pk: int) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("accounting-dashboard:accounting-submission-detail", kwargs={"pk": pk}))


class SendView(DecisionView):
    """Send a document again that was rejected or is on hold, or a waiting one now."""

    name = "send"

    def decide(self, submission: Submission, form: SeenForm) -> bool:
        """Back into the queue."""
        return resend.send_again(submission, actor=self.request.user, tries=submission.attempt_count)

    def done(self, submission: Submission) -> str:
        """It is queued, not sent."""
        return _("The document of order %(number)s is in the queue and is sent next.") % _named(submission)


class SendAnywayView(DecisionView):
    """A document on hold for a warning is sent in spite of it."""

    name = "send_anyway"

    def decide(self, submission: Submission, form: SeenForm) -> bool:
        """Back into the queue; it is not held for this again."""
        return submission.send_anyway(
            submission.problem_code,
            actor=self.request.user,
            reason=form.cleaned_data["reason"],
            now=CLOCK.now(),
            tries=submission.attempt_count,
        )

    def done(self, submission: Submission) -> str:
        """It is queued, not sent."""
        return _("The document of order %(number)s is in the queue and is sent next.") % _named(submission)


class CorrectBuyerView(DecisionView):
    """The buyer's data are corrected for this document, and it is sent again."""

    name = "correct_buyer"

    def decide(self, submission: Submission, form: SeenForm) -> bool:
        """Back into the queue, with the buyer as it was entered."""
        return correct_buyer(
            submission,
            cast("BuyerForm", form).correction,
            actor=self.request.user,
            tries=submission.attempt_count,
        )

    def done(self, submission: Submission) -> str:
        """It is queued, not sent."""
        words = _named(submission)
        return (
            _("The buyer's data of order %(number)s were fixed; the document is in the queue and is sent next.") % words
        )


class ConfirmView(DecisionView):
    """A person looked: it is in the accounting system."""

    name = "confirm"

    def decide(self, submission: Submission, form: SeenForm) -> bool:
        """Note its number."""
        return submission.confirm(
            actor=self.request.user,
            number=form.cleaned_data["number"],
            reason=form.cleaned_data["reason"],
            now=CLOCK.now(),
            tries=submission.attempt_count,
        )

    def done(self, submission: Submission) -> str:
        """It counts as issued."""
        words = {**_named(submission), "remote": submission.remote_number}
        return _("The document of order %(number)s is noted as issued, with the number %(remote)s.") % words


class ResendView(DecisionView):
    """A person looked: it is not in the accounting system."""

    name = "resend"

    def decide(self, submission: Submission, form: SeenForm) -> bool:
        """The same words once more."""
        return submission.resend(
            actor=self.request.user,
            reason=form.cleaned_data["reason"],
            now=CLOCK.now(),
            tries=submission.attempt_count,
        )

    def done(self, submission: Submission) -> str:
        """It is queued, not sent."""
        return _("The document of order %(number)s is in the queue and is sent next.") % _named(submission)


class AcknowledgeView(DecisionView):
    """An issued document that the accounting system recorded differently was dealt with."""

    name = "acknowledge"

    def decide(self, submission: Submission, form: SeenForm) -> bool:
        """Nothing is left to do."""
        return submission.acknowledge(actor=self.request.user, reason=form.cleaned_data["reason"])

    def done(self, submission: Submission) -> str:
        """It leaves the list of what needs attention."""
        return _("The document of order %(number)s is noted as dealt with.") % _named(submission)


class CancelView(DecisionView):
    """It shall never be sent."""

    name = "cancel"

    def decide(self, submission: Submission, form: SeenForm) -> bool:
        """Out of the queue for ever."""
        return submission.cancel(
            actor=self.request.user, reason=form.cleaned_data["reason"], tries=submission.attempt_count
        )

    def done(self, submission: Submission) -> str:
        """It stays in the list, as cancelled."""
        return _("The document of order %(number)s was cancelled and will not be sent.") % _named(submission)


def _moved_on(submission: Submission) -> str:
    submission.refresh_from_db(fields=["state"])
    words = {**_named(submission), "state": labels.state_label(submission.state)}
    if submission.state == State.PENDING:
        return _("Nothing was done: the document of order %(number)s moved on meanwhile; it waits to be sent.") % words
    return _("Nothing was done: the document of order %(number)s moved on meanwhile; it is now “%(state)s”.") % words


def _named(submission: Submission) -> dict[str, str]:
    return {"number": submission.order.number}
