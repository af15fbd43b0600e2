"""What a product's stock records are in the accounting systems: their links, and the stock there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from oscar_lt_accounting.models import CatalogueItem, LinkProposal, ProductLink, StockPull, Warehouse
from oscar_lt_accounting.services.linking.states import LinkState


@dataclass(frozen=True, kw_only=True)
class ProductStock:
    """One stock record in the warehouse in use of its partner, or in none."""

    record: Any
    warehouse: Warehouse | None = None
    state: LinkState = LinkState.UNLINKED
    link: ProductLink | None = None
    item: CatalogueItem | None = None

    @property
    def remote_stock(self) -> Decimal | None:
        """How many accounting units may still be sold; None while it is not known, which is not zero."""
        return self.item.available if self.item and self.item.gone_at is None else None

    @property
    def remote_stock_in_shop_units(self) -> Decimal | None:
        """The same in units of the shop, where they differ; whole ones only."""
        if self.remote_stock is None or self.link is None or self.link.units == 1:
            return None
        return Decimal(int(self.remote_stock / self.link.units))


def stock_records_of(user: Any, product_id: int) -> list[Any]:
    """The product's stock records that `user` may see, in one query."""
    records = get_model("partner", "StockRecord").objects.filter(product=product_id).select_related("partner")
    if not user.is_staff:
        records = records.filter(partner__users=user)
    return list(records.order_by("pk"))


def product_stock(records: Sequence[Any]) -> list[ProductStock]:
    """What each of `records` is in its warehouse, in five queries however many there are."""
    if not records:
        return []
    known = _Known.about(records)
    return [_one(record, known) for record in records]


def _one(record: Any, known: _Known) -> ProductStock:
    warehouse = known.warehouses.get(record.partner_id)
    if warehouse is None:
        return ProductStock(record=record)
    link = known.links.get((warehouse.pk, record.pk))
    item = known.items.get((warehouse.pk, link.remote_id)) if link else None
    state = _state(warehouse, record, link, item, known)
    return ProductStock(record=record, warehouse=warehouse, link=link, item=item, state=state)


def _state(
    warehouse: Warehouse, record: Any, link: ProductLink | None, item: CatalogueItem | None, known: _Known
) -> LinkState:
    """As `services.linking.states.with_states` has it, for one record in hand."""
    if link is not None:
        is_gone = item is None or item.gone_at is not None
        return LinkState.BROKEN if is_gone and warehouse.pk in known.read_whole else LinkState.LINKED
    proposed = known.proposals.get((warehouse.pk, record.pk))
    if proposed is None:
        return LinkState.UNLINKED
    return LinkState.AMBIGUOUS if proposed else LinkState.PROPOSAL


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What is known about some stock records, by warehouse and record, in five queries."""

    warehouses: dict[int, Warehouse]
    links: dict[tuple[int, int], ProductLink]
    items: dict[tuple[int, str], CatalogueItem]
    proposals: dict[tuple[int, int], bool]
    read_whole: set[int]

    @classmethod
    def about(cls, records: Iterable[Any]) -> _Known:
        keys = [record.pk for record in records]
        in_use = Warehouse.objects.filter(is_active=True, partner__in={record.partner_id for record in records})
        in_use = in_use.select_related("integration").defer("integration__credentials")
        warehouses = {warehouse.partner_id: warehouse for warehouse in in_use}
        ids = [warehouse.pk for warehouse in warehouses.values()]
        links = list(ProductLink.objects.filter(warehouse__in=ids, stockrecord__in=keys))
        items = CatalogueItem.objects.filter(warehouse__in=ids, remote_id__in={link.remote_id for link in links})
        proposals: dict[tuple[int, int], bool] = {}
        for proposal in LinkProposal.objects.filter(warehouse__in=ids, stockrecord__in=keys):
            place = (proposal.warehouse_id, proposal.stockrecord_id)
            proposals[place] = proposals.get(place, False) or proposal.is_ambiguous
        whole = StockPull.objects.filter(warehouse__in=ids, scope=StockPull.Scope.FULL, is_complete=True)
        return cls(
            warehouses=warehouses,
            links={(link.warehouse_id, link.stockrecord_id): link for link in links},
            items={(item.warehouse_id, item.remote_id): item for item in items},
            proposals=proposals,
            read_whole=set(whole.order_by().values_list("warehouse_id", flat=True).distinct()),
        )
