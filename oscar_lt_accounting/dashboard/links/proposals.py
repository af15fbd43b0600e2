"""What matching found, for a person to accept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View

from oscar_lt_accounting.dashboard.links.bulk import MOST, show_result
from oscar_lt_accounting.dashboard.links.list_view import address, tabs
from oscar_lt_accounting.dashboard.links.start_job import begin
from oscar_lt_accounting.dashboard.links.warehouses import active_warehouses, chosen, warehouse_or_404, whole_number
from oscar_lt_accounting.models import CatalogueItem, LinkProposal
from oscar_lt_accounting.services.linking import matching

Reason = LinkProposal.Reason
_KINDS = {
    "code": (_("By code"), Q(reason=Reason.CODE, is_ambiguous=False)),
    "barcode": (_("By bar code"), Q(reason=Reason.BARCODE, is_ambiguous=False)),
    "ambiguous": (_("Several matches"), Q(is_ambiguous=True)),
    "name": (_("Similar names"), Q(reason=Reason.NAME, is_ambiguous=False)),
}


@dataclass(frozen=True, kw_only=True)
class Group:
    """A stock record with everything that it could be; `chosen` is the suggestion that is ticked beforehand."""

    record: Any
    proposals: Sequence[LinkProposal]
    chosen: int | None

    @property
    def title(self) -> str:
        """The product's title; a variant without one has its parent's."""
        return str(self.record.product.get_title() or self.record.partner_sku)


class LinkProposalsView(TemplateView):
    """Suggestions of one warehouse, by what speaks for them; POST accepts those that were chosen."""

    template_name = "oscar_lt_accounting/dashboard/links/proposals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Counts, and one page of stock records with their candidates."""
        warehouses = active_warehouses()
        warehouse = chosen(warehouses, self.request.GET.get("warehouse", "")) or next(iter(warehouses), None)
        kind = self.request.GET.get("kind", "")
        kind = kind if kind in _KINDS else ""
        query = {**({"warehouse": str(warehouse.pk)} if warehouse else {}), **({"kind": kind} if kind else {})}
        rows = LinkProposal.objects.filter(warehouse=warehouse) if warehouse else LinkProposal.objects.none()
        counts = _counts(rows)
        groups, after = _page_of(rows.filter(_KINDS[kind][1]) if kind else rows, self.request.GET.get("after", ""))
        return super().get_context_data(
            warehouse=warehouse,
            tabs=tabs("link-proposals", warehouses, warehouse, {}, all_of_them=False),
            groups=groups,
            pills=_pills(query, counts),
            exact=counts["code"] + counts["barcode"],
            total=sum(counts.values()),
            is_narrow=bool(kind),
            has_catalogue=warehouse is not None and CatalogueItem.objects.filter(warehouse=warehouse).exists(),
            current_query=self.request.GET.urlencode(),
            first=address(query) if self.request.GET.get("after") else "",
            further=address(query, after=str(after)) if after else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Link what was chosen; each radio button tells the id of its suggestion."""
        picked = [
            number
            for name, value in list(request.POST.items())[: MOST + 10]
            if name.startswith("choice-") and (number := whole_number(value)) is not None
        ]
        done = matching.accept(
            LinkProposal.objects.filter(pk__in=picked, warehouse__in=active_warehouses()), actor=request.user
        )
        show_result(request, done)
        query = request.GET.urlencode()
        return HttpResponseRedirect(f"{_page()}?{query}" if query else _page())


class LinkMatchView(View):
    """Look for accounting products for everything that is not linked."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In the background."""
        return begin(request, "match", {"warehouse": warehouse_or_404(request.POST.get("warehouse")).pk})


class LinkApplyView(View):
    """Accept everything that was suggested by an equal code or bar code."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In the background."""
        return begin(request, "apply", {"warehouse": warehouse_or_404(request.POST.get("warehouse")).pk})


def _page() -> str:
    return reverse("accounting-dashboard:accounting-link-proposals")


def _counts(rows: QuerySet[LinkProposal]) -> dict[str, int]:
    """Stock records by what speaks for their suggestions."""
    wanted: dict[str, Any] = {
        name: Count("stockrecord", filter=condition, distinct=True) for name, (_label, condition) in _KINDS.items()
    }
    return dict(rows.order_by().aggregate(**wanted))


def _pills(query: dict[str, str], counts: dict[str, int]) -> list[dict[str, Any]]:
    kind = query.get("kind", "")
    return [
        {"label": "", "count": sum(counts.values()), "url": address(query, kind=None), "is_active": not kind},
        *(
            {"label": label, "count": counts[name], "url": address(query, kind=name), "is_active": kind == name}
            for name, (label, _condition) in _KINDS.items()
        ),
    ]


def _page_of(rows: QuerySet[LinkProposal], after: str) -> tuple[list[Group], int | None]:
    """The stock records after `after`, and where the next page begins."""
    size = getattr(settings, "OSCAR_DASHBOARD_ITEMS_PER_PAGE", 20)
    ids = rows.filter(stockrecord__gt=whole_number(after) or 0).order_by("stockrecord").distinct()
    found = list(ids.values_list("stockrecord_id", flat=True)[: size + 1])
    shown = found[:size]
    by_record: dict[int, list[LinkProposal]] = defaultdict(list)
    wanted = rows.filter(stockrecord__in=shown).select_related("item", "stockrecord__product__parent")
    for proposal in wanted.order_by("stockrecord", "-score", "pk"):
        by_record[proposal.stockrecord_id].append(proposal)
    groups = [_group(proposals) for proposals in by_record.values()]
    return groups, (shown[-1] if len(found) > size else None)


def _group(proposals: Sequence[LinkProposal]) -> Group:
    """Only what is certain is ticked beforehand."""
    first = proposals[0]
    is_certain = len(proposals) == 1 and not first.is_ambiguous and first.reason != Reason.NAME
    return Group(record=first.stockrecord, proposals=proposals, chosen=first.pk if is_certain else None)
