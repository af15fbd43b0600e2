"""Checkouts, deliveries and pulls at the same moment: no reservation is lost, and all agree in the end."""

from __future__ import annotations

import threading
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from oscar.apps.order.models import Line
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.domain.errors import Busy
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.models import ProductLink, State, StockPull, Submission, Warehouse
from oscar_lt_accounting.providers.memory.books import Books
from oscar_lt_accounting.services import stock
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.outbox.worker import Worker
from tests.services.together import together
from tests.shop import Delivery, Item, Shop

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
BUYERS, ORDERS_EACH, PRODUCTS, PIECES = 4, 8, 5, 400


@pytest.fixture
def warehouse(transactional_db: None, shop: Shop, connect: Any, memory_books: Books) -> Warehouse:
    made = Warehouse.objects.select_related("integration").get(pk=connect(settings={"limits": []}).pk)
    for number in range(PRODUCTS):
        record = shop.product(Item("10.00", stock=0)).stockrecords.get()
        ProductLink.objects.create(warehouse=made, stockrecord=record, remote_id=str(number))
        level = StockLevel(product=RemoteProduct(remote_id=str(number)), available=Decimal(PIECES))
        memory_books.set_stock(made.code, level)
    stock.pull(made)
    return made


class Day:
    """A day at the shop: what each thread does until everything is sold that was to be sold."""

    def __init__(self, warehouse: Warehouse, shop: Shop) -> None:
        self.warehouse = warehouse
        self.shop = shop
        self.over = threading.Event()
        self.products = [record.product for record in StockRecord.objects.order_by("pk")]

    def buy(self) -> None:
        for _ in range(ORDERS_EACH):
            basket = self.shop.basket([])
            for product in self.products:
                basket.add_product(product, 1)
            self.shop.place_basket(basket, delivery=Delivery(), placed=CLOCK.now())

    def buy_all(self) -> None:
        try:
            for buyer in together(*[self.buy] * BUYERS):
                buyer.result()
        finally:
            self.over.set()

    def keep(self, work: Any) -> Any:
        def again_and_again() -> None:
            while not self.over.is_set():
                work()

        return again_and_again

    def pull(self) -> None:
        with suppress(Busy):
            stock.pull(Warehouse.objects.select_related("integration").get(pk=self.warehouse.pk))

    def deliver(self) -> None:
        Submission.objects.filter(state=State.PENDING).update(not_before=CLOCK.now())
        Worker(parallel=False).run()


def test_nothing_is_lost_between_checkouts_deliveries_and_pulls(
    warehouse: Warehouse, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    pen, write = threading.Lock(), Books.write

    def _write(books: Books, *args: Any) -> Any:
        with pen:
            return write(books, *args)

    monkeypatch.setattr(Books, "write", _write)
    shop.country()
    day = Day(warehouse, shop)
    for work in together(day.buy_all, day.keep(day.pull), day.keep(day.pull), day.keep(day.deliver)):
        work.result()

    sold = BUYERS * ORDERS_EACH
    assert set(StockRecord.objects.values_list("num_allocated", flat=True)) == {sold}
    assert Line.objects.aggregate(units=Sum("num_allocated"))["units"] == sold * PRODUCTS
    assert StockPull.objects.filter(is_complete=True).count() > 2
    assert not StockPull.objects.exclude(problem_code="").exists()
    day.deliver()
    day.pull()
    assert set(Submission.objects.values_list("state", flat=True)) == {State.ISSUED}
    assert {record.net_stock_level for record in StockRecord.objects.all()} == {PIECES - sold}
