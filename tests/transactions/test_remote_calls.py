"""Pages that speak with the accounting system, in real transactions: a remote call holds none of them.

Oscar recommends ATOMIC_REQUESTS; Django's TestCase would hide what it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from oscar_lt_accounting.domain.errors import Unavailable
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.models import ProductLink, Warehouse
from oscar_lt_accounting.providers.base import CheckResult
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.setup import check_integration
from tests.shop import Item

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[True, False], ids=["ATOMIC_REQUESTS", "autocommit"])
def requests_as_a_shop_sets_them(request: pytest.FixtureRequest, transactional_db: None) -> Iterator[None]:
    """Both ways of handling a request."""
    before = connection.settings_dict["ATOMIC_REQUESTS"]
    connection.settings_dict["ATOMIC_REQUESTS"] = request.param
    yield
    connection.settings_dict["ATOMIC_REQUESTS"] = before


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each remote call, whether it was made inside a database transaction."""
    found: list[bool] = []

    def create_product(self: Memory, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        found.append(connection.in_atomic_block)
        if product.name == "Lost":
            raise Unavailable("The answer was lost.", code="lost")
        return RemoteProduct(remote_id=f"m-{product.code}", code=product.code)

    def check(self: Memory) -> tuple[CheckResult, ...]:
        found.append(connection.in_atomic_block)
        return (CheckResult(title="Connection", ok=True),)

    monkeypatch.setattr(Memory, "create_product", create_product)
    monkeypatch.setattr(Memory, "check", check)
    return found


@pytest.fixture
def warehouse(transactional_db: None, connect: Any) -> Warehouse:
    return connect()


@pytest.fixture
def staff(transactional_db: None) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("chief", "chief@example.com", "secret"))
    return client


def address(name: str, **kwargs: Any) -> str:
    return reverse(f"accounting-dashboard:accounting-{name}", kwargs=kwargs or None)


@pytest.mark.usefixtures("requests_as_a_shop_sets_them")
def test_products_are_created(staff: Client, shop: Any, warehouse: Warehouse, called: list[bool]) -> None:
    records = [shop.product(Item("12.10", partner=warehouse.partner)).stockrecords.get() for _ in range(2)]
    data = {"warehouse": warehouse.pk, "chosen": [record.pk for record in records], "remote_vat": "PVM1"}
    assert staff.post(address("link-create-preview"), {**data, "confirmed": "1"}).status_code == 302
    assert called == [False, False]
    assert ProductLink.objects.count() == 2


@pytest.mark.usefixtures("requests_as_a_shop_sets_them")
def test_what_was_created_before_a_lost_answer_stays_linked(
    staff: Client, shop: Any, warehouse: Warehouse, called: list[bool]
) -> None:
    titles = ("Honey", "Lost", "Wax")
    records = [
        shop.product(Item("12.10", title=title, partner=warehouse.partner)).stockrecords.get() for title in titles
    ]
    data = {"warehouse": warehouse.pk, "chosen": [record.pk for record in records], "remote_vat": "PVM1"}
    staff.post(address("link-create-preview"), {**data, "confirmed": "1"})
    assert list(ProductLink.objects.values_list("stockrecord", flat=True)) == [records[0].pk]


@pytest.mark.usefixtures("requests_as_a_shop_sets_them")
def test_a_connection_is_tested(staff: Client, warehouse: Warehouse, called: list[bool]) -> None:
    assert staff.post(address("integration-test", pk=warehouse.integration_id)).status_code == 302
    assert called == [False]


def test_a_check_inside_a_transaction_is_refused(warehouse: Warehouse, called: list[bool]) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="inside a database transaction"):
        check_integration(warehouse.integration)
    assert called == []
