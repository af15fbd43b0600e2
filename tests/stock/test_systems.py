"""Stock of the four systems, over HTTP, from their simulators: pulled, read back, and lowered by documents."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.models import CatalogueItem, ProductLink, StockPull, Warehouse
from oscar_lt_accounting.providers.base import Capability
from oscar_lt_accounting.services import stock
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.testing import samples
from oscar_lt_accounting.testing.journeys import Journey, MovingClock
from tests.contract.setups import SETUPS
from tests.shop import Item, Shop

SYSTEMS = (
    "B1.lt e-commerce",
    "B1.lt, steps repeatable",
    "B1.lt warehouse",
    "RoboLabs",
    "Centas",
    "iTax",
    "Fakturownia",
)


class Place:
    """A setup, a document to be delivered to it, and a linked product of the shop."""

    def __init__(self, setup: Any, clock: MovingClock, shop: Shop) -> None:
        self.clock = clock
        row = samples.row("KOLONELE", "21", "41.31", "8.68", quantity=3)
        self.journey = Journey(setup, samples.invoice(samples.COMPANY, row), clock)
        self.warehouse = Warehouse.objects.select_related("integration").get()
        product = shop.product(Item("49.99", partner=self.warehouse.partner, stock=1))
        self.record = product.stockrecords.get()

    def link(self, item: CatalogueItem) -> None:
        ProductLink.objects.create(warehouse=self.warehouse, stockrecord=self.record, remote_id=item.remote_id)

    def pull(self) -> StockPull:
        self.clock.advance(3600)
        return stock.pull(self.warehouse, context=WorkerContext(clock=self.clock))

    def item(self) -> CatalogueItem:
        return CatalogueItem.objects.get(code="KOLONELE")


@pytest.fixture(params=SYSTEMS)
def place(request: Any, shop: Shop, settings: Any) -> Iterator[Place]:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ALLOWED_HOSTS_EXTRA": ["127.0.0.1"]}
    clock = MovingClock()
    with SETUPS[request.param](clock) as setup:
        yield Place(setup, clock, shop)


def test_the_warehouse_is_read_and_the_shop_follows(place: Place) -> None:
    run = place.pull()
    assert (run.is_complete, run.problem) == (True, "")
    assert run.seen >= 3
    item = place.item()
    assert (item.available, item.name) == (Decimal(5000), "Kolonėlė")
    place.link(item)
    assert place.pull().changed == 1
    place.record.refresh_from_db()
    assert place.record.num_in_stock == 5000
    again = place.pull()
    assert (again.is_complete, again.changed, again.new, again.gone) == (True, 0, 0, 0)


def test_what_a_system_says_of_its_documents_is_true(place: Place) -> None:
    """Where it claims that documents take goods, they do; where it claims they do not, they do not."""
    place.pull()
    provider = WorkerContext(clock=place.clock).open(place.warehouse.integration)
    assert place.journey.go() == "issued once"
    place.pull()
    expected = {True: 4997, False: 5000, None: place.item().available}[provider.documents_take_goods]
    assert place.item().available == expected


def test_single_products_are_told_where_the_system_says_so(place: Place) -> None:
    place.pull()
    provider = WorkerContext(clock=place.clock).open(place.warehouse.integration)
    if not provider.can(Capability.STOCK_OF_ITEMS):
        assert place.warehouse.integration.provider in ("centas", "robolabs", "fakturownia")
        return
    item = place.item()
    told = list(provider.stock_of(place.warehouse.code, [item.remote_id]))
    assert [(level.product.remote_id, level.available) for level in told] == [(item.remote_id, Decimal(5000))]
