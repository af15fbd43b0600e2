"""What iTax says, in our words (itax.md §8). Pure functions; decimals come as texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.money import ZERO, round_cents

#: No sum of money and no quantity of goods has more digits.
_MOST_DIGITS = 15


def remote_document(
    record: Mapping[str, Any], lines: str = "inv_lines", *, credit: bool | None = None
) -> RemoteDocument:
    """An invoice as iTax returns it; sums only where all its lines tell theirs.

    Rows of a credit count backwards; the result does not, as our documents do not. Whoever does not know
    whether it is a credit takes a sum below zero for one.
    """
    rows = rows_of(record, lines)
    total = _sum([amount(row.get("total_amount")) for row in rows])
    vat = _sum([amount(row.get("vat_amount")) for row in rows])
    if total is not None and vat is not None and (total < 0 if credit is None else credit):
        total, vat = -total, -vat
    buyer = record.get("client")
    name = buyer.get("name") if isinstance(buyer, dict) else None
    return RemoteDocument(
        remote_id=str(record.get("id") or ""),
        number=str(record.get("number") or ""),
        reference=str(record.get("external_code") or ""),
        total=total,
        vat=vat,
        day=_day(record.get("date")),
        buyer_name=str(name) if name else None,
        currency=str(record["currency"]) if record.get("currency") else None,
    )


def rows_of(record: Mapping[str, Any], lines: str) -> list[dict[str, Any]]:
    """The lines of a document."""
    rows = record.get(lines)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def stock_level(record: Mapping[str, Any]) -> StockLevel | None:
    """A row of the product list as stock; None for services, which have none.

    "Free to sell" is not defined; the smaller of on hand and quantity less reserved is right under both
    readings (itax.md §9, job 8).
    """
    balance = record.get("item_balance")
    if not isinstance(balance, dict):
        return None
    on_hand, held, reserved = (amount(balance.get(name)) for name in ("qty_on_hand", "qty", "qty_reserved"))
    if on_hand is None or held is None or reserved is None:
        return StockLevel(product=product(record), available=None)
    return StockLevel(product=product(record), available=max(Decimal(0), min(on_hand, held - reserved)))


def stock_at(record: Mapping[str, Any], warehouse: str) -> StockLevel | None:
    """What a single record says of one warehouse; None where it says nothing of it."""
    balance = record.get("item_balance")
    places = rows_of(balance, "locations") if isinstance(balance, dict) else []
    here = [place for place in places if str(place.get("id")) == warehouse]
    return stock_level({**record, "item_balance": here[0]}) if len(here) == 1 else None


def product(record: Mapping[str, Any]) -> RemoteProduct:
    """A row of the product list; its price where there is one for everybody."""
    unit = record.get("measurement")
    general = [price for price in rows_of(record, "sale_prices") if price.get("client_group_id") is None]
    return RemoteProduct(
        remote_id=str(record.get("id") or ""),
        code=str(record.get("code") or ""),
        barcode=str(record.get("barcode") or ""),
        name=str(record.get("name") or ""),
        unit=str(unit.get("name") or "") if isinstance(unit, dict) else "",
        price=amount(general[0].get("price")) if len(general) == 1 else None,
    )


def amount(value: object) -> Decimal | None:
    """A decimal that came as a text or a number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return None
    try:
        found = Decimal(value)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < _MOST_DIGITS else None


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in amounts if value is not None]
    return round_cents(sum(known, ZERO)) if known and len(known) == len(amounts) else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
