"""Our words in Plain Books' and back: tables and pure functions, amounts as texts with two decimals."""

from __future__ import annotations

from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Document, InvoiceLine, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.providers.kit.fields import Field, Fields
from oscar_lt_accounting.providers.kit.reading import Row, exact_text, remote_day, remote_id, remote_money, remote_text

SYSTEM = "Plain Books"
BUYER: Fields[Buyer] = Fields(
    Field("name", lambda buyer: buyer.name, required=True, label=gettext_noop("name"), max_length=120),
    Field("company_code", lambda buyer: buyer.company_code, keep=True),
    Field("vat_code", lambda buyer: buyer.vat_code, keep=True),
    Field("country", lambda buyer: buyer.address.country, keep=True),
)
ROW: Fields[InvoiceLine] = Fields(
    Field("code", lambda line: line.remote_code or line.sku, keep=True),
    Field("title", lambda line: line.title, max_length=200),
    Field("quantity", lambda line: str(line.remote_quantity)),
    Field("unit", lambda line: line.unit),
    Field("vat_rate", lambda line: str(line.rate)),
    Field("net", lambda line: str(line.net)),
    Field("vat", lambda line: str(line.vat)),
)


def document(document: Document, *, account: str) -> dict[str, Any]:
    """The body of `POST /documents`; raises `Held` for what Plain Books cannot express."""
    return {
        "reference": document.reference,
        "date": document.day.isoformat(),
        "currency": document.currency,
        "account": account,
        "warehouse": document.warehouse,
        "buyer": BUYER.write(document.buyer, system=SYSTEM),
        "rows": [_row(line) for line in document.lines],
        "total": str(document.total),
    }


def _row(line: InvoiceLine) -> dict[str, Any]:
    if line.rate is None:
        raise Held(
            gettext_noop("Plain Books takes no rows without a VAT rate, and “%(title)s” has none. Give it a rate."),
            code="vat_rate",
            title=line.title,
        )
    return ROW.write(line, system=SYSTEM)


def remote_document(row: Row) -> RemoteDocument:
    """A document as Plain Books tells it; raises `KeyError` where it leaves out what all of them have."""
    return RemoteDocument(
        remote_id=remote_id(row["id"]),
        number=remote_text(row["number"]),
        reference=exact_text(row["reference"]),
        total=remote_money(row["total"]),
        vat=remote_money(row["vat"]),
        day=remote_day(row["date"]),
        buyer_name=remote_text(row["buyer"]),
        currency=remote_text(row["currency"]),
    )
