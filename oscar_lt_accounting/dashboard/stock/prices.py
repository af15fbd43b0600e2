"""What prices and names would become when they follow the accounting system."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.links.list_view import tabs
from oscar_lt_accounting.dashboard.links.start_job import begin
from oscar_lt_accounting.dashboard.links.warehouses import active_warehouses, chosen, warehouse_or_404
from oscar_lt_accounting.services.stock import prices

#: Changes that a page shows.
SHOWN = 200


class PricesView(TemplateView):
    """The first changes of one warehouse; POST lets all of them happen, in the background."""

    template_name = "oscar_lt_accounting/dashboard/stock/prices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What would change, and what would not and why."""
        warehouses = active_warehouses()
        warehouse = chosen(warehouses, self.request.GET.get("warehouse", "")) or next(iter(warehouses), None)
        found = list(islice(prices.changes(warehouse), SHOWN + 1)) if warehouse else []
        shown = found[:SHOWN]
        counts = Counter(("stays" if change.refusal else change.field) for change in shown)
        rules = warehouse.integration if warehouse else None
        return super().get_context_data(
            warehouse=warehouse,
            tabs=tabs("prices", warehouses, warehouse, {}, all_of_them=False),
            changes=shown,
            shown=SHOWN,
            is_more=len(found) > SHOWN,
            counts={name: counts[name] for name in ("price", "name", "stays")},
            due=counts["price"] + counts["name"],
            follows=rules is not None and (rules.sync_prices or rules.sync_names),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for it; what changed meanwhile is looked at again before it is written."""
        return begin(request, "prices", {"warehouse": warehouse_or_404(request.POST.get("warehouse")).pk})
