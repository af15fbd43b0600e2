"""Two buyers of the last piece."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from oscar.apps.catalogue.models import ProductClass
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.apps.order.exceptions import UnableToPlaceOrder
from oscar.apps.order.models import Order
from oscar.apps.order.utils import OrderCreator

from oscar_lt_accounting.checkout import LastPieceOnce
from oscar_lt_accounting.models import Submission
from tests.services.together import together
from tests.shop import Delivery, Item, Shop


class Creator(LastPieceOnce, OrderCreator):
    """As a shop builds it."""


def basket_of(shop: Shop, product: Any, pieces: int = 1) -> Any:
    basket = shop.basket([])
    basket.add_product(product, pieces)
    return basket


def buy(shop: Shop, basket: Any) -> Order:
    delivery = Delivery()
    charge = delivery.calculate(basket)
    order: Order = Creator().place_order(
        basket,
        OrderTotalCalculator().calculate(basket, charge),
        shipping_method=delivery,
        shipping_charge=charge,
        user=AnonymousUser(),
        guest_email="jonas@example.com",
    )
    return order


def test_the_last_piece_is_sold_once_and_nothing_of_the_other_order_stays(shop: Shop, connect: Any) -> None:
    connect()
    product = shop.product(Item("10.00", stock=1, title="Kavinukas"))
    first, second = basket_of(shop, product), basket_of(shop, product)
    buy(shop, first)
    with pytest.raises(UnableToPlaceOrder, match="“Kavinukas” was sold to somebody else"):
        buy(shop, second)
    assert Order.objects.count() == Submission.objects.count() == 1
    assert product.stockrecords.get().net_stock_level == 0


def test_untracked_goods_are_sold_without_end(shop: Shop) -> None:
    product = shop.product(Item("10.00", stock=0))
    ProductClass.objects.update(track_stock=False)
    assert buy(shop, basket_of(shop, product, 5)).num_items == 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_buyers_at_the_same_moment_get_what_there_is(transactional_db: None) -> None:
    shop = Shop()
    product = shop.product(Item("10.00", stock=3))
    baskets = [basket_of(shop, product) for _ in range(8)]

    def attempt(basket: Any) -> bool:
        try:
            buy(shop, basket)
        except UnableToPlaceOrder:
            return False
        return True

    buyers = together(*[lambda basket=basket: attempt(basket) for basket in baskets])
    assert sum(buyer.result() for buyer in buyers) == 3
    record = product.stockrecords.get()
    assert (record.num_in_stock, record.num_allocated) == (3, 3)
