from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from oscar.apps.catalogue.models import Product, ProductClass
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import CatalogueItem, LinkProposal, ProductLink, StockPull, Warehouse
from tests.shop import Item

READ = datetime(2026, 3, 9, 6, 0, tzinfo=timezone.utc)


def page_url(name: str, **kwargs: Any) -> str:
    return reverse(f"accounting-dashboard:accounting-{name}", kwargs=kwargs or None)


@pytest.fixture
def warehouse(connect) -> Warehouse:
    return connect()


@pytest.fixture
def placed(shop, warehouse):
    """An order of this warehouse's partner."""
    return shop.place([Item("24.20")], number="T99999"), warehouse


@pytest.fixture
def linker(people, visit):
    """The browser of somebody who may link."""
    people["clerk"].user_permissions.add(Permission.objects.get(codename="change_productlink"))
    return visit("clerk")


@pytest.fixture
def record(shop):
    """Makes a product with a stock record."""

    def _record(sku: str, *, title: str = "", partner: str = "Vilnius", upc: str | None = None, **values: Any) -> Any:
        kind, _ = ProductClass.objects.get_or_create(slug="prekes", defaults={"name": "Prekės"})
        product = Product.objects.create(product_class=kind, title=title or f"Prekė {sku}", upc=upc)
        values = {"price": Decimal(10), "num_in_stock": 7, **values}
        return StockRecord.objects.create(product=product, partner=shop.partner(partner), partner_sku=sku, **values)

    return _record


@pytest.fixture
def item(warehouse):
    """Puts a product into the catalogue of the warehouse."""
    numbers = count(1)

    def _item(code: str = "", **values: Any) -> CatalogueItem:
        values = {"warehouse": warehouse, "remote_id": f"r{next(numbers)}", "read_at": READ, **values}
        return CatalogueItem.objects.create(code=code, **values)

    return _item


@pytest.fixture
def linked(warehouse):
    """Links a stock record."""

    def _linked(record: Any, remote_id: str, **values: Any) -> ProductLink:
        return ProductLink.objects.create(**{"warehouse": warehouse, **values}, stockrecord=record, remote_id=remote_id)

    return _linked


@pytest.fixture
def propose(warehouse):
    def _propose(record: Any, item: CatalogueItem, reason: str = "code", **values: Any) -> LinkProposal:
        return LinkProposal.objects.create(
            warehouse=item.warehouse, stockrecord=record, item=item, reason=reason, **values
        )

    return _propose


@pytest.fixture
def read_whole(warehouse):
    """The warehouse was read."""

    def _read_whole(**values: Any) -> StockPull:
        times = {"started_at": READ, "finished_at": READ, "lease_until": READ}
        return StockPull.objects.create(**{"warehouse": warehouse, "is_complete": True, **times, **values})

    return _read_whole
