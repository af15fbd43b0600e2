"""Orders as plain facts, rounded the way Oscar rounds, for thousands of examples without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

from hypothesis import strategies as st

from oscar_lt_accounting.domain.documents import Buyer, Invoice, InvoiceLine
from oscar_lt_accounting.providers.base import Connection, HttpClient
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.invoicing.orders import ChargeFacts, LineFacts, OrderFacts
from oscar_lt_accounting.services.invoicing.rates import rates_of
from oscar_lt_accounting.services.invoicing.rows import Rows
from oscar_lt_accounting.services.invoicing.shares import Share, shares_of
from tests.invoicing.baskets import KINDS, prices, quantities
from tests.shop import CODES, RATES

DAY = date(2026, 3, 9)


def cents(amount: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=rounding)


@dataclass(frozen=True)
class Piece:
    """What one piece costs, as a pricing strategy of Oscar says it."""

    net: Decimal
    gross: Decimal

    @classmethod
    def of(cls, price: Decimal, rate: Decimal, way: str) -> Piece:
        """`way`: shelf prices with the net in cents or in four decimals, or a net list with four-decimal tax."""
        factor = 1 + rate / 100
        if way == "net":
            return cls(price, price + (price * rate / 100).quantize(Decimal("0.0001")))
        return cls((price / factor).quantize(Decimal("0.01" if way == "cents" else "0.0001"), ROUND_HALF_UP), price)


@dataclass(frozen=True)
class Sold:
    """A basket line, and its discount in the way Oscar's offers book it."""

    kind: str
    partner: str
    quantity: int
    piece: Piece
    discount: Decimal
    is_discounted_with_vat: bool

    def amounts(self) -> tuple[Decimal, Decimal]:
        """Net and gross after the discount, as Oscar's basket line computes them: not rounded."""
        net, gross = self.piece.net * self.quantity, self.piece.gross * self.quantity
        ratio = self.piece.net / self.piece.gross if self.piece.gross else Decimal(0)
        off = gross * self.discount
        if not off or not ratio:
            return net, gross
        if self.is_discounted_with_vat:
            return max(Decimal(0), cents(net - ratio * off)), max(Decimal(0), gross - off)
        net = max(Decimal(0), net - off)
        return net, cents(net / ratio)


@dataclass(frozen=True)
class Sale:
    """A whole order."""

    sold: tuple[Sold, ...]
    charges: tuple[Decimal, ...]
    named: bool
    rounding: str

    def facts(self) -> OrderFacts:
        """The order as its columns say it, in a database that rounds with `rounding`."""
        exact = [sold.amounts() for sold in self.sold]
        basket = cents(sum((gross for _net, gross in exact), Decimal(0)))
        charges = [
            ChargeFacts(name=f"charge {i}", gross=cents(charge, self.rounding), is_delivery=not i)
            for i, charge in enumerate(self.charges)
        ]
        total = cents(basket + sum(self.charges, Decimal(0)), self.rounding)
        return OrderFacts(
            order=None,
            pk=1,
            number="100001",
            day=DAY,
            currency="EUR",
            total=total,
            lines=tuple(self._line(i, sold, *exact[i]) for i, sold in enumerate(self.sold)),
            charges=tuple(charge for charge in charges if charge.gross),
            country="LT",
            postcode="01103",
        )

    def _line(self, position: int, sold: Sold, net: Decimal, gross: Decimal) -> LineFacts:
        return LineFacts(
            line=None,
            pk=position + 1,
            status="",
            partner_key=sold.partner,
            partner_name=sold.partner,
            sku=f"SKU-{position}",
            title=f"line {position}",
            quantity=sold.quantity,
            gross=cents(gross, self.rounding),
            net=cents(net, self.rounding),
            gross_before_discount=cents(sold.piece.gross * sold.quantity, self.rounding),
            net_before_discount=cents(sold.piece.net * sold.quantity, self.rounding),
            tax_code=CODES[sold.kind] if self.named else "",
            stockrecord_id=None,
            product_class=sold.kind,
            is_shipped=sold.kind != "paslaugos",
        )


def sales(way: str, *, named: bool, kinds: tuple[str, ...] = KINDS) -> st.SearchStrategy[Sale]:
    """Orders of a shop with one way of pricing."""

    def _sold(kind: str, price: Decimal, quantity: int, partner: str, discount: Decimal, with_vat: bool) -> Sold:
        return Sold(kind, partner, quantity, Piece.of(price, RATES[kind], way), discount, with_vat)

    lines = st.builds(
        _sold,
        st.sampled_from(kinds),
        prices(),
        quantities(),
        st.sampled_from("ABC"),
        st.one_of(st.just(Decimal(0)), st.decimals("0.001", "1", places=4)),
        st.booleans(),
    )
    charge = prices().map(
        lambda price: price if way != "net" else (price * Decimal("1.21")).quantize(Decimal("0.0001"))
    )
    return st.builds(
        Sale,
        sold=st.lists(lines, min_size=1, max_size=50).map(tuple),
        charges=st.lists(charge, max_size=3).map(tuple),
        named=st.just(named),
        rounding=st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
    )


class _LinklessRows(Rows):
    def _links(self, drafts: Any) -> dict[int, Any]:
        return {}


def documents(order: OrderFacts, *, prices_include_tax: bool) -> list[Invoice]:
    """What `order` owes, one document per partner that has something to pay. Raises `Held`."""
    shares = shares_of(order, rates_of(order), prices_include_tax=prices_include_tax)
    return [
        Invoice(
            reference=key,
            shop_id="shop1",
            order_id=order.pk,
            order_number=order.number,
            day=order.day,
            supply_day=order.day,
            currency=order.currency,
            prices_include_vat=prices_include_tax,
            buyer=Buyer(name="Jonas"),
            lines=_rows(order, share, prices_include_tax=prices_include_tax),
        )
        for key, share in shares.items()
        if share.total
    ]


def _rows(order: OrderFacts, share: Share, *, prices_include_tax: bool) -> tuple[InvoiceLine, ...]:
    integration = SimpleNamespace(
        prices_include_tax=prices_include_tax,
        option=lambda _name, default=None: default,
        vat_mappings=SimpleNamespace(all=list),
    )
    warehouse: Any = SimpleNamespace(integration=integration, name="Vilnius")
    provider = Memory(Connection(), HttpClient(hosts=()))
    return _LinklessRows(
        order=order, share=share, buyer=Buyer(name="Jonas"), warehouse=warehouse, provider=provider
    ).build()
