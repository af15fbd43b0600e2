"""How each stock record stands to the accounting system of a warehouse, answered by the database."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model

from oscar_lt_accounting.models import CatalogueItem, LinkProposal, ProductLink, StockPull, Warehouse


class LinkState(TextChoices):
    """Whether a stock record is linked, and what there is to do when it is not."""

    LINKED = "linked", _("linked")
    BROKEN = "broken", _("link broken")
    AMBIGUOUS = "ambiguous", _("several matches")
    PROPOSAL = "proposal", _("suggested")
    UNLINKED = "unlinked", _("not linked")


def with_states(stockrecords: QuerySet[Any], warehouse: Warehouse) -> QuerySet[Any]:
    """The stock records, each with its `LinkState` in this warehouse as `link_state`."""
    own = OuterRef("pk")
    proposals = LinkProposal.objects.filter(warehouse=warehouse, stockrecord=own)
    states: QuerySet[Any] = stockrecords.annotate(
        link_state=Case(
            When(Exists(broken_links(warehouse).filter(stockrecord=own)), then=Value(LinkState.BROKEN.value)),
            When(has_link(warehouse), then=Value(LinkState.LINKED.value)),
            When(Exists(proposals.filter(is_ambiguous=True)), then=Value(LinkState.AMBIGUOUS.value)),
            When(Exists(proposals), then=Value(LinkState.PROPOSAL.value)),
            default=Value(LinkState.UNLINKED.value),
            output_field=CharField(),
        )
    )
    return states


def stock_records(warehouse: Warehouse) -> QuerySet[Any]:
    """The stock records that could be linked in this warehouse: its partner's."""
    records: QuerySet[Any] = get_model("partner", "StockRecord").objects.filter(partner=warehouse.partner_id)
    return records.order_by()


def has_link(warehouse: Warehouse, record: str = "pk") -> Exists:
    """Whether the stock record whose id is in the column `record` has a link in this warehouse."""
    return Exists(ProductLink.objects.filter(warehouse=warehouse, stockrecord=OuterRef(record)))


def taken(warehouse: Warehouse) -> set[str]:
    """The ids in the accounting system of the products whose stock some stock record follows."""
    links = ProductLink.objects.filter(warehouse=warehouse, sync_stock=True).order_by()
    return set(links.values_list("remote_id", flat=True).iterator())


def broken_links(warehouse: Warehouse) -> QuerySet[ProductLink]:
    """Links to products that the warehouse does not have; none while it was never read whole, for then nobody knows."""
    links = ProductLink.objects.filter(warehouse=warehouse)
    there = CatalogueItem.objects.filter(warehouse=warehouse, remote_id=OuterRef("remote_id"), gone_at__isnull=True)
    read_whole = StockPull.objects.filter(warehouse=warehouse, scope=StockPull.Scope.FULL, is_complete=True)
    return links.filter(Exists(read_whole), ~Exists(there))
