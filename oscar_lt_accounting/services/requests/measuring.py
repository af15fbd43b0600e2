"""What was used and sold lately, as the basis of an estimate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil

from django.db.models import Count, OuterRef, Subquery, Sum

from oscar_lt_accounting.models import (
    Attempt,
    CatalogueItem,
    Integration,
    ProductLink,
    RequestSlot,
    State,
    StockPull,
    Submission,
    Warehouse,
)
from oscar_lt_accounting.providers.limits import Purpose

#: As long as the limiter keeps its log of calls.
_LOG = timedelta(days=2)
_SOLD = timedelta(days=7)
_DOCUMENTS = timedelta(days=30)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
#: Documents whose calls are counted to learn how many one takes.
_SAMPLE = 50
#: Products in one answer, where a system does not say.
_PAGE = 100


@dataclass(frozen=True)
class Round:
    """Requests that it takes to read every warehouse in use once; `guessed` before the first complete pull."""

    warehouses: int
    requests: int
    guessed: bool


def account_of(integration: Integration) -> str:
    """Under which name the limiter counts the integration's calls."""
    return str(integration.option("limits_account", f"integration-{integration.pk}"))[:64]


def sharing(integration: Integration) -> list[Integration]:
    """The integration and those in use that are counted together with it, by name."""
    account = account_of(integration)
    others = Integration.objects.filter(is_active=True).exclude(pk=integration.pk)
    return sorted(
        (integration, *(one for one in others if account_of(one) == account)), key=lambda one: (one.name, one.pk)
    )


def hours_of_log(members: Collection[Integration], now: datetime) -> int:
    """Over how many hours calls are known: two days, or since the first integration was made."""
    since = max(now - _LOG, min(one.created_at for one in members))
    return max(1, ceil((now - since) / _HOUR))


def used(account: str, now: datetime) -> dict[Purpose, int]:
    """Calls by purpose for as long as they are known."""
    slots = RequestSlot.objects.filter(account__key=account, started_at__gt=now - _LOG)
    counted = dict(slots.order_by().values_list("purpose").annotate(Count("pk")))
    return {purpose: counted.get(purpose.value, 0) for purpose in Purpose}


def for_documents(integration: Integration, now: datetime) -> dict[Purpose, int]:
    """Requests a day for sending documents and for looking after them, from the last 30 days."""
    issued = Submission.objects.filter(
        integration=integration, state=State.ISSUED, issued_at__gt=now - _DOCUMENTS, issued_at__lte=now
    )
    count, days = issued.count(), _days(integration, now, _DOCUMENTS)
    latest = list(issued.order_by("-issued_at").values_list("pk", flat=True)[:_SAMPLE])
    calls = {Purpose.DOCUMENT: 0, Purpose.LOOK_UP: 0}
    for purpose, made in Attempt.objects.filter(submission__in=latest).values_list("purpose", "calls"):
        sending = purpose == Attempt.Purpose.SEND
        calls[Purpose.DOCUMENT if sending else Purpose.LOOK_UP] += len(made)
    return {purpose: ceil(Fraction(count * made, days * max(1, len(latest)))) for purpose, made in calls.items()}


def for_sold_goods(integration: Integration, now: datetime) -> int:
    """Requests a day for reading back what was sold, from the last seven days."""
    reads = StockPull.objects.filter(
        warehouse__integration=integration, scope=StockPull.Scope.SOLD, started_at__gt=now - _SOLD
    )
    requests = reads.aggregate(requests=Sum("requests"))["requests"] or 0
    return ceil(Fraction(requests, _days(integration, now, _SOLD)))


def round_of(integration: Integration) -> Round:
    """What reading all warehouses in use takes: as the last complete pull did, else by the number of products."""
    whole = StockPull.objects.filter(warehouse=OuterRef("pk"), is_complete=True, scope=StockPull.Scope.FULL)
    took = Subquery(whole.order_by("-started_at").values("requests")[:1])
    warehouses = Warehouse.objects.filter(integration=integration, is_active=True).order_by("pk")
    known = dict(warehouses.annotate(took=took).values_list("pk", "took"))
    requests = [_pages(integration, pk) if took is None else took for pk, took in known.items()]
    return Round(len(known), sum(requests), None in known.values())


def _pages(integration: Integration, warehouse: int) -> int:
    each = integration.provider_class.stock_items_per_call
    items = max(
        CatalogueItem.objects.filter(warehouse=warehouse, gone_at__isnull=True).count(),
        ProductLink.objects.filter(warehouse=warehouse).count(),
    )
    return max(1, ceil(Fraction(items, each if each > 1 else _PAGE)))


def _days(integration: Integration, now: datetime, most: timedelta) -> int:
    return max(1, ceil(min(most, now - integration.created_at) / _DAY))
