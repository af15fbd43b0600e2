"""Long work and how far it is."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.jobs.history import HistoryView
from oscar_lt_accounting.dashboard.jobs.views import JobDetailView, JobListView, JobStateView
from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import DECIDE, STAFF

PAGES: tuple[Page, ...] = (
    Page("jobs/", "job-list", JobListView, STAFF),
    Page("jobs/history/", "job-history", HistoryView, DECIDE),
    Page("jobs/<int:pk>/", "job-detail", JobDetailView, STAFF),
    Page("jobs/<int:pk>/state/", "job-state", JobStateView, STAFF),
)
