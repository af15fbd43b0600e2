"""Which warehouse a page is about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404
from oscar.core.loading import get_model

from oscar_lt_accounting.models import StockPull, Warehouse

_NUMBER = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def whole_number(text: Any) -> int | None:
    """`text` as an id; None when it cannot be one."""
    return int(text) if isinstance(text, str) and _NUMBER.fullmatch(text) else None


def whole_numbers(texts: Sequence[str], most: int) -> list[int]:
    """Those of the first `most` texts that are ids."""
    return [number for text in texts[:most] if (number := whole_number(text)) is not None]


def active_warehouses() -> list[Warehouse]:
    """The warehouses in use, each with `was_read_whole`: whether it is known what it has not."""
    whole = StockPull.objects.filter(warehouse=OuterRef("pk"), scope=StockPull.Scope.FULL, is_complete=True)
    rows = Warehouse.objects.filter(is_active=True).select_related("integration").defer("integration__credentials")
    return list(rows.annotate(was_read_whole=Exists(whole)).order_by("priority", "pk"))


def chosen(among: Sequence[Warehouse], text: str) -> Warehouse | None:
    """The warehouse whose id is `text`."""
    number = whole_number(text)
    return next((warehouse for warehouse in among if warehouse.pk == number), None)


def warehouse_or_404(text: Any) -> Warehouse:
    """The warehouse in use whose id is `text`."""
    number = whole_number(text)
    if number is None:
        raise Http404
    rows = Warehouse.objects.filter(is_active=True).select_related("integration", "partner")
    return get_object_or_404(rows, pk=number)


def record_or_404(pk: Any, warehouse: Warehouse | None = None) -> Any:
    """The stock record `pk`, which must be of the warehouse's partner, or of that of any warehouse in use."""
    rows = get_model("partner", "StockRecord").objects.select_related("product__parent")
    number = whole_number(str(pk))
    if number is None:
        raise Http404
    if warehouse is not None:
        return get_object_or_404(rows, pk=number, partner=warehouse.partner_id)
    used = Warehouse.objects.filter(is_active=True, partner=OuterRef("partner"))
    return get_object_or_404(rows.filter(Exists(used)), pk=number)


def warehouse_of(record: Any) -> Warehouse:
    """The warehouse in use that belongs to the stock record's partner; there is only one."""
    return get_object_or_404(
        Warehouse.objects.filter(is_active=True).select_related("integration"), partner=record.partner_id
    )
