"""``{% load accounting_warehouses %}``: warehouses and links on the dashboard's pages of partners and products."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Count, Max, Q
from django.template import Context
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from oscar.core.loading import get_model

from oscar_lt_accounting.models import CatalogueItem, Integration, LinkProposal, ProductLink, StockPull, Warehouse
from oscar_lt_accounting.services.linking.states import LinkState
from oscar_lt_accounting.templatetags import doors

register = template.Library()

_COLOURS = {
    LinkState.LINKED: "success",
    LinkState.BROKEN: "danger",
    LinkState.AMBIGUOUS: "warning",
    LinkState.PROPOSAL: "primary",
    LinkState.UNLINKED: "secondary",
}
_ICONS = {
    LinkState.LINKED: "fa-link",
    LinkState.BROKEN: "fa-unlink",
    LinkState.AMBIGUOUS: "fa-question",
    LinkState.PROPOSAL: "fa-lightbulb",
    LinkState.UNLINKED: "fa-unlink",
}


@register.inclusion_tag("oscar_lt_accounting/onpages/partner_panel.html", takes_context=True)
def accounting_partner_panel(context: Context, partner: Any) -> dict[str, Any]:
    """The partner's warehouses over there and how they are doing, in at most three queries."""
    user = doors.reader(context)
    if not doors.room(user, "submission-list") or not _is_theirs(user, partner):
        return {"is_shown": False}
    rows = Warehouse.objects.filter(partner=partner.pk).select_related("integration").defer("integration__credentials")
    read = Max("pulls__finished_at", filter=Q(pulls__is_complete=True, pulls__scope=StockPull.Scope.FULL))
    warehouses = list(
        rows.annotate(linked=Count("links__stockrecord", distinct=True), read_at=read).order_by("-is_active", "pk")
    )
    return {
        "is_shown": True,
        "partner": partner,
        "homes": [_home(user, warehouse) for warehouse in warehouses],
        "records": get_model("partner", "StockRecord").objects.filter(partner=partner.pk).count() if warehouses else 0,
        "connect": "" if any(row.is_active for row in warehouses) else _connecting(user),
    }


def _is_theirs(user: Any, partner: Any) -> bool:
    return bool(user.is_staff or partner.users.filter(pk=user.pk).exists())


def _connecting(user: Any) -> str:
    """Where integrations are paired with partners, for those who may do so."""
    return doors.room(user, "integration-list") if doors.room(user, "integration-create") else ""


def _home(user: Any, warehouse: Warehouse) -> dict[str, Any]:
    integration = warehouse.integration
    chosen = {"warehouse": warehouse.pk}
    return {
        "warehouse": warehouse,
        "standing": _standing(integration),
        "integration": doors.room(user, "integration-detail", pk=integration.pk),
        "links": doors.room(user, "link-list", query=chosen),
        "documents": doors.room(user, "submission-list", query=chosen),
    }


def _standing(integration: Integration) -> dict[str, str]:
    if not integration.is_active:
        return {"word": _("Switched off"), "icon": "fa-power-off", "colour": "secondary"}
    if integration.is_blocked:
        return {"word": _("Needs a person"), "icon": "fa-user", "colour": "danger"}
    if integration.problem_code:
        return {"word": _("Out of reach"), "icon": "fa-clock", "colour": "warning"}
    return {"word": _("Works"), "icon": "fa-check", "colour": "success"}


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """One stock record in one warehouse in use, or in none; `here` are shop units, `there` what they are over there.

    `there` is None while it is not known, which is not zero.
    """

    record: Any
    warehouse: Warehouse | None = None
    state: LinkState = LinkState.UNLINKED
    link: ProductLink | None = None
    item: CatalogueItem | None = None
    address: str = ""

    @property
    def word(self) -> str:
        """The state as people read it."""
        return capfirst(str(self.state.label))

    @property
    def colour(self) -> str:
        """Bootstrap's word for the weight of the state."""
        return _COLOURS[self.state]

    @property
    def icon(self) -> str:
        """The icon that goes with the state."""
        return _ICONS[self.state]

    @property
    def there(self) -> Decimal | None:
        """How many accounting units may still be sold over there."""
        return self.item.available if self.item and self.item.gone_at is None else None

    @property
    def in_shop_units(self) -> Decimal | None:
        """The same in units of the shop, where they differ; whole ones only."""
        if self.there is None or self.link is None or self.link.units == 1:
            return None
        return Decimal(int(self.there / self.link.units))


