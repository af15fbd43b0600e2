"""The worked orders of lt-invoicing-facts §8, placed in a real shop."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from oscar.apps.offer.models import Benefit
from oscar.apps.payment.models import Source, SourceType

from oscar_lt_accounting.domain.documents import LineKind
from tests.invoicing.offers import voucher
from tests.invoicing.reading import amounts, check_consistent, groups, rows
from tests.shop import GrossStrategy, Item

STRATEGIES = pytest.mark.parametrize("named", [True, False], ids=["named codes", "no codes"])


@pytest.fixture(autouse=True)
def offers_are_counted_with_vat(settings: Any) -> None:
    settings.OSCAR_OFFERS_INCL_TAX = True


def policy(settings: Any, name: str) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "SHIPPING_VAT_POLICY": name}


@STRATEGIES
def test_order_1_mixed_rates(shop: Any, connect: Any, documents: Callable, named: bool) -> None:
    connect()
    order = shop.place(
        [
            Item("0.99"),
            Item("0.99"),
            Item("0.99"),
            Item("12.49", 2, kind="knygos"),
            Item("15.00", kind="paslaugos"),
        ],
        shop_strategy=GrossStrategy(named=named),
    )
    (document,) = documents(order)
    assert groups(document) == {
        "PVM1": amounts("2.97 2.45 0.52"),
        "PVM3": amounts("24.98 23.79 1.19"),
        "PVM58": amounts("15.00 13.39 1.61"),
    }
    assert rows(document) == [
        amounts("0.99 0.82 0.17"),
        amounts("0.99 0.82 0.17"),
        amounts("0.99 0.81 0.18"),
        amounts("24.98 23.79 1.19"),
        amounts("15.00 13.39 1.61"),
    ]
    assert (document.total, document.net, document.vat) == amounts("42.95 39.63 3.32")
    check_consistent(document)


@STRATEGIES
def test_order_2_fixed_discount_over_lines(shop: Any, connect: Any, documents: Callable, named: bool) -> None:
    connect()
    order = shop.place(
        [Item("29.99"), Item("9.95", 2), Item("14.50", kind="knygos")],
        vouchers=[voucher(Benefit.FIXED, "10.00")],
        shop_strategy=GrossStrategy(named=named),
    )
    (document,) = documents(order)
    assert groups(document) == {"PVM1": amounts("42.14 34.83 7.31"), "PVM3": amounts("12.25 11.67 0.58")}
    assert rows(document) == [
        amounts("25.33 20.94 4.39"),
        amounts("16.81 13.89 2.92"),
        amounts("12.25 11.67 0.58"),
    ]
    assert (document.total, document.net, document.vat) == amounts("54.39 46.50 7.89")
    assert [line.gross_before_discount for line in document.lines] == list(amounts("29.99 19.90 14.50"))


def test_order_2_split_trap_three_equal_lines(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    order = shop.place([Item("10.00"), Item("10.00"), Item("10.00")], vouchers=[voucher(Benefit.FIXED, "10.00")])
    (document,) = documents(order)
    assert groups(document) == {"PVM1": amounts("20.00 16.53 3.47")}
    check_consistent(document)


@STRATEGIES
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("apportion_net", {"PVM1": "52.94 43.75 9.19", "PVM3": "32.04 30.51 1.53"}),
        ("apportion_gross", {"PVM1": "53.11 43.89 9.22", "PVM3": "31.87 30.35 1.52"}),
        ("standard", {"PVM1": "54.98 45.44 9.54", "PVM3": "30.00 28.57 1.43"}),
        ("dominant", {"PVM1": "54.98 45.44 9.54", "PVM3": "30.00 28.57 1.43"}),
    ],
)
def test_order_4_delivery_with_mixed_rates(
    shop: Any, connect: Any, documents: Callable, settings: Any, named: bool, name: str, expected: dict[str, str]
) -> None:
    policy(settings, name)
    connect()
    order = shop.place(
        [Item("49.99"), Item("30.00", kind="knygos")], shipping="4.99", shop_strategy=GrossStrategy(named=named)
    )
    (document,) = documents(order)
    assert groups(document) == {code: amounts(text) for code, text in expected.items()}
    assert document.total == order.total_incl_tax == Decimal("84.98")
    delivery = [line.gross for line in document.lines if line.kind is LineKind.SHIPPING]
    assert sum(delivery) == Decimal("4.99")
    check_consistent(document)


def test_order_5a_a_voucher_for_everything_leaves_nothing_to_invoice(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("49.99")], vouchers=[voucher(Benefit.PERCENTAGE, "100")])
    held(order, "zero_total", order.number if isinstance(order.number, str) else str(order.number), "0.00")


@STRATEGIES
@pytest.mark.parametrize(
    ("name", "expected"), [("apportion_gross", "1.87 1.12"), ("apportion_net", "1.77 1.22"), ("standard", "2.99")]
)
def test_order_5b_delivery_of_free_goods_follows_their_prices_before_the_discount(
    shop: Any, connect: Any, documents: Callable, settings: Any, named: bool, name: str, expected: str
) -> None:
    policy(settings, name)
    connect()
    order = shop.place(
        [Item("49.99"), Item("30.00", kind="knygos")],
        shipping="2.99",
        vouchers=[voucher(Benefit.PERCENTAGE, "100")],
        shop_strategy=GrossStrategy(named=named),
    )
    (document,) = documents(order)
    goods = [line for line in document.lines if line.kind is LineKind.GOODS]
    delivery = [line for line in document.lines if line.kind is LineKind.SHIPPING]
    assert [(line.gross, line.rate) for line in goods] == [
        (Decimal("0.00"), Decimal(21)),
        (Decimal("0.00"), Decimal(5)),
    ]
    assert tuple(line.gross for line in delivery) == amounts(expected)
    assert [line.rate for line in delivery] == [Decimal(21), Decimal(5)][: len(delivery)]
    assert document.total == Decimal("2.99")


def test_order_5c_a_gift_card_is_a_payment(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    order = shop.place([Item("25.00")])
    gift_card = SourceType.objects.create(name="Gift card", code="gift-card")
    Source.objects.create(order=order, source_type=gift_card, amount_debited=Decimal("25.00"), reference="GC-1")
    (document,) = documents(order)
    assert groups(document) == {"PVM1": amounts("25.00 20.66 4.34")}
    (payment,) = document.payments
    assert (payment.method, payment.amount, payment.reference) == ("gift-card", Decimal("25.00"), "GC-1")
    assert document.total - document.paid == 0


def test_order_5d_a_single_purpose_card_carries_vat_when_it_is_sold(
    shop: Any, connect: Any, documents: Callable
) -> None:
    connect()
    order = shop.place([Item("25.00", kind="gift-card")], shop_strategy=GrossStrategy(rate=Decimal(21)))
    (document,) = documents(order)
    assert groups(document) == {"PVM1": amounts("25.00 20.66 4.34")}
    assert [line.kind for line in document.lines] == [LineKind.GIFT_CARD]
