from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import StockPull, Warehouse
from oscar_lt_accounting.models.problems import problem_columns

SHRUNKEN = Problem(
    code="stock_shrunken",
    message="%(system)s returned only %(now)s products of “%(warehouse)s”, which had %(before)s.",
    params={"system": "B1", "now": "3", "warehouse": "Vilnius", "before": "100"},
)


@pytest.fixture
def warehouse(connect) -> Warehouse:
    return connect()


@pytest.fixture
def linker(people, visit):
    """The browser of somebody who may link and pull."""
    people["clerk"].user_permissions.add(Permission.objects.get(codename="change_productlink"))
    return visit("clerk")


@pytest.fixture
def pulled(warehouse):
    """A pull that ended some hours ago."""

    def _pulled(*, hours: float = 1, problem: Problem | None = None, **values: Any) -> StockPull:
        at = timezone.now() - timedelta(hours=hours)
        values = {"warehouse": warehouse, "finished_at": at, "is_complete": problem is None, **values}
        if problem:
            values |= problem_columns(problem)
        return StockPull.objects.create(started_at=at, lease_until=at, **values)

    return _pulled
