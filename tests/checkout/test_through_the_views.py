"""Whatever goes wrong with us, the customer's checkout ends as it would without us (measurements.md §3.1 R11)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from oscar.apps.basket.models import Basket
from oscar.apps.order.models import Order
from oscar.apps.payment.models import Source

from oscar_lt_accounting.models import Integration, State, Submission
from oscar_lt_accounting.services.outbox import enqueue as enqueuing
from oscar_lt_accounting.services.outbox.sweep import sweep
from tests.checkout.counter import Counter
from tests.shop import Item

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[False, True], ids=["autocommit", "atomic requests"])
def atomic_requests(request: Any, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> bool:
    monkeypatch.setitem(connections["default"].settings_dict, "ATOMIC_REQUESTS", request.param)
    assert connections.settings["default"]["ATOMIC_REQUESTS"] is request.param
    return request.param


@pytest.fixture
def counter(atomic_requests: bool, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Counter:
    return Counter(monkeypatch, settings)


def set_up(settings: Any, **values: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, **values}


def check_checkout(answer: Any) -> Order:
    """The customer paid, the order is there, and nobody noticed anything."""
    order = Order.objects.get()
    assert answer.redirect_chain[-1][0].endswith("/thank-you/")
    assert answer.status_code == 200
    assert order.number in answer.content.decode()
    source = Source.objects.get(order=order)
    assert source.amount_debited == order.total_incl_tax == Decimal("22.10")
    assert order.payment_events.count() == 1
    assert order.basket.status == Basket.SUBMITTED
    assert [message.to for message in mail.outbox] == [["ona@example.com"]]
    assert order.lines.get(partner_sku__isnull=False, quantity=1, title="Kėdė").num_allocated == 1
    return order


def buy(shop: Any, counter: Counter) -> Order:
    shop.country("LT")
    chair, book = shop.product(Item("12.10", title="Kėdė")), shop.product(Item("10.00", kind="knygos"))
    return check_checkout(counter.buy(chair, book))


def check_delivered(order: Order, outbox: Any, memory_books: Any) -> None:
    outbox.run(after=60)
    (document,) = memory_books.documents.values()
    assert (document.total, document.paid) == (order.total_incl_tax, order.total_incl_tax)
    assert [payment.method for payment in document.payments] == ["card"]


def test_nothing_goes_wrong(shop: Any, counter: Counter, connect: Any, outbox: Any, memory_books: Any) -> None:
    connect()
    order = buy(shop, counter)
    assert Submission.objects.get().order == order
    assert sweep() == 0
    check_delivered(order, outbox, memory_books)


def raising(*_args: Any, **_kwargs: Any) -> Any:
    raise RuntimeError("a fault of our own")


def breaking_the_transaction(order: Any, *_args: Any, **_kwargs: Any) -> Any:
    for _ in range(2):
        Submission.objects.create(order_id=order.pk, reference="twice", partner_key="1")


@pytest.mark.parametrize("fault", [raising, breaking_the_transaction])
def test_a_fault_of_our_own(
    shop: Any, counter: Counter, connect: Any, outbox: Any, memory_books: Any, monkeypatch: Any, fault: Callable
) -> None:
    connect()
    with monkeypatch.context() as broken:
        broken.setattr(enqueuing, "_enqueue", fault)
        order = buy(shop, counter)
    assert not Submission.objects.exists()
    assert sweep() == 1
    check_delivered(order, outbox, memory_books)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ROUTER": "no.such.module"},
        {"ROUTER": "oscar_lt_accounting.nothing"},
        {"ROUTER": None},
        {"ROUTER": f"{__name__}.raising"},
    ],
    ids=["no module", "no function", "nothing", "a function that raises"],
)
def test_a_router_that_is_not_there(
    shop: Any, counter: Counter, connect: Any, outbox: Any, memory_books: Any, settings: Any, wrong: dict[str, Any]
) -> None:
    connect()
    right = settings.OSCAR_LT_ACCOUNTING
    set_up(settings, **wrong)
    order = buy(shop, counter)
    assert sweep() == 0
    settings.OSCAR_LT_ACCOUNTING = right
    assert sweep() == 1
    check_delivered(order, outbox, memory_books)


@pytest.mark.parametrize("keys", [[], None, ["not a key"], [b"bytes"]], ids=["none", "nothing", "junk", "bytes"])
def test_encryption_keys_that_are_missing(
    shop: Any, counter: Counter, connect: Any, outbox: Any, memory_books: Any, settings: Any, keys: Any
) -> None:
    warehouse = connect()
    warehouse.integration.credentials = {"api_key": "secret"}
    warehouse.integration.save()
    right = settings.OSCAR_LT_ACCOUNTING
    set_up(settings, ENCRYPTION_KEYS=keys)
    order = buy(shop, counter)
    assert Submission.objects.get().state == State.PENDING
    outbox.run(after=60)
    integration = Integration.objects.get()
    assert (integration.is_blocked, integration.problem_code) == (True, "encryption_key")
    assert Submission.objects.get().state == State.PENDING
    settings.OSCAR_LT_ACCOUNTING = right
    integration.save()
    check_delivered(order, outbox, memory_books)


@pytest.mark.parametrize("values", ["nonsense", None, 7])
def test_settings_that_are_no_dictionary(
    shop: Any, counter: Counter, connect: Any, outbox: Any, memory_books: Any, settings: Any, values: Any
) -> None:
    connect()
    right = settings.OSCAR_LT_ACCOUNTING
    settings.OSCAR_LT_ACCOUNTING = values
    order = buy(shop, counter)
    settings.OSCAR_LT_ACCOUNTING = right
    sweep()
    check_delivered(order, outbox, memory_books)


@pytest.mark.parametrize("values", [{"provider": "gone"}, {"provider": "b1"}, {"settings": {"behaves_as": "z"}}])
def test_an_integration_that_is_not_set_up(
    shop: Any, counter: Counter, connect: Any, outbox: Any, memory_books: Any, values: dict[str, Any]
) -> None:
    connect()
    Integration.objects.update(**values)
    order = buy(shop, counter)
    outbox.run(after=60)
    integration = Integration.objects.get()
    assert integration.is_blocked
    assert Submission.objects.get().state == State.PENDING
    integration.provider, integration.settings = "memory", {}
    integration.save()
    check_delivered(order, outbox, memory_books)


def test_no_integration_at_all(shop: Any, counter: Counter, connect: Any, outbox: Any, memory_books: Any) -> None:
    order = buy(shop, counter)
    assert not Submission.objects.exists()
    assert sweep() == 0
    connect()
    assert sweep() == 1
    check_delivered(order, outbox, memory_books)
