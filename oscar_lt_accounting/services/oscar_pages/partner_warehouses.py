"""The warehouses of a partner: when each was read and how much of it is linked."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q
from oscar.core.loading import get_model

from oscar_lt_accounting.models import StockPull, Warehouse


def may_see_partner(user: Any, partner: Any) -> bool:
    """Staff see every partner, others their own."""
    return bool(user.is_staff or partner.users.filter(pk=user.pk).exists())


def partner_warehouses(partner_id: int) -> list[Warehouse]:
    """The partner's warehouses, those in use first, in one query.

    Each has `linked`, its number of linked stock records, and `read_at`, when its stock was last read whole.
    """
    rows = Warehouse.objects.filter(partner=partner_id).select_related("integration").defer("integration__credentials")
    read = Max("pulls__finished_at", filter=Q(pulls__is_complete=True, pulls__scope=StockPull.Scope.FULL))
    linked = Count("links__stockrecord", distinct=True)
    return list(rows.annotate(linked=linked, read_at=read).order_by("-is_active", "pk"))


def stock_record_count(partner_id: int) -> int:
    """How many stock records the partner has."""
    return int(get_model("partner", "StockRecord").objects.filter(partner=partner_id).count())
