"""What the list and the linked products say of each stock record, asked for a page at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from oscar.core.loading import get_model
from oscar.views.decorators import check_permissions

from oscar_lt_accounting.dashboard.links.forms import LinkForm
from oscar_lt_accounting.models import CatalogueItem, LinkChange, LinkProposal, ProductLink, Warehouse
from oscar_lt_accounting.services.linking.states import LinkState
from oscar_lt_accounting.services.stock.rule import whole_units

_BADGES = {
    LinkState.LINKED: ("fa-link", "success"),
    LinkState.BROKEN: ("fa-unlink", "danger"),
    LinkState.AMBIGUOUS: ("fa-question", "warning"),
    LinkState.PROPOSAL: ("fa-lightbulb", "primary"),
    LinkState.UNLINKED: ("fa-minus", "secondary"),
}


@dataclass(kw_only=True)
class Row:
    """A stock record and what it is in the accounting system; `product_page` is empty for those who may not open it."""

    record: Any
    warehouse: Warehouse
    link: ProductLink | None
    item: CatalogueItem | None
    state: LinkState
    form: LinkForm
    product_page: str = ""
    proposals: Sequence[LinkProposal] = field(default_factory=tuple)

    @property
    def title(self) -> str:
        """The product's title; a variant without one has its parent's."""
        return str(self.record.product.get_title() or self.record.partner_sku)

    @property
    def badge(self) -> dict[str, str]:
        """The state in words, with an icon and a colour."""
        icon, colour = _BADGES[self.state]
        return {"word": capfirst(str(self.state.label)), "icon": icon, "colour": colour}

    @property
    def remote_stock(self) -> Decimal | None:
        """Accounting units that the accounting system may still sell; None where nobody knows."""
        available = self.item.available if self.link and self.item and not self.item.gone_at else None
        return None if available is None else available.normalize() + 0

    @property
    def remote_stock_in_shop_units(self) -> int | None:
        """The same in shop units, where these are counted otherwise."""
        if self.link is None or self.remote_stock is None or self.link.units == 1:
            return None
        return whole_units(self.remote_stock, self.link.units)

    @property
    def shop_stock(self) -> int | None:
        """What the shop may still sell; None where it does not count."""
        if self.record.num_in_stock is None:
            return None
        return int(self.record.net_stock_level)

    @property
    def changed_at(self) -> datetime | None:
        """When its link was last changed."""
        moment: datetime | None = vars(self.record).get("changed_at")
        return moment

    @property
    def has_picture(self) -> bool:
        """Whether its product has one."""
        return bool(vars(self.record).get("has_picture"))

    @property
    def unit(self) -> str:
        """How the accounting system count it."""
        return self.item.unit if self.item else ""


def rows_of(
    ids: Sequence[int], warehouses: Collection[Warehouse], user: Any, rejected: Mapping[int, LinkForm] | None = None
) -> list[Row]:
    """The rows of these stock records, in this order; `rejected` are forms to be shown again as they were sent."""
    by_partner = {warehouse.partner_id: warehouse for warehouse in warehouses}
    records = _records(ids)
    links = _links(ids, warehouses)
    items = _items(links.values())
    proposals = _proposals(ids, warehouses)
    opens = _opens_products(user)
    rows = []
    for pk in ids:
        record = records.get(pk)
        if record is None:
            continue
        warehouse = by_partner[record.partner_id]
        link = links.get((warehouse.pk, pk))
        item = items.get((warehouse.pk, link.remote_id)) if link else None
        offered = [] if link else proposals.get((warehouse.pk, pk), [])
        state = state_of(warehouse, link, item, offered)
        form = (rejected or {}).get(pk) or _form(record, warehouse, link, item, offered)
        page = _product_page(record) if opens else ""
        rows.append(
            Row(
                record=record,
                warehouse=warehouse,
                link=link,
                item=item,
                state=state,
                form=form,
                product_page=page,
                proposals=offered,
            )
        )
    return rows


def state_of(
    warehouse: Warehouse, link: ProductLink | None, item: CatalogueItem | None, proposals: Collection[LinkProposal]
) -> LinkState:
    """As `services.linking.states.with_states` has it."""
    if link:
        gone = item is None or item.gone_at is not None
        return LinkState.BROKEN if gone and vars(warehouse).get("was_read_whole") else LinkState.LINKED
    if any(proposal.is_ambiguous for proposal in proposals):
        return LinkState.AMBIGUOUS
    return LinkState.PROPOSAL if proposals else LinkState.UNLINKED


def _form(
    record: Any,
    warehouse: Warehouse,
    link: ProductLink | None,
    item: CatalogueItem | None,
    proposals: Sequence[LinkProposal],
) -> LinkForm:
    if link:
        return LinkForm(
            record=record, warehouse=warehouse, link=link, chosen=item if item and not item.gone_at else None
        )
    options = [proposal.item for proposal in proposals]
    certain = options[0] if proposals and not any(proposal.is_ambiguous for proposal in proposals) else None
    return LinkForm(record=record, warehouse=warehouse, options=options, chosen=certain)


def _records(ids: Sequence[int]) -> dict[int, Any]:
    images = get_model("catalogue", "ProductImage").objects.order_by()
    of_product = Q(product=OuterRef("product")) | Q(product=OuterRef("product__parent"))
    changes = LinkChange.objects.filter(stockrecord=OuterRef("pk")).order_by("-pk")
    rows = get_model("partner", "StockRecord").objects.filter(pk__in=ids).order_by()
    rows = rows.select_related("product__parent").annotate(
        has_picture=Exists(images.filter(of_product)), changed_at=Subquery(changes.values("at")[:1])
    )
    return {record.pk: record for record in rows}


def _links(ids: Sequence[int], warehouses: Collection[Warehouse]) -> dict[tuple[int, int], ProductLink]:
    links = ProductLink.objects.filter(stockrecord__in=ids, warehouse__in=warehouses).order_by()
    return {(link.warehouse_id, link.stockrecord_id): link for link in links}


def _items(links: Collection[ProductLink]) -> dict[tuple[int, str], CatalogueItem]:
    items = CatalogueItem.objects.filter(
        warehouse__in={link.warehouse_id for link in links}, remote_id__in={link.remote_id for link in links}
    )
    return {(item.warehouse_id, item.remote_id): item for item in items.order_by()}


def _proposals(ids: Sequence[int], warehouses: Collection[Warehouse]) -> dict[tuple[int, int], list[LinkProposal]]:
    found: dict[tuple[int, int], list[LinkProposal]] = defaultdict(list)
    rows = LinkProposal.objects.filter(stockrecord__in=ids, warehouse__in=warehouses)
    for proposal in rows.select_related("item").order_by("-score", "pk"):
        found[proposal.warehouse_id, proposal.stockrecord_id].append(proposal)
    return found


def _opens_products(user: Any) -> bool:
    try:
        permissions = apps.get_app_config("catalogue_dashboard").get_permissions("catalogue-product")  # type: ignore[attr-defined]
    except LookupError:
        return False
    return bool(check_permissions(user, permissions))


def _product_page(record: Any) -> str:
    try:
        return reverse("dashboard:catalogue-product", kwargs={"pk": record.product_id})
    except NoReverseMatch:
        return ""
