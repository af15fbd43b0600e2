"""What the order-placed receiver adds to Oscar's `place_order`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from bench.ratios import ratio, seconds, table

ROUNDS = 40
_partners = count(1)


@contextmanager
def deaf() -> Iterator[None]:
    """Without our receiver."""
    from oscar.apps.order.signals import order_placed

    from oscar_lt_accounting import receivers

    name = "oscar_lt_accounting.order_placed"
    order_placed.disconnect(dispatch_uid=name)
    try:
        yield
    finally:
        order_placed.connect(receivers.on_order_placed, dispatch_uid=name)


def report() -> str:
    """Queries and time added for 1, 10 and 50 lines, each with a pair of the same as a check on the noise."""
    from oscar_lt_accounting.models import Integration, Warehouse
    from tests.shop import Item, Shop

    shop = Shop()
    partner = shop.partner(f"bench {next(_partners)}")
    integration = Integration.objects.create(
        name="bench checkout", provider="memory", is_active=True, start_date="2020-01-01"
    )
    Warehouse.objects.create(integration=integration, partner=partner, name="bench")
    rows = []
    for lines in (1, 10, 50):
        products = [shop.product(Item("9.99", partner=partner)) for _ in range(lines)]
        bare, with_it, again = [], [], []
        for _ in range(ROUNDS):
            with deaf():
                bare.append(_place(shop, products))
            with_it.append(_place(shop, products))
            with deaf():
                again.append(_place(shop, products))
        queries = _queries(shop, products)
        rows.append(
            [
                str(lines),
                str(queries[0]),
                f"+{queries[1] - queries[0]}",
                str(ratio(with_it, bare)),
                str(ratio(again, bare)),
            ]
        )
    return table(["lines", "queries without", "added", "time with / without", "without / without"], rows)


def _basket(shop: Any, products: list[Any]) -> Any:
    basket = shop.basket([])
    for product in products:
        basket.add_product(product, 1)
    return basket


def _place(shop: Any, products: list[Any]) -> float:
    basket = _basket(shop, products)
    return seconds(lambda: shop.place_basket(basket))


def _queries(shop: Any, products: list[Any]) -> tuple[int, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counted = []
    for hears in (False, True):
        basket = _basket(shop, products)
        with CaptureQueriesContext(connection) as queries:
            if hears:
                shop.place_basket(basket)
            else:
                with deaf():
                    shop.place_basket(basket)
        counted.append(len(queries))
    return counted[0], counted[1]
