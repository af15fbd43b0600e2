"""Goods that are given free: whether a system's document deducts them or not, they are never offered again."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from oscar.apps.order.processing import EventHandler

from oscar_lt_accounting.models import (
    CatalogueItem,
    Integration,
    Numbering,
    ProductLink,
    Series,
    State,
    Submission,
    UndeductedLine,
    VatMapping,
    Warehouse,
)
from oscar_lt_accounting.services import stock
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.services.outbox.worker import Worker
from oscar_lt_accounting.testing import samples
from oscar_lt_accounting.testing.journeys import MovingClock
from tests.contract.setups import ITAX_RATES, SETUPS
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
#: Systems that take no row of 0.00.
WITHOUT_FREE_ROWS = ("RoboLabs", "Centas", "Fakturownia")
PAID, FREE = samples.PRODUCTS[0], samples.PRODUCTS[2]


class Giveaway:
    """An order of one product that is paid for and one that is free, in front of a system that has both in stock."""

    def __init__(self, setup: Any, clock: MovingClock, shop: Shop, *, in_stock: int, given: int) -> None:
        self.clock, self.context = clock, WorkerContext(clock=clock)
        partner = shop.partner(setup.title)
        self.integration = Integration.objects.create(
            name=setup.title,
            provider=setup.provider,
            base_url=setup.base_url,
            credentials=setup.credentials,
            settings=setup.settings,
            is_active=True,
            start_date="2020-01-01",
            numbering=Numbering.SHOP if setup.own_numbers else Numbering.PROVIDER,
        )
        Series.objects.create(integration=self.integration, prefix="INV")
        if setup.provider == "itax":
            for rate, code in ITAX_RATES.items():
                VatMapping.objects.create(integration=self.integration, rate=Decimal(rate), remote_code=code)
        self.warehouse = Warehouse.objects.create(
            integration=self.integration, partner=partner, code=setup.warehouse, name=setup.title
        )
        self.order = shop.place(
            [
                Item("12.49", 2, "knygos", partner=partner, title=PAID["name"]),
                Item("0.00", given, partner=partner, title=FREE["name"], stock=in_stock),
            ],
            placed=clock.now(),
        )
        by_name = {product["name"]: product for product in (PAID, FREE)}
        self.read()
        items = {item.code: item for item in CatalogueItem.objects.all()}
        for line in self.order.lines.all():
            code = by_name[line.title]["code"]
            ProductLink.objects.create(
                warehouse=self.warehouse,
                stockrecord=line.stockrecord,
                remote_id=items[code].remote_id,
                remote_code=code,
            )
        self.free = self.order.lines.get(title=FREE["name"])

    def read(self) -> Any:
        self.clock.advance(3600)
        return stock.pull(Warehouse.objects.select_related("integration").get(), context=self.context)

    def offered(self) -> int:
        """What the shop offers of the free product after a stock update."""
        assert self.read().is_complete
        record = self.free.stockrecord
        record.refresh_from_db()
        return int(record.net_stock_level)

    def deliver(self) -> Submission:
        Submission.objects.update(not_before=self.clock.now())
        Worker(context=self.context, only=[self.integration.pk], parallel=False).run()
        return Submission.objects.get(order=self.order)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("in_stock", "given"), [(10, 3), (4, 4), (50, 1)])
@pytest.mark.parametrize("title", SYSTEMS)
def test_units_that_a_document_does_not_deduct_are_never_added_back(
    title: str, in_stock: int, given: int, shop: Shop, settings: Any
) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ALLOWED_HOSTS_EXTRA": ["127.0.0.1"]}
    clock = MovingClock()
    opened: Any = SETUPS[title](clock)
    with opened as setup:
        setup.put({**FREE, "quantity": in_stock})
        giveaway = Giveaway(setup, clock, shop, in_stock=in_stock, given=given)
        assert giveaway.offered() == in_stock - given, "before its document"

        row = giveaway.deliver()

        assert row.state == State.ISSUED, row.problem
        undeducted = UndeductedLine.objects.filter(submission=row, order_line=giveaway.free)
        assert undeducted.exists() == (title in WITHOUT_FREE_ROWS)
        assert giveaway.offered() == in_stock - given, "documented"
        if giveaway.integration.connect().documents_take_goods:
            EventHandler().consume_stock_allocations(giveaway.order)
            assert giveaway.offered() == in_stock - given, "shipped"
