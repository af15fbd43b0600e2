"""Our words and Fakturownia's (fakturownia.md §1, §9). Pure functions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Document, InvoiceLine, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.domain.pricing import Arithmetic, PricedBy, PricedRow, Prices, VatRounding
from oscar_lt_accounting.providers.fakturownia.client import SYSTEM
from oscar_lt_accounting.providers.kit import reading
from oscar_lt_accounting.providers.kit.fields import filled
from oscar_lt_accounting.providers.kit.products import price_as, product_of, typed_id, vat_percent
from oscar_lt_accounting.providers.kit.reading import POSITIVE, Row
from oscar_lt_accounting.providers.kit.texts import one_line
from oscar_lt_accounting.providers.kit.verdicts import understood

KINDS = {"invoice": "vat", "proforma": "proforma"}
#: What a line may be called where the document goes on to KSeF.
_NAME_LENGTH = 256
_NO_RATE = gettext_noop("“%(title)s” has no VAT rate: Fakturownia asks for its legal base. Enter it there by hand.")
# fakturownia.md §1: the unit's net price may be rounded first unless the sums with VAT are kept.
_STRATEGY = {"position": "keep_gross", "sum": "keep_gross", "invoice_form_price_kind": "gross"}
#: A row is its sum with VAT. Whether VAT is rounded by row or by rate is UNKNOWN, as is whether a row of 0.00 and more
#: than two decimals of a quantity are taken; a row without VAT needs a legal base.
ARITHMETIC = Arithmetic(
    prices=Prices.GROSS,
    priced_by=PricedBy.ROW,
    price_decimals=2,
    quantity_decimals=2,
    vat_rounding=frozenset({VatRounding.ROW, VatRounding.RATE}),
    zero_rows=False,
    rows_without_vat=False,
    totals_sent=False,
    totals_checked=False,
)


def invoice(document: Document, department_id: str) -> dict[str, Any]:
    """The fields of a new document but its buyer; raises `Held` for what Fakturownia cannot express."""
    takes_goods = document.warehouse and document.kind == "invoice"
    rows = document.rows_as_they_are() if document.rows is None else document.rows
    return {
        "kind": KINDS[document.kind],
        "number": document.full_number,
        "issue_date": document.day.isoformat(),
        "sell_date": document.supply_day.isoformat(),
        "payment_to_kind": "other_date" if document.due_day else "",
        "payment_to": document.due_day and document.due_day.isoformat(),
        **_paid(document),
        "currency": document.currency,
        "department_id": int(department_id) if department_id else None,
        "oid": document.reference,
        "oid_unique": "yes",
        "warehouse_id": typed_id(document.warehouse, "warehouse_id", system=SYSTEM) if takes_goods else None,
        "description": " ".join(document.notes),
        "calculating_strategy": _STRATEGY,
        "positions": [position(row, document.lines[row.line]) for row in rows if row.line is not None],
    }


def _paid(document: Document) -> dict[str, str]:
    """Money whose way of payment is mapped; the rest comes by the bank's statement."""
    payments = [payment for payment in document.payments if payment.remote_code]
    paid = sum((payment.amount for payment in payments), ZERO)
    if paid <= 0:
        return {}
    return {
        "payment_type": payments[0].remote_code,
        "paid": _plain(paid),
        "paid_date": max(payment.day or document.day for payment in payments).isoformat(),
        "status": "paid" if paid >= document.total else "partial",
    }


def position(row: PricedRow, line: InvoiceLine) -> dict[str, Any]:
    """One row; the stock of its product goes down only by the id (fakturownia.md §8)."""
    product = product_of(line, line.remote_id, {}, system=SYSTEM, pattern=POSITIVE) if line.remote_id else ""
    fields = {
        "name": one_line(line.title, _NAME_LENGTH),
        "code": line.remote_code or line.sku,
        "product_id": int(product) if product else None,
        "quantity": _plain(row.quantity),
        "quantity_unit": line.unit,
        "tax": _tax(line),
        "total_price_gross": _plain(row.gross),
    }
    return filled(fields)


def _tax(line: InvoiceLine) -> str:
    if line.rate is None:
        # pl-invoicing-facts §3: zw and np go with the provision that exempts them.
        raise Held(_NO_RATE, code="vat_mapping", title=line.title)
    return line.remote_vat or _plain(line.rate.normalize())


def _plain(amount: Decimal | None) -> str:
    """A number as a text without an exponent; empty for none."""
    return "" if amount is None else f"{amount:f}"


def remote_document(row: Row) -> RemoteDocument:
    """A document as Fakturownia tells it; its token, which opens it to everybody, is left there."""
    gross, net = reading.remote_money(row.get("price_gross")), reading.remote_money(row.get("price_net"))
    return RemoteDocument(
        remote_id=reading.remote_id(row.get("id")),
        number=reading.exact_text(row.get("number")),
        reference=reading.exact_text(row.get("oid")),
        total=gross,
        vat=None if gross is None or net is None else gross - net,
        day=reading.remote_day(row.get("issue_date")),
        buyer_name=reading.remote_text(row.get("buyer_name")) or None,
        currency=reading.exact_text(row.get("currency")) or None,
    )


def product(row: Row) -> RemoteProduct:
    """A product or service."""
    return RemoteProduct(
        remote_id=reading.remote_id(row.get("id")),
        code=reading.exact_text(row.get("code")),
        barcode=reading.exact_text(row.get("ean_code")),
        name=reading.exact_text(row.get("name")),
        unit=reading.exact_text(row.get("quantity_unit")),
        price=reading.remote_number(row.get("price_gross")),
        price_includes_vat=True,
    )


def available(row: Row) -> Decimal | None:
    """What may be sold; None for what is not counted.

    Raises `Unavailable` where the row does not tell it: that is never zero.
    """
    with understood(writes=False):
        return None if row.get("limited") in (0, "0") else reading.remote_number(row["stock_level"])


def new_product(wanted: RemoteProduct, remote_vat: str) -> dict[str, Any]:
    """The fields of a new product; `remote_vat` is a percentage or the tax office's code."""
    rate = vat_percent(remote_vat, system=SYSTEM)
    return {
        "name": wanted.name,
        "code": wanted.code,
        "ean_code": wanted.barcode,
        "quantity_unit": wanted.unit,
        "price_gross": _plain(price_as(wanted, rate, gross=True, decimals=2)),
        "tax": _plain(rate),
    }
