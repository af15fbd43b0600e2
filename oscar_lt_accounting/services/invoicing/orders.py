"""An Oscar order as plain facts, read once, in a number of queries that does not grow with its lines.

Sources of the traps avoided here: oscar-facts §2 (what is there when), §3 (nulls and odd cases).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from oscar.core.loading import get_model

from oscar_lt_accounting.domain.money import ZERO, round_cents
from oscar_lt_accounting.providers.kit.texts import one_line
from oscar_lt_accounting.services.clock import day_in_lithuania


@dataclass(frozen=True, kw_only=True)
class LineFacts:
    """One order line: amounts of the whole line after discounts, as the shop stored them."""

    line: Any
    pk: int
    status: str
    partner_key: str
    partner_name: str
    sku: str
    title: str
    quantity: int
    gross: Decimal
    net: Decimal
    gross_before_discount: Decimal
    net_before_discount: Decimal
    tax_code: str
    stockrecord_id: int | None
    product_class: str
    is_shipped: bool


@dataclass(frozen=True, kw_only=True)
class ChargeFacts:
    """A delivery charge or a surcharge of the whole order."""

    name: str
    gross: Decimal
    is_delivery: bool


@dataclass(frozen=True, kw_only=True)
class OrderFacts:
    """What the order says, without a database behind it."""

    order: Any
    pk: int
    number: str
    day: date
    currency: str
    total: Decimal
    lines: tuple[LineFacts, ...]
    charges: tuple[ChargeFacts, ...]
    country: str
    postcode: str

    @property
    def partner_keys(self) -> tuple[str, ...]:
        """The partners the order draws on, in order of first appearance."""
        return tuple(dict.fromkeys(line.partner_key for line in self.lines))


def read_order(order_id: int) -> OrderFacts:
    """The facts of the order with this primary key."""
    order = (
        get_model("order", "Order")
        .objects.select_related("user", "shipping_address__country", "billing_address__country")
        .prefetch_related(
            "lines__product__product_class",
            "lines__product__parent__product_class",
            "lines__product__attribute_values__attribute",
            "lines__product__attribute_values__value_option",
            "lines__product__attribute_values__value_multi_option",
            "surcharges",
            "sources__source_type",
        )
        .get(pk=order_id)
    )
    return facts_of(order)


def facts_of(order: Any) -> OrderFacts:
    """The facts of an order that was read with everything it needs."""
    address = order.shipping_address or order.billing_address
    return OrderFacts(
        order=order,
        pk=order.pk,
        number=str(order.number),
        day=day_in_lithuania(order.date_placed),
        currency=order.currency,
        total=round_cents(order.total_incl_tax),
        lines=tuple(_line(line) for line in order.lines.all() if not _is_emptied(line)),
        charges=tuple(_charges(order)),
        country=address.country.iso_3166_1_a2 if address else "",
        postcode=(address.postcode or "") if address else "",
    )


def _is_emptied(line: Any) -> bool:
    """Whether staff took the line out of the order by setting it to no pieces and no money."""
    return not line.quantity and not line.line_price_incl_tax and not line.line_price_excl_tax


def _line(line: Any) -> LineFacts:
    product = line.product
    product_class = product.get_product_class() if product else None
    return LineFacts(
        line=line,
        pk=line.pk,
        status=line.status or "",
        partner_key=str(line.partner_id or ""),
        partner_name=line.partner_name,
        sku=line.partner_sku,
        title=_title(line),
        quantity=line.quantity,
        gross=round_cents(line.line_price_incl_tax),
        net=round_cents(line.line_price_excl_tax),
        gross_before_discount=round_cents(line.line_price_before_discounts_incl_tax),
        net_before_discount=round_cents(line.line_price_before_discounts_excl_tax),
        tax_code=line.tax_code or "",
        stockrecord_id=line.stockrecord_id,
        product_class=product_class.slug if product_class else "",
        is_shipped=product_class.requires_shipping if product_class else True,
    )


def _title(line: Any) -> str:
    """The line's title; a variant that borrowed its parent's name is told apart by its attributes."""
    product = line.product
    if product is None or product.structure != "child" or line.title != product.parent.get_title():
        return one_line(str(line.title))
    values = [str(value.value_as_text) for value in product.attribute_values.all()]
    return one_line(f"{line.title} ({', '.join(values) or line.partner_sku})")


def _charges(order: Any) -> list[ChargeFacts]:
    charges = [ChargeFacts(name=order.shipping_method, gross=round_cents(order.shipping_incl_tax), is_delivery=True)]
    charges += [
        ChargeFacts(name=surcharge.name, gross=round_cents(surcharge.incl_tax), is_delivery=False)
        for surcharge in order.surcharges.all()
    ]
    return [charge for charge in charges if charge.gross != ZERO]
