"""Accounting products, looked up in the last stock update: the accounting system is not asked while somebody types."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.views.generic import View

from oscar_lt_accounting.dashboard.links.warehouses import warehouse_or_404, whole_number
from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.models import CatalogueItem, Warehouse
from oscar_lt_accounting.services.linking.names import similar
from oscar_lt_accounting.services.linking.refusals import LinkRefused

_PAGE = 20
_LAST_PAGE = 25
_NEAREST = 3
_LONGEST = 128


class CatalogueLookupView(View):
    """What select2 asks while somebody types: products whose code, bar code or name contain every word."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """One page of the answer."""
        warehouse = warehouse_or_404(request.GET.get("warehouse"))
        text = request.GET.get("q", "").replace("\0", "")[:_LONGEST]
        page = min(whole_number(request.GET.get("page")) or 1, _LAST_PAGE)
        items = similar(warehouse, text, page * _PAGE + 1) if text.strip() else _first(warehouse, page * _PAGE + 1)
        shown = items[(page - 1) * _PAGE : page * _PAGE]
        results = [{"id": item.pk, "text": item_words(item)} for item in shown]
        return JsonResponse(
            {"results": results, "pagination": {"more": len(items) > page * _PAGE and page < _LAST_PAGE}}
        )


def item_words(item: CatalogueItem) -> str:
    """A product in one line: code, name, bar code."""
    words = [item.code or item.remote_id, item.name, item.barcode]
    return " · ".join(word for word in words if word)


def typed_item(warehouse: Warehouse, text: str) -> tuple[str, str]:
    """Id and code of the product that somebody typed the code, bar code or id of.

    Where no catalogue was ever pulled, what was typed is the id. Raises `LinkRefused` when it names none, with
    the nearest names, or several.
    """
    items = CatalogueItem.objects.filter(warehouse=warehouse, gone_at__isnull=True)
    found = list(items.filter(Q(code=text) | Q(barcode=text) | Q(remote_id=text)).order_by("pk")[: _NEAREST + 1])
    if len(found) == 1:
        return found[0].remote_id, found[0].code
    if found:
        raise LinkRefused(_SEVERAL, code="link_several", typed=text, names=_list(found[:_NEAREST]))
    if not items.exists():
        return text, ""
    near = _nearest(warehouse, text)
    if near:
        raise LinkRefused(_NEAR, code="link_unknown", typed=text, names=_list(near))
    raise LinkRefused(_NONE, code="link_unknown", typed=text)


def _first(warehouse: Warehouse, most: int) -> list[CatalogueItem]:
    rows = CatalogueItem.objects.filter(warehouse=warehouse, gone_at__isnull=True)
    return list(rows.order_by("warehouse", "code", "pk")[:most])


def _nearest(warehouse: Warehouse, text: str) -> list[CatalogueItem]:
    """Products with all the words, else with the longest of them."""
    longest = max(text.split(), key=len, default="")
    return similar(warehouse, text, _NEAREST) or similar(warehouse, longest, _NEAREST)


def _list(items: list[CatalogueItem]) -> str:
    return "; ".join(item_words(item) for item in items)


_SEVERAL = gettext_noop("“%(typed)s” names several accounting products: %(names)s. Enter the id of the right one.")
_NEAR = gettext_noop(
    "No accounting product has the code, bar code or id “%(typed)s”. The nearest are: %(names)s. Enter the code of "
    "the right one, or update the stock if it is new."
)
_NONE = gettext_noop(
    "No accounting product has the code, bar code or id “%(typed)s” or a similar name. Check how the accounting "
    "system writes it, or update the stock if it is new."
)
