"""One link made, changed or removed, from whatever page its form was on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from oscar_lt_accounting.dashboard.links.coverage import LinkCoverageView
from oscar_lt_accounting.dashboard.links.forms import LinkForm
from oscar_lt_accounting.dashboard.links.history import LinkHistoryView
from oscar_lt_accounting.dashboard.links.list_view import LinkListView
from oscar_lt_accounting.dashboard.links.warehouses import record_or_404, warehouse_of, warehouse_or_404
from oscar_lt_accounting.models import LinkChange, LinkProposal, ProductLink, State, Submission, Warehouse
from oscar_lt_accounting.services.linking import links
from oscar_lt_accounting.services.linking.refusals import LinkRefused
from oscar_lt_accounting.services.outbox import resend

#: Pages that have the form, by the name it tells.
_PAGES: dict[str, Any] = {"list": LinkListView, "coverage": LinkCoverageView, "history": LinkHistoryView}


class LinkSetView(View):
    """Link a stock record to what was chosen; the same twice changes nothing the second time."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Link, or show the page again with what is wrong at the row."""
        warehouse = warehouse_or_404(request.POST.get("warehouse"))
        record = record_or_404(request.POST.get("stockrecord"), warehouse)
        before = ProductLink.objects.filter(warehouse=warehouse, stockrecord=record).first()
        form = LinkForm(request.POST, record=record, warehouse=warehouse, link=before)
        waited = _waiting(warehouse)
        link = self._link(form) if form.is_valid() else None
        if link is None:
            return self._again(form)
        messages.success(request, _linked(link, record, waited - _waiting(warehouse)))
        return back(request, record.pk)

    def _link(self, form: LinkForm) -> ProductLink | None:
        try:
            remote_id, code = form.wanted()
            return links.link(
                form.warehouse,
                form.record,
                remote_id=remote_id,
                remote_code=code,
                units=form.cleaned_data["units"],
                sync_stock=form.cleaned_data["sync_stock"],
                actor=self.request.user,
                how=_how(form.warehouse, form.record, remote_id),
            )
        except LinkRefused as refusal:
            form.add_error(None, refusal.sentence)
            return None

    def _again(self, form: LinkForm) -> HttpResponseBase:
        """The page that the form was on, with the form as it was sent."""
        page = _PAGES.get(self.request.POST.get("page", ""), LinkListView)()
        page.setup(self.request, pk=form.record.pk)
        page.rejected = {form.record.pk: form}
        messages.error(self.request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        response: HttpResponseBase = page.get(self.request, pk=form.record.pk)
        response.status_code = 422
        return response


class UnlinkView(View):
    """Remove the link of a stock record, if it is still the one that was seen."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Unlink, or say that there is nothing left to unlink."""
        record = record_or_404(kwargs["pk"])
        warehouse = warehouse_of(record)
        seen = ProductLink.objects.filter(
            warehouse=warehouse, stockrecord=record, remote_id=request.POST.get("seen", "").replace("\0", "")
        ).first()
        if seen is not None and links.unlink(seen, actor=request.user):
            messages.success(request, _("“%(sku)s” is not linked any more.") % {"sku": record.partner_sku})
        else:
            messages.warning(
                request, _("Nothing was done: the link of “%(sku)s” changed meanwhile.") % {"sku": record.partner_sku}
            )
        return back(request, record.pk)


def back(request: HttpRequest, pk: int) -> HttpResponse:
    """To the row on the page that the form was on."""
    name = request.POST.get("page", "")
    name = name if name in _PAGES else "list"
    address = reverse(f"accounting-dashboard:accounting-link-{name}", kwargs={"pk": pk} if name == "history" else None)
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{address}{'?' if query else ''}{query}#row-{pk}")


def _how(warehouse: Warehouse, record: Any, remote_id: str) -> LinkChange.How:
    proposed = LinkProposal.objects.filter(warehouse=warehouse, stockrecord=record, item__remote_id=remote_id)
    return LinkChange.How.PROPOSAL if proposed.exists() else LinkChange.How.HAND


def _waiting(warehouse: Warehouse) -> int:
    held = Submission.objects.filter(warehouse=warehouse, state=State.HELD, problem_code__in=resend.FIXED_BY_LINKS)
    return held.count()


def _linked(link: ProductLink, record: Any, released: int) -> str:
    words = {"sku": record.partner_sku, "product": link.remote_code or link.remote_id}
    sentence = _("“%(sku)s” is linked to %(product)s.") % words
    if released <= 0:
        return sentence
    waited = ngettext(
        "%(count)d document that waited for it is in the queue and is sent next.",
        "%(count)d documents that waited for it are in the queue and are sent next.",
        released,
    )
    return f"{sentence} {waited % {'count': released}}"
