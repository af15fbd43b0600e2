"""What the journal keeps of an iTax invoice, and how its record is read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.providers.base import Journal
from oscar_lt_accounting.providers.itax import reading
from oscar_lt_accounting.providers.itax.payload import kind_of

INVOICE, POSTING, REMOVAL = "invoice", "posting", "removal"
TWO_STEP, AT_ONCE, NEVER = "two-step", "at-once", "never"


def read(record: dict[str, Any], document: Document, client_id: str) -> RemoteDocument:
    """A record as our document; its buyer is ours when it is the one the invoice was made out to.

    A company is found by its code, so iTax may call it by another name.
    """
    remote = reading.remote_document(record, kind_of(document).lines, credit=document.kind == "credit_note")
    if client_id and str(record.get("client_id")) == client_id:
        return replace(remote, buyer_name=document.buyer.name)
    return remote


def is_registered(record: dict[str, Any], mode: str) -> bool:
    """Whether it counts; a record that does not say so is believed only where we asked to register at once."""
    posted = record.get("posted")
    return posted is True or (mode == AT_ONCE and posted is None)


def note(remote: RemoteDocument, journal: Journal, *, registered: bool) -> None:
    """Keep what was made."""
    journal.finish(
        INVOICE,
        id=remote.remote_id,
        number=remote.number,
        total=_text(remote.total),
        vat=_text(remote.vat),
        day=_text(remote.day),
        buyer_name=remote.buyer_name,
        currency=remote.currency,
        registered=registered,
    )


def noted(document: Document, made: dict[str, Any]) -> RemoteDocument:
    """What was made, from the journal."""
    return RemoteDocument(
        remote_id=str(made["id"]),
        number=str(made["number"]),
        reference=document.reference,
        total=reading.amount(made["total"]),
        vat=reading.amount(made["vat"]),
        day=date.fromisoformat(made["day"]) if made["day"] else None,
        buyer_name=made["buyer_name"],
        currency=made["currency"],
    )


def called(remote: RemoteDocument) -> str:
    """What people call the invoice."""
    return remote.number or remote.remote_id or "–"


def _text(value: object) -> str | None:
    return None if value is None else str(value)
