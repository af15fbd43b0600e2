"""The rows that a document is sent with, beside the lines they came from."""

from __future__ import annotations

from collections.abc import Iterator

from oscar_lt_accounting.domain.documents import Document, InvoiceLine
from oscar_lt_accounting.domain.rows import PricedRow


def rows_with_lines(document: Document) -> Iterator[tuple[PricedRow, InvoiceLine]]:
    """The rows of a priced document, each with its line, for systems that offer no product for rounding.

    Raises `ValueError` for a document without rows, or with a row of no line: it would not be sent whole.
    """
    if document.rows is None:
        raise ValueError(f"{document.reference}: not priced")
    for row in document.rows:
        if row.line is None:
            raise ValueError(f"{document.reference}: a row for rounding that nobody can send")
        yield row, document.lines[row.line]
