from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone
from oscar.core.loading import get_model

from oscar_lt_accounting.models import (
    Attempt,
    Integration,
    RequestAccount,
    RequestSlot,
    State,
    StockPull,
    Submission,
    Warehouse,
)
from oscar_lt_accounting.providers.limits import Limit, Purpose
from oscar_lt_accounting.providers.memory.provider import Memory

NOW = datetime(2026, 3, 9, 12, 0, tzinfo=timezone.get_current_timezone())
_numbers = count(1)


class Past:
    """What an integration did before `NOW`."""

    def __init__(self, shop: Any, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.integration = warehouse.integration
        self._shop = shop
        self.began(days=60)

    def began(self, *, days: float) -> None:
        self.integration.created_at = NOW - timedelta(days=days)
        Integration.objects.filter(pk=self.integration.pk).update(created_at=self.integration.created_at)

    def sold(self, documents: int, *, days_ago: float = 1, sends: int = 1, looks: int = 0) -> None:
        """Issued documents, each of which took so many calls."""
        for number in (next(_numbers) for _ in range(documents)):
            order = _order(number)
            row = Submission.objects.create(
                order=order,
                integration=self.integration,
                warehouse=self.warehouse,
                partner_key=str(self.warehouse.partner_id),
                reference=f"R-{number}",
                state=State.ISSUED,
                issued_at=NOW - timedelta(days=days_ago),
            )
            for purpose, calls in ((Attempt.Purpose.SEND, sends), (Attempt.Purpose.LOOK, looks)):
                Attempt.objects.create(submission=row, purpose=purpose, started_at=NOW, calls=[{}] * calls)

    def pulled(self, requests: int, *, hours_ago: float = 1, complete: bool = True, scope: str = "full") -> None:
        began = NOW - timedelta(hours=hours_ago)
        StockPull.objects.create(
            warehouse=self.warehouse,
            scope=scope,
            started_at=began,
            finished_at=began,
            lease_until=began,
            is_complete=complete,
            requests=requests,
        )

    def called(self, purpose: Purpose, times: int, *, hours_ago: float = 1) -> None:
        key = str(self.integration.option("limits_account", f"integration-{self.integration.pk}"))
        account, _ = RequestAccount.objects.get_or_create(key=key, defaults={"touched_at": NOW})
        at = NOW - timedelta(hours=hours_ago)
        for _ in range(times):
            RequestSlot.objects.create(account=account, purpose=purpose.value, started_at=at, counts_from=at)


def _order(number: int) -> Any:
    return get_model("order", "Order").objects.create(
        number=str(number), total_incl_tax=1, total_excl_tax=1, currency="EUR"
    )


@pytest.fixture
def a_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory has 417 requests a day, as B1 has."""
    monkeypatch.setattr(Memory, "limits", (Limit(417, time_zone="Europe/Vilnius"),))


@pytest.fixture
def past(shop: Any, connect: Any, a_plan: None) -> Past:
    return Past(shop, connect(pull_every=60))


@pytest.fixture
def other_past(shop: Any, connect: Any, past: Past) -> Past:
    """Another integration with the same plan."""
    Integration.objects.update(settings={"limits_account": "one plan"})
    past.integration.refresh_from_db()
    return Past(shop, connect("Kaunas", pull_every=60, settings={"limits_account": "one plan"}))
