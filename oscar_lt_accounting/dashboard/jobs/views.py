"""The list of background work, and the page of one job, which follows it by itself."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import DetailView, TemplateView, View

from oscar_lt_accounting.dashboard.jobs import labels
from oscar_lt_accounting.dashboard.navigation import may_enter
from oscar_lt_accounting.dashboard.pagination import list_page
from oscar_lt_accounting.dashboard.permissions import may_decide
from oscar_lt_accounting.models import Job

#: Where each kind of work is started, and what that page is called.
_STARTED_FROM = {
    "pull": ("accounting-pull-list", _("Back to the stock")),
    "prices": ("accounting-pull-list", _("Back to the stock")),
    "match": ("accounting-link-list", _("Back to the product links")),
    "apply": ("accounting-link-list", _("Back to the product links")),
    "proposals": ("accounting-link-list", _("Back to the product links")),
    "products": ("accounting-link-list", _("Back to the product links")),
    "import": ("accounting-link-list", _("Back to the product links")),
    "resend": ("accounting-submission-list", _("Back to the invoices")),
    "history": ("accounting-job-history", _("Send orders of other days")),
}


class JobListView(TemplateView):
    """Background work, newest first."""

    template_name = "oscar_lt_accounting/dashboard/jobs/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One list_page of the list."""
        page = list_page(
            cast("Any", Job.objects.select_related("actor")),
            size=getattr(settings, "OSCAR_DASHBOARD_ITEMS_PER_PAGE", 20),
            before=self.request.GET.get("before", ""),
            after=self.request.GET.get("after", ""),
        )
        jobs = cast("list[Job]", page.rows)
        subjects = labels.subjects(jobs)
        rows = [{**shown_job(job), "subject": subjects[job.pk]} for job in jobs]
        user: Any = self.request.user
        return super().get_context_data(
            rows=rows, older=page.older, newer=page.newer, may_start=may_decide(user), **kwargs
        )


class JobDetailView(DetailView):  # type: ignore[type-arg] # generic only in the stubs
    """One job: what it does, how far it is, and what came of it."""

    template_name = "oscar_lt_accounting/dashboard/jobs/detail.html"
    context_object_name = "job"
    queryset = Job.objects.select_related("actor")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything on the page."""
        job: Job = self.object
        return super().get_context_data(
            shown=shown_job(job),
            subject=labels.subjects([job])[job.pk],
            results=labels.results(job),
            waits_long=labels.waits_long(job),
            started_from=_started_from(self.request.user, job),
            **kwargs,
        )


class JobStateView(View):
    """How far a job is, for the page that shows it."""

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Its progress as plain values."""
        job = get_object_or_404(Job, pk=pk)
        answer = JsonResponse(
            {
                "state": job.state,
                "is_open": job.is_open,
                "done": job.done,
                "total": job.total,
                "percent": job.percent,
                "text": labels.progress(job),
            }
        )
        answer["Cache-Control"] = "no-store"
        return answer


def shown_job(job: Job) -> dict[str, Any]:
    """A job in words."""
    return {
        "job": job,
        "label": labels.label(job.kind),
        "badge": labels.badge(job),
        "text": labels.progress(job),
        "is_counted": bool(job.total) or not job.is_open,
    }


def _started_from(user: Any, job: Job) -> dict[str, Any] | None:
    name, words = _STARTED_FROM.get(job.kind, ("", ""))
    address = f"accounting-dashboard:{name}"
    return {"label": words, "url": reverse(address)} if name and may_enter(user, address) else None
