"""Who did what."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import AUDIT

PAGES: tuple[Page, ...] = (
    Page("audit/", "audit-list", "audit.views.DocumentTrailView", AUDIT),
    Page("audit/links/", "audit-links", "audit.views.LinkTrailView", AUDIT),
    Page("audit/file/", "audit-list-file", "audit.views.DocumentFileView", AUDIT),
    Page("audit/links/file/", "audit-links-file", "audit.views.LinkFileView", AUDIT),
)
