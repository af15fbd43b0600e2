"""Many links at once: what was ticked in the list is accepted, or unlinked after a page that names it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.links.warehouses import active_warehouses, whole_number, whole_numbers
from oscar_lt_accounting.models import LinkProposal, ProductLink
from oscar_lt_accounting.services.linking import links, matching
from oscar_lt_accounting.services.linking.matching import Accepted

#: Rows in one go.
MOST = 500
_SHOWN = 20


class LinkBulkView(TemplateView):
    """Accept the suggestions of the ticked rows, or ask whether to unlink them, and then do it."""

    template_name = "oscar_lt_accounting/dashboard/links/unlink.html"
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do what the pressed button says."""
        action = request.POST.get("action", "")
        if action == "unlink-confirmed":
            return self._unlink()
        chosen = whole_numbers(request.POST.getlist("chosen"), MOST)
        if not chosen:
            messages.warning(request, _("Tick at least one product first."))
        elif action == "accept":
            show_result(request, matching.accept(_best(chosen), actor=request.user))
        elif action == "unlink":
            return self._ask(chosen)
        return self._back()

    def _ask(self, chosen: Sequence[int]) -> HttpResponse:
        rows = ProductLink.objects.filter(stockrecord__in=chosen, warehouse__in=active_warehouses())
        found = list(rows.select_related("stockrecord__product__parent", "warehouse").order_by("-stockrecord"))
        if not found:
            messages.warning(self.request, _("None of the ticked products is linked. Nothing was changed."))
            return self._back()
        query = self.request.GET.urlencode()
        return self.render_to_response(self.get_context_data(links=found, current_query=query, back=_list(query)))

    def _unlink(self) -> HttpResponse:
        removed = links.unlink(_unchanged(self.request.POST.getlist("link")[:MOST]), actor=self.request.user)
        if removed:
            words = ngettext("%(count)d link was removed.", "%(count)d links were removed.", removed)
            messages.success(self.request, words % {"count": removed})
        else:
            messages.warning(self.request, _("Nothing was done: these links changed meanwhile."))
        return self._back()

    def _back(self) -> HttpResponse:
        return HttpResponseRedirect(_list(self.request.GET.urlencode()))


def show_result(request: HttpRequest, done: Accepted) -> None:
    """Say how many suggestions became links, and why the others did not."""
    if done.linked:
        words = ngettext("%(count)d product was linked.", "%(count)d products were linked.", done.linked)
        messages.success(request, words % {"count": done.linked})
    for _sku, sentence in done.refused[:_SHOWN]:
        messages.warning(request, sentence)
    if len(done.refused) > _SHOWN:
        left = len(done.refused) - _SHOWN
        words = ngettext("%(count)d more was not linked.", "%(count)d more were not linked.", left)
        messages.warning(request, words % {"count": left})
    if not done.linked and not done.refused:
        messages.warning(request, _("Nothing was linked: the suggestions changed meanwhile, or none was ticked."))


def _best(chosen: Sequence[int]) -> list[LinkProposal]:
    """The likeliest suggestion of each of these stock records; what is ambiguous is left to be chosen by hand."""
    rows = LinkProposal.objects.filter(stockrecord__in=chosen, warehouse__in=active_warehouses())
    best: dict[int, LinkProposal] = {}
    unclear = set()
    for proposal in rows.order_by("-score", "pk"):
        best.setdefault(proposal.stockrecord_id, proposal)
        if proposal.is_ambiguous:
            unclear.add(proposal.stockrecord_id)
    return [proposal for record, proposal in best.items() if record not in unclear]


def _unchanged(seen: Sequence[str]) -> list[int]:
    """Ids of the links that still are what was confirmed; each comes as ``id:remote id``."""
    remote_ids = {whole_number(pk): remote_id for pk, _colon, remote_id in (text.partition(":") for text in seen)}
    found = ProductLink.objects.filter(pk__in=[pk for pk in remote_ids if pk]).values_list("pk", "remote_id")
    return [pk for pk, remote_id in found if remote_ids[pk] == remote_id]


def _list(query: str) -> str:
    address = reverse("accounting-dashboard:accounting-link-list")
    return f"{address}?{query}" if query else address
