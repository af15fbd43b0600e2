"""Our words and RoboLabs' (robolabs.md §6.2, §6.9, §8). Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import (
    Buyer,
    CreditNote,
    Document,
    InvoiceLine,
    LineKind,
    Payment,
    RemoteDocument,
)
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.providers.kit.fields import Field, Fields, filled
from oscar_lt_accounting.providers.kit.needs import need_number, need_vat_code
from oscar_lt_accounting.providers.kit.reading import exact_text, remote_day, remote_money, remote_text
from oscar_lt_accounting.providers.kit.rows import rows_with_lines

_LOCATION_LENGTH = _JOURNAL_LENGTH = 5
# robolabs.md §6.1: codes and display texts; a failure is recognised first, because its Lithuanian text
# contains that of a success.
_FAILED = ("failed", "nesėkmingai", "nepavyko")
_SUCCEEDED = ("succeeded", "sėkmingai", "pavyko")
SYSTEM = "RoboLabs"
_PARTNER: Fields[Buyer] = Fields(
    Field("name", lambda buyer: buyer.name, required=True, label=gettext_noop("name")),
    Field("country", lambda buyer: buyer.address.country, required=True, label=gettext_noop("country")),
    Field("is_company", lambda buyer: buyer.is_company),
    Field("vat_code", lambda buyer: buyer.vat_code),
    Field("street", lambda buyer: buyer.address.street),
    Field("city", lambda buyer: buyer.address.city),
    Field("zip", lambda buyer: buyer.address.postcode),
    Field("phone", lambda buyer: buyer.phone),
    Field("email", lambda buyer: buyer.email),
)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The company's own choices that change what is sent; `services` are its products of delivery and surcharges."""

    journal: str = ""
    location: str = ""
    background: bool = False
    empty_partner_code: bool = False
    services: Mapping[LineKind, str] = field(default_factory=dict)


def comment(document: Document) -> str:
    """The searchable text that carries the shop reference, closed so that it is no part of another's."""
    words = [f"oscar:{document.reference};", *document.notes]
    if isinstance(document, CreditNote):
        # robolabs.md §8, job 4: no field ties a credit note to its invoice; the law asks for number and day.
        words += [_corrected(document), document.reason]
    return " ".join(word for word in words if word)


def _corrected(document: CreditNote) -> str:
    return f"Kreditinė sąskaita dokumentui {document.original_number} ({document.original_day.isoformat()})."


def invoice(document: Document, rules: Rules) -> dict[str, Any]:
    """The body of `create_invoice`; raises `Held` for what RoboLabs cannot express."""
    credit = isinstance(document, CreditNote)
    rows = [
        {**row(priced, line, with_vat=document.prices_include_vat, services=rules.services), **_described(document)}
        for priced, line in rows_with_lines(document)
    ]
    return filled(
        {
            **_what_can_change(document, rules),
            "execute_immediately": not rules.background,
            "journal": rules.journal or document.series,
            "number": need_number(document, system=SYSTEM),
            "currency": document.currency,
            "force_type": "out_refund" if credit else "out_invoice",
            "proforma": document.kind == "proforma" or None,
            "language": document.language.upper() if document.language in ("lt", "en") else "EN",
            "subtotal": document.net,
            "tax": document.vat,
            "total": document.total,
            "location": _location(rules.location or document.warehouse),
            "invoice_lines": rows,
            "payments": [payment(paid, document) for paid in document.payments if paid.remote_code],
        }
    )


def _described(document: Document) -> dict[str, str]:
    return {"description": _corrected(document)} if isinstance(document, CreditNote) else {}


def _location(code: str) -> str:
    # robolabs.md §9.20
    if len(code) > _LOCATION_LENGTH:
        raise Held(
            gettext_noop(
                "The warehouse code %(warehouse)s is too long: RoboLabs takes five characters. Correct it, or set "
                "“Warehouse location” in the integration, then send again."
            ),
            code="location_too_long",
            warehouse=code,
        )
    return code


