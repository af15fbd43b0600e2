"""The list of documents, the page of each, and what people decide about them."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import DECIDE, VIEW

_ONE = "invoices/<int:pk>/"

PAGES: tuple[Page, ...] = (
    Page("invoices/", "submission-list", "invoices.list_view.SubmissionListView", VIEW),
    Page("invoices/send-again/", "submission-send-many", "invoices.bulk_resend.BulkResendView", DECIDE),
    Page(_ONE, "submission-detail", "invoices.detail.SubmissionDetailView", VIEW),
    Page(f"{_ONE}print/", "submission-print", "invoices.pdf.PdfView", VIEW),
    Page(f"{_ONE}dry-run/", "submission-dry-run", "invoices.preview.PreviewView", VIEW),
    Page(f"{_ONE}mend/", "submission-mend", "invoices.decisions.CorrectBuyerView", DECIDE),
    Page(f"{_ONE}send/", "submission-send", "invoices.decisions.SendView", DECIDE),
    Page(f"{_ONE}send-anyway/", "submission-send-anyway", "invoices.decisions.SendAnywayView", DECIDE),
    Page(f"{_ONE}confirm/", "submission-confirm", "invoices.decisions.ConfirmView", DECIDE),
    Page(f"{_ONE}resend/", "submission-resend", "invoices.decisions.ResendView", DECIDE),
    Page(f"{_ONE}acknowledge/", "submission-acknowledge", "invoices.decisions.AcknowledgeView", DECIDE),
    Page(f"{_ONE}cancel/", "submission-cancel", "invoices.decisions.CancelView", DECIDE),
)
