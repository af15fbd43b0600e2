"""Products that only the shop has are created in the accounting system: once, a few at a time, and linked at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from oscar.apps.catalogue.models import Product

from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Throttled, Unavailable, Uncertain
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.models import CatalogueItem, Integration, LinkChange, ProductLink, Warehouse
from oscar_lt_accounting.providers.base import Connection
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.linking.creating import Planned, creatable, create, preview
from oscar_lt_accounting.services.linking.links import link
from oscar_lt_accounting.testing.simulators import B1Simulator, ITaxSimulator
from tests.shop import Item

ITAX_21 = "15198"


class Scripted(Memory):
    """An accounting system that answers each new product with the next of `answers`: an id, a product, or an error."""

    answers: Any
    asked: list[tuple[RemoteProduct, str]]

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        assert len(connection.atomic_blocks) == 1, "a remote call must hold no locks"
        self.asked.append((product, remote_vat))
        answer = next(self.answers)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, RemoteProduct):
            return answer
        return RemoteProduct(remote_id=answer, code=product.code, name=product.name)


@pytest.fixture
def goods(shop: Any, warehouse: Warehouse) -> Any:
    """New products of the shop; their stock records."""

    def _goods(*titles: str, price: str = "12.10", home: Warehouse | None = None) -> list[Any]:
        partner = (home or warehouse).partner
        return [shop.product(Item(price, title=title, partner=partner)).stockrecords.get() for title in titles]

    return _goods


def books(warehouse: Warehouse, *answers: Any) -> Scripted:
    http = warehouse.integration.connect().http
    provider = Scripted(Connection(base_url="", credentials={}, settings={}), http)
    provider.answers, provider.asked = iter(answers), []
    return provider


def run(warehouse: Warehouse, *answers: Any, **options: Any) -> tuple[Any, list[str]]:
    """What came of it, and the codes that were asked for."""
    scripted = books(warehouse, *answers)
    done = create(
        warehouse, creatable(warehouse), **{"remote_vat": "S", "actor": "test", "provider": scripted, **options}
    )
    return done, [product.code for product, _vat in scripted.asked]


# -- what would be made --------------------------------------------------------------------------------------


def test_what_is_linked_nowhere_can_be_made(warehouse, goods, connect):
    bare, linked, nameless, parent, elsewhere = goods("A", "B", "C", "D", "E")
    kaunas = connect("Kaunas")
    link(warehouse, linked, remote_id="1")
    ProductLink.objects.create(warehouse=kaunas, stockrecord=elsewhere, remote_id="1")
    nameless.partner_sku = ""
    nameless.save()
    Product.objects.filter(pk=parent.product_id).update(structure="parent")
    goods("F", home=kaunas)
    assert list(creatable(warehouse)) == [bare, elsewhere]


def test_a_preview_tells_what_would_be_made(warehouse, goods):
    (record,) = goods("Puodelis")
    Product.objects.filter(pk=record.product_id).update(upc="4770000000017")
    (planned,) = preview(warehouse, creatable(warehouse))
    assert planned == Planned(
        record,
        RemoteProduct(
            remote_id="",
            code=record.partner_sku,
            barcode="4770000000017",
            name="Puodelis",
            price=Decimal("12.10"),
            price_includes_vat=True,
        ),
    )
    Integration.objects.update(prices_include_tax=False)
    again = Warehouse.objects.get(pk=warehouse.pk)
    assert preview(again, creatable(again))[0].product.price_includes_vat is False


def test_a_variant_is_called_like_its_parent(warehouse, goods):
    child, parent = goods("", "Marškiniai")
    Product.objects.filter(pk=parent.product_id).update(structure="parent")
    Product.objects.filter(pk=child.product_id).update(structure="child", parent=parent.product_id, title="")
    (planned,) = preview(warehouse, creatable(warehouse))
    assert (planned.product.name, planned.problems) == ("Marškiniai", ())


@pytest.mark.parametrize(
    ("price", "currency"), [(None, "EUR"), (Decimal(0), "EUR"), (Decimal(-1), "EUR"), (Decimal(5), "USD")]
)
def test_a_price_that_is_none_is_not_sent(warehouse, goods, price, currency):
    (record,) = goods("A")
    record.price, record.price_currency = price, currency
    record.save()
    (planned,) = preview(warehouse, creatable(warehouse))
    assert (planned.product.price, planned.product.price_includes_vat) == (None, None)


def test_a_preview_tells_why_a_product_cannot_be_made(warehouse, goods, connect):
    kaunas = connect("Kaunas")
    linked, parent, nameless, untitled = goods("A", "B", "C", "E")
    (foreign,) = goods("F", home=kaunas)
    link(warehouse, linked, remote_id="1")
    parent.product.structure = "parent"
    nameless.partner_sku = ""
    untitled.product.title = ""
    found = preview(warehouse, [linked, parent, nameless, untitled, foreign])
    assert [planned.problems[0].code for planned in found] == [
        "create_linked",
        "create_parent",
        "create_nameless",
        "create_untitled",
        "link_foreign",
    ]
    assert [len(planned.problems) for planned in found] == [1] * 5
    assert found[2].sentences == [
        "“C” has no SKU, by which the accounting system would know it. Enter one in the shop."
    ]

    done = create(
        warehouse, [parent, linked], remote_vat="S", actor=None, provider=books(warehouse, AssertionError("not asked"))
    )
    assert [sku for sku, _sentence in done.failed] == [parent.partner_sku, linked.partner_sku]
    assert "only the parent of its variants" in done.failed[0][1]


def test_a_preview_tells_what_is_there_already(warehouse, goods, clock):
    here, gone, new = goods("A", "B", "C")
    for remote_id, record, gone_at in (("7", here, None), ("8", gone, clock.now())):
        CatalogueItem.objects.create(
            warehouse=warehouse, remote_id=remote_id, code=record.partner_sku, read_at=clock.now(), gone_at=gone_at
        )
    assert [planned.known for planned in preview(warehouse, [here, gone, new])] == ["7", "", ""]


# -- making --------------------------------------------------------------------------------------------------


def test_each_product_is_linked_as_soon_as_it_is_made(warehouse, goods, clock):
    first, second = goods("Puodelis", "Lėkštė")
    made = RemoteProduct(remote_id="8", code="X" * 129, barcode="b", unit="u" * 40, name="n", price=Decimal(10) ** 9)
    done, _asked = run(warehouse, "7", made, clock=clock)

    assert (done.failed, done.stopped) == ([], None)
    assert done.made == list(ProductLink.objects.order_by("pk"))
    found = ProductLink.objects.values_list("stockrecord", "remote_id", "remote_code", "units", "sync_stock")
    assert list(found.order_by("pk")) == [
        (first.pk, "7", first.partner_sku, Decimal(1), True),
        (second.pk, "8", "", Decimal(1), True),
    ]
    assert set(LinkChange.objects.values_list("how", "actor_name")) == {("created", "test")}
    items = CatalogueItem.objects.order_by("remote_id").values_list(
        "remote_id", "code", "name", "unit", "price", "available", "read_at"
    )
    assert list(items) == [
        ("7", first.partner_sku, "Puodelis", "", None, None, clock.now()),
        ("8", "X" * 128, "n", "u" * 32, None, None, clock.now()),
    ]


def test_what_the_catalogue_knows_of_a_product_stays(warehouse, goods, clock):
    goods("A", "B")
    early = datetime(2026, 1, 1, tzinfo=timezone.utc)
    for remote_id, gone_at in (("7", None), ("8", early)):
        CatalogueItem.objects.create(
            warehouse=warehouse, remote_id=remote_id, name="told", available=3, read_at=early, gone_at=gone_at
        )
    run(warehouse, "7", "8", clock=clock)
    items = CatalogueItem.objects.order_by("remote_id").values_list("name", "available", "read_at", "gone_at")
    assert list(items) == [("told", Decimal(3), early, None), ("told", Decimal(3), clock.now(), None)]


@pytest.mark.parametrize("error", [Rejected("Not so."), Held("Not so.")])
def test_a_refused_product_does_not_stop_the_others(warehouse, goods, error):
    first, second = goods("A", "B")
    done, asked = run(warehouse, error, "2")
    assert (done.failed, done.stopped) == ([(first.partner_sku, "Not so.")], None)
    assert [one.stockrecord for one in done.made] == [second]
    assert asked == [first.partner_sku, second.partner_sku]


@pytest.mark.parametrize("kind", [Unavailable, Throttled, Misconfigured, Uncertain])
def test_what_concerns_all_products_stops_the_batch(warehouse, goods, kind):
    first, second, _third = goods("A", "B", "C")
    done, asked = run(warehouse, "1", kind("Not now."), AssertionError("not asked"))
    assert [one.stockrecord for one in done.made] == [first]
    assert (str(done.stopped), done.stopped_at, done.failed) == ("Not now.", second.partner_sku, [])
    assert asked == [first.partner_sku, second.partner_sku]


def test_a_batch_is_bounded(warehouse, goods):
    records = goods("A", "B", "C")
    _done, asked = run(warehouse, "1", "2", most=2)
    assert asked == [record.partner_sku for record in records[:2]]
    _done, asked = run(warehouse, "3")
    assert asked == [records[2].partner_sku]


def test_a_product_that_follows_another_stock_record_is_told(warehouse, goods):
    first, second = goods("A", "B")
    done, _asked = run(warehouse, "1", "1")
    assert [one.stockrecord for one in done.made] == [first]
    assert done.failed[0][0] == second.partner_sku
    assert f"“{second.partner_sku}” cannot take its stock from" in done.failed[0][1]


def test_what_was_linked_meanwhile_is_not_made(warehouse, goods, monkeypatch):
    first, second = goods("A", "B")
    scripted = books(warehouse, "1")
    make = scripted.create_product

    def slowly(product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        link(warehouse, second, remote_id="9")
        return make(product, remote_vat)

    monkeypatch.setattr(scripted, "create_product", slowly)
    done = create(warehouse, creatable(warehouse), remote_vat="S", actor=None, provider=scripted)
    assert [one.stockrecord for one in done.made] == [first]
    assert done.failed[0][0] == second.partner_sku
    assert len(scripted.asked) == 1


def test_a_system_that_makes_no_products_says_so(warehouse, goods):
    goods("A")
    done = create(warehouse, creatable(warehouse), remote_vat="S", actor=None)
    assert "creates no products through its API" in str(done.stopped)
    Integration.objects.update(provider="gone")
    again = Warehouse.objects.get(pk=warehouse.pk)
    done = create(again, creatable(again), remote_vat="S", actor=None)
    assert done.stopped is not None
    assert done.stopped.code


# -- real simulators -----------------------------------------------------------------------------------------


@pytest.fixture
def b1(connect: Any) -> Iterator[tuple[Any, Warehouse]]:
    with B1Simulator() as simulator:
        settings = {"limits": [], "mode": "warehouse", "attribute_id": "13", "unit_id": "9"}
        yield (
            simulator,
            connect("B1", "b1", base_url=simulator.url, credentials=simulator.credentials(), settings=settings),
        )


@pytest.fixture
def itax(connect: Any) -> Iterator[tuple[Any, Warehouse]]:
    with ITaxSimulator() as simulator:
        simulator.switches.per_second = 1000
        settings = {"limits": [], "measurement_id": "5599"}
        yield (
            simulator,
            connect("iTax", "itax", base_url=simulator.url, credentials=simulator.credentials(), settings=settings),
        )


@pytest.mark.parametrize(
    ("system", "call", "vat"),
    [("b1", "reference-book/items/create", "21"), ("itax", "POST products", ITAX_21)],
)
def test_an_answer_that_was_lost_makes_no_second_product(request, goods, outbox, system, call, vat):
    simulator, warehouse = request.getfixturevalue(system)
    records = goods("Puodelis", "Lėkštė", home=warehouse)
    before = len(simulator.books().products)
    simulator.fail(call, "lost_answer")

    first = create(warehouse, creatable(warehouse), remote_vat=vat, actor=None, clock=outbox.clock)
    assert first.stopped is not None
    assert (first.stopped_at, first.made) == (records[0].partner_sku, [])
    assert len(simulator.books().products) == before + 1, "it was made, and nobody knows"

    second = create(warehouse, creatable(warehouse), remote_vat=vat, actor=None, clock=outbox.clock)
    assert (second.stopped, second.failed) == (None, [])
    assert [one.stockrecord for one in second.made] == records
    assert len(simulator.books().products) == before + 2

    over_there = {product.code: str(product.id) for product in simulator.books().products.values()}
    for one in ProductLink.objects.select_related("stockrecord"):
        assert one.remote_id == over_there[one.stockrecord.partner_sku]
    assert CatalogueItem.objects.filter(warehouse=warehouse, gone_at=None).count() == 2
    assert not creatable(warehouse).exists()
