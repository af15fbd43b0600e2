"""What iTax is sent: invoices, buyers, payments, products (itax.md §8). Pure functions.

iTax takes every sum from the caller, so ours arrive to the cent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, CreditNote, Document, InvoiceLine, LineKind, Payment
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.domain.money import ZERO, round_cents
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.domain.territory import Destination, destination
from oscar_lt_accounting.providers.kit.buyers import address_line
from oscar_lt_accounting.providers.kit.fields import Field, Fields, filled
from oscar_lt_accounting.providers.kit.products import product_of, typed_id

#: What stands before the shop reference where it is printed below an invoice.
MARK = "Dokumento nuoroda: "
SYSTEM = "iTax"
_PRICE_PLACES = 5
_CLIENT: Fields[Buyer] = Fields(
    Field("name", lambda buyer: buyer.name.strip(), required=True, label=gettext_noop("name")),
    Field("code", lambda buyer: buyer.company_code),
    Field("address", lambda buyer: address_line(buyer.address)),
    Field("country_code", lambda buyer: buyer.address.country),
    Field("email", lambda buyer: buyer.email),
    Field("phone", lambda buyer: buyer.phone),
)
_PRODUCT: Fields[RemoteProduct] = Fields(
    Field("name", lambda product: product.name),
    Field("code", lambda product: product.code),
    Field("barcode", lambda product: product.barcode),
)


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
    """The company's own choices that change what is sent; `services` are its products of delivery and surcharges."""

    services: Mapping[LineKind, str]
    vat_code_field: str = ""
    vat_groups: Mapping[Destination, str] = field(default_factory=dict)
    prints_reference: bool = False


def invoice(document: Document, client_id: str, rules: Rules) -> dict[str, Any]:
    """The fields of an invoice, not posted; raises `Held` for what iTax cannot express."""
    elsewhere = _delivery(document)
    return filled(
        {
            "date": document.day.isoformat(),
            "due_date": document.due_day and document.due_day.isoformat(),
            "client_id": int(client_id),
            "currency": document.currency,
            "location_id": number(document.warehouse, "location_id") if document.warehouse else None,
            "external_code": document.reference,
            "number": document.number and document.full_number,
            "footer_message": _footer(document, rules),
            "is_shipping_address": True if elsewhere else None,
            "shipping_address": elsewhere,
            f"{kind_of(document).lines}_attributes": lines(document, rules),
        }
    )


def lines(document: Document, rules: Rules) -> list[dict[str, Any]]:
    """All lines, as new ones, with the sums that the document was frozen with."""
    rows = document.rows_as_they_are() if document.rows is None else document.rows
    credit = isinstance(document, CreditNote)
    return [_line(document.lines[row.line], row, rules, credit=credit) for row in rows if row.line is not None]


def _line(item: InvoiceLine, row: PricedRow, rules: Rules, *, credit: bool) -> dict[str, Any]:
    """Unit price without VAT, and all sums as they shall be; a credit counts backwards."""
    price, discount = price_and_discount(row, credit=credit)
    sign = -1 if credit else 1
    product = product_of(item, item.remote_id, rules.services, system=SYSTEM)
    return filled(
        {
            "product_id": number(product, "product_id"),
            "price": price,
            "qty": sign * row.quantity,
            "discount_amount": discount or None,
            "amount": sign * row.net,
            "sales_tax_id": number(item.remote_vat, "sales_tax_id", code="vat_mapping"),
            "vat_amount": sign * row.vat,
            "total_amount": sign * row.gross,
        }
    )


def price_and_discount(row: PricedRow, *, credit: bool = False) -> tuple[Decimal, Decimal]:
    """A unit price, and the discount on the whole line that makes its sum exact.

    iTax: amount = round(price × quantity − discount, 2); five decimals of a price are known to be kept
    (itax.md §8.3). Where no such price gives the sum, the next higher one (for a credit the next lower one)
    and a discount of cents do.
    """
    exact = row.net / row.quantity
    for places in range(2, _PRICE_PLACES + 1):
        price = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if round_cents(price * row.quantity) == row.net:
            return price, ZERO
    price = exact.quantize(Decimal(1).scaleb(-_PRICE_PLACES), rounding=ROUND_DOWN if credit else ROUND_UP)
    return price, abs(round_cents(price * row.quantity) - row.net)


def client(buyer: Buyer, rules: Rules) -> dict[str, Any]:
    """The fields of a new buyer, empty ones left out; raises `Held` for a buyer without a name."""
    address = buyer.address
    group = rules.vat_groups.get(destination(address.country, address.postcode), "") if address.country else ""
    more = {"vat_business_group_id": int(group) if group else None}
    if rules.vat_code_field:
        more[rules.vat_code_field] = buyer.vat_code or None  # type: ignore[assignment]
    return {**_CLIENT.write(buyer, system=SYSTEM), **filled(more)}


def payment(paid: Payment, client_id: str, invoice_id: str, document: Document) -> dict[str, Any]:
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
        "date": (paid.day or document.day).isoformat(),
        "bank_account_id": number(paid.remote_code, "bank_account_id"),
        "currency": document.currency,
        "amount": paid.amount,
        "account_balanceable_type": "Client",
        "account_balanceable_id": int(client_id),
        "invoice_id": number(invoice_id, "invoice_id"),
        "posted": True,
    }


def new_product(wanted: RemoteProduct, remote_vat: str, measurement_id: str) -> dict[str, Any]:
    """The fields of a new stock good (itax.md §8.1)."""
    return {
        **changed_product(wanted),
        "type": "Item",
        "measurement_id": number(measurement_id, "measurement_id"),
        "sales_tax_id": number(remote_vat, "sales_tax_id", code="vat_mapping"),
    }


def changed_product(wanted: RemoteProduct) -> dict[str, Any]:
    """What a product is called; its price is kept elsewhere and nobody says with which VAT (itax.md §12 no. 16)."""
    return _PRODUCT.write(wanted, system=SYSTEM)


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
    return filled(
        {
            "recipient_email": document.buyer.email,
            "subject": f"Sąskaita faktūra {invoice_number}" if lithuanian else f"Invoice {invoice_number}",
            "body": "Laba diena,\n\nsiunčiame sąskaitą faktūrą."
            if lithuanian
            else "Hello,\n\nplease find your invoice.",
            "sender_email": sender,
            "bcc_to_sender": False if sender else None,
        }
    )


def number(text: str, name: str, *, code: str = "setting") -> int:
    """One of iTax's ids; raises `Held` when somebody set something else."""
    return typed_id(text, name, system=SYSTEM, code=code)


def _delivery(document: Document) -> str:
    """Where the goods go in one line, empty where they go to the buyer's address."""
    delivery = document.delivery
    line = address_line(delivery)
    if not delivery.street or line == address_line(document.buyer.address):
        return ""
    return ", ".join(part for part in (delivery.name, line, delivery.country) if part)


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
