"""Long work and how far it is."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import DECIDE, STAFF

PAGES: tuple[Page, ...] = (
    Page("jobs/", "job-list", "jobs.views.JobListView", STAFF),
    Page("jobs/history/", "job-history", "jobs.past_orders.PastOrdersView", DECIDE),
    Page("jobs/<int:pk>/", "job-detail", "jobs.views.JobDetailView", STAFF),
    Page("jobs/<int:pk>/state/", "job-state", "jobs.views.JobStateView", STAFF),
)
