"""A small Lithuanian shop for the tests: partners, products, orders through Oscar's own code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from oscar.apps.address.models import Country
from oscar.apps.basket.models import Basket
from oscar.apps.catalogue.models import Category, Product, ProductClass
from oscar.apps.checkout.calculators import OrderTotalCalculator
from oscar.apps.offer.applicator import Applicator
from oscar.apps.order.models import BillingAddress, Order, ShippingAddress
from oscar.apps.order.utils import OrderCreator
from oscar.apps.partner import strategy
from oscar.apps.partner.models import Partner, StockRecord
from oscar.apps.partner.prices import TaxInclusiveFixedPrice
from oscar.apps.shipping.methods import FixedPrice
from oscar.core.prices import Price

_skus = count(1)
_baskets = count(1)
RATES = {"prekes": Decimal(21), "knygos": Decimal(5), "paslaugos": Decimal(12), "gift-card": Decimal(0)}
#: When orders are placed unless a test says otherwise: the rates of VAT depend on the day.
PLACED = datetime(2026, 3, 9, 9, 59, tzinfo=timezone.utc)
CODES = {"prekes": "PVM1", "knygos": "PVM3", "paslaugos": "PVM58", "gift-card": ""}


def net_of(gross: Decimal, rate: Decimal) -> Decimal:
    return (gross * 100 / (100 + rate)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


class GrossStrategy(strategy.UseFirstStockRecord, strategy.StockRequired, strategy.Structured):
    """Shelf prices include VAT, as Lithuanian shops have them."""

    def __init__(self, *, named: bool = False, rate: Decimal | None = None) -> None:
        super().__init__(None)
        self.named = named
        self.rate = rate

    def pricing_policy(self, product: Any, stockrecord: Any) -> Any:
        slug = product.get_product_class().slug
        rate = RATES[slug] if self.rate is None else self.rate
        net = net_of(stockrecord.price, rate)
        return TaxInclusiveFixedPrice(
            stockrecord.price_currency, net, stockrecord.price - net, tax_code=CODES[slug] if self.named else None
        )

    def availability_policy(self, product: Any, stockrecord: Any) -> Any:
        return strategy.Available()


class NetStrategy(strategy.UseFirstStockRecord, strategy.FixedRateTax, strategy.Structured):
    """Net price list, tax to four decimals, as Oscar's own FixedRateTax does it."""

    rate = Decimal("0.21")

    def availability_policy(self, product: Any, stockrecord: Any) -> Any:
        return strategy.Available()


@dataclass
class Delivery(FixedPrice):
    charge: Decimal = Decimal("0.00")
    rate: Decimal = Decimal(21)
    name: str = "Kurjeris"
    code: str = "courier"

    def __post_init__(self) -> None:
        net = net_of(self.charge, self.rate)
        super().__init__(charge_excl_tax=net, charge_incl_tax=self.charge)


@dataclass
class Item:
    """One line to be put into a basket."""

    price: str
    quantity: int = 1
    kind: str = "prekes"
    partner: Partner | None = None
    title: str = ""
    stock: int = 10_000


@dataclass
class Shop:
    """Makes what a test needs and places orders."""

    partners: dict[str, Partner] = field(default_factory=dict)

    def partner(self, name: str = "Vilnius") -> Partner:
        if name not in self.partners:
            self.partners[name] = Partner.objects.create(name=name)
        return self.partners[name]

    def product(self, item: Item) -> Product:
        product_class, _ = ProductClass.objects.get_or_create(
            slug=item.kind,
            defaults={"name": item.kind, "requires_shipping": item.kind != "paslaugos", "track_stock": True},
        )
        number = next(_skus)
        product = Product.objects.create(
            product_class=product_class, title=item.title or f"Prekė {number}", structure="standalone"
        )
        StockRecord.objects.create(
            product=product,
            partner=item.partner or self.partner(),
            partner_sku=f"SKU-{number}",
            price=Decimal(item.price),
            price_currency="EUR",
            num_in_stock=item.stock,
        )
        return product

    def country(self, code: str = "LT") -> Country:
        names = {"LT": "Lithuania", "DE": "Germany", "NO": "Norway"}
        return Country.objects.get_or_create(
            iso_3166_1_a2=code,
            defaults={"printable_name": names.get(code, code), "name": code, "is_shipping_country": True},
        )[0]

    def address(self, country: str = "LT", **fields: Any) -> ShippingAddress:
        values = {
            "first_name": "Jonas",
            "last_name": "Jonaitis",
            "line1": "Gedimino pr. 1",
            "line4": "Vilnius",
            "postcode": "01103" if country == "LT" else "",
            "country": self.country(country),
        }
        return ShippingAddress(**{**values, **fields})

    def basket(self, items: Sequence[Item], *, shop_strategy: Any = None) -> Basket:
        basket = Basket.objects.create()
        basket.strategy = shop_strategy or GrossStrategy()
        for item in items:
            basket.add_product(self.product(item), item.quantity)
        return basket

    def place(
        self,
        items: Sequence[Item],
        *,
        shipping: str = "0.00",
        shop_strategy: Any = None,
        surcharges: Any = None,
        vouchers: Sequence[Any] = (),
        address: Any = "LT",
        user: Any = None,
        total: Decimal | None = None,
        guest_email: str = "jonas@example.com",
        number: str | None = None,
        delivery: Any = None,
        placed: datetime = PLACED,
        **fields: Any,
    ) -> Order:
        """An order through Oscar's own creator, as the checkout views make it."""
        basket = self.basket(items, shop_strategy=shop_strategy)
        for voucher in vouchers:
            basket.vouchers.add(voucher)
        return self.place_basket(
            basket,
            shipping=shipping,
            surcharges=surcharges,
            address=address,
            user=user,
            total=total,
            guest_email=guest_email,
            number=number,
            delivery=delivery,
            placed=placed,
            **fields,
        )

    def place_basket(
        self,
        basket: Basket,
        *,
        shipping: str = "0.00",
        surcharges: Any = None,
        address: Any = "LT",
        user: Any = None,
        total: Decimal | None = None,
        guest_email: str = "jonas@example.com",
        number: str | None = None,
        delivery: Any = None,
        placed: datetime = PLACED,
        **fields: Any,
    ) -> Order:
        """An order of a basket that is filled already; `fields` are the order's own."""
        customer = user or AnonymousUser()
        Applicator().apply(basket, customer, None)
        method = delivery or Delivery(charge=Decimal(shipping))
        charge = method.calculate(basket)
        amount = OrderTotalCalculator().calculate(basket, charge, surcharges=surcharges)
        if total is not None:
            amount = Price("EUR", excl_tax=total, incl_tax=total)
        shipping_address = self.address(address) if isinstance(address, str) else address
        if shipping_address is not None:
            shipping_address.save()
        order: Order = OrderCreator().place_order(
            basket,
            amount,
            shipping_method=method,
            shipping_charge=charge,
            user=customer,
            shipping_address=shipping_address,
            order_number=number,
            surcharges=surcharges,
            guest_email="" if user else guest_email,
            date_placed=placed,
            **fields,
        )
        return order


def orders() -> QuerySet[Order]:
    return Order.objects.order_by("pk")


__all__ = ["BillingAddress", "Category", "Delivery", "GrossStrategy", "Item", "NetStrategy", "Shop", "orders"]
