"""Stock updates: what was read, how old it is, and updating now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from oscar_lt_accounting.dashboard.links.list_view import address, tabs
from oscar_lt_accounting.dashboard.links.start_job import begin
from oscar_lt_accounting.dashboard.links.warehouses import chosen, warehouse_or_404, whole_number
from oscar_lt_accounting.dashboard.permissions import may_link
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import StalePolicy, StockPull, Warehouse
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.stock.freshness import Freshness, freshness

#: Problems of a pull that a person may overrule.
SUSPICIOUS = ("stock_empty", "stock_shrunken", "stock_emptied")
_COUNTS = {
    "seen": gettext_lazy("returned"),
    "new": gettext_lazy("new"),
    "gone": gettext_lazy("gone"),
    "changed": gettext_lazy("changed"),
    "unknown": gettext_lazy("without a quantity"),
    "clamped": gettext_lazy("raised to zero"),
    "unlinked": gettext_lazy("without a link"),
    "skipped": gettext_lazy("unreadable"),
}


@dataclass(frozen=True, kw_only=True)
class Card:
    """A warehouse: how old its stock is, and its newest stock update when that needs attention."""

    fresh: Freshness
    suspicious: StockPull | None

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse itself."""
        return self.fresh.warehouse

    @property
    def hours(self) -> int:
        """Whole hours since the last complete pull began; 0 before the first one."""
        return int(self.fresh.age.total_seconds() // 3600) if self.fresh.age else 0

    @property
    def minutes(self) -> int:
        """Whole minutes beside the hours."""
        return int(self.fresh.age.total_seconds() % 3600 // 60) if self.fresh.age else 0

    @property
    def warns(self) -> bool:
        """Whether its age has to be shown."""
        return self.fresh.is_stale and self.warehouse.integration.stale_policy != StalePolicy.NOTHING


class AcceptForm(forms.Form):
    """A person says that a suspicious answer is right, in a word that nobody types by accident."""

    confirmation = forms.CharField(
        label=gettext_lazy("Name of the warehouse"),
        max_length=128,
        help_text=gettext_lazy("Type it to confirm that you have checked in the accounting system."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "aria-describedby": "id_confirmation_helptext"}),
    )

    def __init__(self, *args: Any, warehouse: Warehouse, **kwargs: Any) -> None:
        self.warehouse = warehouse
        super().__init__(*args, **kwargs)

    def clean_confirmation(self) -> str:
        """Exactly the name, in whatever case."""
        text: str = self.cleaned_data["confirmation"].strip()
        if text.casefold() != self.warehouse.name.strip().casefold():
            raise forms.ValidationError(
                _("This is not the name of the warehouse. Type “%(name)s”.") % {"name": self.warehouse.name}
            )
        return text


class PullListView(TemplateView):
    """The newest pulls first, above them how old each warehouse's stock is."""

    template_name = "oscar_lt_accounting/dashboard/stock/pulls.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Cards of the warehouses, and one page of the history."""
        user = self.request.user
        visible = visible_warehouses(user)
        cards = _cards(visible)
        listed = [card.warehouse for card in cards]
        warehouse = chosen(listed, self.request.GET.get("warehouse", ""))
        pulls, before = _page_of([warehouse] if warehouse else listed, self.request.GET.get("before", ""))
        query = {"warehouse": str(warehouse.pk)} if warehouse else {}
        return super().get_context_data(
            cards=[card for card in cards if warehouse is None or card.warehouse == warehouse],
            has_warehouses=bool(listed),
            tabs=tabs("pull-list", listed, warehouse, {}),
            pulls=[{"pull": pull, "counts": _counted(pull)} for pull in pulls],
            may_link=may_link(user),
            newest=address(query) if self.request.GET.get("before") else "",
            older=address(query, before=str(before)) if before else "",
            **kwargs,
        )


class PullNowView(View):
    """Read a warehouse now, in the background."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for it; while it is asked for, asking again changes nothing."""
        return begin(request, "pull", {"warehouse": warehouse_or_404(request.POST.get("warehouse")).pk})


class PullAcceptView(TemplateView):
    """Accept the answer that the newest stock update stopped at."""

    template_name = "oscar_lt_accounting/dashboard/stock/accept.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What was returned, and what would happen."""
        pull = _pull_or_404(self.kwargs["pk"])
        values = {"pull": pull, "warehouse": pull.warehouse, "is_newest": _is_newest(pull), "form": _form(pull)}
        return super().get_context_data(**{**values, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read it once more and accept it, unless something newer was read meanwhile."""
        pull = _pull_or_404(kwargs["pk"])
        if not _is_newest(pull):
            messages.warning(request, _("Nothing was done: the stock was updated again meanwhile."))
            return HttpResponseRedirect(reverse("accounting-dashboard:accounting-pull-list"))
        form = AcceptForm(request.POST, warehouse=pull.warehouse)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        problem = Problem(
            code=pull.problem_code,
            message=pull.problem_detail.get("message", pull.problem),
            params=pull.problem_detail.get("params", {}),
        )
        response = begin(request, "pull", {"warehouse": pull.warehouse_id, "believe": True})
        integration = pull.warehouse.integration
        audit_line("believe", actor=request.user, problem=problem, integration=integration).save()
        return response


def visible_warehouses(user: Any) -> QuerySet[Warehouse]:
    """The warehouses in use whose pulls `user` may see."""
    rows = Warehouse.objects.filter(is_active=True).order_by("priority", "pk").defer("integration__credentials")
    return rows if user.is_staff else rows.filter(partner__users=user)


def _cards(visible: QuerySet[Warehouse]) -> list[Card]:
    fresh = freshness(visible, CLOCK.roughly())
    wanted = [one.warehouse.pk for one in fresh if one.problem_code in SUSPICIOUS]
    suspicious: dict[int, StockPull] = {}
    if wanted:
        rows = StockPull.objects.filter(
            warehouse__in=wanted, scope=StockPull.Scope.FULL, problem_code__in=SUSPICIOUS
        ).order_by("started_at", "pk")
        tried = {one.warehouse.pk: one.tried_at for one in fresh}
        suspicious = {pull.warehouse_id: pull for pull in rows if pull.started_at == tried[pull.warehouse_id]}
    return [Card(fresh=one, suspicious=suspicious.get(one.warehouse.pk)) for one in fresh]


def _page_of(listed: Sequence[Warehouse], before: str) -> tuple[list[StockPull], int | None]:
    size = getattr(settings, "OSCAR_DASHBOARD_ITEMS_PER_PAGE", 20)
    rows = StockPull.objects.filter(warehouse__in=listed).select_related("warehouse", "actor").order_by("-pk")
    if key := whole_number(before):
        rows = rows.filter(pk__lt=key)
    found = list(rows[: size + 1])
    return found[:size], (found[size - 1].pk if len(found) > size else None)


def _counted(pull: StockPull) -> list[tuple[Any, int]]:
    """The counts that are not zero, with their words."""
    return [(_COUNTS[name], getattr(pull, name)) for name in StockPull.COUNTS if getattr(pull, name)]


def _pull_or_404(pk: int) -> StockPull:
    rows = StockPull.objects.select_related("warehouse__integration").defer("warehouse__integration__credentials")
    pull = get_object_or_404(rows, pk=pk, warehouse__is_active=True)
    if pull.problem_code not in SUSPICIOUS:
        raise Http404
    return pull


def _is_newest(pull: StockPull) -> bool:
    later = StockPull.objects.filter(warehouse=pull.warehouse_id, scope=StockPull.Scope.FULL, pk__gt=pull.pk)
    return not later.exists()


def _form(pull: StockPull) -> AcceptForm:
    return AcceptForm(warehouse=pull.warehouse)
