"""Generated words of the domain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from oscar_lt_accounting.domain.documents import (
    DOCUMENT_KINDS,
    Address,
    Buyer,
    CreditNote,
    Document,
    InvoiceLine,
    LineKind,
    Payment,
)
from oscar_lt_accounting.domain.rows import PricedRow

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
rates = st.sampled_from([Decimal(21), Decimal(9), Decimal(12), Decimal(5), Decimal(0), Decimal("25.5"), None])


def cents(lowest: int = 0, highest: int = 10_000_000) -> st.SearchStrategy[Decimal]:
    """Amounts of money, from and to in cents."""
    return st.integers(lowest, highest).map(lambda amount: Decimal(amount) / 100)


addresses = st.builds(
    Address,
    name=texts,
    street=texts,
    city=texts,
    region=texts,
    postcode=texts,
    country=st.sampled_from(["", "LT", "LV", "GB"]),
)
buyers = st.builds(
    Buyer,
    name=texts,
    is_company=st.booleans(),
    company_code=texts,
    vat_code=texts,
    email=texts,
    phone=texts,
    address=addresses,
    customer_code=texts,
)
payments = st.builds(Payment, method=texts, amount=cents(), reference=texts, day=st.none() | days, remote_code=texts)


@st.composite
def lines(draw: st.DrawFn) -> InvoiceLine:
    """Rows with sums that add up and everything else as it comes."""
    net, vat = draw(cents()), draw(cents())
    return InvoiceLine(
        kind=draw(st.sampled_from(LineKind)),
        title=draw(texts),
        sku=draw(texts),
        quantity=draw(st.decimals("0.001", 10_000, places=3)),
        unit=draw(texts),
        net=net,
        vat=vat,
        gross=net + vat,
        gross_before_discount=net + vat + draw(cents()),
        rate=draw(rates),
        vat_code=draw(st.sampled_from(["", "PVM1", "PVM3"])),
        remote_vat=draw(texts),
        remote_id=draw(texts),
        remote_code=draw(texts),
        units=draw(st.decimals("0.0001", 1000, places=4)),
        order_line=draw(st.none() | st.integers(1, 10**9)),
    )


def priced_rows() -> st.SearchStrategy[tuple[PricedRow, ...] | None]:
    """Rows as they might have been sent, or none yet."""
    row = st.builds(
        PricedRow,
        line=st.none() | st.integers(0, 3),
        quantity=st.decimals("0.001", 10_000, places=3),
        price=st.decimals("-1000", 1000, places=4),
        net=cents(),
        vat=cents(),
        gross=cents(),
        rate=rates,
        vat_code=st.sampled_from(["", "PVM1"]),
        vat_given=st.booleans(),
        rounding=st.booleans(),
    )
    return st.none() | st.lists(row, max_size=3).map(tuple)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Documents of every kind."""
    kind = draw(st.sampled_from(list(DOCUMENT_KINDS.values())))
    words: dict[str, Any] = {
        "reference": draw(texts),
        "shop_id": draw(texts),
        "order_id": draw(st.integers(1, 10**12)),
        "order_number": draw(texts),
        "sequence": draw(st.integers(1, 99)),
        "partner_key": draw(texts),
        "series": draw(texts),
        "number": draw(texts),
        "day": draw(days),
        "supply_day": draw(days),
        "due_day": draw(st.none() | days),
        "currency": draw(st.sampled_from(["EUR", "GBP", "PLN"])),
        "language": draw(st.sampled_from(["lt", "en", "pl"])),
        "prices_include_vat": draw(st.booleans()),
        "warehouse": draw(texts),
        "buyer": draw(buyers),
        "delivery": draw(addresses),
        "lines": tuple(draw(st.lists(lines(), min_size=1, max_size=4))),
        "payments": tuple(draw(st.lists(payments, max_size=2))),
        "notes": tuple(draw(st.lists(texts, max_size=2))),
        "rows": draw(priced_rows()),
        "not_deducted": tuple(draw(st.lists(st.integers(0, 3), max_size=2))),
    }
    if kind is CreditNote:
        words |= {
            "original_number": draw(texts),
            "original_day": draw(days),
            "original_remote_id": draw(texts),
            "reason": draw(texts),
        }
    return kind(**words)
