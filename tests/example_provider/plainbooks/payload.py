"""Our words in Plain Books' and back: pure functions, amounts as texts with two decimals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Document, InvoiceLine, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.providers.kit.answers import UnreadableError


def document(document: Document, *, account: str) -> dict[str, Any]:
    """The body of `POST /documents`; raises `Held` for a row without a VAT rate."""
    return {
        "reference": document.reference,
        "date": document.day.isoformat(),
        "currency": document.currency,
        "account": account,
        "warehouse": document.warehouse,
        "buyer": _buyer(document.buyer),
        "rows": [_row(line) for line in document.lines],
        "total": str(document.total),
    }


def _buyer(buyer: Buyer) -> dict[str, str]:
    return {
        "name": buyer.name,
        "company_code": buyer.company_code,
        "vat_code": buyer.vat_code,
        "country": buyer.address.country,
    }


def _row(line: InvoiceLine) -> dict[str, str]:
    if line.rate is None:
        raise Held(
            gettext_noop("Plain Books takes no rows without a VAT rate, and “%(title)s” has none. Give it a rate."),
            code="vat_rate",
            title=line.title,
        )
    return {
        "code": line.remote_code or line.sku,
        "title": line.title,
        "quantity": str(line.remote_quantity),
        "unit": line.unit,
        "vat_rate": str(line.rate),
        "net": str(line.net),
        "vat": str(line.vat),
    }


def remote_document(data: Any) -> RemoteDocument:
    """A document as Plain Books tells it; raises `UnreadableError` for anything else."""
    try:
        return RemoteDocument(
            remote_id=str(data["id"]),
            number=str(data["number"]),
            reference=str(data["reference"]),
            total=Decimal(data["total"]),
            vat=Decimal(data["vat"]),
            day=date.fromisoformat(data["date"]),
            buyer_name=str(data["buyer"]),
            currency=str(data["currency"]),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise UnreadableError("not a document of Plain Books") from None
