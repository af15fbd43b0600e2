"""Whether everything was sent and what needs attention, on one page."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import DECIDE, LINK, VIEW

PAGES: tuple[Page, ...] = (
    Page("", "overview", "overview.views.OverviewView", VIEW),
    Page("overview/send-again/", "overview-send", "overview.fixing.SendGroupView", DECIDE),
    Page("overview/link/", "overview-mend-link", "overview.fixing.FixLinkView", LINK),
)
