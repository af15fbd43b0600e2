"""E-shop orders: header, rows, write-off, sale, deletion (b1.md §5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.b1.records import Context, Order
from oscar_lt_accounting.testing.simulators.b1.reference import SERIES, check_constraints
from oscar_lt_accounting.testing.simulators.b1.refusals import NOT_VERIFIED, coded, invalid, short, unchangeable

FIRST_ID, _FIRST_SALE = 501, 101
_NOT_FOUND = "Order was not found"
_HALF_CENT, _HALF_STEP_OF_PRICE = Decimal("0.005"), Decimal("0.00005")
_HEADER = (
    "shop_id=shopId shop_number=number day=date buyer=billing.name buyer_code=billing.code "
    "buyer_vat_code=billing.vatCode country=billing.countryCode currency=currencyCode custom_number=customNumber"
)


def create(context: Context, sent: Mapping[str, Any]) -> int:
    """A new order without rows; a repeated one is refused with the id of the first."""
    parties = [sent[name] for name in ("billing", "delivery")]
    if not all(party.get("name") and party.get("countryCode") for party in parties):
        raise coded(400, NOT_VERIFIED)
    check_constraints(context, sent)
    if known := context.records.order(sent["shopId"], sent["internalId"]):
        raise coded(409, "Order already exists", data={"id": known.id})
    internal_id = str(int(sent["internalId"]))
    order = context.new(
        Order,
        "order",
        FIRST_ID,
        kind="invoice",
        state="order",
        internal_id=internal_id,
        reference=f"{sent['shopId']}/{internal_id}",
        warehouse=context.company.warehouse,
        sent=kit.write_json(sent).decode(),
        **kit.pick(sent, _HEADER),
        **kit.pick(sent, "discount cod shipping total gross=total", _money),
    )
    context.records.documents.append(order)
    return order.id


def add_row(context: Context, sent: Mapping[str, Any]) -> int:
    """One more row of an order that is still open; equal rows are all taken."""
    order = _find(context, sent["orderId"])
    kit.refuse_if(order.issued or order.written_off, unchangeable())
    check_constraints(context, sent)
    row = kit.Row(title=sent["name"], gross=_money(sent["sum"]))
    if product := context.records.product(int(sent.get("itemId") or 0)):
        row.product, row.code = product.id, product.code
    kit.assign(row, kit.pick(sent, "price quantity rate=vatRate", Decimal))
    # b1.md §5.4: a price of four decimals can be the price of a row with this sum.
    if abs(row.price * row.quantity - row.gross) > max(_HALF_CENT, _HALF_STEP_OF_PRICE * row.quantity):
        raise invalid("sum", f"must be price times quantity, {row.price * row.quantity}")
    row.id = context.records.next("row")
    order.rows.append(row)
    order.changed = context.at
    return row.id


def write_off(context: Context, sent: Mapping[str, Any]) -> None:
    """Take the order's goods out of the integration's warehouse."""
    order = _find(context, sent["orderId"])
    kit.refuse_if((order.issued or order.written_off) and context.switches.repeated_steps == "refused", unchangeable())
    _move(context, order, -1)
    order.written_off = True
    order.state = "sale" if order.issued else "written off"


def sell(context: Context, sent: Mapping[str, Any]) -> None:
    """Make the sales document; an order whose sums disagree is refused."""
    order = _find(context, sent["orderId"])
    if order.issued:
        _sell_again(context, order)
        return
    _check_total(context, order)
    if order.custom_number and order.custom_number != sent["number"]:
        raise invalid("number", "must be the order's customNumber")
    order.series, order.number = take_number(context, sent["series"] or SERIES, sent["number"] or "")
    _enter(order, context.company.delivery_rate)
    order.issued, order.state, order.changed = True, "sale", context.at


def delete(context: Context, sent: Mapping[str, Any]) -> None:
    """Take an order back by the shop's ids, as far as the switches let it."""
    order = context.records.order(sent["shopId"], sent["internalId"])
    if order is None:
        raise short(404, _NOT_FOUND)
    after_sale, after_write_off = context.switches.delete_after_sale, context.switches.delete_after_write_off
    if (order.issued and after_sale == "refused") or (order.written_off and after_write_off == "refused"):
        raise unchangeable()
    if order.issued and after_sale == "deletes order":
        order.forgotten = True
        return
    if order.written_off:
        _move(context, order, +1)
    context.records.documents.remove(order)


def take_number(context: Context, series: str, number: str) -> tuple[str, str]:
    """The series and the full number of a new sale; one that is used already is refused."""
    used = {(one.series, one.number) for one in context.records.shown if one.issued}
    full = f"{series}{number}"
    kit.refuse_if(number and (series, full) in used, coded(400, "Sales document already registered"))
    while not number or (series, full) in used:
        number = f"{context.records.next(f'sale {series}', _FIRST_SALE):06d}"
        full = f"{series}{number}"
    return series, full


def _money(amount: Any) -> Decimal:
    return kit.rounded(Decimal(amount))


def _find(context: Context, order_id: int) -> Order:
    orders = (order for order in context.records.documents if order.id == order_id and not order.forgotten)
    return kit.first(orders, short(404, _NOT_FOUND))


def _move(context: Context, order: Order, sign: int) -> None:
    for row in order.rows:
        if product := context.records.product(row.product):
            product.move(order.warehouse, sign * row.quantity, context.at)


def _sell_again(context: Context, order: Order) -> None:
    kit.refuse_if(context.switches.repeated_steps == "refused", unchangeable())
    second = deepcopy(order)
    second.id, second.forgotten = context.records.next("order", FIRST_ID), True
    second.series, second.number = take_number(context, order.series, "")
    context.records.documents.append(second)


def _check_total(context: Context, order: Order) -> None:
    """Refuse a total that is not Σ sum − discount + shipping + cod, as the switch reads it (b1.md §5.4)."""
    made = kit.total(row.gross for row in order.rows) - order.discount + order.shipping + order.cod
    most = kit.CENT * len(order.rows) if context.switches.sums == "cents" else 0
    if context.switches.sums != "unchecked" and abs(order.total - made) > most:
        raise invalid("total", f"differs from the rows, discount, shipping and cod by {order.total - made}")


def _enter(order: Order, delivery_rate: Decimal | None) -> None:
    """Take the discount off the rows, enter delivery and surcharges as rows, find net and VAT by rate.

    Delivery and surcharges carry the rate the company set for them; a row without a rate has no VAT.
    """
    for row, part in zip(order.rows, kit.spread(order.discount, [row.gross for row in order.rows]), strict=True):
        row.gross -= part
    for title, amount in (("Pristatymas", order.shipping), ("Papildomi mokesčiai", order.cod)):
        if amount:
            order.rows.append(kit.Row(title=title, price=amount, gross=amount, rate=delivery_rate))
    kit.tax_together(order.rows, lambda row: row.gross, kit.inside)
    for row in order.rows:
        row.net = row.gross - row.vat
    order.add_up()
