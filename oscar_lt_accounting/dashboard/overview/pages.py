"""Whether the books are in order, at one look."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.overview.look import OverviewView
from oscar_lt_accounting.dashboard.overview.mending import MendLinkView, SendGroupView
from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import DECIDE, LINK, LOOK

PAGES: tuple[Page, ...] = (
    Page("", "overview", OverviewView, LOOK),
    Page("overview/send-again/", "overview-send", SendGroupView, DECIDE),
    Page("overview/link/", "overview-mend-link", MendLinkView, LINK),
)
