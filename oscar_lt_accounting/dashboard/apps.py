"""The dashboard's URLs and who may open them."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarDashboardConfig


class AccountingDashboardConfig(OscarDashboardConfig):
    """Below ``dashboard/accounting/`` of the shop."""

    default = True
    name = "oscar_lt_accounting.dashboard"
    label = "accounting_dashboard"
    namespace = "accounting-dashboard"
    verbose_name = _("Accounting dashboard")
    default_permissions: tuple[Any, ...] = (["is_staff"],)

    def ready(self) -> None:
        """Choose the views, so that a shop's own configuration can choose others."""
        from oscar_lt_accounting.dashboard import bulk, decisions, detail, dryrun, listing, printing
        from oscar_lt_accounting.dashboard.pages import all_pages
        from oscar_lt_accounting.dashboard.permissions import DECIDE, LOOK

        self.submission_list_view = listing.SubmissionListView
        self.submission_detail_view = detail.SubmissionDetailView
        self.send_many_view = bulk.SendManyView
        self.send_view = decisions.SendView
        self.mend_view = decisions.MendView
        self.confirm_view = decisions.ConfirmView
        self.resend_view = decisions.ResendView
        self.acknowledge_view = decisions.AcknowledgeView
        self.cancel_view = decisions.CancelView
        self.print_view = printing.PrintView
        self.dry_run_view = dryrun.DryRunView
        self.pages = all_pages()
        self.permissions_map = {
            **{name: page.permissions for name, page in self.pages.items()},
            "accounting-submission-list": LOOK,
            "accounting-submission-detail": LOOK,
            "accounting-submission-print": LOOK,
            "accounting-submission-dry-run": LOOK,
            "accounting-submission-mend": DECIDE,
            "accounting-submission-send-many": DECIDE,
            "accounting-submission-send": DECIDE,
            "accounting-submission-confirm": DECIDE,
            "accounting-submission-resend": DECIDE,
            "accounting-submission-acknowledge": DECIDE,
            "accounting-submission-cancel": DECIDE,
        }

    def get_urls(self) -> list[URLPattern]:
        """All pages."""
        one = "invoices/<int:pk>/"
        urls = [
            path("invoices/", self.submission_list_view.as_view(), name="accounting-submission-list"),
            path("invoices/send-again/", self.send_many_view.as_view(), name="accounting-submission-send-many"),
            path(one, self.submission_detail_view.as_view(), name="accounting-submission-detail"),
            path(f"{one}print/", self.print_view.as_view(), name="accounting-submission-print"),
            path(f"{one}dry-run/", self.dry_run_view.as_view(), name="accounting-submission-dry-run"),
            path(f"{one}mend/", self.mend_view.as_view(), name="accounting-submission-mend"),
            path(f"{one}send/", self.send_view.as_view(), name="accounting-submission-send"),
            path(f"{one}confirm/", self.confirm_view.as_view(), name="accounting-submission-confirm"),
            path(f"{one}resend/", self.resend_view.as_view(), name="accounting-submission-resend"),
            path(f"{one}acknowledge/", self.acknowledge_view.as_view(), name="accounting-submission-acknowledge"),
            path(f"{one}cancel/", self.cancel_view.as_view(), name="accounting-submission-cancel"),
        ]
        urls += [path(page.route, page.view.as_view(), name=name) for name, page in self.pages.items()]
        return list(self.post_process_urls(urls))

    def get_url_decorator(self, pattern: URLPattern) -> Any:
        """Oscar's check, with a page that says what is missing to those who may look but not decide."""
        from oscar_lt_accounting.dashboard.permissions import explained

        check = super().get_url_decorator(pattern)
        return lambda view: explained(check(view))
