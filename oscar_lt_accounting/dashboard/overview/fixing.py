"""Fix a cause once and send everything again that waits for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from oscar_lt_accounting.dashboard.links.forms import LinkForm
from oscar_lt_accounting.dashboard.overview.problem_groups import cause_of
from oscar_lt_accounting.dashboard.overview.views import OverviewView
from oscar_lt_accounting.models import Submission, Warehouse
from oscar_lt_accounting.page_urls import page_url
from oscar_lt_accounting.services import jobs
from oscar_lt_accounting.services.linking.links import LinkRefused, LinkRow, link_many
from oscar_lt_accounting.services.outbox import resend
from oscar_lt_accounting.services.overview.causes import Cause, sendable
from oscar_lt_accounting.services.overview.unlinked_records import unlinked_records

#: More than so many are sent again in the background.
AT_ONCE = 50


class SendGroupView(View):
    """Send everything again that waits for one cause; what the cause means is looked up anew."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing is sent by following a link."""
        return HttpResponseRedirect(page_url("overview"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send what still waits."""
        cause = cause_of(request.POST.get("group", ""))
        ids = sendable(request.user, cause) if cause else []
        if not ids:
            messages.info(request, _("Nothing was sent: none of these documents waits for this any more."))
            return HttpResponseRedirect(page_url("overview"))
        return HttpResponseRedirect(_send(request, ids))


class FixLinkView(OverviewView):
    """Link the product that a group of documents waits for, and send them all again."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing is linked by following a link."""
        return HttpResponseRedirect(page_url("overview"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Link it, unless nothing waits for it any more or somebody linked it meanwhile."""
        cause = cause_of(request.POST.get("group", ""))
        waiting = sendable(request.user, cause) if cause else []
        form = _form(request, cause) if cause and waiting else None
        if cause is None or form is None:
            messages.info(request, _("Nothing was linked: no document waits for this link any more."))
            return HttpResponseRedirect(page_url("overview"))
        if not _linked(request, form):
            return self.render_to_response(self.get_context_data(rejected={cause: form}))
        messages.success(request, _("“%(sku)s” is linked.") % {"sku": form.record.partner_sku})
        left = sendable(request.user, cause)
        if len(left) < len(waiting):
            messages.success(request, _queued(len(waiting) - len(left)))
        return HttpResponseRedirect(_send(request, left) if left else page_url("overview"))


def _form(request: HttpRequest, cause: Cause) -> LinkForm | None:
    warehouses = {warehouse.pk: warehouse for warehouse in Warehouse.objects.filter(integration=cause.integration)}
    record = unlinked_records([cause], warehouses).get(cause)
    return LinkForm(request.POST, record=record, warehouse=warehouses[int(cause.words[0])]) if record else None


def _linked(request: HttpRequest, form: LinkForm) -> bool:
    """Whether the link was made; why not is said at the form. A link that there is already is never replaced."""
    if not form.is_valid():
        return False
    try:
        remote_id, remote_code = form.wanted()
        row = LinkRow(
            stockrecord_id=form.record.pk,
            remote_id=remote_id,
            remote_code=remote_code,
            units=form.cleaned_data["units"],
            sync_stock=form.cleaned_data["sync_stock"],
            sku=form.record.partner_sku,
        )
        for _row, refusal in link_many(form.warehouse, [row], actor=request.user, replace=False).refused:
            raise refusal
    except LinkRefused as refusal:
        form.add_error("typed", refusal.sentence)
        return False
    return True


def _send(request: HttpRequest, ids: list[int]) -> str:
    """Queue the documents, at once or in the background; returns where to look next."""
    if len(ids) > AT_ONCE:
        job = jobs.start("resend", {"submissions": ids}, actor=request.user)
        words = ngettext(
            "%(count)d document is put into the queue in the background.",
            "%(count)d documents are put into the queue in the background.",
            len(ids),
        )
        messages.success(request, words % {"count": len(ids)})
        return page_url("job-detail", pk=job.pk) or page_url("overview")
    rows = Submission.objects.filter(pk__in=ids).order_by("pk").defer("snapshot")
    messages.success(request, _queued(resend.send_all_again(rows, actor=request.user)))
    return page_url("overview")


def _queued(number: int) -> str:
    words = ngettext(
        "%(count)d document is in the queue and is sent next.",
        "%(count)d documents are in the queue and are sent next.",
        number,
    )
    return words % {"count": number}
