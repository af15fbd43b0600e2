"""Bring the shop's stock records into line with what was read, a few hundred at a time.

Rows are locked in the order of their ids, as Oscar's checkout does, written with one prepared statement and
only where they differ; `num_allocated` belongs to the checkout and is never written (measurements.md §4.5).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.signals import post_save
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.models import CatalogueItem, ProductLink, StockPull
from oscar_lt_accounting.services.stock.rule import LARGEST, NOTHING, DeductionRule, in_stock
from oscar_lt_accounting.services.stock.spool import Spool

logger = logging.getLogger(__name__)
#: Rows in one transaction: a checkout that waits for one of them waits a few milliseconds.
CHUNK = 500
_PAGE = 1000


@dataclass(frozen=True)
class LinkedStock:
    """A stock record that follows the accounting system, and what was told of it."""

    record: int
    units: Decimal
    available: Decimal


def write(run: StockPull, spool: Spool, meaning: DeductionRule, renew: Callable[[], None]) -> None:
    """Write every linked stock record that was told, and count what changed in `run`."""
    for page in _linked_stock(run, spool):
        numbers = dict(_records().filter(pk__in=[one.record for one in page]).values_list("pk", "num_in_stock"))
        wanted, low = _wanted(page, meaning)
        differing = [one for one in page if one.record in wanted and numbers.get(one.record) != wanted[one.record]]
        run.clamped += len(low)
        for start in range(0, len(differing), CHUNK):
            changed = _write(differing[start : start + CHUNK], meaning, renew)
            run.changed += len(changed)
            _announce(changed)


def _linked_stock(run: StockPull, spool: Spool) -> Iterator[list[LinkedStock]]:
    """Links whose stock record is tracked and of the warehouse's own partner, in the order of the records' ids."""
    last = 0
    while True:
        links = list(_links(run).filter(stockrecord__gt=last)[:_PAGE])
        if not links:
            return
        last = links[-1][0]
        told = [link for link in links if spool.told(link[2])]
        items = CatalogueItem.objects.filter(warehouse=run.warehouse_id, remote_id__in=[link[2] for link in told])
        rows = items.order_by().values_list("remote_id", "available")
        available = {remote_id: quantity for remote_id, quantity in rows if quantity is not None}
        yield [
            LinkedStock(record=record, units=units, available=available[remote_id])
            for record, units, remote_id in told
            if remote_id in available
        ]


def _links(run: StockPull) -> Any:
    tracked = Q(stockrecord__product__product_class__track_stock=True)
    tracked |= Q(stockrecord__product__parent__product_class__track_stock=True)
    links = ProductLink.objects.filter(
        tracked, warehouse=run.warehouse_id, sync_stock=True, stockrecord__partner=run.warehouse.partner_id
    )
    return links.order_by("stockrecord_id").values_list("stockrecord_id", "units", "remote_id")


def _wanted(page: Collection[LinkedStock], meaning: DeductionRule) -> tuple[dict[int, int], set[int]]:
    """What each record has to say, and which of them were raised to zero; what no shop can hold is not believed."""
    pending_units = meaning.pending_units([one.record for one in page])
    wanted, low = {}, set()
    for one in page:
        number = in_stock(one.available, one.units, pending_units.get(one.record, NOTHING))
        if number < 0:
            low.add(one.record)
        if number <= LARGEST:
            wanted[one.record] = max(0, number)
    return wanted, low


def _write(followed: Collection[LinkedStock], meaning: DeductionRule, renew: Callable[[], None]) -> list[int]:
    with transaction.atomic():
        renew()
        rows = _records().filter(pk__in=[one.record for one in followed]).order_by("pk")
        # An order line that points to the record must not wait for us, only who changes the record itself.
        locked = rows.select_for_update(no_key=connection.features.has_select_for_no_key_update)
        numbers = dict(locked.values_list("pk", "num_in_stock"))
        wanted, _low = _wanted([one for one in followed if one.record in numbers], meaning)
        changed = [record for record in sorted(wanted) if numbers[record] != wanted[record]]
        if changed:
            now = timezone.now()
            with connection.cursor() as cursor:
                cursor.executemany(_statement(), [(wanted[record], _stamp(now), record) for record in changed])
        return changed


def _statement() -> str:
    """One row's update; prepared once, it is a tenth of `bulk_update`'s time (measurements.md §4.5)."""
    meta = _records().model._meta
    quote = connection.ops.quote_name
    number, updated, pk = (quote(meta.get_field(name).column) for name in ("num_in_stock", "date_updated", "id"))
    return f"UPDATE {quote(meta.db_table)} SET {number} = %s, {updated} = %s WHERE {pk} = %s"  # noqa: S608


def _stamp(moment: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _announce(changed: Collection[int]) -> None:
    """Tell those who listen to saved stock records, such as Oscar's alerts, outside of any lock."""
    if not changed:
        return
    rows = _records().filter(pk__in=changed)
    if conf.STOCK_SIGNALS == "alerts":
        rows = rows.filter(_watched())
    for record in rows.select_related("product__product_class", "product__parent__product_class").order_by("pk"):
        answers = post_save.send_robust(
            sender=type(record),
            instance=record,
            created=False,
            raw=False,
            using=connection.alias,
            update_fields=frozenset({"num_in_stock", "date_updated"}),
        )
        for receiver, answer in answers:
            if isinstance(answer, Exception):
                logger.error("%r failed after stock record %s was written", receiver, record.pk, exc_info=answer)


def _watched() -> Q:
    """Records for which Oscar's own receivers do anything: they have a threshold, an alert, or somebody who waits."""
    alerts = get_model("partner", "StockAlert").objects.filter(stockrecord=OuterRef("pk"))
    waiting = get_model("customer", "ProductAlert").objects.filter(product=OuterRef("product"))
    return Q(low_stock_threshold__isnull=False) | Q(Exists(alerts)) | Q(Exists(waiting))


def _records() -> QuerySet[Any]:
    records: QuerySet[Any] = get_model("partner", "StockRecord").objects.order_by()
    return records
