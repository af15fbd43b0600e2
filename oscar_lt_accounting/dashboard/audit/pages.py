"""Who did what."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.audit import views
from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import AUDIT

PAGES: tuple[Page, ...] = (
    Page("audit/", "audit-list", views.DocumentTrailView, AUDIT),
    Page("audit/links/", "audit-links", views.LinkTrailView, AUDIT),
    Page("audit/file/", "audit-list-file", views.DocumentFileView, AUDIT),
    Page("audit/links/file/", "audit-links-file", views.LinkFileView, AUDIT),
)
