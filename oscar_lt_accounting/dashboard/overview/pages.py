"""Whether the books are in order, at one look."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import DECIDE, LINK, LOOK

PAGES: tuple[Page, ...] = (
    Page("", "overview", "overview.views.OverviewView", LOOK),
    Page("overview/send-again/", "overview-send", "overview.fixing.SendGroupView", DECIDE),
    Page("overview/link/", "overview-mend-link", "overview.fixing.FixLinkView", LINK),
)
