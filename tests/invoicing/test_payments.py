"""Money received: taken from Oscar's payment sources, shared out over the documents of an order."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from oscar.apps.payment.models import Source, SourceType

from oscar_lt_accounting.models import PaymentMapping
from oscar_lt_accounting.services.invoicing.building import build_document
from tests.shop import Item


def pay(order: Any, code: str = "card", **amounts: str) -> Source:
    source_type, _ = SourceType.objects.get_or_create(code=code, defaults={"name": code})
    return Source.objects.create(
        order=order,
        source_type=source_type,
        currency="EUR",
        **{f"amount_{name}": Decimal(amount) for name, amount in amounts.items()},
    )


def test_no_sources_no_payments(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    (document,) = documents(shop.place([Item("10.00")]))
    assert document.payments == ()


def test_money_that_was_only_promised_is_no_payment(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    order = shop.place([Item("10.00")])
    pay(order, allocated="10.00")
    (document,) = documents(order)
    assert document.payments == ()


def test_two_ways_of_paying(shop: Any, connect: Any, documents: Callable) -> None:
    warehouse = connect()
    PaymentMapping.objects.create(integration=warehouse.integration, source_type="card", remote_code="BANKAS")
    order = shop.place([Item("10.00")])
    pay(order, allocated="7.00", debited="7.00")
    pay(order, "gift-card", debited="3.00")
    (document,) = documents(order)
    assert [(one.method, one.amount, one.remote_code) for one in document.payments] == [
        ("card", Decimal("7.00"), "BANKAS"),
        ("gift-card", Decimal("3.00"), ""),
    ]


def test_money_given_back_is_not_received(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    order = shop.place([Item("10.00")])
    pay(order, debited="10.00", refunded="4.00")
    pay(order, "cash", debited="5.00", refunded="5.00")
    (document,) = documents(order)
    assert [(one.method, one.amount) for one in document.payments] == [("card", Decimal("6.00"))]


def test_more_given_back_than_received_is_no_payment(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    connect("Kaunas")
    order = shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))])
    pay(order, debited="1.00", refunded="4.00")
    order.accounting_submissions.update(released_holds=["order_refunded"])
    assert [document.payments for document in documents(order)] == [(), ()]


def test_the_payment_of_a_split_order_is_shared_out_like_its_total(
    shop: Any, connect: Any, documents: Callable
) -> None:
    connect()
    connect("Kaunas")
    order = shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))], shipping="5.00")
    pay(order, debited="20.00")
    assert [(document.total, document.paid) for document in documents(order)] == [
        (Decimal("15.00"), Decimal("15.00")),
        (Decimal("5.00"), Decimal("5.00")),
    ]


def test_the_cents_of_shared_payments_are_never_lost(shop: Any, connect: Any, outbox: Any) -> None:
    for name in ("Vilnius", "Kaunas", "Klaipėda"):
        connect(name)
    order = shop.place([Item("9.99", partner=shop.partner(name)) for name in ("Vilnius", "Kaunas", "Klaipėda")])
    source = pay(order, debited="0.00")
    rows = list(order.accounting_submissions.order_by("pk"))

    @hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.integers(0, 6000))
    def shared(cents: int) -> None:
        source.amount_debited = Decimal(cents) / 100
        source.save()
        paid = [build_document(row, outbox.clock.now().date()).paid for row in rows]
        assert sum(paid) == source.amount_debited
        assert max(paid) - min(paid) <= Decimal("0.01")

    shared()
