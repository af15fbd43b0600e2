"""How much of the shop is linked, and what the missing links cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from oscar.core.loading import get_model

from oscar_lt_accounting.models import State, Submission, Warehouse
from oscar_lt_accounting.services.linking.states import broken_links, has_link, stock_records
from oscar_lt_accounting.services.linking.writing import BATCH, batches
from oscar_lt_accounting.services.outbox import resend

#: How far back orders are counted.
DAYS = 90
_CENT = Decimal("0.01")
_TENTH = Decimal("0.1")
_PAGE = 2000


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How many stock records of a warehouse's partner are linked.

    `percent` is rounded down to one place, so that 100 means all; it is 100 when there is nothing to link.
    `broken` links are counted in `linked`, too. `orders` and `revenue` (with VAT, in the shop's currency) are of
    the order lines of the last 90 days whose stock record has no link.
    """

    warehouse: Warehouse
    records: int
    linked: int
    percent: Decimal
    broken: int
    orders: int
    revenue: Decimal

    @property
    def unlinked(self) -> int:
        """How many stock records have no link."""
        return self.records - self.linked


class HeldBack(NamedTuple):
    """A document that waits for a link."""

    pk: int
    reference: str


@dataclass(frozen=True, kw_only=True)
class Missing:
    """A stock record without a link: what it sold in the last 90 days, with VAT, and the documents that wait."""

    stockrecord_id: int
    sku: str
    title: str
    orders: int
    revenue: Decimal
    submissions: tuple[HeldBack, ...]


def overview(now: datetime) -> list[Coverage]:
    """How much of every warehouse in use is linked."""
    warehouses = Warehouse.objects.filter(is_active=True).select_related("integration", "partner")
    return [coverage(warehouse, now) for warehouse in warehouses.order_by("priority", "pk")]


def coverage(warehouse: Warehouse, now: datetime) -> Coverage:
    """How much of one warehouse is linked, and what the rest sold in the 90 days before `now`."""
    records = stock_records(warehouse).count()
    linked = records - _unlinked(warehouse).count()
    lines = _lines(warehouse).filter(order__date_placed__gt=now - timedelta(days=DAYS))
    return Coverage(
        warehouse=warehouse,
        records=records,
        linked=linked,
        percent=(Decimal(100 * linked) / records).quantize(_TENTH, ROUND_DOWN) if records else Decimal("100.0"),
        broken=broken_links(warehouse).filter(stockrecord__partner=warehouse.partner_id).count(),
        orders=lines.aggregate(orders=Count("order", distinct=True))["orders"],
        revenue=sum(_sums(lines), Decimal("0.00")),
    )


def missing(warehouse: Warehouse, now: datetime, limit: int = 100) -> list[Missing]:
    """The stock records without a link, most revenue of the last 90 days first.

    `limit` is kept except that a stock record for which documents wait is always there.
    """
    held = _held(warehouse)
    sold = _sold(_unlinked(warehouse), now)
    rows = {row[0]: row for row in sold.order_by("-revenue", "pk")[:limit]}
    for batch in batches(sorted(held.keys() - rows.keys()), BATCH):
        rows.update({row[0]: row for row in sold.filter(pk__in=batch)})
    found = [
        Missing(
            stockrecord_id=pk,
            sku=sku,
            title=title or parent or "",
            orders=orders,
            revenue=_cents(revenue),
            submissions=tuple(held.get(pk, ())),
        )
        for pk, sku, title, parent, orders, revenue in rows.values()
    ]
    return sorted(found, key=lambda one: (-one.revenue, one.sku))


def _sold(records: QuerySet[Any], now: datetime) -> QuerySet[Any]:
    recent = Q(line__order__date_placed__gt=now - timedelta(days=DAYS))
    sold: QuerySet[Any] = records.annotate(
        orders=Count("line__order", distinct=True, filter=recent),
        revenue=Sum("line__line_price_incl_tax", filter=recent, default=Decimal(0)),
    ).values_list("pk", "partner_sku", "product__title", "product__parent__title", "orders", "revenue")
    return sold


def _held(warehouse: Warehouse) -> dict[int, list[HeldBack]]:
    """The documents on hold for a link, by each stock record without one that their order has here."""
    rows = Submission.objects.filter(warehouse=warehouse, state=State.HELD, problem_code__in=resend.FIXED_BY_LINKS)
    waiting: dict[int, list[HeldBack]] = defaultdict(list)
    for order, pk, reference in rows.order_by("pk").values_list("order_id", "pk", "reference").iterator(_PAGE):
        waiting[order].append(HeldBack(pk, reference))
    found: dict[int, list[HeldBack]] = defaultdict(list)
    for batch in batches(waiting, BATCH):
        lines = _lines(warehouse).filter(order__in=batch).order_by("stockrecord", "order")
        for record, order in lines.values_list("stockrecord_id", "order_id").distinct():
            found[record].extend(waiting[order])
    return found


def _sums(lines: QuerySet[Any]) -> Iterable[Decimal]:
    """The revenue of each stock record, in cents: SQLite adds up as floats, which is exact for one of them only."""
    sums = lines.values("stockrecord").order_by().annotate(revenue=Sum("line_price_incl_tax", default=Decimal(0)))
    return (_cents(revenue) for revenue in sums.values_list("revenue", flat=True).iterator(_PAGE))


def _cents(amount: Any) -> Decimal:
    return Decimal(amount).quantize(_CENT, ROUND_HALF_UP)


def _lines(warehouse: Warehouse) -> QuerySet[Any]:
    """The order lines of the warehouse's partner whose stock record has no link."""
    lines: QuerySet[Any] = get_model("order", "Line").objects.filter(
        ~has_link(warehouse, "stockrecord"), stockrecord__partner=warehouse.partner_id
    )
    return lines.order_by()


def _unlinked(warehouse: Warehouse) -> QuerySet[Any]:
    return stock_records(warehouse).filter(~has_link(warehouse))
