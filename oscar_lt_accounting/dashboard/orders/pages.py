"""What people do to an order on Oscar's own page of it."""

from __future__ import annotations

from oscar_lt_accounting.dashboard.pages import Page
from oscar_lt_accounting.dashboard.permissions import DECIDE

PAGES: tuple[Page, ...] = (Page("orders/<str:number>/enqueue/", "order-enqueue", "orders.views.EnqueueView", DECIDE),)
