"""How much of each warehouse is linked, and which missing links cost most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import Count, F
from django.views.generic import TemplateView
from oscar.core.loading import get_model

from oscar_lt_accounting.dashboard.links.forms import LinkForm
from oscar_lt_accounting.dashboard.links.list_view import tabs
from oscar_lt_accounting.dashboard.links.rows import rows_of
from oscar_lt_accounting.dashboard.links.warehouses import active_warehouses, chosen
from oscar_lt_accounting.models import ProductLink, Warehouse
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.linking.coverage import DAYS, coverage, missing

_MOST = 20


class LinkCoverageView(TemplateView):
    """Percent per warehouse, and the missing links by what they sold lately."""

    template_name = "oscar_lt_accounting/dashboard/links/coverage.html"
    name: ClassVar[str] = "coverage"
    rejected: Mapping[int, LinkForm] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One warehouse whole, the others by their percentage."""
        warehouses = active_warehouses()
        warehouse = chosen(warehouses, self.request.GET.get("warehouse", "")) or next(iter(warehouses), None)
        now = CLOCK.roughly()
        found = missing(warehouse, now, _MOST) if warehouse else []
        # What keeps documents on hold comes first, however little it sold.
        lacking = sorted(found, key=lambda one: not one.submissions)[:_MOST]
        rows = {
            row.record.pk: row
            for row in rows_of([one.stockrecord_id for one in lacking], warehouses, self.request.user, self.rejected)
        }
        pairs = [(one, rows[one.stockrecord_id]) for one in lacking if one.stockrecord_id in rows]
        return super().get_context_data(
            warehouse=warehouse,
            tabs=_with_percents(tabs("link-coverage", warehouses, warehouse, {}, all_of_them=False)),
            coverage=coverage(warehouse, now) if warehouse else None,
            pairs=pairs,
            most=_MOST,
            days=DAYS,
            current_query=self.request.GET.urlencode(),
            page_name=self.name,
            **kwargs,
        )


def _with_percents(tabs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tabs, each with how much of its warehouse is linked, rounded down; two questions for all of them."""
    partners = [tab["warehouse"].partner_id for tab in tabs]
    records = get_model("partner", "StockRecord").objects.filter(partner__in=partners).order_by()
    counted = dict(records.values_list("partner").annotate(Count("pk")))
    links = ProductLink.objects.filter(warehouse__in=[tab["warehouse"].pk for tab in tabs]).order_by()
    own = links.filter(stockrecord__partner=F("warehouse__partner"))
    linked = dict(own.values_list("warehouse").annotate(Count("pk")))
    for tab in tabs:
        tab["percent"] = _percent(tab["warehouse"], linked, counted)
    return tabs


def _percent(warehouse: Warehouse, linked: Mapping[int, int], counted: Mapping[int, int]) -> int:
    records = counted.get(warehouse.partner_id, 0)
    return 100 * linked.get(warehouse.pk, 0) // records if records else 100
