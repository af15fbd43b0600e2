"""Which stock records a page shows: found by narrow questions that stop as soon as the page is full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from oscar.core.loading import get_model

from oscar_lt_accounting.dashboard.links.warehouses import whole_number
from oscar_lt_accounting.models import CatalogueItem, LinkProposal, ProductLink, Warehouse
from oscar_lt_accounting.services.linking.states import LinkState

#: Matches are counted up to here.
MOST_COUNTED = 200


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Stock records of these warehouses, in a state and with a text, where these are not empty."""

    warehouses: Sequence[Warehouse]
    state: str = ""
    q: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether there is more to it than the warehouses."""
        return bool(self.state or self.q)


@dataclass(frozen=True, kw_only=True)
class Found:
    """Ids of stock records, newest first; `older` and `newer` are where the neighbouring pages begin.

    `count` is how many match in all, or more than that when `is_more`.
    """

    ids: list[int]
    older: int | None
    newer: int | None
    count: int
    is_more: bool


def find(asked: Asked, *, size: int, before: str = "", after: str = "") -> Found:
    """The newest `size` stock records, or those next to `before` or `after`; nonsense counts as neither."""
    rows = _matching(asked).order_by("-pk")
    if not asked.is_narrow:
        # One index tells how many a partner has.
        return _found(_page_of(rows, size, before, after), rows.order_by().count(), is_more=False)
    first = list(rows.values_list("pk", flat=True)[: MOST_COUNTED + 1])
    is_more = len(first) > MOST_COUNTED
    page = _cut(first, size, before, after)
    if page is None or (is_more and page[0][-1:] == first[-1:]):
        page = _page_of(rows, size, before, after)
    return _found(page, min(len(first), MOST_COUNTED), is_more=is_more)


Page = tuple[list[int], bool, bool]


def _found(page: Page, count: int, *, is_more: bool) -> Found:
    ids, has_older, has_newer = page
    older, newer = (ids[-1] if has_older else None), (ids[0] if has_newer else None)
    return Found(ids=ids, older=older, newer=newer, count=count, is_more=is_more)


def _page_of(rows: QuerySet[Any], size: int, before: str, after: str) -> Page:
    """A page asked of the database: ids, and whether there are older and newer ones."""
    rows = rows.values_list("pk", flat=True)
    if key := whole_number(after):
        found = list(rows.filter(pk__gt=key).order_by("pk")[: size + 1])
        if len(found) > size:
            return found[:size][::-1], True, True
    elif key := whole_number(before):
        found = list(rows.filter(pk__lt=key)[: size + 1])
        if found:
            return found[:size], len(found) > size, True
    found = list(rows[: size + 1])
    return found[:size], len(found) > size, False


def _cut(first: list[int], size: int, before: str, after: str) -> Page | None:
    """The same page out of the newest ids; None when it is not among them."""
    if key := whole_number(after):
        newer = [pk for pk in first if pk > key]
        if len(newer) == len(first) and len(first) > MOST_COUNTED:
            return None
        if len(newer) > size:
            return newer[-size:], True, len(newer) > size
    elif key := whole_number(before):
        older = [pk for pk in first if pk < key]
        if older:
            return older[:size], len(older) > size, True
        if len(first) > MOST_COUNTED:
            return None
    return first[:size], len(first) > size, False


def _matching(asked: Asked) -> QuerySet[Any]:
    records: QuerySet[Any] = get_model("partner", "StockRecord").objects.order_by()
    partners = [warehouse.partner_id for warehouse in asked.warehouses]
    records = records.filter(partner=partners[0]) if len(partners) == 1 else records.filter(partner__in=partners)
    if asked.q:
        records = records.filter(_mentions(asked.q, asked.warehouses))
    if asked.state:
        # Written as a case and not as a join, its warehouse costs a stock record one look into one index.
        warehouse = Case(
            *(When(partner=one.partner_id, then=Value(one.pk)) for one in asked.warehouses),
            default=None,
        )
        records = records.alias(warehouse=warehouse).filter(_in_state(asked.state, asked.warehouses))
    return records


def _mentions(text: str, warehouses: Sequence[Warehouse]) -> Q:
    """SKU and accounting code by their beginning, a bar code whole, a title by any part."""
    products = get_model("catalogue", "Product").objects.order_by()
    parents = products.filter(title__icontains=text, structure="parent").values("pk")
    titled = products.filter(Q(title__icontains=text) | Q(title="", parent__in=parents) | Q(upc=text))
    codes = ProductLink.objects.filter(Q(remote_code__istartswith=text) | Q(remote_id=text), warehouse__in=warehouses)
    return (
        Q(partner_sku__istartswith=text)
        | Q(product__in=titled.values("pk"))
        | Q(pk__in=codes.order_by().values("stockrecord"))
    )


def _in_state(state: str, warehouses: Sequence[Warehouse]) -> Q:
    """As `services.linking.states.with_states` has it, for several warehouses at once."""
    links = ProductLink.objects.filter(stockrecord=OuterRef("pk"), warehouse=OuterRef("warehouse")).order_by()
    # Suggestions are few, so that the database looks at them once and not at each stock record.
    own = LinkProposal.objects.filter(warehouse__in=warehouses, stockrecord__partner=F("warehouse__partner")).order_by()
    linked, proposed = Q(Exists(links)), Q(pk__in=own.values("stockrecord"))
    ambiguous = Q(pk__in=own.filter(is_ambiguous=True).values("stockrecord"))
    present = CatalogueItem.objects.filter(
        warehouse=OuterRef("warehouse"), remote_id=OuterRef("remote_id"), gone_at__isnull=True
    )
    whole = [warehouse for warehouse in warehouses if warehouse.was_read_whole]  # type: ignore[attr-defined]
    lost = ProductLink.objects.filter(~Exists(present), warehouse__in=whole).order_by()
    return {
        LinkState.BROKEN: Q(pk__in=lost.values("stockrecord")) & linked,
        LinkState.LINKED: linked & ~Q(Exists(links.filter(~Exists(present), warehouse__in=whole))),
        LinkState.AMBIGUOUS: ambiguous & ~linked,
        LinkState.PROPOSAL: proposed & ~ambiguous & ~linked,
        LinkState.UNLINKED: ~linked & ~proposed,
    }[LinkState(state)]
