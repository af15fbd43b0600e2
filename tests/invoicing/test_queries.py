"""What a document costs in queries, whatever it holds (measurements.md §4.7 P5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from oscar.apps.catalogue.models import AttributeOption, AttributeOptionGroup, ProductAttribute
from oscar.apps.payment.models import Source, SourceType

from oscar_lt_accounting.models import PaymentMapping, ProductLink, Series, State, Submission, VatMapping
from oscar_lt_accounting.services.invoicing.building import build_document
from oscar_lt_accounting.services.outbox.deliver import send
from tests.invoicing.test_odd_orders import place_product, variant
from tests.shop import Item

LINES = (1, 10, 50)


def order_of(shop: Any, warehouse: Any, lines: int) -> Any:
    """An order with everything that could cost a query for each line."""
    order = shop.place([Item("1.21", kind=("prekes", "knygos")[i % 2]) for i in range(lines)], shipping="3.00")
    for line in order.lines.all():
        ProductLink.objects.create(warehouse=warehouse, stockrecord=line.stockrecord, remote_id=f"R{line.pk}")
    card, _ = SourceType.objects.get_or_create(code="card", defaults={"name": "card"})
    Source.objects.create(order=order, source_type=card, amount_debited=order.total_incl_tax)
    return order


def built(row: Submission, clock: Any) -> int:
    row = Submission.objects.select_related("warehouse__integration", "order").get(pk=row.pk)
    with CaptureQueriesContext(connection) as queries:
        build_document(row, clock.now().date())
    return len(queries)


def statements(queries: CaptureQueriesContext) -> int:
    """Without the borders of transactions, which are savepoints only because a test is one transaction."""
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for query in queries)


def test_building_costs_the_same_for_any_number_of_lines(shop: Any, connect: Any, clock: Any) -> None:
    warehouse = connect(settings={"require_links": True})
    VatMapping.objects.create(integration=warehouse.integration, rate=21, remote_code="S")
    PaymentMapping.objects.create(integration=warehouse.integration, source_type="card", remote_code="B")
    counts = {built(order_of(shop, warehouse, lines).accounting_submissions.get(), clock) for lines in LINES}
    assert len(counts) == 1
    assert counts.pop() <= 14


@pytest.mark.parametrize("kind", ["text", "option", "multi_option"])
def test_building_costs_the_same_for_any_number_of_variants(shop: Any, connect: Any, clock: Any, kind: str) -> None:
    connect()
    group = AttributeOptionGroup.objects.create(name="Spalvos")
    colours = [AttributeOption.objects.create(group=group, option=name) for name in ("balta", "juoda")]
    value: Any = {"text": "balta", "option": colours[0], "multi_option": colours}[kind]

    attribute = ProductAttribute(name="Spalva", code="spalva", type=kind, option_group=group)

    def ordered(number: int) -> Submission:
        products = [variant(shop, attributes=(attribute,), value=value) for _ in range(number)]
        return place_product(shop, *products).accounting_submissions.get()

    counts = {built(ordered(number), clock) for number in (1, 10)}
    assert len(counts) == 1


@pytest.mark.parametrize("lines", LINES)
def test_a_document_is_delivered_with_at_most_25_queries(
    shop: Any, connect: Any, outbox: Any, memory_books: Any, lines: int
) -> None:
    warehouse = connect(settings={"require_links": True}, numbering="shop")
    Series.objects.create(integration=warehouse.integration, prefix="ESH")
    order_of(shop, warehouse, lines)
    outbox.clock.advance(60)
    row = Submission.objects.select_related("integration", "warehouse__integration", "order").get()
    with CaptureQueriesContext(connection) as queries:
        send(row, outbox.context)
    assert row.state == State.ISSUED
    assert statements(queries) <= 25


def test_a_worker_adds_little_to_what_a_document_costs(shop: Any, connect: Any, outbox: Any, memory_books: Any) -> None:
    warehouse = connect(settings={"require_links": True})

    def a_pass(orders: int) -> int:
        for _ in range(orders):
            order_of(shop, warehouse, 3)
        with CaptureQueriesContext(connection) as queries:
            outbox.run(after=60)
        return statements(queries)

    a_pass(1)
    one, three = a_pass(1), a_pass(3)
    assert (three - one) / 2 <= 25
    assert a_pass(0) <= 3
