"""An iTax invoice: made, compared, then posted; found again by our reference.

iTax may ignore a question for a column it does not know, so an empty answer counts only after a question
for an impossible value was answered with nothing (itax.md §9, job 2).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Held, Misconfigured, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import Absent, Finding, Found, Inconclusive, Journal, Purpose, Resumable
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.buyers import BUYER, Buyers
from oscar_lt_accounting.providers.itax.client import LARGEST_PAGE, ITaxClient, RefusedError

INVOICE, POSTING = "invoice", "posting"
_IMPOSSIBLE = "oscar-check-0"


class Invoices:
    """One company's sales invoices. `posted` is two-step, at-once or never."""

    def __init__(self, client: ITaxClient, buyers: Buyers, rules: payload.Rules, *, posted: str) -> None:
        self._client = client
        self._buyers = buyers
        self._rules = rules
        self._posted = posted

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Buyer, invoice, comparison, posting; from the first step the journal does not know as finished."""
        remote = self._made(journal) or self._make(document, journal)
        if self._posted == "two-step":
            self._compare(remote, document, journal)
            self._post(remote, journal)
        return remote

    def find(self, document: Document, journal: Journal) -> Finding:
        """What is known of the step in doubt; an unposted invoice of ours is gone on with."""
        try:
            if journal.unfinished == BUYER:
                buyer = self._buyers.look_for(document)
                if buyer:
                    journal.steps[BUYER] = {"id": buyer}
                return Resumable() if buyer else Absent()
            return self._look(document, journal)
        except AccountingError as error:
            return Inconclusive(reason=str(error))
        except RefusedError as error:
            return Inconclusive(reason=error.code)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """Invoices from the newest backwards, until they are older than the days asked for."""
        page, pages = 1, 1
        while page <= pages:
            asked = {"sort": "date", "direction": "desc", "per_page": str(LARGEST_PAGE), "page": str(page)}
            rows, pages = self._client.page("invoices", asked)
            found = [payload.remote_document(row) for row in rows]
            yield from (remote for remote in found if remote.day and since <= remote.day <= until)
            if found and found[-1].day and found[-1].day < since:
                return
            page += 1

    def update(self, remote: RemoteDocument, document: Document, journal: Journal) -> RemoteDocument:
        """Unpost, replace the lines, post; the old invoice is posted again when the new one is refused."""
        path = f"invoices/{remote.remote_id}"
        old = self._client.one(path, purpose=Purpose.DOCUMENT)
        fields = payload.invoice(document, self._buyers.id_of(document, journal), self._rules)
        gone = [{"id": row["id"], "_destroy": True} for row in old.get("inv_lines") or () if isinstance(row, dict)]
        fields["inv_lines_attributes"] = [*gone, *fields["inv_lines_attributes"]]
        try:
            self._client.update(path, "invoice", {"posted": False})
            return payload.remote_document(self._client.update(path, "invoice", {**fields, "posted": True}))
        except RefusedError as error:
            self._client.update(path, "invoice", {"posted": bool(old.get("posted"))})
            raise self._client.refusal(error) from None

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Unpost and delete: iTax knows no cancelled state (itax.md §9, job 3)."""
        path = f"invoices/{remote.remote_id}"
        try:
            self._client.update(path, "invoice", {"posted": False})
            self._client.delete(path)
        except RefusedError as error:
            raise self._client.refusal(error) from None

    @staticmethod
    def _made(journal: Journal) -> RemoteDocument | None:
        made = journal.finished(INVOICE)
        if made is None:
            return None
        total, vat = (payload.amount(made.get(name)) for name in ("total", "vat"))
        return RemoteDocument(remote_id=str(made["id"]), number=str(made.get("number") or ""), total=total, vat=vat)

    def _make(self, document: Document, journal: Journal, *, again: bool = True) -> RemoteDocument:
        client_id = self._buyers.id_of(document, journal)
        fields = payload.invoice(document, client_id, self._rules)
        if self._posted == "at-once":
            fields["posted"] = True
        try:
            record = self._write(journal, INVOICE, "invoices", "invoice", fields)
        except RefusedError as error:
            if "client_id" in error.fields and again:
                # The buyer is gone over there: tear the note out and look once more.
                self._buyers.forget(document, journal)
                return self._make(document, journal, again=False)
            raise self._client.refusal(error) from None
        remote = payload.remote_document(record)
        journal.finish(
            INVOICE, id=remote.remote_id, number=remote.number, total=_text(remote.total), vat=_text(remote.vat)
        )
        return replace(remote, reference=document.reference)

    def _compare(self, remote: RemoteDocument, document: Document, journal: Journal) -> None:
        if {"total", "vat"} & set(remote.differences(document)):
            self._client.delete(f"invoices/{remote.remote_id}")
            journal.clear()
            raise Held(
                gettext_noop(
                    "iTax made %(theirs)s of an invoice of %(ours)s, so it was taken back before it was registered. "
                    "Ask the accountant how iTax rounds, or enter the invoice by hand."
                ),
                code="sums_differ",
                theirs=remote.total,
                ours=document.total,
            )

    def _post(self, remote: RemoteDocument, journal: Journal) -> None:
        if journal.finished(POSTING) is not None:
            return
        journal.start(POSTING)
        try:
            self._client.update(f"invoices/{remote.remote_id}", "invoice", {"posted": True})
        except RefusedError as error:
            journal.forget(POSTING)
            raise self._client.refusal(error) from None
        except (Unavailable, Misconfigured):
            journal.forget(POSTING)
            raise
        journal.finish(POSTING)

    def _write(
        self, journal: Journal, step: str, resource: str, root: str, fields: Mapping[str, Any]
    ) -> dict[str, Any]:
        journal.start(step)
        try:
            return self._client.create(resource, root, fields)
        except (RefusedError, Unavailable, Misconfigured):
            journal.forget(step)  # nothing happened, so nothing is in doubt
            raise

    def _look(self, document: Document, journal: Journal) -> Finding:
        made = journal.finished(INVOICE)
        if made is not None:
            return self._state_of(self._client.one(f"invoices/{made['id']}"), journal)
        column, value = ("number", document.full_number) if document.number else ("external_code", document.reference)
        rows, pages = self._client.page(
            "invoices", {"external_code": document.reference, "per_page": str(LARGEST_PAGE), "page": "1"}
        )
        ours = [row for row in rows if row.get("external_code") == document.reference]
        if not ours and document.number:
            rows, pages = self._client.page(
                "invoices", {"number": document.full_number, "per_page": str(LARGEST_PAGE), "page": "1"}
            )
            ours = [row for row in rows if row.get("number") == document.full_number]
        if len(ours) == 1:
            return self._state_of(ours[0], journal)
        if ours:
            return Inconclusive(reason=f"{len(ours)} invoices with our {column} {value}")
        if rows or pages > 1 or not self.filter_works(Purpose.LOOK_UP):
            return Inconclusive(reason="the question for our reference was ignored")
        return Absent()

    def _state_of(self, record: Mapping[str, Any], journal: Journal) -> Finding:
        remote = payload.remote_document(record)
        if self._posted == "two-step" and not record.get("posted"):
            journal.steps.pop(POSTING, None)
            journal.steps[INVOICE] = {
                "id": remote.remote_id,
                "number": remote.number,
                "total": _text(remote.total),
                "vat": _text(remote.vat),
            }
            return Resumable()
        return Found(document=remote)

    def filter_works(self, purpose: Purpose) -> bool:
        """Whether a question for a reference that cannot exist is answered with nothing."""
        rows, _pages = self._client.page(
            "invoices", {"external_code": _IMPOSSIBLE, "per_page": "1", "page": "1"}, purpose=purpose
        )
        return not rows


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)
