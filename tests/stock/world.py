"""A shop, its accounting system and everything that can happen to a product: what the state machine plays with.

The truth about what may still be sold is what is in the accounting system, less what live orders have that the
accounting system has not booked. What is taken away in the accounting system by others between two reads nobody here
can know: it is forgiven until the next read.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from oscar.apps.order.processing import EventHandler
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.domain.errors import Uncertain
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.models import Integration, ProductLink, State, StockMeaning, Submission, Warehouse
from oscar_lt_accounting.providers.memory import books as memory
from oscar_lt_accounting.services import stock
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.services.outbox.worker import Worker
from tests.clock import FakeClock
from tests.shop import Delivery, Item, Shop

REMOTE_ID = "1"
CODE = "WH1"
LOST = memory.Fault(Uncertain("The answer was lost.", code="answer_lost"), after_writing=True)


@dataclass
class Sale:
    order: Any
    packs: int
    shipped: bool = False
    cancelled: bool = False

    @property
    def submission(self) -> Submission:
        return Submission.objects.get(order=self.order)


class World:
    """One product in one warehouse; `packs` are shop units, `bottles` accounting units."""

    def __init__(self, *, meaning: str, allocations: str, units: int, packs: int) -> None:
        memory.forget_all()
        self.books = memory.books()
        self.clock = FakeClock()
        self.context = WorkerContext(clock=self.clock)
        self.units = units
        self.sales: list[Sale] = []
        self.unknown = self.unknown_at_read = 0
        shop = self.shop = Shop()
        integration = Integration.objects.create(
            name="books",
            provider="memory",
            is_active=True,
            start_date="2020-01-01",
            settings={"behaves_as": "b", "limits": []},
            stock_meaning=meaning,
            allocations=allocations,
        )
        self.by_document = meaning == StockMeaning.DOCUMENT
        warehouse = Warehouse.objects.create(integration=integration, partner=shop.partner(), code=CODE, name=CODE)
        self.warehouse = Warehouse.objects.select_related("integration").get(pk=warehouse.pk)
        self.product = shop.product(Item("10.00", stock=0))
        self.record = self.product.stockrecords.get()
        ProductLink.objects.create(
            warehouse=self.warehouse, stockrecord=self.record, remote_id=REMOTE_ID, units=Decimal(units)
        )
        self._put(packs * units)
        self.pull([])

    @property
    def bottles(self) -> int:
        return int(self.books.stock[CODE][REMOTE_ID].available or 0)

    def _put(self, bottles: int) -> None:
        product = RemoteProduct(remote_id=REMOTE_ID, code="A")
        self.books.set_stock(CODE, StockLevel(product=product, available=Decimal(bottles)))

    @property
    def offered(self) -> int:
        """What Oscar would sell now."""
        self.record.refresh_from_db()
        return int(self.record.net_stock_level)

    @property
    def truth(self) -> int:
        """What may be sold now."""
        pending = sum(sale.packs for sale in self.sales if not sale.cancelled and not self._left(sale))
        return (self.bottles // self.units) - pending

    def _left(self, sale: Sale) -> bool:
        if not self.by_document:
            return sale.shipped
        reference = sale.submission.reference
        return any(document.reference == reference for document in self.books.documents.values())

    def place(self, packs: int) -> None:
        if self.offered < packs:
            return
        basket = self.shop.basket([])
        basket.add_product(self.product, packs)
        order = self.shop.place_basket(basket, delivery=Delivery(), placed=self.clock.now())
        self.sales.append(Sale(order, packs))

    def deliver(self, *, lost: bool = False) -> None:
        """The worker works; when it does, an answer may be lost after the document was entered."""
        if lost:
            self.books.faults.append(LOST)
        before = self.bottles
        self.clock.advance(31)
        Worker(context=self.context, parallel=False).run()
        self.books.faults.clear()
        if not self.by_document:
            self._put(before)  # this system deducts goods when they are shipped

    def look(self) -> None:
        """Long enough for unconfirmed documents to be looked up."""
        self.clock.advance(400)
        self.deliver()

    def ship(self) -> None:
        """The shop's own event handler consumes the allocation."""
        for sale in self.sales:
            line = sale.order.lines.get()
            if not sale.cancelled and line.num_allocated == sale.packs:
                record = StockRecord.objects.get(pk=self.record.pk)
                if sale.packs <= min(record.num_allocated or 0, record.num_in_stock or 0):
                    EventHandler().consume_stock_allocations(sale.order, [line], [sale.packs])
                    sale.shipped = True
                    if not self.by_document:
                        self._put(self.bottles - sale.packs * self.units)
                return

    def cancel(self) -> None:
        """An order that was not sent is cancelled, and its allocation released."""
        for sale in self.sales:
            submission = sale.submission
            if not sale.cancelled and not sale.shipped and submission.state == State.PENDING:
                EventHandler().cancel_stock_allocations(sale.order)
                submission.cancel(actor="shop", reason="the buyer changed their mind")
                sale.cancelled = True
                return

    def correct(self, bottles: int) -> None:
        """Somebody in the accounting system brings or takes goods."""
        bottles = max(bottles, -self.bottles)
        self.unknown += max(-bottles, 0)
        self._put(self.bottles + bottles)

    def pull(self, meanwhile: list[Any]) -> None:
        """A whole pull; `meanwhile` happens after the warehouse was read and before the shop is written."""

        def happen() -> None:
            self.books.read = lambda: None
            self.unknown_at_read = self.unknown
            for event in meanwhile:
                event()

        self.clock.advance(1)
        self.books.read = happen
        stock.pull(self.warehouse, context=self.context)

    def settle(self) -> None:
        """Everything is delivered and looked for, then read once more."""
        for _ in range(6):
            self.look()
        self.pull([])

    def oversold(self) -> bool:
        """Whether Oscar offers more than there is, what nobody could know aside."""
        forgiven = -(-(self.unknown - self.unknown_at_read) // self.units)
        return self.offered > max(0, self.truth) + forgiven and self.offered > 0


def close(world: World) -> None:
    memory.forget_all()
    connection.run_on_commit.clear()
    world.sales.clear()
