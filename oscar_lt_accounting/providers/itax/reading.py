"""What iTax says, in our words (itax.md §8). Pure functions; decimals come as texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.money import ZERO, round_cents
from oscar_lt_accounting.providers.itax.payload import MARK, kind_of
from oscar_lt_accounting.providers.kit.reading import Row, inner, remote_day, remote_number


def remote_document(record: Row, lines: str = "inv_lines", *, credit: bool | None = None) -> RemoteDocument:
    """An invoice as iTax returns it; sums only where all its lines tell theirs.

    Rows of a credit count backwards; the result does not, as our documents do not. Whoever does not know
    whether it is a credit takes a sum below zero for one.
    """
    rows = rows_in(record, lines)
    total, vat = (_sum([remote_number(row.get(name)) for row in rows]) for name in ("total_amount", "vat_amount"))
    if total is not None and vat is not None and (total < 0 if credit is None else credit):
        total, vat = -total, -vat
    return RemoteDocument(
        remote_id=_text(record.get("id")),
        number=_text(record.get("number")),
        reference=_text(record.get("external_code")),
        total=total,
        vat=vat,
        day=remote_day(record.get("date")),
        buyer_name=_text(inner(record, "client", "name")) or None,
        currency=_text(record.get("currency")) or None,
    )


def as_ours(record: Row, document: Document, client_id: str) -> RemoteDocument:
    """A record as `document`; its buyer is ours when it is the one the invoice was made out to.

    A company is found by its code, so iTax may call it by another name.
    """
    remote = remote_document(record, kind_of(document).lines, credit=document.kind == "credit_note")
    ours = client_id and str(record.get("client_id")) == client_id
    return replace(remote, buyer_name=document.buyer.name) if ours else remote


def reference_of(row: Row) -> str:
    """The shop reference on a document, where iTax keeps it or where it is printed."""
    return str(row.get("external_code") or str(row.get("footer_message") or "").partition(MARK)[2].strip())


def called(remote: RemoteDocument) -> str:
    """What people call the invoice."""
    return remote.number or remote.remote_id or "–"


def rows_in(record: Mapping[str, Any], name: str) -> list[Row]:
    """The records of a list inside of a record; none where there is no list."""
    rows = record.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def stock_level(record: Row) -> StockLevel | None:
    """A row of the product list as stock; None for services, which have none.

    "Free to sell" is not defined; the smaller of on hand and quantity less reserved is right under both
    readings (itax.md §9, job 8).
    """
    balance = record.get("item_balance")
    if not isinstance(balance, dict):
        return None
    on_hand, held, reserved = (remote_number(balance.get(name)) for name in ("qty_on_hand", "qty", "qty_reserved"))
    if on_hand is None or held is None or reserved is None:
        return StockLevel(product=product(record), available=None)
    return StockLevel(product=product(record), available=max(Decimal(0), min(on_hand, held - reserved)))


def stock_at(record: Row, warehouse: str) -> StockLevel | None:
    """What a single record says of one warehouse; None where it says nothing of it."""
    balance = record.get("item_balance")
    places = rows_in(balance, "locations") if isinstance(balance, dict) else []
    here = [place for place in places if str(place.get("id")) == warehouse]
    return stock_level({**record, "item_balance": here[0]}) if len(here) == 1 else None


def product(record: Row) -> RemoteProduct:
    """A row of the product list; its price where there is one for everybody."""
    general = [price for price in rows_in(record, "sale_prices") if price.get("client_group_id") is None]
    return RemoteProduct(
        remote_id=_text(record.get("id")),
        code=_text(record.get("code")),
        barcode=_text(record.get("barcode")),
        name=_text(record.get("name")),
        unit=_text(inner(record, "measurement", "name")),
        price=remote_number(general[0].get("price")) if len(general) == 1 else None,
    )


def _text(value: object) -> str:
    return str(value or "")


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in amounts if value is not None]
    return round_cents(sum(known, ZERO)) if known and len(known) == len(amounts) else None
