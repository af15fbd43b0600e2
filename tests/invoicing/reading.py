"""Documents of an order and what must be true of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.services.clock import Clock
from oscar_lt_accounting.services.invoicing.building import freeze_document

HALF_CENT = Decimal("0.005")


def frozen_documents(order: Any, clock: Clock) -> list[Document]:
    """The order's documents, frozen now if they were not yet. Raises `Held`."""
    found = []
    for row in Submission.objects.filter(order_id=order.pk).order_by("pk"):
        if row.snapshot is None:
            assert freeze_document(row, clock)
        row.refresh_from_db()
        document = row.document
        assert document is not None
        assert document.total == row.total
        found.append(document)
    return found


def groups(document: Document) -> dict[str, tuple[Decimal, Decimal, Decimal]]:
    """Gross, net and VAT by VAT code."""
    return {group.code: (group.gross, group.net, group.vat) for group in document.vat_groups}


def rows(document: Document) -> list[tuple[Decimal, Decimal, Decimal]]:
    """Gross, net and VAT of each row."""
    return [(line.gross, line.net, line.vat) for line in document.lines]


def amounts(text: str) -> tuple[Decimal, ...]:
    """Amounts as people write them in a table."""
    return tuple(Decimal(word) for word in text.split())


def check_consistent(document: Document) -> None:
    """What the tax office would check: groups are the sums of rows, VAT follows from the rate."""
    for group in document.vat_groups:
        members = [line for line in document.lines if (line.vat_code, line.rate) == (group.code, group.rate)]
        assert group.gross == group.net + group.vat
        assert group.net == sum(line.net for line in members)
        rate = group.rate or Decimal(0)
        if document.prices_include_vat:
            assert abs(group.gross * rate / (100 + rate) - group.vat) <= HALF_CENT, group
        else:
            assert abs(group.net * rate / 100 - group.vat) < Decimal("0.01"), group
    for line in document.lines:
        rate = line.rate or Decimal(0)
        assert abs(line.gross * rate / (100 + rate) - line.vat) < Decimal("0.01"), line
        assert line.gross_before_discount >= line.gross >= 0, line
