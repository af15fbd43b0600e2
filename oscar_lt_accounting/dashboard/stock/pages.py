"""Stock updates of warehouses, prices, and the plan of requests."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import CONFIGURE, LINK, STAFF, VIEW

PAGES: tuple[Page, ...] = (
    Page("stock/pulls/", "pull-list", "stock.pulls.PullListView", VIEW),
    Page("stock/pulls/now/", "pull-now", "stock.pulls.PullNowView", LINK),
    Page("stock/pulls/<int:pk>/believe/", "pull-believe", "stock.pulls.PullAcceptView", LINK),
    Page("stock/prices/", "prices", "stock.prices.PricesView", LINK),
    Page("stock/planner/", "planner", "stock.planner.PlannerView", STAFF),
    Page("stock/planner/<int:pk>/apply/", "planner-apply", "stock.planner.PlannerApplyView", CONFIGURE),
)
