"""Our words and iTax's (itax.md §8). Pure functions.

iTax takes every sum from the caller, so ours arrive to the cent; it returns decimals as texts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal, InvalidOperation
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Document, InvoiceLine, LineKind, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.money import ZERO, round_cents

_PRICE_PLACES = 5
_SERVICES = {LineKind.SHIPPING: "shipping_product_id", LineKind.SURCHARGE: "surcharge_product_id"}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The company's own choices that change what is sent."""

    products: Mapping[str, str]
    vat_code_field: str = ""


def invoice(document: Document, client_id: str, rules: Rules) -> dict[str, Any]:
    """The fields of an invoice, not posted; raises `Held` for what iTax cannot express."""
    fields: dict[str, Any] = {
        "date": document.day.isoformat(),
        "client_id": int(client_id),
        "currency": document.currency,
        "external_code": document.reference,
        "inv_lines_attributes": [line(item, rules) for item in document.lines],
    }
    if document.due_day:
        fields["due_date"] = document.due_day.isoformat()
    if document.warehouse:
        fields["location_id"] = _id(document.warehouse, "location_id")
    if document.number:
        fields["number"] = document.full_number
    if footer := _footer(document, rules):
        fields["footer_message"] = footer
    return fields


def line(item: InvoiceLine, rules: Rules) -> dict[str, Any]:
    """One invoice line: unit price without VAT, and all sums as they shall be."""
    price, discount = price_and_discount(item)
    fields: dict[str, Any] = {
        "product_id": _product(item, rules),
        "price": price,
        "qty": item.remote_quantity,
        "amount": item.net,
        "sales_tax_id": _id(item.remote_vat, "sales_tax_id"),
        "vat_amount": item.vat,
        "total_amount": item.gross,
    }
    if discount:
        fields["discount_amount"] = discount
    return fields


def price_and_discount(item: InvoiceLine) -> tuple[Decimal, Decimal]:
    """A unit price, and the discount on the whole line that makes its sum exact.

    iTax: amount = round(price × quantity − discount, 2); five decimals of a price are known to be kept
    (itax.md §8.3). Where no such price gives the sum, the next higher one and a discount of cents do.
    """
    for places in range(2, _PRICE_PLACES + 1):
        price = item.unit_price(with_vat=False, decimals=places)
        if round_cents(price * item.remote_quantity) == item.net:
            return price, ZERO
    price = (item.net / item.remote_quantity).quantize(Decimal(1).scaleb(-_PRICE_PLACES), rounding=ROUND_UP)
    return price, round_cents(price * item.remote_quantity) - item.net


def client(buyer: Buyer, rules: Rules) -> dict[str, Any]:
    """The fields of a new buyer; empty ones are left out."""
    address = buyer.address
    fields = {
        "name": buyer.name,
        "code": buyer.company_code,
        "address": ", ".join(part for part in (address.street, address.city, address.postcode) if part),
        "country_code": address.country,
        "email": buyer.email,
        "phone": buyer.phone,
    }
    if rules.vat_code_field and buyer.vat_code:
        fields[rules.vat_code_field] = buyer.vat_code
    return {name: value for name, value in fields.items() if value}


def client_key(buyer: Buyer, reference: str) -> str:
    """What the buyer is remembered by: the company's code, else e-mail and name, else this one document."""
    if buyer.company_code:
        return f"code:{buyer.company_code}"
    if buyer.email:
        return f"email:{buyer.email.casefold()}:{buyer.name.casefold()}"
    return f"document:{reference}"


def matching_client(buyer: Buyer, rows: Sequence[Mapping[str, Any]]) -> str:
    """The id of the one row that surely is this buyer, or an empty text."""
    if buyer.company_code:
        ours = [row for row in rows if row.get("code") == buyer.company_code]
    else:
        ours = [
            row
            for row in rows
            if str(row.get("email") or "").casefold() == buyer.email.casefold() and row.get("name") == buyer.name
        ]
    return str(ours[0]["id"]) if len(ours) == 1 and isinstance(ours[0].get("id"), int) else ""


def payment(paid: Payment, client_id: str, invoice_id: str, currency: str, day: date) -> dict[str, Any]:
    """The fields of a payment document for an invoice (itax.md §8.5)."""
    return {
        "date": (paid.day or day).isoformat(),
        "bank_account_id": _id(paid.remote_code, "bank_account_id"),
        "currency": currency,
        "amount": paid.amount,
        "account_balanceable_type": "Client",
        "account_balanceable_id": int(client_id),
        "invoice_id": int(invoice_id),
        "posted": True,
    }