@register.inclusion_tag("oscar_lt_accounting/onpages/product_panel.html", takes_context=True)
def accounting_product_panel(context: Context, product: Any) -> dict[str, Any]:
    """The product's stock records and what they are in each warehouse, in at most six queries."""
    user = doors.reader(context)
    if not getattr(product, "pk", None) or not doors.room(user, "submission-list"):
        return {"is_shown": False}
    records = get_model("partner", "StockRecord").objects.filter(product=product.pk).select_related("partner")
    if not user.is_staff:
        records = records.filter(partner__users=user)
    shelves = _shelves(user, list(records.order_by("pk")))
    return {"is_shown": bool(shelves), "shelves": shelves}


def _shelves(user: Any, records: list[Any]) -> list[Shelf]:
    if not records:
        return []
    facts = _Facts.about(records)
    return [_shelf(user, record, facts) for record in records]


def _shelf(user: Any, record: Any, facts: _Facts) -> Shelf:
    warehouse = facts.warehouses.get(record.partner_id)
    if warehouse is None:
        return Shelf(record=record)
    link = facts.links.get((warehouse.pk, record.pk))
    item = facts.items.get((warehouse.pk, link.remote_id)) if link else None
    query = {"warehouse": warehouse.pk, "q": record.partner_sku}
    return Shelf(
        record=record,
        warehouse=warehouse,
        link=link,
        item=item,
        state=_state(warehouse, record, link, item, facts),
        address=doors.room(user, "link-list", query=query),
    )


def _state(
    warehouse: Warehouse, record: Any, link: ProductLink | None, item: CatalogueItem | None, facts: _Facts
) -> LinkState:
    """As `services.linking.states.with_states` has it, for one record in hand."""
    if link is not None:
        is_gone = item is None or item.gone_at is not None
        return LinkState.BROKEN if is_gone and warehouse.pk in facts.read_whole else LinkState.LINKED
    proposed = facts.proposals.get((warehouse.pk, record.pk))
    if proposed is None:
        return LinkState.UNLINKED
    return LinkState.AMBIGUOUS if proposed else LinkState.PROPOSAL


@dataclass(frozen=True, kw_only=True)
class _Facts:
    """What is known about some stock records, by warehouse and record, in five queries."""

    warehouses: dict[int, Warehouse]
    links: dict[tuple[int, int], ProductLink]
    items: dict[tuple[int, str], CatalogueItem]
    proposals: dict[tuple[int, int], bool]
    read_whole: set[int]

    @classmethod
    def about(cls, records: Iterable[Any]) -> _Facts:
        keys = [record.pk for record in records]
        in_use = Warehouse.objects.filter(is_active=True, partner__in={record.partner_id for record in records})
        in_use = in_use.select_related("integration").defer("integration__credentials")
        warehouses = {warehouse.partner_id: warehouse for warehouse in in_use}
        homes = [warehouse.pk for warehouse in warehouses.values()]
        links = list(ProductLink.objects.filter(warehouse__in=homes, stockrecord__in=keys))
        items = CatalogueItem.objects.filter(warehouse__in=homes, remote_id__in={link.remote_id for link in links})
        proposals: dict[tuple[int, int], bool] = {}
        for proposal in LinkProposal.objects.filter(warehouse__in=homes, stockrecord__in=keys):
            place = (proposal.warehouse_id, proposal.stockrecord_id)
            proposals[place] = proposals.get(place, False) or proposal.is_ambiguous
        whole = StockPull.objects.filter(warehouse__in=homes, scope=StockPull.Scope.FULL, is_complete=True)
        return cls(
            warehouses=warehouses,
            links={(link.warehouse_id, link.stockrecord_id): link for link in links},
            items={(item.warehouse_id, item.remote_id): item for item in items},
            proposals=proposals,
            read_whole=set(whole.order_by().values_list("warehouse_id", flat=True).distinct()),
        )
