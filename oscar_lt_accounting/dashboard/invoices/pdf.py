"""The PDF of a document: the file itself, or a page that says when it will be there."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import get_valid_filename

from oscar_lt_accounting.dashboard import labels
from oscar_lt_accounting.dashboard.invoices.detail import SubmissionDetailView
from oscar_lt_accounting.models import DocumentPdf, Submission
from oscar_lt_accounting.services.pdfs import fetching


class PdfView(SubmissionDetailView):
    """Asks for the PDF at most; fetching it is the worker's work, so no page waits for the accounting system."""

    template_name = "oscar_lt_accounting/dashboard/invoices/pdf.html"

    def get(  # type: ignore[override] # a file is no page
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """The file if it is there, else a page that says why not."""
        self.object = submission = self.get_object()
        row = fetching.ask_for(submission)
        if row and row.file:
            return _file(submission, row)
        waits = row is not None and row.not_before is not None
        context = {
            "submission": submission,
            "title": labels.title(submission),
            "pdf": row,
            "waits": waits,
            "reload_after": 5 if row is None or row.tries == 0 else 30,
        }
        return self.response_class(
            request, self.get_template_names(), context, status=202 if waits else 200, using=self.template_engine
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Ask once more for what could not be had."""
        submission = self.get_object()
        fetching.ask_again(submission)
        return HttpResponseRedirect(reverse("accounting-dashboard:accounting-submission-print", args=[submission.pk]))


def _file(submission: Submission, row: DocumentPdf) -> FileResponse:
    name = get_valid_filename(f"{submission.remote_number or submission.reference}.pdf")
    response = FileResponse(row.file.open(), content_type="application/pdf", filename=name)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
