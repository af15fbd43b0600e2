"""Take over what a warehouse told: only what changed is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oscar_lt_accounting.domain.goods import StockLevel
from oscar_lt_accounting.models import CatalogueItem, StockPull
from oscar_lt_accounting.services.stock.spool import Spool

_FACTS = ("code", "barcode", "name", "unit", "price", "price_includes_vat", "available")
_WRITTEN = (*_FACTS, "read_at", "gone_at")
_AT_ONCE = 1000


def take_in(run: StockPull, levels: Sequence[StockLevel]) -> None:
    """Write new and changed items, and count them in `run`."""
    known = {
        row[0]: row
        for row in _items(run)
        .filter(remote_id__in=[level.product.remote_id for level in levels])
        .values_list("remote_id", *_FACTS, "gone_at")
    }
    fresh = []
    for level in levels:
        product = level.product
        facts = (*(getattr(product, name) for name in _FACTS[:-1]), level.available)
        row = known.get(product.remote_id)
        if row is None:
            run.new += 1
        if row is None or row[1:] != (*facts, None):
            values: dict[str, Any] = dict(zip(_FACTS, facts, strict=True))
            fresh.append(CatalogueItem(warehouse_id=run.warehouse_id, remote_id=product.remote_id, **values))
        run.unknown += level.available is None
    for item in fresh:
        item.read_at = run.started_at
    CatalogueItem.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=("warehouse", "remote_id"), update_fields=_WRITTEN
    )


def miss(run: StockPull, spool: Spool) -> None:
    """Mark what a complete read did not tell as gone; its quantity is unknown from then on, which is not zero."""
    gone = [
        pk
        for pk, remote_id in _items(run).filter(gone_at__isnull=True).values_list("pk", "remote_id").iterator()
        if not spool.told(remote_id)
    ]
    for start in range(0, len(gone), _AT_ONCE):
        rows = CatalogueItem.objects.filter(pk__in=gone[start : start + _AT_ONCE])
        run.gone += rows.update(gone_at=run.started_at, available=None)


def emptied(run: StockPull, levels: Sequence[StockLevel]) -> tuple[int, int]:
    """How many of `levels` had something left before, and how many of these have nothing now."""
    had = set(
        _items(run)
        .filter(remote_id__in=[level.product.remote_id for level in levels], available__gt=0)
        .values_list("remote_id", flat=True)
    )
    now = [level for level in levels if level.product.remote_id in had]
    return len(now), sum(level.available is not None and level.available <= 0 for level in now)


def _items(run: StockPull) -> Any:
    return CatalogueItem.objects.filter(warehouse=run.warehouse_id).order_by()