def row(priced: PricedRow, line: InvoiceLine, *, with_vat: bool, services: Mapping[LineKind, str]) -> dict[str, Any]:
    """One row of an invoice; `vat` steers RoboLabs' own rounding to our cent (robolabs.md §6.2)."""
    # A link made from RoboLabs' own list has the code in place of the id, which is never told.
    linked = line.remote_id != line.remote_code and re.fullmatch(r"[0-9]+", line.remote_id)
    fields: dict[str, Any] = {
        "product": None if linked else line.title,
        "product_id": int(line.remote_id) if linked else None,
        "product_code": line.remote_code or services.get(line.kind) or line.sku,
        "price_with_vat" if with_vat else "price": priced.price,
        "qty": priced.quantity,
        "vat_code": need_vat_code(line, system=SYSTEM),
        "vat": priced.vat if priced.vat_given else None,
    }
    return filled(fields)


def partner(document: Document, rules: Rules) -> dict[str, Any]:
    """The buyer; RoboLabs asks a code of every foreigner and of every Lithuanian company."""
    buyer = document.buyer
    fields = _PARTNER.write(buyer, system=SYSTEM)
    foreign = buyer.address.country != "LT"
    code = buyer.company_code or (buyer.vat_code if foreign else "")
    if not code and not rules.empty_partner_code and (buyer.is_company or foreign):
        raise Held(
            gettext_noop(
                "RoboLabs asks for a code of this buyer. Enter the company code, or allow empty partner codes in "
                "RoboLabs („Leisti tuščią partnerio kodą API“) and in the integration, then send again."
            ),
            code="buyer_code",
        )
    return {**fields, "company_code": code} if code else fields


def update(document: Document, rules: Rules) -> dict[str, Any]:
    """The body of `update_invoice`: everything but rows and sums.

    Whether new rows replace the old ones or are added to them is not told (robolabs.md §11 no. 15).
    """
    return filled({**_what_can_change(document, rules), "execute_immediately": True, "number": document.full_number})


def _what_can_change(document: Document, rules: Rules) -> dict[str, Any]:
    return {
        "date_invoice": document.day.isoformat(),
        "due_date": document.due_day and document.due_day.isoformat(),
        "comment": comment(document),
        "partner": partner(document, rules),
    }


def payment(paid: Payment, document: Document) -> dict[str, Any]:
    """Money that did not come through a bank statement (robolabs.md §8, job 6)."""
    named = "journal_code" if len(paid.remote_code) <= _JOURNAL_LENGTH else "journal_name"
    return filled(
        {
            "payer": document.buyer.name,
            "amount": paid.amount,
            "date": (paid.day or document.day).isoformat(),
            "ref": paid.reference,
            "currency": document.currency,
            named: paid.remote_code,
        }
    )


def remote_document(data: Mapping[str, Any]) -> RemoteDocument:
    """A row of `get_invoice` or of the invoice list."""
    number, currency = exact_text(data.get("number")), exact_text(data.get("currency"))
    return RemoteDocument(
        remote_id=number,
        number=number,
        total=_amount(data, "total", currency),
        vat=_amount(data, "tax", currency),
        day=remote_day(data.get("date_invoice")),
        buyer_name=remote_text(data.get("partner_name")) or None,
        currency=currency or None,
    )


def job_state(state: object) -> str:
    """A job's state as "failed", "succeeded" or "pending", from its code or its display text."""
    text = str(state).strip().lower()
    if any(word in text for word in _FAILED):
        return "failed"
    return "succeeded" if any(word in text for word in _SUCCEEDED) else "pending"


def _amount(data: Mapping[str, Any], name: str, currency: str) -> Decimal | None:
    # robolabs.md §6.9: the amounts in the invoice's currency may be missing.
    company = data.get(f"amount_{name}_company_currency") if currency in ("", "EUR") else None
    return remote_money(data.get(f"amount_{name}_invoice_currency", company), texts=False)
