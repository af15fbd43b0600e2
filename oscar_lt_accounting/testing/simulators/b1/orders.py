"""E-shop orders: header, rows, write-off, sale, deletion (b1.md §5.4)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.b1 import sums
from oscar_lt_accounting.testing.simulators.b1.books import Office, Order
from oscar_lt_accounting.testing.simulators.b1.refusal import (
    CONSTRAINT,
    NOT_VERIFIED,
    coded,
    invalid,
    unchangeable,
    unknown_order,
)
from oscar_lt_accounting.testing.simulators.toolkit.json_text import write_json
from oscar_lt_accounting.testing.simulators.toolkit.records import Row
from oscar_lt_accounting.testing.simulators.toolkit.rounding import rounded

CURRENCIES = ("EUR", "USD", "GBP", "PLN", "SEK", "NOK", "DKK", "CHF", "CZK")
VAT_RATES = tuple(Decimal(rate) for rate in (0, 5, 9, 12, 21))
SERIES = "PARDP"
FIRST_ID, _FIRST_SALE = 501, 101


def create(office: Office, sent: Mapping[str, Any]) -> int:
    """A new order without rows; a repeated one is refused with the id of the first."""
    parties = [sent[name] for name in ("billing", "delivery")]
    if not all(party.get("name") and party.get("countryCode") for party in parties):
        raise coded(400, NOT_VERIFIED)
    if sent["currencyCode"] not in CURRENCIES:
        raise coded(400, CONSTRAINT.format(3))
    shop_id, internal_id = sent["shopId"], str(int(sent["internalId"]))
    if known := office.records.order(shop_id, internal_id):
        raise coded(409, "Order already exists", data={"id": known.id})
    billing = sent["billing"]
    order = Order(
        id=office.records.next("order", FIRST_ID),
        kind="invoice",
        state="order",
        shop_id=shop_id,
        internal_id=internal_id,
        shop_number=sent["number"],
        reference=f"{shop_id}/{internal_id}",
        day=sent["date"],
        buyer=billing["name"],
        buyer_code=billing.get("code", ""),
        buyer_vat_code=billing.get("vatCode", ""),
        country=billing["countryCode"],
        currency=sent["currencyCode"],
        warehouse=office.company.warehouse,
        discount=_money(sent, "discount"),
        cod=_money(sent, "cod"),
        shipping=_money(sent, "shipping"),
        total=_money(sent, "total"),
        gross=_money(sent, "total"),
        custom_series=sent.get("customSeries", ""),
        custom_number=sent.get("customNumber", ""),
        created=office.at,
        changed=office.at,
        sent=write_json(sent).decode(),
    )
    office.records.documents.append(order)
    return order.id


def add_row(office: Office, sent: Mapping[str, Any]) -> int:
    """One more row of an order that is still open; equal rows are all taken."""
    order = _open(office, sent["orderId"])
    product = None
    if sent.get("itemId") is not None:
        product = office.records.product(int(sent["itemId"]))
        if product is None:
            raise invalid([("itemId", "is not known")])
    rate = Decimal(sent["vatRate"]) if "vatRate" in sent else None
    if rate is not None and rate not in VAT_RATES:
        raise coded(400, CONSTRAINT.format(6))
    price, quantity, amount = Decimal(sent["price"]), Decimal(sent["quantity"]), _money(sent, "sum")
    if not sums.fits(price, quantity, amount):
        raise invalid([("sum", f"must be price times quantity, {price * quantity}")])
    order.rows.append(
        Row(
            title=sent["name"],
            code=product.code if product else "",
            product=product.id if product else None,
            quantity=quantity,
            price=price,
            gross=amount,
            rate=rate,
            id=office.records.next("row"),
        )
    )
    order.changed = office.at
    return order.rows[-1].id


def write_off(office: Office, sent: Mapping[str, Any]) -> None:
    """Take the order's goods out of the integration's warehouse."""
    order = _find(office, sent["orderId"])
    if (order.issued or order.written_off) and office.switches.repeated_steps == "refused":
        raise unchangeable()
    _move(office, order, -1)
    order.written_off = True
    order.state = "sale" if order.issued else "written off"


def sell(office: Office, sent: Mapping[str, Any]) -> None:
    """Make the sales document; an order whose sums disagree is refused."""
    order = _find(office, sent["orderId"])
    if order.issued:
        if office.switches.repeated_steps == "refused":
            raise unchangeable()
        _sell_again(office, order)
        return
    apart, most = sums.difference(order), sums.tolerance(order, office.switches.sums)
    if most is not None and abs(apart) > most:
        raise invalid([("total", f"differs from the rows, discount, shipping and cod by {apart}")])
    if order.custom_number and order.custom_number != sent["number"]:
        raise invalid([("number", "must be the order's customNumber")])
    order.series, order.number = take_number(office, sent["series"] or SERIES, sent["number"] or "")
    sums.book(order, office.company.delivery_rate)
    order.issued, order.state, order.changed = True, "sale", office.at


def delete(office: Office, sent: Mapping[str, Any]) -> None:
    """Take an order back by the shop's ids, as far as the switches let it."""
    order = office.records.order(sent["shopId"], str(int(sent["internalId"])))
    if order is None:
        raise unknown_order()
    after_sale, after_write_off = office.switches.delete_after_sale, office.switches.delete_after_write_off
    if (order.issued and after_sale == "refused") or (order.written_off and after_write_off == "refused"):
        raise unchangeable()
    if order.issued and after_sale == "deletes order":
        order.forgotten = True
        return
    if order.written_off:
        _move(office, order, +1)
    office.records.documents.remove(order)


def _money(sent: Mapping[str, Any], name: str) -> Decimal:
    return rounded(Decimal(sent[name]))


def _find(office: Office, order_id: int) -> Order:
    order = next((order for order in office.records.documents if order.id == order_id and not order.forgotten), None)
    if order is None:
        raise unknown_order()
    return order


def _open(office: Office, order_id: int) -> Order:
    order = _find(office, order_id)
    if order.issued or order.written_off:
        raise unchangeable()
    return order


def _move(office: Office, order: Order, sign: int) -> None:
    for row in order.rows:
        if product := office.records.product(row.product):
            product.move(order.warehouse, sign * row.quantity, office.at)


def _sell_again(office: Office, order: Order) -> None:
    second = deepcopy(order)
    second.id, second.forgotten = office.records.next("order", FIRST_ID), True
    second.series, second.number = take_number(office, order.series, "")
    office.records.documents.append(second)


def take_number(office: Office, series: str, number: str) -> tuple[str, str]:
    """The series and the full number of a new sale; one that is used already is refused."""
    used = {(one.series, one.number) for one in office.records.shown if one.issued}
    if number:
        full = f"{series}{number}"
        if (series, full) in used:
            raise coded(400, "Sales document already registered")
        return series, full
    while True:
        full = f"{series}{office.records.next(f'sale {series}', _FIRST_SALE):06d}"
        if (series, full) not in used:
            return series, full
