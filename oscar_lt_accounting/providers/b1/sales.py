"""Our words and B1's, for its warehouse methods (b1.md §5.6). Pure functions.

B1 takes net prices and works the VAT out itself; the rows of a document are priced so that it comes to our sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import CreditNote, Document, LineKind, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.providers.b1.client import SYSTEM
from oscar_lt_accounting.providers.b1.payload import own_number, places
from oscar_lt_accounting.providers.kit.products import product_of, typed_id
from oscar_lt_accounting.providers.kit.reading import POSITIVE, Row, remote_day, remote_id, remote_money, remote_number

_ROUNDING = gettext_noop("Rounding")


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The company's own choices in the warehouse mode.

    `services` are the items that deliveries and fees are entered as, `rounding_product` the one for a row that
    makes up for a cent.
    """

    operation_type: str = ""
    credit_operation_type: str = ""
    services: Mapping[LineKind, str] = field(default_factory=dict)
    rounding_product: str = ""


@dataclass(frozen=True, kw_only=True)
class SaleRow:
    """A row as B1 gets it, but for the sale's id and that of its VAT code.

    `title` is what people call it, `vat_code` the tax office's code, empty for none.
    """

    title: str
    vat_code: str
    body: Mapping[str, Any]


def header(document: Document, client_id: str, rules: Rules) -> dict[str, Any]:
    """The body of `warehouse/sales/create`; raises `Held` for what B1 cannot express."""
    if not (document.series and document.number):
        raise Held(
            gettext_noop(
                "B1's warehouse methods need a series and a number of the shop's own, so that a sale can be found "
                "again. Set the integration's numbering to “the shop” and give it a series with a prefix."
            ),
            code="number_missing",
        )
    number = own_number(document)
    kind = rules.credit_operation_type if isinstance(document, CreditNote) else rules.operation_type
    return {
        "saleDate": document.day.isoformat(),
        "warehouseId": typed_id(document.warehouse, "warehouseId", system=SYSTEM),
        "operationTypeId": typed_id(kind, "operationTypeId", system=SYSTEM),
        "clientId": int(client_id),
        "clientName": document.buyer.name,
        "currencyCode": document.currency,
        "series": number["customSeries"],
        "number": number["customNumber"],
        "autoGenerateNumberAndSeries": False,
    }


def rows(document: Document, rules: Rules) -> list[SaleRow]:
    """The bodies of `warehouse/sale-items/create-simple`, in order; raises `Held` for what B1 cannot express."""
    if document.rows is None:
        raise ValueError(f"{document.reference}: not priced")
    return [_row(number, priced, document, rules) for number, priced in enumerate(document.rows, start=1)]


def direction(document: Document) -> int:
    """Credit notes are sales with negative prices (b1.md §5.11)."""
    return -1 if isinstance(document, CreditNote) else 1


def same_rows(there: Sequence[Row], ours: Sequence[SaleRow]) -> bool:
    """Whether the rows in B1, in their order, are the first of ours."""
    return len(there) <= len(ours) and all(_is_row(one, row.body) for one, row in zip(there, ours, strict=False))


def is_numbered(record: Row, document: Document) -> bool:
    """Whether a row of the sales list carries the document's number; B1 may repeat the series in it."""
    number, series = str(record.get("number") or ""), str(record.get("series") or "")
    return (series, number) == (document.series, document.number) or number == document.full_number


def remote_document(record: Row, document: Document, client_id: str) -> RemoteDocument:
    """A row of the sales list; the buyer is known by its id, because B1 may print another name."""
    ours = client_id and str(record.get("clientId")) == client_id
    return _document(
        record,
        number=document.full_number if is_numbered(record, document) else str(record.get("number") or ""),
        reference=document.reference,
        buyer=document.buyer.name if ours else "",
        sign=direction(document),
    )


def recorded(record: Row) -> RemoteDocument:
    """A row of the sales list as it is."""
    series, number = str(record.get("series") or ""), str(record.get("number") or "")
    return _document(record, number=number if number.startswith(series) else series + number)


def day_of(record: Row) -> date | None:
    """The day of a row of the sales list."""
    return remote_day(record.get("saleDate"))


def _document(record: Row, *, number: str, reference: str = "", buyer: str = "", sign: int = 1) -> RemoteDocument:
    return RemoteDocument(
        remote_id=remote_id(record.get("id")),
        number=number,
        reference=reference,
        total=_money(record.get("sumWithVat"), sign),
        vat=_money(record.get("vat"), sign),
        day=day_of(record),
        buyer_name=buyer or str(record.get("clientName") or "") or None,
        currency=str(record.get("currencyCode") or "") or None,
    )


def _money(value: object, sign: int) -> Decimal | None:
    amount = remote_money(value, texts=False)
    return None if amount is None else amount * sign + ZERO


def _row(number: int, priced: PricedRow, document: Document, rules: Rules) -> SaleRow:
    if priced.line is None:
        title, vat_code = _ROUNDING, ""
        item = typed_id(rules.rounding_product, "rounding_product_id", system=SYSTEM)
    else:
        line = document.lines[priced.line]
        title, vat_code = line.title, line.remote_vat or line.vat_code
        item = int(product_of(line, line.remote_id, rules.services, system=SYSTEM, pattern=POSITIVE))
    body = {
        "itemId": item,
        "warehouseId": typed_id(document.warehouse, "warehouseId", system=SYSTEM),
        "rowNo": number,
        "quantity": places(priced.quantity, 3),
        "priceWithoutVat": priced.price * direction(document) + ZERO,
        "vatRate": priced.rate or Decimal(0),
        "discountRate": 0,
    }
    return SaleRow(title=title, vat_code=vat_code, body=body)


def _is_row(record: Row, body: Mapping[str, Any]) -> bool:
    return all(
        remote_number(record.get(name), texts=False) == body[name] for name in ("itemId", "quantity", "priceWithoutVat")
    )
