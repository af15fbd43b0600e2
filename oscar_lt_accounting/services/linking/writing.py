"""Write links in batches, each in a transaction of its own, together with their history."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.db import IntegrityError, transaction
from oscar.core.loading import get_model

from oscar_lt_accounting.models import CatalogueItem, LinkChange, ProductLink, Warehouse
from oscar_lt_accounting.services.linking import refusals
from oscar_lt_accounting.services.linking.refusals import LinkRefused

#: Links written in one transaction.
BATCH = 500
_LONGEST_ID, _LONGEST_CODE = 64, 128
_FEWEST_UNITS = Decimal("0.0001")
_TOO_MANY_UNITS = Decimal(1_000_000)
_FACTS = ("remote_id", "remote_code", "units", "sync_stock")
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, kw_only=True)
class LinkRow:
    """A link that is wanted; `units` are accounting units per shop unit, `sku` only names the row in sentences."""

    stockrecord_id: int
    remote_id: str
    remote_code: str = ""
    units: Decimal = Decimal(1)
    sync_stock: bool = True
    sku: str = ""


@dataclasses.dataclass
class Linked:
    """What became of the rows: `linked` were made or changed, `unchanged` were so already, `refused` say why."""

    linked: int = 0
    unchanged: int = 0
    refused: list[tuple[LinkRow, LinkRefused]] = dataclasses.field(default_factory=list)


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of at most `size`."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


class Record(NamedTuple):
    """What has to be known of a stock record."""

    sku: str
    partner_id: int


def records_of(ids: Iterable[int]) -> dict[int, Record]:
    """SKU and partner of the stock records that there are."""
    rows = get_model("partner", "StockRecord").objects.filter(pk__in=list(ids)).order_by()
    return {pk: Record(sku, partner) for pk, sku, partner in rows.values_list("pk", "partner_sku", "partner_id")}


def who(actor: Any) -> dict[str, Any]:
    """A user, or the name of a machinery, as columns of the history."""
    if actor is None or isinstance(actor, str):
        return {"actor_name": actor or ""}
    return {"actor": actor, "actor_name": actor.get_username()[:150]}


def _facts(row: LinkRow | ProductLink | None) -> tuple[Any, ...] | None:
    return tuple(getattr(row, name) for name in _FACTS) if row else None


class Writing:
    """Many links of one warehouse, made by one person in one way."""

    def __init__(self, warehouse: Warehouse, actor: Any, how: LinkChange.How, *, replace: bool) -> None:
        self.warehouse, self.actor, self.how, self.replace = warehouse, actor, how, replace
        self.done = Linked()

    def once(self, rows: Iterable[LinkRow]) -> Iterator[LinkRow]:
        """The rows, each stock record only the first time it is named."""
        seen: set[int] = set()
        for row in rows:
            if row.stockrecord_id in seen:
                self.done.refused.append((row, refusals.named_twice(row.sku)))
                continue
            seen.add(row.stockrecord_id)
            yield row

    def take(self, rows: Sequence[LinkRow]) -> list[int]:
        """Write a batch; when somebody else was faster with a part of it, each row alone.

        Returns the stock records whose links were made or changed.
        """
        part = Linked()
        try:
            with transaction.atomic():
                written = self._write(rows, part)
        except IntegrityError:
            if len(rows) == 1:
                self.done.refused.append((rows[0], refusals.overtaken(rows[0].sku)))
                return []
            return [record for row in rows for record in self.take([row])]
        self.done.linked += part.linked
        self.done.unchanged += part.unchanged
        self.done.refused += part.refused
        return written

    def _write(self, rows: Sequence[LinkRow], part: Linked) -> list[int]:
        records = records_of(row.stockrecord_id for row in rows)
        ours = ProductLink.objects.filter(warehouse=self.warehouse, stockrecord__in=list(records)).order_by("pk")
        links = {one.stockrecord_id: one for one in ours.select_for_update()}
        sound = []
        for row in self._with_codes(rows, links):
            if fault := self._fault(row, records.get(row.stockrecord_id), links.get(row.stockrecord_id)):
                part.refused.append((row, fault))
            else:
                sound.append(row)
        free = self._free(sound, records, part)
        moving = [row for row in free if _facts(row) != _facts(links.get(row.stockrecord_id))]
        part.linked, part.unchanged = len(moving), len(free) - len(moving)
        LinkChange.objects.bulk_create(
            self._change(row, links.get(row.stockrecord_id), records[row.stockrecord_id].sku) for row in moving
        )
        self._save(moving, links)
        return [row.stockrecord_id for row in moving]

    def _with_codes(self, rows: Sequence[LinkRow], links: dict[int, ProductLink]) -> Iterator[LinkRow]:
        """The rows, each with the code that its product has in the catalogue, or had in the link, unless it has one."""
        bare = {row.remote_id for row in rows if not row.remote_code}
        items = CatalogueItem.objects.filter(warehouse=self.warehouse, remote_id__in=bare).order_by()
        codes = dict(items.values_list("remote_id", "code"))
        for row in rows:
            before = links.get(row.stockrecord_id)
            kept = before.remote_code if before and before.remote_id == row.remote_id else ""
            code = row.remote_code or codes.get(row.remote_id, "") or kept
            yield row if code == row.remote_code else dataclasses.replace(row, remote_code=code)

    def _fault(self, row: LinkRow, record: Record | None, before: ProductLink | None) -> LinkRefused | None:
        if record is None:
            return refusals.deleted(row.sku)
        if record.partner_id != self.warehouse.partner_id:
            return refusals.foreign(record.sku, self.warehouse.name)
        if before and not self.replace:
            return refusals.linked_already(record.sku, before.remote_code or before.remote_id)
        return self._unsound(row, record)

    def _unsound(self, row: LinkRow, record: Record) -> LinkRefused | None:
        if not row.remote_id:
            return refusals.nameless(record.sku)
        if len(row.remote_id) > _LONGEST_ID:
            return refusals.too_long(record.sku, _LONGEST_ID)
        if len(row.remote_code) > _LONGEST_CODE:
            return refusals.too_long(record.sku, _LONGEST_CODE)
        possible = row.units.is_finite() and 0 < row.units < _TOO_MANY_UNITS and not row.units % _FEWEST_UNITS
        return None if possible else refusals.impossible_units(record.sku)

    def _free(self, rows: Sequence[LinkRow], records: dict[int, Record], part: Linked) -> Sequence[LinkRow]:
        """The rows that may have their product, where what they let go of themselves counts as free."""
        wanted = {row.remote_id for row in rows if row.sync_stock}
        before = list(
            ProductLink.objects.filter(warehouse=self.warehouse, sync_stock=True, remote_id__in=wanted)
            .order_by()
            .values_list("remote_id", "stockrecord_id", "stockrecord__partner_sku")
        )
        while True:
            moving = {row.stockrecord_id for row in rows}
            owners = {remote_id: sku for remote_id, record, sku in before if record not in moving}
            free = []
            for row in rows:
                sku = records[row.stockrecord_id].sku
                if row.sync_stock and row.remote_id in owners:
                    product = row.remote_code or row.remote_id
                    part.refused.append((row, refusals.taken(sku, product, owners[row.remote_id])))
                    continue
                if row.sync_stock:
                    owners[row.remote_id] = sku
                free.append(row)
            if len(free) == len(rows):
                return free
            rows = free

    def _change(self, row: LinkRow, before: ProductLink | None, sku: str) -> LinkChange:
        return LinkChange(
            warehouse=self.warehouse,
            stockrecord_id=row.stockrecord_id,
            sku=sku,
            verb=LinkChange.Verb.RELINK if before else LinkChange.Verb.LINK,
            how=self.how,
            from_id=before.remote_id if before else "",
            to_id=row.remote_id,
            to_code=row.remote_code,
            **who(self.actor),
        )

    def _save(self, rows: Sequence[LinkRow], links: dict[int, ProductLink]) -> None:
        """Products that change hands are let go first, so that two records may exchange theirs."""
        held = [links[row.stockrecord_id] for row in rows if row.stockrecord_id in links]
        ProductLink.objects.filter(pk__in=[one.pk for one in held]).update(sync_stock=False)
        fresh = []
        for row in rows:
            one = links.get(row.stockrecord_id)
            if one is None:
                one = ProductLink(warehouse=self.warehouse, stockrecord_id=row.stockrecord_id)
                fresh.append(one)
            for name in _FACTS:
                setattr(one, name, getattr(row, name))
        ProductLink.objects.bulk_update(held, _FACTS)
        ProductLink.objects.bulk_create(fresh)
