"""How old each warehouse's stock is, and how much of it is linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from oscar.core.loading import get_model

from oscar_lt_accounting.models import ProductLink, StockPull, Warehouse
from oscar_lt_accounting.services.stock.freshness import Freshness, freshness

_TENTH = Decimal("0.1")


@dataclass(frozen=True, kw_only=True)
class WarehouseStock:
    """One warehouse: what is known of its stock, the last pull if that one failed, and its links.

    `records` are the stock records of its partner, `linked` those of them that have a link.
    """

    freshness: Freshness
    failed: StockPull | None
    records: int
    linked: int

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse."""
        return self.freshness.warehouse

    @property
    def percent(self) -> Decimal | None:
        """Percent of the stock records that are linked, rounded down to one place; None when there are none."""
        if not self.records:
            return None
        return (Decimal(100 * self.linked) / self.records).quantize(_TENTH, ROUND_DOWN)


def warehouse_stock(warehouses: QuerySet[Warehouse], now: datetime) -> list[WarehouseStock]:
    """The warehouses in their order, with four questions to the database."""
    pulls = StockPull.objects.filter(warehouse=OuterRef("pk"), scope=StockPull.Scope.FULL).order_by("-started_at")
    known = freshness(warehouses.annotate(last_pull=Subquery(pulls.values("pk")[:1])), now)
    read = [one.warehouse for one in known]
    failed = StockPull.objects.in_bulk([vars(one.warehouse)["last_pull"] for one in known if one.problem_code])
    records, linked = _records(read), _linked(read)
    return [
        WarehouseStock(
            freshness=one,
            failed=failed.get(vars(one.warehouse)["last_pull"]),
            records=records.get(one.warehouse.partner_id, 0),
            linked=linked.get(one.warehouse.pk, 0),
        )
        for one in known
    ]


def _records(warehouses: Sequence[Warehouse]) -> dict[int, int]:
    rows = get_model("partner", "StockRecord").objects.filter(
        partner__in=[warehouse.partner_id for warehouse in warehouses]
    )
    return dict(rows.order_by().values_list("partner_id").annotate(Count("pk")))


def _linked(warehouses: Sequence[Warehouse]) -> dict[int, int]:
    rows = ProductLink.objects.filter(warehouse__in=warehouses, stockrecord__partner=F("warehouse__partner"))
    return dict(rows.order_by().values_list("warehouse_id").annotate(Count("pk")))