def remote_document(record: Mapping[str, Any]) -> RemoteDocument:
    """An invoice as iTax returns it; sums only where all its lines tell theirs."""
    rows = record.get("inv_lines")
    lines = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    totals = [amount(row.get("total_amount")) for row in lines]
    vats = [amount(row.get("vat_amount")) for row in lines]
    return RemoteDocument(
        remote_id=str(record.get("id") or ""),
        number=str(record.get("number") or ""),
        reference=str(record.get("external_code") or ""),
        total=_sum(totals),
        vat=_sum(vats),
        day=_day(record.get("date")),
        currency=str(record["currency"]) if record.get("currency") else None,
    )


def stock_level(record: Mapping[str, Any]) -> StockLevel | None:
    """A row of the product list as stock; None for services, which have none.

    "Free to sell" is not defined; the smaller of on hand and quantity less reserved is right under both
    readings (itax.md §9, job 8).
    """
    balance = record.get("item_balance")
    if not isinstance(balance, dict):
        return None
    on_hand, held, reserved = (amount(balance.get(name)) for name in ("qty_on_hand", "qty", "qty_reserved"))
    available = None if None in (on_hand, held, reserved) else min(on_hand, held - reserved)  # type: ignore[operator,type-var]
    return StockLevel(product=product(record), available=available)


def product(record: Mapping[str, Any]) -> RemoteProduct:
    """A row of the product list."""
    unit = record.get("measurement")
    prices = record.get("sale_prices")
    general = (
        [price for price in prices or () if isinstance(price, dict) and price.get("client_group_id") is None]
        if isinstance(prices, list)
        else []
    )
    return RemoteProduct(
        remote_id=str(record.get("id") or ""),
        code=str(record.get("code") or ""),
        barcode=str(record.get("barcode") or ""),
        name=str(record.get("name") or ""),
        unit=str(unit.get("name") or "") if isinstance(unit, dict) else "",
        price=amount(general[0].get("price")) if len(general) == 1 else None,
    )


def new_product(wanted: RemoteProduct, remote_vat: str, measurement_id: str) -> dict[str, Any]:
    """The fields of a new stock good (itax.md §8.1)."""
    fields = {
        "name": wanted.name,
        "type": "Item",
        "measurement_id": _id(measurement_id, "measurement_id"),
        "sales_tax_id": _id(remote_vat, "sales_tax_id"),
        "code": wanted.code,
        "barcode": wanted.barcode,
    }
    return {name: value for name, value in fields.items() if value}


def write_off(warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> dict[str, Any]:
    """The fields of a stock journal; a negative quantity takes goods out (itax.md §8.6)."""
    return {
        "location_id": _id(warehouse, "location_id"),
        "name": reason,
        "date": day.isoformat(),
        "posted": True,
        "item_journal_lines_attributes": [
            {"product_id": _id(remote_id, "product_id"), "qty": -quantity} for remote_id, quantity in quantities.items()
        ],
    }


def amount(value: object) -> Decimal | None:
    """A decimal that came as a text or a number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    if not amounts or None in amounts:
        return None
    return round_cents(sum((value for value in amounts if value is not None), ZERO))


def _product(item: InvoiceLine, rules: Rules) -> int:
    if item.remote_id:
        return _id(item.remote_id, "product_id")
    setting = _SERVICES.get(item.kind)
    if setting and rules.products.get(setting):
        return _id(rules.products[setting], setting)
    raise Held(
        gettext_noop(
            "iTax needs a product for “%(title)s”. Link it, or name the product for delivery and fees in the "
            "integration's settings, then send again."
        ),
        code="no_link",
        title=item.title,
        sku=item.sku,
    )


def _id(text: str, field: str) -> int:
    if text.isdigit():
        return int(text)
    raise Held(
        gettext_noop(
            "iTax wants a number for %(field)s, but “%(given)s” is set. Correct the warehouse, the link or the "
            "mapping, then send again."
        ),
        code="vat_mapping" if field == "sales_tax_id" else "setting",
        field=field,
        given=text or "–",
    )


def _footer(document: Document, rules: Rules) -> str:
    notes = list(document.notes)
    # itax.md §8.2: no source names the client's field for the VAT code, so it is shown on the invoice instead.
    if document.buyer.vat_code and not rules.vat_code_field:
        notes.insert(0, f"Pirkėjo PVM kodas: {document.buyer.vat_code}")
    return ". ".join(notes)


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
