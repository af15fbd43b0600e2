"""The documents of an order that are its customer's to have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import DocumentKind, State, Submission
from oscar_lt_accounting.models.submissions import SubmissionQuerySet
from oscar_lt_accounting.providers.capabilities import Capability

#: What a customer is given; everything else stays between the shop and its accountant.
KINDS = (DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE)


@dataclass(frozen=True)
class OrderPdfs:
    """`ready` can be had as PDF; `coming` says that at least one more will be."""

    ready: tuple[Submission, ...] = ()
    coming: bool = False


def of_order(order_id: int) -> OrderPdfs:
    """What the customer of an order can have, in one query."""
    rows = _customer_documents().filter(order=order_id).exclude(state=State.CANCELLED).order_by("pk")
    expected = [row for row in rows if _has_pdf(row)]
    ready = tuple(row for row in expected if row.state == State.ISSUED)
    return OrderPdfs(ready=ready, coming=len(ready) < len(expected))


def issued() -> SubmissionQuerySet:
    """Issued documents that are given to customers."""
    return _customer_documents().filter(state=State.ISSUED)


def _customer_documents() -> SubmissionQuerySet:
    rows = Submission.objects.filter(kind__in=KINDS).select_related("integration", "order", "pdf")
    return rows.defer("snapshot", "journal", "integration__credentials")


def _has_pdf(row: Submission) -> bool:
    """Whether there is any hope of a PDF."""
    kept: Any = getattr(row, "pdf", None)
    if kept is not None and not kept.file and kept.not_before is None:
        return False
    try:
        return row.integration is not None and Capability.PDF in row.integration.provider_class.capabilities
    except Misconfigured:
        return False
