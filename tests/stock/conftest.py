from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.models import CatalogueItem, ProductLink, StockPull, Warehouse
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services import stock
from tests.shop import Item


class StockedWarehouse:
    """One warehouse in the accounting system, its twin in the shop, and the reading of it."""

    def __init__(self, shop: Any, warehouse: Warehouse, books: Any, outbox: Any) -> None:
        self.shop = shop
        self.warehouse = Warehouse.objects.select_related("integration").get(pk=warehouse.pk)
        self.books = books
        self.outbox = outbox

    def put(self, remote_id: str, available: Any, **facts: Any) -> None:
        """So much of a product is in the accounting system; None means that it is not told."""
        number = None if available is None else Decimal(str(available))
        product = RemoteProduct(remote_id=remote_id, **{"code": remote_id, "name": f"Prekė {remote_id}", **facts})
        self.books.set_stock(self.warehouse.code, StockLevel(product=product, available=number))

    def remove(self, remote_id: str) -> None:
        del self.books.stock[self.warehouse.code][remote_id]

    def sell(self, remote_id: str, *, here: int | None = 0, **link: Any) -> Any:
        """A product of the shop that is linked to `remote_id`; its stock record."""
        product = self.shop.product(Item("10.00", partner=self.warehouse.partner))
        record = product.stockrecords.get()
        record.num_in_stock = here
        record.save()
        ProductLink.objects.create(warehouse=self.warehouse, stockrecord=record, remote_id=remote_id, **link)
        return record

    def pull(self, *, after: float = 3600, **values: Any) -> StockPull:
        self.outbox.clock.advance(after)
        return stock.pull(self.warehouse, context=self.outbox.context, **values)

    def item(self, remote_id: str) -> CatalogueItem:
        return CatalogueItem.objects.get(warehouse=self.warehouse, remote_id=remote_id)


@pytest.fixture
def stocked(shop: Any, connect: Any, memory_books: Any, outbox: Any) -> StockedWarehouse:
    return StockedWarehouse(shop, connect(settings={"behaves_as": "b", "limits": []}), memory_books, outbox)


@pytest.fixture
def breaks_off(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The warehouse tells some of its products, then an error comes instead of the rest."""

    @contextmanager
    def _breaks_off(error: AccountingError, *, after: int) -> Iterator[None]:
        whole = Memory.stock_levels

        def broken(self: Memory, warehouse: str) -> Iterator[StockLevel]:
            for number, level in enumerate(whole(self, warehouse)):
                if number == after:
                    raise error
                yield level
            raise error

        with monkeypatch.context() as patch:
            patch.setattr(Memory, "stock_levels", broken)
            yield

    return _breaks_off
