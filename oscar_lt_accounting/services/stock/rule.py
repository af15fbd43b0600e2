"""How much Oscar may have in stock, so that it never offers more than the accounting system has left (design §8).

`num_in_stock := max(0, floor(available / units) + D − P)`, where D are units still allocated here although
their document had left the accounting system's quantity before it was read, and P units consumed here whose document
had not (measurements.md §2.6: of six rules the only one that never oversold).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import floor
from typing import Any, Protocol

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from oscar.core.loading import get_model

from oscar_lt_accounting.models import (
    DocumentKind,
    State,
    StockMeaning,
    Submission,
    Trigger,
    UndeductedLine,
    Warehouse,
)
from oscar_lt_accounting.services.clock import LITHUANIA

#: The largest number in stock that every database can keep.
LARGEST = 2_147_483_647
#: Documents that deduct goods in the accounting system.
SELLING = (DocumentKind.INVOICE, DocumentKind.RECEIPT)
_ONE = Decimal(1)


@dataclass(frozen=True)
class PendingUnits:
    """Shop units of one stock record that Oscar and the accounting system count differently."""

    documented: int = 0
    shipped: int = 0


NOTHING = PendingUnits()


def whole_units(available: Decimal, units: Decimal) -> int:
    """How many shop units `available` accounting units make; a started one does not count."""
    if units == _ONE:
        return int(available.to_integral_value(rounding=ROUND_FLOOR))
    return floor(Fraction(available) / Fraction(units))


def in_stock(available: Decimal, units: Decimal, pending_units: PendingUnits = NOTHING) -> int:
    """What `num_in_stock` has to be; below zero when more is promised than there is."""
    return whole_units(available, units) + pending_units.documented - pending_units.shipped


class DeductionRule(Protocol):
    """What the quantity in the accounting system leaves out, at the moment of writing."""

    def pending_units(self, records: Collection[int]) -> dict[int, PendingUnits]:
        """By stock record; those that are missing are settled."""


class DeductedOnIssue:
    """Goods are deducted from the accounting system's quantity when their document is issued.

    `cut` is when the read began: a document known to be issued before it is in what was read, any other
    one may or may not be, and is taken not to be.
    """

    def __init__(self, warehouse: Warehouse, cut: datetime) -> None:
        self._warehouse = warehouse
        self._cut = cut

    def pending_units(self, records: Collection[int]) -> dict[int, PendingUnits]:
        """D and P, two questions for all `records` together."""
        lines = _lines().filter(stockrecord__in=records)
        undeducted = Exists(self._undeducted())
        allocated = lines.filter(num_allocated__gt=0)
        documented = _sums(allocated.filter(Exists(self._issued()), ~undeducted), F("num_allocated"))
        consumed = lines.filter(quantity__gt=F("num_allocated"), allocation_cancelled=False)
        missing = (self._owed() & ~Exists(self._settled())) | Q(undeducted)
        shipped = _sums(consumed.filter(missing), F("quantity") - F("num_allocated"))
        return {
            record: PendingUnits(documented=documented.get(record, 0), shipped=shipped.get(record, 0))
            for record in documented.keys() | shipped.keys()
        }

    def _documents(self) -> QuerySet[Submission]:
        return Submission.objects.filter(
            order=OuterRef("order"), partner_key=str(self._warehouse.partner_id), kind__in=SELLING
        )

    def _issued(self) -> QuerySet[Submission]:
        ours = self._documents().filter(integration=self._warehouse.integration_id)
        return ours.filter(state=State.ISSUED, issued_at__lt=self._cut)

    def _undeducted(self) -> QuerySet[UndeductedLine]:
        """Lines whose document is issued, but took their units out of no stock."""
        return UndeductedLine.objects.filter(
            order_line=OuterRef("pk"),
            submission__state=State.ISSUED,
            submission__kind__in=SELLING,
            submission__integration=self._warehouse.integration_id,
        )

    def _settled(self) -> QuerySet[Submission]:
        """In what was read, never to be issued, or in another accounting system."""
        known = Q(state=State.ISSUED, issued_at__lt=self._cut) | Q(state=State.CANCELLED)
        elsewhere = Q(integration__isnull=False) & ~Q(integration=self._warehouse.integration_id)
        return self._documents().filter(known | elsewhere)

    def _owed(self) -> Q:
        """Orders that have a document, or will have one by themselves."""
        integration = self._warehouse.integration
        has_row = Exists(self._documents())
        if integration.trigger == Trigger.MANUAL or integration.start_date is None:
            return Q(has_row)
        begins = datetime.combine(integration.start_date, datetime.min.time(), LITHUANIA)
        return Q(has_row) | Q(order__date_placed__gte=begins)


class DeductedOnShipment:
    """Goods are deducted when they are shipped; what was shipped since the read began is missing."""

    def __init__(self, warehouse: Warehouse) -> None:
        links = warehouse.links.filter(sync_stock=True).values("stockrecord")
        self._before = _consumed(_lines().filter(stockrecord__in=links))

    def pending_units(self, records: Collection[int]) -> dict[int, PendingUnits]:
        """P only: what is allocated is still in the accounting system's stock."""
        now = _consumed(_lines().filter(stockrecord__in=records))
        since = {record: units - self._before.get(record, 0) for record, units in now.items()}
        return {record: PendingUnits(shipped=units) for record, units in since.items() if units > 0}


class DeductionUnknown:
    """Nobody knows when goods leave: nothing comes back, and the larger of both counts of shipped goods is missing.

    It offers too little rather than too much, until somebody says when goods leave.
    """

    def __init__(self, warehouse: Warehouse, cut: datetime) -> None:
        self._both = (DeductedOnIssue(warehouse, cut), DeductedOnShipment(warehouse))

    def pending_units(self, records: Collection[int]) -> dict[int, PendingUnits]:
        """P only."""
        first, second = (meaning.pending_units(records) for meaning in self._both)
        shipped = {
            record: max(first.get(record, NOTHING).shipped, second.get(record, NOTHING).shipped)
            for record in first.keys() | second.keys()
        }
        return {record: PendingUnits(shipped=units) for record, units in shipped.items() if units}


def deduction_rule(warehouse: Warehouse, cut: datetime, documents_take_goods: bool | None) -> DeductionRule:
    """The integration's own, or what its accounting system does; call it when the read begins."""
    said = warehouse.integration.stock_meaning
    if said != StockMeaning.SYSTEM:
        documents_take_goods = said == StockMeaning.DOCUMENT
    if documents_take_goods is None:
        return DeductionUnknown(warehouse, cut)
    return DeductedOnIssue(warehouse, cut) if documents_take_goods else DeductedOnShipment(warehouse)


def _lines() -> Any:
    return get_model("order", "Line").objects.order_by()


def _consumed(lines: Any) -> dict[int, int]:
    consumed = lines.filter(quantity__gt=F("num_allocated"), allocation_cancelled=False)
    return _sums(consumed, F("quantity") - F("num_allocated"))


def _sums(lines: Any, units: Any) -> dict[int, int]:
    rows: Iterable[tuple[int, int]] = lines.values_list("stockrecord").annotate(units=Sum(units))
    return {record: int(total) for record, total in rows if record is not None}
