"""Orders of the past are sent to the accounting system: which days, how many orders that is, and go."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from oscar_lt_accounting.domain.errors import Problem, gettext_noop
from oscar_lt_accounting.models import DocumentKind, Job, Submission
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.services import jobs
from oscar_lt_accounting.services.jobs.kinds import orders_between
from oscar_lt_accounting.services.outbox.enqueue import warehouses_in_use

VERB = "history"


def _day(name: str, label: Any) -> forms.DateField:
    attrs = {"type": "date", "aria-describedby": f"id_{name}_helptext"}
    widget = forms.DateInput(format="%Y-%m-%d", attrs=attrs)
    return forms.DateField(
        label=label, widget=widget, input_formats=["%Y-%m-%d"], help_text=_("A day on which orders were placed.")
    )


class DaysForm(forms.Form):
    """The days whose orders are meant, the last one included."""

    since = _day("since", _("First day"))
    until = _day("until", _("Last day"))

    def clean(self) -> dict[str, Any]:
        """The days follow each other."""
        days = super().clean() or {}
        since, until = days.get("since"), days.get("until")
        if since and until and until < since:
            self.add_error("until", ValidationError(_("The last day is before the first. Choose a later one.")))
        return days


class PastOrdersView(TemplateView):
    """First says how many orders there are on those days; the second press of a button begins."""

    template_name = "oscar_lt_accounting/dashboard/jobs/history.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The form, with the count once days are chosen."""
        form = DaysForm(request.GET or None)
        return self.render_to_response(self.get_context_data(form=form, found=_found(form)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Begin, unless the same is under way already."""
        form = DaysForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form, found=None))
        if not warehouses_in_use():
            messages.warning(request, gettext("Nothing was started: no partner is connected to a warehouse in use."))
            return self.render_to_response(self.get_context_data(form=form, found=None))
        days = {name: form.cleaned_data[name].isoformat() for name in ("since", "until")}
        under_way = set(Job.objects.filter(kind="history", finished_at__isnull=True).values_list("pk", flat=True))
        job = jobs.start("history", days, actor=request.user)
        if job.pk not in under_way:
            audit_line(VERB, actor=request.user, problem=_days_as_problem(days)).save()
        return HttpResponseRedirect(reverse("accounting-dashboard:accounting-job-detail", args=[job.pk]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Also whether there is anywhere to send to."""
        return super().get_context_data(has_warehouses=bool(warehouses_in_use()), **kwargs)


def _found(form: DaysForm) -> dict[str, int] | None:
    """How many orders were placed on those days, and how many of them have no document yet."""
    if not form.is_bound or not form.is_valid():
        return None
    orders = orders_between(form.cleaned_data["since"], form.cleaned_data["until"])
    known = Submission.objects.filter(order=OuterRef("pk"), kind=DocumentKind.INVOICE)
    return {"orders": orders.count(), "without": orders.filter(~Exists(known)).count()}


def _days_as_problem(days: dict[str, str]) -> Problem:
    return Problem(code="", message=gettext_noop("Orders placed from %(since)s to %(until)s."), params=days)
