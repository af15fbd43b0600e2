"""Products that only the shop has, created in the accounting system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.links.list_view import address, tabs
from oscar_lt_accounting.dashboard.links.start_job import begin
from oscar_lt_accounting.dashboard.links.warehouses import (
    active_warehouses,
    chosen,
    warehouse_or_404,
    whole_number,
    whole_numbers,
)
from oscar_lt_accounting.models import VatMapping, Warehouse
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.services.linking import creating

#: Products in one go, and how many of them a page may wait for.
MOST = 20
AT_ONCE = 5


class VatForm(forms.Form):
    """How the new products are taxed in the accounting system."""

    remote_vat = forms.CharField(
        label=gettext_lazy("VAT code in the accounting system"),
        max_length=64,
        widget=forms.TextInput(attrs={"list": "vat-codes", "aria-describedby": "id_remote_vat_helptext"}),
        help_text=gettext_lazy("As the accounting system calls the rate of these products."),
    )


class LinkCreateView(TemplateView):
    """Choose products, see what would be made of them, and make them."""

    template_name = "oscar_lt_accounting/dashboard/links/create.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Products without a link, a page at a time."""
        warehouses = active_warehouses()
        warehouse = chosen(warehouses, self.request.GET.get("warehouse", "")) or next(iter(warehouses), None)
        q = self.request.GET.get("q", "").replace("\0", "").strip()[:128]
        query = {**({"warehouse": str(warehouse.pk)} if warehouse else {}), **({"q": q} if q else {})}
        records, after = _page_of(warehouse, q, self.request.GET.get("after", "")) if warehouse else ([], None)
        return super().get_context_data(
            warehouse=warehouse,
            tabs=tabs("link-create", warehouses, warehouse, {}, all_of_them=False),
            records=records,
            q=q,
            most=MOST,
            first=address(query) if self.request.GET.get("after") else "",
            further=address(query, after=str(after)) if after else "",
            **kwargs,
        )


# A remote call must hold no locks, also where the shop sets ATOMIC_REQUESTS; each link is a transaction of its own.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class LinkCreatePreviewView(TemplateView):
    """What would be created in the accounting system; POST once more, with the VAT code, makes it."""

    template_name = "oscar_lt_accounting/dashboard/links/create_preview.html"
    http_method_names = ("post",)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would be made, or make it."""
        warehouse = warehouse_or_404(request.POST.get("warehouse"))
        texts = request.POST.getlist("chosen")
        ids = whole_numbers(texts, MOST)
        records = list(creating.creatable(warehouse).filter(pk__in=ids))
        if not records or len(texts) > MOST:
            messages.warning(request, _too_many() if len(texts) > MOST else _none_left(ids))
            return _back(warehouse)
        if "confirmed" not in request.POST:
            return self._ask(warehouse, records, VatForm())
        form = VatForm(request.POST)
        if not form.is_valid():
            return self._ask(warehouse, records, form)
        return self._make(warehouse, records, form.cleaned_data["remote_vat"])

    def _ask(self, warehouse: Warehouse, records: Sequence[Any], form: VatForm) -> HttpResponse:
        planned = creating.preview(warehouse, records)
        codes = VatMapping.objects.filter(integration=warehouse.integration_id).order_by("remote_code")
        context = self.get_context_data(
            warehouse=warehouse,
            planned=planned,
            sound=sum(not one.problems for one in planned),
            form=form,
            vat_codes=codes.values_list("remote_code", flat=True).distinct(),
            back=_list(warehouse),
        )
        return self.render_to_response(context, status=422 if form.errors else 200)

    def _make(self, warehouse: Warehouse, records: Sequence[Any], remote_vat: str) -> HttpResponse:
        if len(records) > AT_ONCE:
            ids = sorted(record.pk for record in records)
            params = {"warehouse": warehouse.pk, "stockrecords": ids, "remote_vat": remote_vat}
            return begin(self.request, "products", params)
        show_result(self.request, creating.create(warehouse, records, remote_vat=remote_vat, actor=self.request.user))
        return _back(warehouse)


def show_result(request: HttpRequest, done: creating.Created) -> None:
    """Say what was made, what was refused, and what stopped the rest."""
    if done.made:
        count = len(done.made)
        words = ngettext(
            "%(count)d product was created in the accounting system and linked.",
            "%(count)d products were created in the accounting system and linked.",
            count,
        )
        messages.success(request, words % {"count": count})
    for sku, sentence in done.failed:
        messages.warning(request, f"{sku}: {sentence}")
    if done.stopped:
        sentence = translated(done.stopped.message, dict(done.stopped.params))
        messages.error(request, f"{done.stopped_at}: {sentence}" if done.stopped_at else sentence)


def _page_of(warehouse: Warehouse, q: str, after: str) -> tuple[list[Any], int | None]:
    """Products after `after` that could be made, and where the next page begins."""
    size = getattr(settings, "OSCAR_DASHBOARD_ITEMS_PER_PAGE", 20)
    rows: QuerySet[Any] = creating.creatable(warehouse).filter(pk__gt=whole_number(after) or 0)
    if q:
        rows = rows.filter(Q(partner_sku__istartswith=q) | Q(product__title__icontains=q) | Q(product__upc=q))
    found = list(rows[: size + 1])
    return found[:size], (found[size - 1].pk if len(found) > size else None)


def _too_many() -> str:
    return _("Choose at most %(most)s products at once. Nothing was created.") % {"most": MOST}


def _none_left(ids: Sequence[int]) -> str:
    if ids:
        return _("Nothing was created: these products are linked already, or were deleted.")
    return _("Tick at least one product first.")


def _list(warehouse: Warehouse) -> str:
    return f"{reverse('accounting-dashboard:accounting-link-create')}?warehouse={warehouse.pk}"


def _back(warehouse: Warehouse) -> HttpResponse:
    return HttpResponseRedirect(_list(warehouse))
