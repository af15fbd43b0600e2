"""Baskets as customers fill them, for Hypothesis to draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from oscar.apps.offer.models import Benefit
from oscar.apps.order.models import Order
from oscar.apps.partner import strategy as oscar_strategy
from oscar.apps.partner.models import Partner

from tests.invoicing.offers import Surcharge, Surcharges, offer, voucher
from tests.shop import RATES, Delivery, GrossStrategy, Item, Shop, net_of

KINDS = ("prekes", "knygos", "paslaugos")


class NetByClass(oscar_strategy.UseFirstStockRecord, oscar_strategy.FixedRateTax, oscar_strategy.Structured):
    """Oscar's own net price list with its four decimals, the rate by product class."""

    def get_rate(self, product: Any, stockrecord: Any) -> Decimal:
        return RATES[product.get_product_class().slug] / 100

    def availability_policy(self, product: Any, stockrecord: Any) -> Any:
        return oscar_strategy.Available()


class NetDelivery(Delivery):
    """A delivery charge from a net price list, with tax to four decimals as well."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.charge_excl_tax = self.charge
        self.charge_incl_tax = (self.charge * Decimal("1.21")).quantize(Decimal("0.0001"))


@dataclass(frozen=True)
class Row:
    """A line of a basket before there is a product for it."""

    price: Decimal
    quantity: int
    kind: str
    partner: int


@dataclass(frozen=True)
class Plan:
    """An order to be placed."""

    rows: tuple[Row, ...]
    shipping: Decimal = Decimal("0.00")
    surcharges: tuple[Decimal, ...] = ()
    offers: tuple[tuple[str, str | None, bool], ...] = ()
    strategy: Any = field(default_factory=lambda: GrossStrategy(named=True))
    is_net: bool = False

    def place(self, partners: list[Partner]) -> Order:
        """The order, through Oscar's own offer engine and order creator."""
        vouchers = []
        for kind, value, by_voucher in self.offers:
            if by_voucher:
                vouchers.append(voucher(kind, value))
            else:
                offer(kind, value)
        items = [Item(str(row.price), row.quantity, row.kind, partners[row.partner]) for row in self.rows]
        charges = Surcharges(*(Surcharge(f"Mokestis {i}", str(fee)) for i, fee in enumerate(self.surcharges)))
        delivery = NetDelivery if self.is_net else Delivery
        return Shop().place(
            items,
            shop_strategy=self.strategy,
            delivery=delivery(charge=self.shipping),
            vouchers=vouchers,
            surcharges=charges or None,
        )


def prices() -> st.SearchStrategy[Decimal]:
    """Cents, small change and normal prices."""
    return st.one_of(st.integers(1, 99), st.integers(100, 50_000)).map(lambda cents: Decimal(cents) / 100)


def quantities() -> st.SearchStrategy[int]:
    """Mostly a few, sometimes a pallet."""
    return st.one_of(st.integers(1, 12), st.integers(1, 999))


def rows(kinds: tuple[str, ...] = KINDS, most: int = 50) -> st.SearchStrategy[tuple[Row, ...]]:
    """One to fifty lines of one to three partners."""
    row = st.builds(Row, prices(), quantities(), st.sampled_from(kinds), st.integers(0, 2))
    return st.lists(row, min_size=1, max_size=most).map(tuple)


def offers() -> st.SearchStrategy[tuple[tuple[str, str | None, bool], ...]]:
    """Nothing, or up to two of Oscar's own offers, with or without a voucher."""
    one = st.one_of(
        st.tuples(st.just(Benefit.PERCENTAGE), st.sampled_from(["1", "7", "10", "33.33", "50", "100"])),
        st.tuples(st.just(Benefit.FIXED), st.sampled_from(["0.01", "1.00", "10.00", "19.99"])),
        st.tuples(st.just(Benefit.FIXED_UNIT), st.sampled_from(["0.01", "0.50", "3.33"])),
        st.tuples(st.just(Benefit.MULTIBUY), st.none()),
        st.tuples(st.just(Benefit.SHIPPING_PERCENTAGE), st.sampled_from(["50", "100"])),
        st.tuples(st.just(Benefit.SHIPPING_ABSOLUTE), st.just("1.00")),
    )
    drawn = st.tuples(one, st.booleans()).map(lambda pair: (*pair[0], pair[1]))
    return st.lists(drawn, max_size=2).map(tuple)


def plans(strategy: Any, **values: Any) -> st.SearchStrategy[Plan]:
    """Orders placed with one pricing strategy."""
    kinds = values.pop("kinds", KINDS)
    return st.builds(
        Plan,
        rows=rows(kinds),
        shipping=st.one_of(st.just(Decimal("0.00")), prices()),
        surcharges=st.lists(prices(), max_size=2).map(tuple),
        offers=offers(),
        strategy=st.just(strategy),
        is_net=st.just(values.pop("is_net", False)),
    )


__all__ = ["KINDS", "NetByClass", "Plan", "Row", "net_of", "offers", "plans", "prices", "quantities", "rows"]
