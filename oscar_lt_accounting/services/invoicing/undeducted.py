"""Keep which order lines a frozen document does not deduct from the accounting system's stock."""

from __future__ import annotations

from oscar.core.loading import get_model

from oscar_lt_accounting.domain.documents import Document, InvoiceLine
from oscar_lt_accounting.models import Submission, UndeductedLine


def keep_undeducted_lines(submission: Submission, document: Document) -> None:
    """Write down the order lines of `document.not_deducted`, in place of those of a document frozen before."""
    UndeductedLine.objects.filter(submission=submission).delete()
    lines = [document.lines[position] for position in document.not_deducted]
    ids = {found for line in lines if (found := _order_line(line, document.order_id)) is not None}
    UndeductedLine.objects.bulk_create(UndeductedLine(submission=submission, order_line_id=found) for found in ids)


def _order_line(line: InvoiceLine, order_id: int) -> int | None:
    """The id of the order line that `line` stands for, None where it is no longer there.

    Documents frozen before version 2 of the snapshot do not name it: SKU and title find it.
    """
    lines = get_model("order", "Line").objects.filter(order_id=order_id)
    if line.order_line is not None:
        lines = lines.filter(pk=line.order_line)
    else:
        lines = lines.filter(partner_sku=line.sku, title=line.title)
    found: int | None = lines.order_by("pk").values_list("pk", flat=True).first()
    return found
