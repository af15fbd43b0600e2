"""Our words and B1's, for its warehouse methods (b1.md §5.6). Pure functions.

B1 takes net prices and works the VAT out itself, so what it will make of a document is worked out here
first; a document that would come out differently is held.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import CreditNote, Document, InvoiceLine, LineKind, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import ZERO, round_cents
from oscar_lt_accounting.providers.b1.payload import checked_quantity, own_number

_PRICE_PLACES = 4
_LARGEST_AMOUNT = 10**15
_SERVICES = {LineKind.SHIPPING: "shipping", LineKind.SURCHARGE: "surcharge"}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The company's own choices in the warehouse mode.

    `items` are the service items that deliveries and fees are entered as; `vat_rounding` is how B1 rounds
    the VAT of a sale: by row, by rate, or unknown.
    """

    operation_type: str = ""
    credit_operation_type: str = ""
    items: Mapping[str, str] = field(default_factory=dict)
    vat_rounding: str = "unknown"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row as B1 gets it, before the sale has an id. `vat_code` is the tax office's code."""

    title: str
    item_id: int
    quantity: Decimal
    price: Decimal
    rate: Decimal
    vat_code: str

    @property
    def net(self) -> Decimal:
        """What B1 makes of price and quantity."""
        return round_cents(self.price * self.quantity)


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
    credit = isinstance(document, CreditNote)
    kind = rules.credit_operation_type if credit else rules.operation_type
    return {
        "saleDate": document.day.isoformat(),
        "warehouseId": identity(document.warehouse, "warehouseId"),
        "operationTypeId": identity(kind, "operationTypeId"),
        "clientId": int(client_id),
        "clientName": document.buyer.name,
        "currencyCode": document.currency,
        "series": number["customSeries"],
        "number": number["customNumber"],
        "autoGenerateNumberAndSeries": False,
    }


def rows(document: Document, rules: Rules) -> list[Row]:
    """All lines as rows, in order; raises `Held` where B1 would not make the same sums of them."""
    sign = direction(document)
    made = [_row(line, rules, sign) for line in document.lines]
    theirs = {_vat(made, way) * sign for way in (_WAYS if rules.vat_rounding == "unknown" else [rules.vat_rounding])}
    if theirs != {document.vat}:
        raise Held(
            gettext_noop(
                "B1 works the VAT out of net prices and may make %(theirs)s of this document's %(ours)s. Ask the "
                "accountant how B1 rounds and set “Rounding of VAT” in the integration, or enter the sale by hand."
            ),
            code="sums_differ",
            theirs=", ".join(str(vat) for vat in sorted(theirs)),
            ours=document.vat,
        )
    return made


def row(made: Row, sale_id: str, warehouse: str, position: int, classification: str) -> dict[str, Any]:
    """The body of `warehouse/sale-items/create-simple` for one row."""
    fields: dict[str, Any] = {
        "saleId": int(sale_id),
        "itemId": made.item_id,
        "warehouseId": identity(warehouse, "warehouseId"),
        "rowNo": position,
        "quantity": made.quantity,
        "priceWithoutVat": made.price,
        "vatRate": made.rate,
        "discountRate": 0,
    }
    return {**fields, "vatClassificationId": int(classification)} if classification else fields


def direction(document: Document) -> int:
    """Credit notes are sales with negative prices (b1.md §5.11)."""
    return -1 if isinstance(document, CreditNote) else 1


def same_rows(there: Sequence[Mapping[str, Any]], ours: Sequence[Row]) -> bool:
    """Whether the rows over there, in their order, are the first of ours."""
    return len(there) <= len(ours) and all(_is_row(one, row) for one, row in zip(there, ours, strict=False))


def _is_row(record: Mapping[str, Any], row: Row) -> bool:
    theirs = [number(record.get(name)) for name in ("itemId", "quantity", "priceWithoutVat")]
    return theirs == [Decimal(row.item_id), row.quantity, row.price]


def is_numbered(record: Mapping[str, Any], document: Document) -> bool:
    """Whether a row of the sales list carries the document's number; B1 may repeat the series in it."""
    number, series = str(record.get("number") or ""), str(record.get("series") or "")
    return (series, number) == (document.series, document.number) or number == document.full_number


