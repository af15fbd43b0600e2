"""What would be sent if the document were sent now, without sending or keeping anything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from oscar_lt_accounting.dashboard import labels
from oscar_lt_accounting.dashboard.invoices.detail import SubmissionDetailView
from oscar_lt_accounting.dashboard.invoices.readable_document import readable, readable_document
from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.services.invoicing.previews import preview

_BUILT_ANEW = (State.HELD, State.REJECTED)


class PreviewView(SubmissionDetailView):
    """The document as it would be built now; one that was frozen and waits is sent as it is."""

    template_name = "oscar_lt_accounting/dashboard/invoices/preview.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Only for what is still to be sent; the page of the document shows the others."""
        self.object = submission = self.get_object()
        if submission.state not in (State.PENDING, *_BUILT_ANEW):
            return HttpResponseRedirect(
                reverse("accounting-dashboard:accounting-submission-detail", kwargs={"pk": submission.pk})
            )
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The document for reading, or the sentence that would hold it."""
        submission: Submission = self.object
        return {"submission": submission, "title": labels.title(submission), "view": self, **_shown(submission)}


def _shown(submission: Submission) -> dict[str, Any]:
    if submission.snapshot and submission.state not in _BUILT_ANEW:
        try:
            return {"readable": readable_document(submission), "is_frozen": True}
        except ValueError:
            return {"is_damaged": True, "is_frozen": True}
    try:
        return {"readable": readable(preview(submission)), "is_frozen": False}
    except AccountingError as error:
        return {"problem": translated(error.problem.message, dict(error.problem.params))}
