"""What iTax is sent: invoices, buyers, payments, products (itax.md §8). Pure functions.

iTax takes every sum from the caller, so ours arrive to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, CreditNote, Document, InvoiceLine, LineKind, Payment
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.domain.money import ZERO, round_cents
from oscar_lt_accounting.domain.territory import Destination, destination

#: What stands before our reference where it is printed below an invoice.
MARK = "Dokumento nuoroda: "
_PRICE_PLACES = 5
_SERVICES = {LineKind.SHIPPING: "shipping_product_id", LineKind.SURCHARGE: "surcharge_product_id"}


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Where a kind of document is kept and how it is wrapped (itax.md §8.3, §8.4)."""

    resource: str
    root: str
    lines: str
    registers: bool


_INVOICE = Kind(resource="invoices", root="invoice", lines="inv_lines", registers=True)
# itax.md §12 no. 8: the root of an advance invoice is a guess from its siblings.
_DRAFT = Kind(resource="draft_invoices", root="draft_invoice", lines="draft_inv_lines", registers=False)


def kind_of(document: Document) -> Kind:
    """Advance invoices have a resource of their own."""
    return _DRAFT if document.kind == "proforma" else _INVOICE


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The company's own choices that change what is sent."""

    products: Mapping[str, str]
    vat_code_field: str = ""
    vat_groups: Mapping[Destination, str] = field(default_factory=dict)
    prints_reference: bool = False


def invoice(document: Document, client_id: str, rules: Rules) -> dict[str, Any]:
    """The fields of an invoice, not posted; raises `Held` for what iTax cannot express."""
    fields: dict[str, Any] = {
        "date": document.day.isoformat(),
        "client_id": int(client_id),
        "currency": document.currency,
        "external_code": document.reference,
        f"{kind_of(document).lines}_attributes": lines(document, rules),
    }
    if document.due_day:
        fields["due_date"] = document.due_day.isoformat()
    if document.warehouse:
        fields["location_id"] = number(document.warehouse, "location_id")
    if document.number:
        fields["number"] = document.full_number
    if footer := _footer(document, rules):
        fields["footer_message"] = footer
    delivery = document.delivery
    if delivery.street and one_line(document.delivery) != one_line(document.buyer.address):
        whole = (delivery.name, one_line(delivery), delivery.country)
        fields |= {"is_shipping_address": True, "shipping_address": ", ".join(part for part in whole if part)}
    return fields


def lines(document: Document, rules: Rules) -> list[dict[str, Any]]:
    """All lines, as new ones."""
    credit = isinstance(document, CreditNote)
    return [line(item, rules, credit=credit) for item in document.lines]


def line(item: InvoiceLine, rules: Rules, *, credit: bool = False) -> dict[str, Any]:
    """One invoice line: unit price without VAT, and all sums as they shall be; a credit counts backwards."""
    price, discount = price_and_discount(item, credit=credit)
    sign = -1 if credit else 1
    fields: dict[str, Any] = {
        "product_id": _product(item, rules),
        "price": price,
        "qty": sign * item.remote_quantity,
        "amount": sign * item.net,
        "sales_tax_id": number(item.remote_vat, "sales_tax_id"),
        "vat_amount": sign * item.vat,
        "total_amount": sign * item.gross,
    }
    if discount:
        fields["discount_amount"] = discount
    return fields


def price_and_discount(item: InvoiceLine, *, credit: bool = False) -> tuple[Decimal, Decimal]:
    """A unit price, and the discount on the whole line that makes its sum exact.

    iTax: amount = round(price × quantity − discount, 2); five decimals of a price are known to be kept
    (itax.md §8.3). Where no such price gives the sum, the next higher one (for a credit the next lower one)
    and a discount of cents do.
    """
    for places in range(2, _PRICE_PLACES + 1):
        price = item.unit_price(with_vat=False, decimals=places)
        if round_cents(price * item.remote_quantity) == item.net:
            return price, ZERO
    away = ROUND_DOWN if credit else ROUND_UP
    price = (item.net / item.remote_quantity).quantize(Decimal(1).scaleb(-_PRICE_PLACES), rounding=away)
    return price, abs(round_cents(price * item.remote_quantity) - item.net)


def client(buyer: Buyer, rules: Rules) -> dict[str, Any]:
    """The fields of a new buyer, empty ones left out; raises `Held` for a buyer without a name."""
    if not buyer.name.strip():
        raise Held(
            gettext_noop("iTax needs the buyer's name, and the order has none. Complete the order, then send again."),
            code="buyer_incomplete",
        )
    address = buyer.address
    group = rules.vat_groups.get(destination(address.country, address.postcode), "") if address.country else ""
    fields: dict[str, Any] = {
        "name": buyer.name,
        "code": buyer.company_code,
        "address": one_line(address),
        "country_code": address.country,
        "email": buyer.email,
        "phone": buyer.phone,
        "vat_business_group_id": number(group, "vat_business_group_id") if group else "",
    }
    if rules.vat_code_field:
        fields[rules.vat_code_field] = buyer.vat_code
    return {name: value for name, value in fields.items() if value}


