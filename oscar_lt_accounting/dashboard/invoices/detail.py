"""One document: what is wrong with it, what it says, what happened to it, and what can be decided."""

from __future__ import annotations

from typing import Any

from django.views.generic import DetailView

from oscar_lt_accounting.dashboard import labels
from oscar_lt_accounting.dashboard.invoices.buyer_form import BuyerForm
from oscar_lt_accounting.dashboard.invoices.decision_forms import (
    AcknowledgeForm,
    CancelForm,
    ConfirmForm,
    ResendForm,
    SeenForm,
    SendAnywayForm,
    SendForm,
)
from oscar_lt_accounting.dashboard.invoices.next_steps import next_steps
from oscar_lt_accounting.dashboard.invoices.order_totals import order_totals
from oscar_lt_accounting.dashboard.invoices.readable_document import ReadableDocument, readable_document
from oscar_lt_accounting.dashboard.invoices.timeline import timeline
from oscar_lt_accounting.dashboard.permissions import may_decide
from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.models.submissions import SubmissionQuerySet
from oscar_lt_accounting.page_urls import http_url, order_url

#: The decisions a person can make, by the name of their form on the page.
DECISIONS: dict[str, type[SeenForm]] = {
    "send": SendForm,
    "correct_buyer": BuyerForm,
    "confirm": ConfirmForm,
    "resend": ResendForm,
    "acknowledge": AcknowledgeForm,
    "send_anyway": SendAnywayForm,
    "cancel": CancelForm,
}


class SubmissionDetailView(DetailView):  # type: ignore[type-arg] # generic only in the stubs
    """The page of one document."""

    template_name = "oscar_lt_accounting/dashboard/invoices/detail.html"
    context_object_name = "submission"

    def get_queryset(self) -> SubmissionQuerySet:
        """What the reader may see; everything else is not found."""
        rows = Submission.objects.visible_to(self.request.user)
        return rows.select_related("order", "integration", "warehouse")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything on the page; `rejected` is a form that was filled in and needs correcting."""
        user: Any = self.request.user
        submission: Submission = self.object
        rejected: dict[str, SeenForm] = kwargs.pop("rejected", {})
        decides = may_decide(user)
        siblings = _siblings(submission)
        others = [row for row in siblings if row.pk != submission.pk]
        if not user.is_staff:
            visible = Submission.objects.visible_to(user).filter(order=submission.order_id)
            allowed = set(visible.values_list("pk", flat=True))
            others = [row for row in others if row.pk in allowed]
        return super().get_context_data(
            title=labels.title(submission),
            next_steps=next_steps(submission, user, may_decide=decides),
            order_page=order_url(user, submission.order.number),
            remote_page=http_url(submission.remote_url),
            may_decide=decides,
            decisions=_decisions(submission, rejected) if decides else {},
            rejected=next(iter(rejected), ""),
            siblings=others,
            totals=order_totals(submission.order, siblings) if user.is_staff else None,
            timeline=timeline(submission),
            shows_calls=user.is_staff,
            **_readable(submission),
            **kwargs,
        )


def _siblings(submission: Submission) -> list[Submission]:
    rows = Submission.objects.filter(order=submission.order_id).select_related("integration", "warehouse", "order")
    return list(rows.defer("snapshot", "journal").order_by("pk"))


def _decisions(submission: Submission, rejected: dict[str, SeenForm]) -> dict[str, SeenForm]:
    forms = {name: rejected.get(name) or form(submission=submission, name=name) for name, form in DECISIONS.items()}
    return {name: form for name, form in forms.items() if form.is_possible}


def _readable(submission: Submission) -> dict[str, Any]:
    found: ReadableDocument | None = None
    try:
        found = readable_document(submission)
    except ValueError:
        return {"readable": None, "is_damaged": True}
    return {"readable": found, "is_damaged": False}
