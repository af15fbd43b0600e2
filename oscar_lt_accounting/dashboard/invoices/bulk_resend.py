"""Many documents sent again in one go, after a page that says how many and which."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard import labels
from oscar_lt_accounting.dashboard.invoices.filters import FilterForm, narrowed
from oscar_lt_accounting.dashboard.invoices.resend_selection import MOST, Selection, select
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.models.submissions import SubmissionQuerySet
from oscar_lt_accounting.services import jobs
from oscar_lt_accounting.services.outbox import resend

#: More than these are sent again in the background.
AT_ONCE = 50


class BulkResendView(TemplateView):
    """Send again what was ticked, or everything that matches the list's filter.

    The address holds the filter or the ticked rows; what they mean is looked up when the page is shown
    and once more when it is confirmed. When that differs, nothing is sent and the page is shown anew.
    """

    template_name = "oscar_lt_accounting/dashboard/invoices/bulk_resend.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask for confirmation."""
        form = FilterForm(request.GET, user=request.user)
        if not form.is_valid():
            messages.warning(request, _("The filter could not be understood. Nothing was sent."))
            return self._back(form)
        if not self._is_everything() and not self._ticked():
            messages.warning(request, _("Tick at least one document first."))
            return self._back(form)
        return self._ask(form, select(self._rows(form)))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send again what was confirmed."""
        form = FilterForm(request.GET, user=request.user)
        selection = select(self._rows(form)) if form.is_valid() else None
        if selection is None or not selection.rows or selection.fingerprint != request.POST.get("fingerprint"):
            messages.warning(
                request, _("Nothing was sent: some of the documents moved on meanwhile. This is how it stands now.")
            )
            return self._back(form) if selection is None else self._ask(form, selection)
        if len(selection.rows) > AT_ONCE:
            ids = [row.pk for row in selection.rows]
            job = jobs.start("resend", {"submissions": ids}, actor=request.user)
            return HttpResponseRedirect(reverse("accounting-dashboard:accounting-job-detail", args=[job.pk]))
        sent = resend.send_all_again(selection.rows, actor=request.user)
        messages.success(
            request,
            ngettext(
                "%(count)d document is in the queue and is sent next.",
                "%(count)d documents are in the queue and are sent next.",
                sent,
            )
            % {"count": sent},
        )
        return self._back(form)

    def _rows(self, form: FilterForm) -> SubmissionQuerySet:
        rows = Submission.objects.visible_to(self.request.user)
        if self._is_everything():
            return narrowed(rows, form.asked())
        return rows.filter(pk__in=self._ticked())

    def _is_everything(self) -> bool:
        return self.request.GET.get("scope") == "matching"

    def _ticked(self) -> list[int]:
        texts = self.request.GET.getlist("chosen")[:MOST]
        return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19]

    def _ask(self, form: FilterForm, selection: Selection) -> HttpResponse:
        context = self.get_context_data(
            selection=selection,
            states=_rows_of(selection.states),
            left_out=_rows_of(selection.left_out),
            most=MOST,
            back=self._list(form),
        )
        return self.render_to_response(context)

    def _back(self, form: FilterForm) -> HttpResponse:
        return HttpResponseRedirect(self._list(form))

    def _list(self, form: FilterForm) -> str:
        query = form.address()
        address = reverse("accounting-dashboard:accounting-submission-list")
        return f"{address}?{query}" if query else address


def _rows_of(states: dict[str, int]) -> list[dict[str, Any]]:
    """States in their usual order, with how many and why they are left out if they are."""
    reasons = {
        State.PENDING: _("they are sent automatically"),
        State.SENDING: _("they are being sent right now"),
        State.ACCEPTED: _("the accounting system is working on them"),
        State.ISSUED: _("they are already in the accounting system"),
        State.UNCERTAIN: _("they may already be in the accounting system: decide on each one's own page"),
        State.CANCELLED: _("they were cancelled"),
    }
    return [
        {"state": state.value, "word": labels.state_label(state), "count": states[state], "reason": reasons.get(state)}
        for state in State
        if states.get(state)
    ]