def one_line(address: Any) -> str:
    """An address in one line, which is all that iTax's client has."""
    return ", ".join(part for part in (address.street, address.city, address.postcode) if part)


def payment(paid: Payment, client_id: int, invoice_id: str, currency: str, day: date) -> dict[str, Any]:
    """The fields of a payment document for an invoice (itax.md §8.5)."""
    if not paid.remote_code:
        raise Held(
            gettext_noop(
                "iTax wants a bank account for the payment by “%(method)s”. Map the payment method to one of iTax's "
                "bank accounts, or choose the bank account for payments in the integration."
            ),
            code="setting",
            method=paid.method,
        )
    return {
        "date": (paid.day or day).isoformat(),
        "bank_account_id": number(paid.remote_code, "bank_account_id"),
        "currency": currency,
        "amount": paid.amount,
        "account_balanceable_type": "Client",
        "account_balanceable_id": client_id,
        "invoice_id": number(invoice_id, "invoice_id"),
        "posted": True,
    }


def new_product(wanted: RemoteProduct, remote_vat: str, measurement_id: str) -> dict[str, Any]:
    """The fields of a new stock good (itax.md §8.1)."""
    return {
        **changed_product(wanted),
        "type": "Item",
        "measurement_id": number(measurement_id, "measurement_id"),
        "sales_tax_id": number(remote_vat, "sales_tax_id"),
    }


def changed_product(wanted: RemoteProduct) -> dict[str, Any]:
    """What a product is called; its price is kept elsewhere and nobody says with which VAT (itax.md §12 no. 16)."""
    fields = {"name": wanted.name, "code": wanted.code, "barcode": wanted.barcode}
    return {name: value for name, value in fields.items() if value}


def write_off(warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> dict[str, Any]:
    """The fields of a stock journal; a negative quantity takes goods out (itax.md §8.6)."""
    return {
        "location_id": number(warehouse, "location_id"),
        "name": reason,
        "date": day.isoformat(),
        "posted": True,
        "item_journal_lines_attributes": [
            {"product_id": number(remote_id, "product_id"), "qty": -abs(quantity)}
            for remote_id, quantity in quantities.items()
        ],
    }


def email(document: Document, invoice_number: str, sender: str) -> dict[str, Any]:
    """The fields of an e-mail to the buyer (itax.md §8.8); raises `Held` without an address to send to."""
    if not document.buyer.email:
        raise Held(
            gettext_noop("The buyer of invoice %(number)s has no e-mail address. Send the invoice in another way."),
            code="buyer_incomplete",
            number=invoice_number,
        )
    lithuanian = document.language == "lt"
    subject = f"Sąskaita faktūra {invoice_number}" if lithuanian else f"Invoice {invoice_number}"
    body = "Laba diena,\n\nsiunčiame sąskaitą faktūrą." if lithuanian else "Hello,\n\nplease find your invoice."
    fields: dict[str, Any] = {"recipient_email": document.buyer.email, "subject": subject, "body": body}
    return {**fields, "sender_email": sender, "bcc_to_sender": False} if sender else fields


def number(text: str, name: str) -> int:
    """One of iTax's ids; raises `Held` when somebody set something else."""
    if text.isascii() and text.isdecimal():
        return int(text)
    raise Held(
        gettext_noop(
            "iTax wants a number for %(field)s, but “%(given)s” is set. Correct the warehouse, the link, the mapping "
            "or the integration, then send again."
        ),
        code="vat_mapping" if name == "sales_tax_id" else "setting",
        field=name,
        given=text or "–",
    )


def _product(item: InvoiceLine, rules: Rules) -> int:
    if item.remote_id:
        return number(item.remote_id, "product_id")
    setting = _SERVICES.get(item.kind)
    if setting and rules.products.get(setting):
        return number(rules.products[setting], setting)
    raise Held(
        gettext_noop(
            "iTax needs a product for “%(title)s”. Link it, or name the product for delivery and fees in the "
            "integration's settings, then send again."
        ),
        code="no_link",
        title=item.title,
        sku=item.sku,
    )


def _footer(document: Document, rules: Rules) -> str:
    notes = list(document.notes)
    # itax.md §8.2: no source names the client's field for the VAT code, so it is shown on the invoice instead.
    if document.buyer.vat_code and not rules.vat_code_field:
        notes.insert(0, f"Pirkėjo PVM kodas: {document.buyer.vat_code}")
    if isinstance(document, CreditNote):
        corrected = f"Kreditinė sąskaita: {document.original_number}, {document.original_day.isoformat()}"
        notes.insert(0, f"{corrected} ({document.reason})" if document.reason else corrected)
    if rules.prints_reference:
        notes.append(f"{MARK}{document.reference}")
    return ". ".join(notes)
