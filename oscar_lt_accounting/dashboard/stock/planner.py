"""Requests a day against the plan, and the schedule of pulls that it can bear."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from oscar_lt_accounting.dashboard.links.warehouses import whole_number
from oscar_lt_accounting.dashboard.permissions import may_configure
from oscar_lt_accounting.domain.errors import Misconfigured, Problem, gettext_noop
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.services.requests import plan
from oscar_lt_accounting.services.stock import freshness


class PlannerView(TemplateView):
    """One integration's day, by purpose, and what to do about it."""

    template_name = "oscar_lt_accounting/dashboard/stock/planner.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The day of the chosen integration, else of the first one in use."""
        integrations = list(Integration.objects.filter(is_active=True).defer("credentials").order_by("name"))
        wanted = whole_number(self.request.GET.get("integration", ""))
        chosen = next((one for one in integrations if one.pk == wanted), None) or next(iter(integrations), None)
        found, problem = None, ""
        if chosen is not None:
            try:
                found = plan(chosen)
            except Misconfigured as error:
                problem = translated(error.problem.message, dict(error.problem.params))
        return super().get_context_data(
            integrations=integrations,
            chosen=chosen,
            plan=found,
            problem=problem,
            may_configure=may_configure(self.request.user),
            **kwargs,
        )


class PlannerApplyView(View):
    """Take the advised schedule over."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Set it, if the schedule still is what was seen and the advice still is the same."""
        integration = get_object_or_404(Integration.objects.defer("credentials"), pk=kwargs["pk"], is_active=True)
        seen, wanted = (whole_number(request.POST.get(name, "")) for name in ("seen", "every"))
        if not wanted or not self._is_advised(integration, wanted) or not self._set(integration, seen, wanted):
            messages.warning(request, _("Nothing was done: the schedule or the advice changed meanwhile."))
        else:
            words = ngettext(
                "The stock of %(name)s is updated every %(every)d minute from now on.",
                "The stock of %(name)s is updated every %(every)d minutes from now on.",
                wanted,
            )
            messages.success(request, words % {"name": integration.name, "every": wanted})
        address = reverse("accounting-dashboard:accounting-planner")
        return HttpResponseRedirect(f"{address}?integration={integration.pk}")

    def _is_advised(self, integration: Integration, wanted: int) -> bool:
        try:
            return plan(integration).advice == wanted
        except Misconfigured:
            return False

    def _set(self, integration: Integration, seen: int | None, wanted: int) -> bool:
        with transaction.atomic():
            rows = Integration.objects.filter(pk=integration.pk, pull_every=seen or 0)
            if not rows.update(pull_every=wanted):
                return False
            problem = Problem(
                code="pull_every",
                message=gettext_noop("The stock is updated every %(now)s minutes instead of every %(before)s."),
                params={"now": str(wanted), "before": str(seen)},
            )
            audit_line("schedule", actor=self.request.user, problem=problem, integration=integration).save()
        freshness.forget()
        return True
