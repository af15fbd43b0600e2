"""The stock records that the missing links of problems speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from oscar.core.loading import get_model

from oscar_lt_accounting.models import Warehouse
from oscar_lt_accounting.services.overview.causes import Cause


def unlinked_records(wanted: Iterable[Cause], warehouses: Mapping[int, Warehouse]) -> dict[Cause, Any]:
    """The stock record that each cause says is not linked, where it is known and its warehouse is in use."""
    found: dict[Cause, Any] = {}
    asked = [(cause, warehouse) for cause in wanted if (warehouse := _warehouse(cause, warehouses))]
    if not asked:
        return found
    condition = Q()
    for cause, warehouse in asked:
        condition |= _condition(cause, warehouse)
    rows = get_model("partner", "StockRecord").objects.select_related("product__parent").filter(condition)
    by_pk, by_sku = {}, {}
    for record in rows:
        by_pk[record.partner_id, str(record.pk)] = by_sku[record.partner_id, record.partner_sku] = record
    for cause, warehouse in asked:
        known = by_pk if cause.words[1] == "stockrecord" else by_sku
        if record := known.get((warehouse.partner_id, cause.words[2])):
            found[cause] = record
    return found


def _warehouse(cause: Cause, warehouses: Mapping[int, Warehouse]) -> Warehouse | None:
    if cause.code != "no_link" or not cause.words[0] or cause.words[1] not in ("stockrecord", "sku"):
        return None
    warehouse = warehouses.get(int(cause.words[0]))
    return warehouse if warehouse and warehouse.is_active else None


def _condition(cause: Cause, warehouse: Warehouse) -> Q:
    _warehouse, name, value = cause.words
    if name == "sku":
        return Q(partner=warehouse.partner_id, partner_sku=value)
    return Q(partner=warehouse.partner_id, pk=int(value)) if value.isdecimal() else Q(pk__in=())
