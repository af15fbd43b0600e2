"""The frozen document as an invoice that people can read, with the rows as they are sent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from oscar_lt_accounting.domain.documents import CreditNote, Document, InvoiceLine, VatGroup
from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.models import Submission


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row; `unit_price` is per shop unit, after discounts, and `discount` what was taken off with VAT.

    `net`, `vat` and `gross` are those of the rows that are sent for the line; `parts` are these rows where there are
    several. `is_deducted` says whether the accounting system takes the goods out of its stock.
    """

    line: InvoiceLine
    net: Decimal
    vat: Decimal
    gross: Decimal
    parts: tuple[PricedRow, ...]
    is_deducted: bool
    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    rate: Decimal | None
    in_other_units: Decimal | None


@dataclass(frozen=True, kw_only=True)
class ReadableDocument:
    """A document with what a reader wants to see beside each row."""

    document: Document
    rows: tuple[Row, ...]
    discount: Decimal
    groups: tuple[VatGroup, ...]
    corrects: str
    rounding: tuple[PricedRow, ...] = ()

    @property
    def other_delivery(self) -> bool:
        """Whether the goods went elsewhere than to the buyer's own address."""
        delivery = self.document.delivery
        return bool(delivery.street or delivery.city) and delivery != self.document.buyer.address


def readable_document(submission: Submission) -> ReadableDocument | None:
    """The submission's document for reading, None before it was first sent.

    Raises `ValueError` when the snapshot was damaged or is of a newer version.
    """
    document = submission.document
    return readable(document) if document else None


def readable(document: Document) -> ReadableDocument:
    """`document` for reading."""
    rows = tuple(_row(document, position) for position in range(len(document.lines)))
    return ReadableDocument(
        document=document,
        rows=rows,
        discount=sum((row.discount for row in rows), Decimal(0)),
        groups=document.vat_groups,
        corrects=document.original_number if isinstance(document, CreditNote) else "",
        rounding=tuple(row for row in document.rows or () if row.line is None),
    )


def _row(document: Document, position: int) -> Row:
    line = document.lines[position]
    sent = tuple(row for row in document.rows or () if row.line == position)
    net, vat = (sum((getattr(row, name) for row in sent), ZERO) for name in ("net", "vat"))
    if not sent:
        net, vat = line.net, line.vat
    gross = net + vat
    return Row(
        line=line,
        net=net,
        vat=vat,
        gross=gross,
        parts=sent if len(sent) > 1 else (),
        is_deducted=position not in document.not_deducted,
        quantity=plain(line.quantity),
        unit_price=_price((gross if document.prices_include_vat else net) / line.quantity),
        discount=line.gross_before_discount - line.gross,
        rate=None if line.rate is None else plain(line.rate),
        in_other_units=plain(line.remote_quantity) if line.units != 1 else None,
    )


def _price(price: Decimal) -> Decimal:
    cents = price.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return cents if cents == price else price.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)


def plain(number: Decimal) -> Decimal:
    """`number` without superfluous zeros behind the point."""
    return Decimal(format(number.normalize(), "f"))
