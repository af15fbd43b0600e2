"""What an order costs the customer who waits for it (measurements.md §4.4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from oscar_lt_accounting.models import AuditLine, Submission
from tests.shop import Item

MOST = 6


def placing(shop: Any, lines: int, partners: tuple[str, ...]) -> int:
    basket = shop.basket([Item("1.21", partner=shop.partner(partners[i % len(partners)])) for i in range(lines)])
    with CaptureQueriesContext(connection) as queries:
        shop.place_basket(basket)
    return len(queries)


@pytest.mark.parametrize("partners", [("Vilnius",), ("Vilnius", "Kaunas")], ids=["one warehouse", "two warehouses"])
@pytest.mark.parametrize("lines", [1, 10, 50])
def test_an_order_costs_at_most_six_queries_more(
    shop: Any, connect: Any, deaf: Callable, lines: int, partners: tuple[str, ...]
) -> None:
    for name in partners:
        connect(name)
    with deaf():
        placing(shop, lines, partners)  # the first order of a shop makes what later ones find
        bare = placing(shop, lines, partners)
    assert not Submission.objects.exists()
    ours = placing(shop, lines, partners)
    rows = min(lines, len(partners))
    assert (Submission.objects.count(), AuditLine.objects.count()) == (rows, rows)
    assert ours - bare <= MOST


def test_a_shop_that_is_not_connected_pays_one_question(shop: Any, deaf: Callable) -> None:
    with deaf():
        placing(shop, 3, ("Vilnius",))
        bare = placing(shop, 3, ("Vilnius",))
    assert placing(shop, 3, ("Vilnius",)) - bare <= 3
