"""A document is sent with the rows that were found for it, or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oscar_lt_accounting.providers.b1 import sales
from oscar_lt_accounting.providers.kit.rows import rows_with_lines
from tests.domain.makers import invoice, row


def test_each_row_comes_with_its_line():
    bare = invoice(row(), row("5.00", "1.05"))
    document = replace(bare, rows=bare.rows_as_they_are())

    assert [line for _row, line in rows_with_lines(document)] == list(document.lines)


def test_a_document_that_is_not_priced_is_not_sent_without_rows():
    with pytest.raises(ValueError, match="not priced"):
        list(rows_with_lines(invoice()))
    with pytest.raises(ValueError, match="not priced"):
        sales.rows(invoice(), sales.Rules())


def test_a_row_for_rounding_is_never_left_out_silently():
    bare = invoice()
    rounding = replace(bare.rows_as_they_are()[0], line=None, rounding=True)

    with pytest.raises(ValueError, match="rounding"):
        list(rows_with_lines(replace(bare, rows=(*bare.rows_as_they_are(), rounding))))
