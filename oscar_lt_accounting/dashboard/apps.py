"""The dashboard's URLs and who may open them."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from oscar.core.application import OscarDashboardConfig

from oscar_lt_accounting.dashboard.pages import Page, all_pages


class AccountingDashboardConfig(OscarDashboardConfig):
    """Below ``dashboard/accounting/`` of the shop.

    A shop replaces a page with a subclass that names its own view, as a class or as a dotted name, in the attribute
    called as the page: ``submission_list_view = "shop.views.InvoiceListView"`` for ``accounting-submission-list``.
    """

    default = True
    name = "oscar_lt_accounting.dashboard"
    label = "accounting_dashboard"
    namespace = "accounting-dashboard"
    verbose_name = _("Accounting dashboard")
    default_permissions: tuple[Any, ...] = (["is_staff"],)

    def ready(self) -> None:
        """Collect the pages and who may open them; their views are imported when the URLs are made."""
        self.pages = all_pages()
        self.permissions_map = {name: page.permissions for name, page in self.pages.items()}

    def view_of(self, page: Page) -> Any:
        """The class that shows `page`: the shop's own where it names one, else ours."""
        view = getattr(self, page.attribute, page.view_path)
        return import_string(view) if isinstance(view, str) else view

    def get_urls(self) -> list[URLPattern]:
        """All pages."""
        urls = [path(page.route, self.view_of(page).as_view(), name=name) for name, page in self.pages.items()]
        return list(self.post_process_urls(urls))

    def get_url_decorator(self, pattern: URLPattern) -> Any:
        """Oscar's check, with a page that says what is missing to those who may look but not decide."""
        from oscar_lt_accounting.dashboard.permissions import explained

        check = super().get_url_decorator(pattern)
        return lambda view: explained(check(view))
