"""What a journal keeps of a document that was made, and the document that it is read as."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.providers.kit.reading import remote_day, remote_number


def facts_of(remote: RemoteDocument) -> dict[str, str | None]:
    """What a journal keeps of a document that was made: texts only."""
    return {
        "id": remote.remote_id,
        "number": remote.number,
        "total": None if remote.total is None else str(remote.total),
        "vat": None if remote.vat is None else str(remote.vat),
        "day": None if remote.day is None else remote.day.isoformat(),
        "buyer_name": remote.buyer_name,
        "currency": remote.currency,
    }


def remembered(document: Document, facts: Mapping[str, Any]) -> RemoteDocument:
    """What was made of `document`, from the facts that its journal keeps."""
    return RemoteDocument(
        remote_id=str(facts["id"]),
        number=str(facts["number"]),
        reference=document.reference,
        total=remote_number(facts["total"]),
        vat=remote_number(facts["vat"]),
        day=remote_day(facts["day"]),
        buyer_name=facts["buyer_name"],
        currency=facts["currency"],
    )
