from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from oscar.apps.catalogue.models import Product, ProductClass
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import CatalogueItem, StockPull, Warehouse
from tests.shop import Shop

READ = datetime(2026, 3, 9, 6, 0, tzinfo=timezone.utc)


@pytest.fixture
def warehouse(connect: Callable[..., Warehouse]) -> Warehouse:
    return connect()


@pytest.fixture
def boss(db: Any) -> Any:
    return get_user_model().objects.create_user("boss", "boss@example.com", "x")


@pytest.fixture
def record(shop: Shop) -> Callable[..., StockRecord]:
    """Makes a product with a stock record."""

    def _record(sku: str, *, upc: str | None = None, title: str = "", partner: str = "Vilnius", **values: Any) -> Any:
        kind, _ = ProductClass.objects.get_or_create(slug="prekes", defaults={"name": "Prekės"})
        product = Product.objects.create(**{"product_class": kind, "title": title, "upc": upc, **values})
        return StockRecord.objects.create(
            product=product, partner=shop.partner(partner), partner_sku=sku, price=Decimal(10), num_in_stock=1
        )

    return _record


@pytest.fixture
def item(warehouse: Warehouse) -> Callable[..., CatalogueItem]:
    """Puts a product into the catalogue of the warehouse."""
    numbers = count(1)

    def _item(code: str = "", **values: Any) -> CatalogueItem:
        number = next(numbers)
        values = {"warehouse": warehouse, "remote_id": f"r{number}", "code": code, "read_at": READ, **values}
        return CatalogueItem.objects.create(**values)

    return _item


@pytest.fixture
def read_whole(warehouse: Warehouse) -> Callable[..., StockPull]:
    """The warehouse was read."""

    def _read_whole(**values: Any) -> StockPull:
        times = {"started_at": READ, "finished_at": READ, "lease_until": READ}
        return StockPull.objects.create(**{"warehouse": warehouse, "is_complete": True, **times, **values})

    return _read_whole
