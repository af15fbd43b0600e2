from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.models import Submission
from tests.shop import Item


@pytest.fixture
def owed(shop: Any, connect: Any, outbox: Any, clock: Any) -> Any:
    """One order that owes one document to an accounting system in memory of the given class."""

    def _owed(behaves_as: str = "c", **values: Any) -> Submission:
        settings = {"behaves_as": behaves_as, "limits": [], **values.pop("settings", {})}
        connect(settings=settings, **values)
        shop.place([Item("10.00", 2)])
        return due(Submission.objects.get(), clock)

    return _owed


def due(row: Submission, clock: Any) -> Submission:
    Submission.objects.filter(pk=row.pk).update(not_before=clock.now())
    row.refresh_from_db()
    return row