def remote_document(record: Mapping[str, Any], document: Document, client_id: str) -> RemoteDocument:
    """A row of the sales list; the buyer is known by its id, because B1 may print another name."""
    sign = direction(document)
    total, vat = (_cents(record.get(name), sign) for name in ("sumWithVat", "vat"))
    ours = client_id and str(record.get("clientId")) == client_id
    return RemoteDocument(
        remote_id=str(record.get("id") or ""),
        number=document.full_number if is_numbered(record, document) else str(record.get("number") or ""),
        reference=document.reference,
        total=total,
        vat=vat,
        day=day_of(record),
        buyer_name=document.buyer.name if ours else str(record.get("clientName") or "") or None,
        currency=str(record.get("currencyCode") or "") or None,
    )


def recorded(record: Mapping[str, Any]) -> RemoteDocument:
    """A row of the sales list as it is."""
    series, number = str(record.get("series") or ""), str(record.get("number") or "")
    return RemoteDocument(
        remote_id=str(record.get("id") or ""),
        number=number if number.startswith(series) else series + number,
        total=_cents(record.get("sumWithVat"), 1),
        vat=_cents(record.get("vat"), 1),
        day=day_of(record),
        buyer_name=str(record.get("clientName") or "") or None,
        currency=str(record.get("currencyCode") or "") or None,
    )


def day_of(record: Mapping[str, Any]) -> date | None:
    """The day of a row of the sales list."""
    try:
        return date.fromisoformat(str(record.get("saleDate"))[:10])
    except ValueError:
        return None


def number(value: object) -> Decimal | None:
    """A JSON number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    return Decimal(value)


def identity(text: str, field: str) -> int:
    """An id of B1's that somebody typed; raises `Held`."""
    if re.fullmatch(r"0*[1-9][0-9]{0,17}", text):
        return int(text)
    raise Held(
        gettext_noop(
            "B1 wants an id for %(field)s, but “%(given)s” is set. Correct the warehouse or the integration's "
            "settings, then send again."
        ),
        code="setting",
        field=field,
        given=text or "–",
    )


def _row(line: InvoiceLine, rules: Rules, sign: int) -> Row:
    quantity = checked_quantity(line)
    return Row(
        title=line.title,
        item_id=_item(line, rules),
        quantity=quantity,
        price=_price(line, quantity) * sign,
        rate=line.rate or Decimal(0),
        vat_code=line.remote_vat or line.vat_code,
    )


def _item(line: InvoiceLine, rules: Rules) -> int:
    chosen = line.remote_id or rules.items.get(_SERVICES.get(line.kind, ""), "")
    if re.fullmatch(r"0*[1-9][0-9]{0,17}", chosen):
        return int(chosen)
    if chosen:
        raise Held(
            gettext_noop(
                "“%(title)s” is linked to “%(remote_id)s”, which is no product id of B1. Correct the link, then "
                "send again."
            ),
            code="remote_id",
            title=line.title,
            remote_id=chosen,
        )
    raise Held(
        gettext_noop(
            "B1's warehouse methods need an item for “%(title)s”. Link it, or name the item for delivery and fees in "
            "the integration's settings, then send again."
        ),
        code="no_link",
        title=line.title,
        sku=line.sku,
    )


def _price(line: InvoiceLine, quantity: Decimal) -> Decimal:
    """The shortest net price of at most four decimals that gives the row's sum to the cent."""
    for places in range(2, _PRICE_PLACES + 1):
        price = (line.net / quantity).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        if round_cents(price * quantity) == line.net:
            return price
    raise Held(
        gettext_noop("“%(title)s”: no unit price gives %(amount)s for %(quantity)s. Split the row in the order."),
        code="unit_price",
        title=line.title,
        amount=line.net,
        quantity=quantity,
    )


_WAYS = ("row", "rate")


def _vat(made: Sequence[Row], way: str) -> Decimal:
    if way == "row":
        return sum((round_cents(row.net * row.rate / 100) for row in made), ZERO)
    nets: dict[Decimal, Decimal] = {}
    for row in made:
        nets[row.rate] = nets.get(row.rate, ZERO) + row.net
    return sum((round_cents(net * rate / 100) for rate, net in nets.items()), ZERO)


def _cents(value: object, sign: int) -> Decimal | None:
    amount = number(value)
    if amount is None or abs(amount) >= _LARGEST_AMOUNT:
        return None
    return round_cents(amount) * sign + ZERO
