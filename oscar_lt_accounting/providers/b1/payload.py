"""Our words and B1's, for its e-commerce methods (b1.md §5.4). Pure functions.

Money goes out with VAT and after discounts, so that B1's header discount is always zero and no cent can
fall between the rows.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Address, Buyer, Document, InvoiceLine, LineKind
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.providers.b1.client import SYSTEM
from oscar_lt_accounting.providers.kit.fields import Field, Fields
from oscar_lt_accounting.providers.kit.products import product_of
from oscar_lt_accounting.providers.kit.reading import POSITIVE
from oscar_lt_accounting.providers.kit.rows import rows_with_lines

_SERIES_LENGTH, _NUMBER_LENGTH = 10, 20
_HEADER_FIELDS = {LineKind.SHIPPING: "shipping", LineKind.SURCHARGE: "cod"}
# b1.md §4.4: B1 wants at least the name and the country; what is not known is null.
_PARTY: Fields[Buyer] = Fields(
    Field("isJuridical", lambda buyer: int(buyer.is_company)),
    Field("name", lambda buyer: buyer.name, required=True, label=gettext_noop("name")),
    Field("countryCode", lambda buyer: buyer.address.country, required=True, label=gettext_noop("country")),
    Field("address", lambda buyer: buyer.address.street or None, keep=True),
    Field("cityName", lambda buyer: buyer.address.city or None, keep=True),
    Field("postcode", lambda buyer: buyer.address.postcode),
    Field("code", lambda buyer: buyer.company_code),
    Field("vatCode", lambda buyer: buyer.vat_code),
)


def shop_key(document: Document, shop_id: str) -> str:
    """B1's `shopId`: one per shop, warehouse and re-issue, so that `internalId` never repeats in it."""
    parts = [shop_id or document.shop_id, document.partner_key]
    if document.sequence > 1:
        parts.append(f"r{document.sequence}")  # no partner is called so
    return "-".join(part for part in parts if part)


def order(document: Document, shop_id: str, header_rate: Decimal) -> dict[str, Any]:
    """The body of `e-commerce/orders/create`.

    Delivery and surcharges use B1's own fields when their VAT rate is `header_rate`, the one the accountant
    set for them in B1; otherwise they are rows, where the rate can be told.
    """
    billing = _PARTY.write(document.buyer, system=SYSTEM)
    sums = dict.fromkeys(_HEADER_FIELDS.values(), ZERO)
    for priced, line in rows_with_lines(document):
        if not is_row(line, header_rate):
            sums[_HEADER_FIELDS[line.kind]] += priced.gross
    return {
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
        "delivery": _delivery(document.delivery, document.buyer) or billing,
        **(own_number(document) if document.number else {}),
    }


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


def rows(document: Document, header_rate: Decimal) -> list[dict[str, Any]]:
    """The bodies of `e-commerce/order-items/create`, in order and without the order's id.

    Raises `Held` for what B1 cannot express.
    """
    return [_row(priced, line) for priced, line in rows_with_lines(document) if is_row(line, header_rate)]


def is_row(line: InvoiceLine, header_rate: Decimal) -> bool:
    """Whether `line` is a row in B1 rather than part of a header field."""
    return line.kind not in _HEADER_FIELDS or line.rate != header_rate


def sale(document: Document, order_id: str) -> dict[str, Any]:
    """The body of `e-commerce/orders/create-sale`; without a number B1 numbers the sale."""
    return {
        "orderId": int(order_id),
        "series": document.series or None,
        "number": document.number or None,
    }


def places(number: Decimal, decimals: int) -> Decimal:
    """`number` with so many decimals."""
    return number.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _row(priced: PricedRow, line: InvoiceLine) -> dict[str, Any]:
    linked = line.remote_id
    return {
        "itemId": int(product_of(line, linked, {}, system=SYSTEM, pattern=POSITIVE)) if linked else None,
        "name": line.title,
        "quantity": places(priced.quantity, 3),
        "price": places(priced.price, 4),
        "sum": priced.gross,
        **({} if line.rate is None else {"vatRate": line.rate}),
    }


def _delivery(address: Address, buyer: Buyer) -> dict[str, Any]:
    """Where the goods go; nothing where the order does not say."""
    if not address.country:
        return {}
    return _PARTY.write(Buyer(name=address.name or buyer.name, address=address), system=SYSTEM)
