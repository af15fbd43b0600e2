"""Our words and B1's, for its e-commerce methods (b1.md §5.4). Pure functions.

Money goes out with VAT and after discounts, so that B1's header discount is always zero and no cent can
fall between the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Address, Buyer, Document, InvoiceLine, LineKind
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import ZERO

_SERIES_LENGTH, _NUMBER_LENGTH = 10, 20
_HEADER_FIELDS = {LineKind.SHIPPING: "shipping", LineKind.SURCHARGE: "cod"}


def shop_key(document: Document, shop_id: str) -> str:
    """B1's `shopId`: one per shop, warehouse and re-issue, so that `internalId` never repeats in it."""
    parts = [shop_id or document.shop_id, document.partner_key]
    if document.sequence > 1:
        parts.append(f"r{document.sequence}")  # no partner is called so
    return "-".join(part for part in parts if part)


def order(document: Document, shop_id: str, header_rate: Decimal) -> dict[str, Any]:
    """The body of `e-commerce/orders/create`.

    Delivery and fees use B1's own fields when their VAT rate is `header_rate`, the one the accountant
    set for them in B1; otherwise they are rows, where the rate can be told.
    """
    billing = party(document.buyer, document.buyer.address)
    sums = dict.fromkeys(_HEADER_FIELDS.values(), ZERO)
    for line in document.lines:
        if not is_row(line, header_rate):
            sums[_HEADER_FIELDS[line.kind]] += line.gross
    fields: dict[str, Any] = {
        "shopId": shop_key(document, shop_id),
        "internalId": document.order_id,
        "date": document.day.isoformat(),
        "number": document.order_number,
        "currencyCode": document.currency,
        "discount": ZERO,
        "cod": sums["cod"],
        "shipping": sums["shipping"],
        "total": document.total,
        "email": document.buyer.email or None,
        "billing": billing,
        "delivery": _delivery(document, billing),
    }
    if document.number:
        fields |= own_number(document)
    return fields


def own_number(document: Document) -> dict[str, str]:
    """The shop's own series and number, in B1's lengths (b1.md §5.6)."""
    if len(document.series) > _SERIES_LENGTH or len(document.number) > _NUMBER_LENGTH:
        raise Held(
            gettext_noop(
                "The number %(number)s is too long for B1, which takes a series of 10 and a number of 20 characters. "
                "Shorten the series."
            ),
            code="number_too_long",
            number=document.full_number,
        )
    number = {"customNumber": document.number}
    return {"customSeries": document.series, **number} if document.series else number


def rows(document: Document, header_rate: Decimal) -> list[InvoiceLine]:
    """The lines that B1 gets as rows, in order; raises `Held` for what B1 cannot express."""
    lines = [line for line in document.lines if is_row(line, header_rate)]
    for line in lines:
        if line.remote_id and not re.fullmatch(r"0*[1-9][0-9]{0,17}", line.remote_id):
            raise Held(
                gettext_noop(
                    "“%(title)s” is linked to “%(remote_id)s”, which is no product id of B1. Correct the link, then "
                    "send again."
                ),
                code="remote_id",
                title=line.title,
                remote_id=line.remote_id,
            )
        checked_quantity(line)
    return lines


def checked_quantity(line: InvoiceLine) -> Decimal:
    """The quantity in accounting units, to three decimals; raises `Held` where it needs more."""
    quantity = _places(line.remote_quantity, 3)
    if quantity != line.remote_quantity:
        raise Held(
            gettext_noop(
                "“%(title)s”: B1 counts quantities to three decimals, which %(quantity)s is not. Correct the "
                "units of the product's link, then send again."
            ),
            code="quantity",
            title=line.title,
            quantity=line.remote_quantity,
        )
    return quantity


def is_row(line: InvoiceLine, header_rate: Decimal) -> bool:
    """Whether `line` is a row over there rather than part of a header field."""
    return line.kind not in _HEADER_FIELDS or line.rate != header_rate


def row(line: InvoiceLine, order_id: str) -> dict[str, Any]:
    """The body of `e-commerce/order-items/create` for one line."""
    fields: dict[str, Any] = {
        "orderId": int(order_id),
        "itemId": int(line.remote_id) if line.remote_id else None,
        "name": line.title,
        "quantity": _places(line.remote_quantity, 3),
        "price": line.unit_price(with_vat=True, decimals=4),
        "sum": line.gross,
    }
    if line.rate is not None:
        fields["vatRate"] = line.rate
    return fields


def sale(document: Document, order_id: str) -> dict[str, Any]:
    """The body of `e-commerce/orders/create-sale`; without a number B1 numbers the sale."""
    return {
        "orderId": int(order_id),
        "series": document.series or None,
        "number": document.number or None,
    }


def party(buyer: Buyer, address: Address) -> dict[str, Any]:
    """A `billing` block; B1 wants at least the name and the country (b1.md §4.4)."""
    if not buyer.name or not address.country:
        raise Held(
            gettext_noop(
                "B1 needs the buyer's name and country, and the order has no %(missing_msg)s. Complete the "
                "order's address, then send again."
            ),
            code="buyer_incomplete",
            missing_msg=gettext_noop("name") if not buyer.name else gettext_noop("country"),
        )
    return {
        "isJuridical": int(buyer.is_company),
        "name": buyer.name,
        **_place(address),
        **_filled({"code": buyer.company_code, "vatCode": buyer.vat_code}.items()),
    }


def _delivery(document: Document, billing: dict[str, Any]) -> dict[str, Any]:
    address = document.delivery
    if not address.country:
        return billing
    return {"isJuridical": 0, "name": address.name or document.buyer.name, **_place(address)}


def _place(address: Address) -> dict[str, Any]:
    return {
        "countryCode": address.country,
        "address": address.street or None,
        "cityName": address.city or None,
        **_filled({"postcode": address.postcode}.items()),
    }


def _filled(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in fields if value}


def _places(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
