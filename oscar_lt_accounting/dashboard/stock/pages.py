"""Pulls of warehouses."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import CONFIGURE, LINK, LOOK
from oscar_lt_accounting.dashboard.stock import plans, prices, pulls

#: Staff who look at documents may look at the plan, too; partner users may not.
_STAFF = ["is_staff"]

PAGES: tuple[Page, ...] = (
    Page("stock/pulls/", "pull-list", pulls.PullListView, LOOK),
    Page("stock/pulls/now/", "pull-now", pulls.PullNowView, LINK),
    Page("stock/pulls/<int:pk>/believe/", "pull-believe", pulls.PullBelieveView, LINK),
    Page("stock/prices/", "prices", prices.PricesView, LINK),
    Page("stock/planner/", "planner", plans.PlannerView, _STAFF),
    Page("stock/planner/<int:pk>/apply/", "planner-apply", plans.PlannerApplyView, CONFIGURE),
)
