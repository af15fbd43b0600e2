"""A preview: the document that an order would become, without a row, a number or a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from oscar.core.loading import get_model

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.snapshot import freeze
from oscar_lt_accounting.models import DocumentKind, Integration, Numbering, Submission, Warehouse
from oscar_lt_accounting.services.clock import CLOCK, Clock, day_in_lithuania
from oscar_lt_accounting.services.invoicing.building import built
from oscar_lt_accounting.services.outbox.enqueue import reference

#: How many orders a preview offers.
OFFERED = 20


@dataclass(frozen=True, kw_only=True)
class OrderPart:
    """What one warehouse has of one order."""

    order_id: int
    number: str
    placed: datetime
    warehouse: Warehouse

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.order_id}-{self.warehouse.pk}"


def recent_order_parts(integration: Integration) -> list[OrderPart]:
    """The newest orders drawn from the integration's warehouses in use, newest first."""
    warehouses = {row.partner_id: row for row in integration.warehouses.filter(is_active=True)}
    lines = get_model("order", "Line").objects.filter(partner_id__in=list(warehouses))
    rows = lines.values_list("order_id", "order__number", "order__date_placed", "partner_id").distinct()
    return [
        OrderPart(order_id=order_id, number=str(number), placed=placed, warehouse=warehouses[partner_id])
        for order_id, number, placed, partner_id in rows.order_by("-order__date_placed", "-order_id", "partner_id")[
            :OFFERED
        ]
    ]


def preview_order(part: OrderPart, *, clock: Clock = CLOCK) -> Submission:
    """An unsaved submission with the document that would be sent today.

    Raises `Held`, `Misconfigured` or `Unsupported` with what would keep it from being sent.
    """
    warehouse = part.warehouse
    integration = warehouse.integration
    submission = _row(part)
    document = _numbered(integration, built(submission, day_in_lithuania(clock.now())))
    integration.connect().refuse_other_kinds(document)
    submission.snapshot = freeze(document)
    submission.total, submission.currency = document.total, document.currency
    return submission


def _row(part: OrderPart) -> Submission:
    order: Any = get_model("order", "Order").objects.get(pk=part.order_id)
    key = str(part.warehouse.partner_id)
    return Submission(
        order=order,
        integration=part.warehouse.integration,
        warehouse=part.warehouse,
        warehouse_name=part.warehouse.name,
        partner_key=key,
        kind=DocumentKind.INVOICE,
        reference=reference(order, key, DocumentKind.INVOICE, 1),
    )


def _numbered(integration: Integration, document: Document) -> Document:
    """`document` with the number that is next, which is not taken."""
    if integration.numbering != Numbering.SHOP:
        return document
    series = integration.series.filter(kind=document.kind).first()
    if series is None:
        raise Held(
            gettext_noop("“%(integration)s” numbers its documents in the shop, but has no series. Add a series."),
            code="series_missing",
            integration=integration.name,
        )
    return replace(document, series=series.prefix, number=f"{series.next_number:0{series.digits}d}")


def chosen(parts: Sequence[OrderPart], key: str) -> OrderPart | None:
    """The one of `parts` named `key`."""
    return next((part for part in parts if part.key == key), None)
