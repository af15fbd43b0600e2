"""The list of stock records and what each is in the accounting system."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import capfirst
from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.links.forms import LinkFilterForm, LinkForm
from oscar_lt_accounting.dashboard.links.rows import rows_of
from oscar_lt_accounting.dashboard.links.search import Asked, find
from oscar_lt_accounting.dashboard.links.warehouses import active_warehouses, chosen
from oscar_lt_accounting.services.linking.states import LinkState


class LinkListView(TemplateView):
    """Stock records × warehouses, newest first, each with a form that links it."""

    template_name = "oscar_lt_accounting/dashboard/links/list.html"
    #: What the forms on the page call it.
    name: ClassVar[str] = "list"
    #: Forms that were refused, by stock record.
    rejected: Mapping[int, LinkForm] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Tabs, filter, and one page of rows."""
        form = LinkFilterForm(self.request.GET)
        asked = form.asked()
        warehouses = active_warehouses()
        warehouse = chosen(warehouses, self.request.GET.get("warehouse", ""))
        found = find(
            Asked(
                warehouses=[warehouse] if warehouse else warehouses,
                state=asked.get("state", ""),
                q=asked.get("q", ""),
            ),
            size=getattr(settings, "OSCAR_DASHBOARD_ITEMS_PER_PAGE", 20),
            before=self.request.GET.get("before", ""),
            after=self.request.GET.get("after", ""),
        )
        query = {**asked, **({"warehouse": str(warehouse.pk)} if warehouse else {})}
        rows = rows_of(found.ids, warehouses, self.request.user, self.rejected)
        return super().get_context_data(
            form=form,
            tabs=tabs("link-list", warehouses, warehouse, asked),
            warehouse=warehouse,
            has_warehouses=bool(warehouses),
            one_warehouse=warehouse or (warehouses[0] if len(warehouses) == 1 else None),
            several_warehouses=len(warehouses) > 1,
            pills=_pills(query),
            rows=rows,
            found=found,
            is_filtered=bool(asked) or not form.is_valid(),
            can_accept=any(row.state == LinkState.PROPOSAL for row in rows),
            can_unlink=any(row.link for row in rows),
            current_query=self.request.GET.urlencode(),
            page_name=self.name,
            show_all=address(query, state=None, q=None),
            older=address(query, before=str(found.older)) if found.older else "",
            newer=address(query, after=str(found.newer)) if found.newer else "",
            newest=address(query),
            **kwargs,
        )


def address(query: Mapping[str, str], **changes: str | None) -> str:
    """`query` as a query string, with `changes`; None leaves a name out."""
    changed = QueryDict(mutable=True)
    for name, value in {**query, **changes}.items():
        if value is not None:
            changed[name] = value
    return "?" + changed.urlencode()


def tabs(
    page: str, warehouses: list[Any], warehouse: Any, query: Mapping[str, str], *, all_of_them: bool = True
) -> list[dict[str, Any]]:
    """One tab for each warehouse in use, and one for all of them."""
    base = reverse(f"accounting-dashboard:accounting-{page}")
    everything = (
        [{"label": "", "url": base + address(query), "is_active": warehouse is None}]
        if all_of_them and len(warehouses) > 1
        else []
    )
    return everything + [
        {
            "label": one.name,
            "url": base + address(query, warehouse=str(one.pk)),
            "is_active": warehouse is not None and warehouse.pk == one.pk,
            "warehouse": one,
        }
        for one in warehouses
    ]


def _pills(query: Mapping[str, str]) -> list[dict[str, Any]]:
    """One click for each state."""
    state = query.get("state", "")
    pills = [{"label": "", "url": address(query, state=None), "is_active": not state}]
    return pills + [
        {"label": capfirst(str(one.label)), "url": address(query, state=one.value), "is_active": state == one.value}
        for one in LinkState
    ]
