"""Make, change and remove links: one by hand or thousands at once, every change with its history."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from oscar_lt_accounting.models import LinkChange, ProductLink, State, Submission, Warehouse
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.linking.refusals import TAKEN, LinkRefused
from oscar_lt_accounting.services.linking.writing import BATCH, Linked, LinkRow, Writing, batches, records_of, who
from oscar_lt_accounting.services.outbox import resend

__all__ = ["LinkRefused", "LinkRow", "Linked", "history", "link", "link_many", "release_for", "unlink"]


def link(
    warehouse: Warehouse,
    stockrecord: Any,
    *,
    remote_id: str,
    remote_code: str = "",
    units: Decimal = Decimal(1),
    sync_stock: bool = True,
    actor: Any = None,
    how: LinkChange.How = LinkChange.How.HAND,
) -> ProductLink:
    """Link a stock record, or change its link, and send what waited for it.

    `units` are accounting units per shop unit; `actor` is a user or the name of a machinery. Raises `LinkRefused`.
    """
    row = LinkRow(
        stockrecord_id=stockrecord.pk,
        remote_id=remote_id.strip(),
        remote_code=remote_code.strip(),
        units=units,
        sync_stock=sync_stock,
        sku=stockrecord.partner_sku,
    )
    done = link_many(warehouse, [row], actor=actor, how=how)
    for _row, refusal in done.refused:
        raise refusal
    return ProductLink.objects.get(warehouse=warehouse, stockrecord=stockrecord.pk)


def link_many(
    warehouse: Warehouse,
    rows: Iterable[LinkRow],
    *,
    actor: Any = None,
    how: LinkChange.How = LinkChange.How.HAND,
    replace: bool = True,
) -> Linked:
    """Make or change many links, each batch in a transaction of its own, and send what waited for them.

    A row that cannot be linked is refused alone. Stock records may exchange their products, in any order of rows;
    without `replace`, a link that there is already is never changed. An empty code is taken from the catalogue.
    """
    run = Writing(warehouse, actor, how, replace=replace)
    for batch in batches(run.once(rows), BATCH):
        release_for(warehouse, run.take(batch), actor=actor)
    waiting = [row for row, refusal in run.done.refused if refusal.code == TAKEN]
    if run.done.linked and waiting:
        run.done.refused = [pair for pair in run.done.refused if pair[1].code != TAKEN]
        for batch in batches(waiting, BATCH):
            release_for(warehouse, run.take(batch), actor=actor)
    return run.done


def unlink(links: ProductLink | Iterable[int], actor: Any = None) -> int:
    """Remove a link, or the links of these ids; returns how many there were. The history keeps them."""
    removed = 0
    for batch in batches([links.pk] if isinstance(links, ProductLink) else links, BATCH):
        with transaction.atomic():
            rows = list(ProductLink.objects.filter(pk__in=batch).select_for_update().order_by("pk"))
            records = records_of(row.stockrecord_id for row in rows)
            LinkChange.objects.bulk_create(
                LinkChange(
                    warehouse_id=row.warehouse_id,
                    stockrecord_id=row.stockrecord_id,
                    sku=records[row.stockrecord_id].sku,
                    verb=LinkChange.Verb.UNLINK,
                    from_id=row.remote_id,
                    **who(actor),
                )
                for row in rows
            )
            removed += ProductLink.objects.filter(pk__in=[row.pk for row in rows]).delete()[0]
    return removed


def history(stockrecord: Any) -> QuerySet[LinkChange]:
    """What became of a stock record's links in all warehouses, latest first."""
    return LinkChange.objects.filter(stockrecord=stockrecord.pk).select_related("warehouse", "actor").order_by("-pk")


def release_for(
    warehouse: Warehouse, stockrecord_ids: Collection[int], *, actor: Any = None, clock: Clock = CLOCK
) -> int:
    """Send the documents again that wait for a link of one of these stock records; returns how many.

    A provider's own refusal does not say which stock record it means, so any new link may be the one.
    """
    if not stockrecord_ids:
        return 0
    wanted = {"", *map(str, stockrecord_ids)}
    held = Submission.objects.filter(
        warehouse=warehouse, state=State.HELD, problem_code__in=resend.FIXED_BY_LINKS
    ).order_by("pk")
    named = [pk for pk, detail in held.values_list("pk", "problem_detail").iterator() if _names(detail) in wanted]
    return sum(
        resend.send_all_again(held.filter(pk__in=batch), actor=actor or "mended", clock=clock)
        for batch in batches(named, BATCH)
    )


def _names(detail: dict[str, Any]) -> str:
    """The id, as text, of the stock record that a held document's problem names; empty where it names none."""
    return str(detail.get("params", {}).get("stockrecord", ""))
