"""An issued iTax invoice, changed or deleted: un-registered first, as iTax asks (itax.md §8.3).

Between un-registering and registering the invoice does not count, so every step is in the journal before it
is taken, and whatever stops the work names the invoice.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Held,
    Misconfigured,
    Rejected,
    Unavailable,
    Uncertain,
    gettext_noop,
)
from oscar_lt_accounting.providers.base import Finding, Journal, Resumable
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.client import said_by
from oscar_lt_accounting.providers.itax.invoices import Invoices
from oscar_lt_accounting.providers.itax.payload import kind_of
from oscar_lt_accounting.providers.itax.reading import as_ours, called, rows_in
from oscar_lt_accounting.providers.itax.settings import NEVER
from oscar_lt_accounting.providers.kit.buyers import BUYER
from oscar_lt_accounting.providers.kit.journal_facts import facts_of, remembered
from oscar_lt_accounting.providers.kit.reading import Row
from oscar_lt_accounting.providers.kit.rules import RefusedError

BEFORE, UNPOSTING, EDITING, REPOSTING = "before change", "unposting", "editing", "reposting"
_LOST = (Uncertain, Unavailable, Misconfigured)
_Before = dict[str, Any]


class Changes(Invoices, ABC):
    """What iTax does with issued invoices; an interrupted change is gone on with by `submit`."""

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """The change that the journal says was interrupted, else a new invoice."""
        before = journal.finished(BEFORE)
        if before is None:
            return super().submit(document, journal)
        return self._change(before, None, document, journal)

    def find(self, document: Document, journal: Journal) -> Finding:
        """An interrupted change is gone on with, once its buyer is not unconfirmed."""
        if journal.finished(BEFORE) is not None and journal.unfinished != BUYER:
            return Resumable()
        return super().find(document, journal)

    def update(self, remote: RemoteDocument, document: Document, journal: Journal) -> RemoteDocument:
        """Un-register, replace the lines, compare, register; from where the journal says it stopped.

        Raises `Uncertain` when it was interrupted, and `Held` or `Rejected` when iTax refuses a step; each
        sentence names the invoice where it may not be registered.
        """
        self.refuse_proformas(document)
        before, there = journal.finished(BEFORE), None
        if before is None:
            there = self._current(remote, document)
            before = {"id": remote.remote_id, "number": called(remote), "posted": there.get("posted") is not False}
            journal.finish(BEFORE, **before)
        return self._change(before, there, document, journal)

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Un-register and delete: iTax knows no cancelled state (itax.md §9, job 3).

        An invoice that is gone already is as good. Raises `Uncertain` or `Held` with a sentence that names the
        invoice when it stays un-registered.
        """
        self.refuse_proformas(document)
        record = self.looking.record(kind_of(document), remote.remote_id)
        if record is None:
            return
        _check_ours(record, remote, document)
        path, posted = f"invoices/{remote.remote_id}", record.get("posted") is not False
        if posted:
            try:
                self.client.change(path, "invoice", {"posted": False})
            except Uncertain:
                raise _half_cancelled(remote) from None
        try:
            self.client.remove(path)
        except RefusedError as error:
            if self._is_there(remote, document):
                self._put_back({"id": remote.remote_id, "number": called(remote), "posted": posted}, error)
                raise
        except _LOST:
            # Before anybody repeats it: it may be gone already.
            if self._is_there(remote, document):
                raise _half_cancelled(remote) from None

    def refuse_proformas(self, document: Document) -> None:
        """Raise `Unsupported` for an advance invoice."""
        if document.kind == "proforma":
            raise self.unsupported(
                gettext_noop(
                    "How %(system)s changes, prints or pays advance invoices through its API is not known. Do it in "
                    "the accounting system."
                )
            )

    def _change(self, before: _Before, there: Row | None, document: Document, journal: Journal) -> RemoteDocument:
        edited = journal.finished(EDITING) or self._edit(before, there, document, journal)
        if before["posted"] or self.values["posted"] != NEVER:
            self._repost(before, journal)
        _forget(journal)
        return remembered(document, edited)

    def _current(self, remote: RemoteDocument, document: Document) -> Row:
        record = self.looking.record(kind_of(document), remote.remote_id)
        if record is None:
            raise Held(
                gettext_noop("iTax has no invoice %(number)s any more. Issue the document anew."),
                code="deleted_there",
                number=called(remote),
            )
        _check_ours(record, remote, document)
        return record

    def _is_there(self, remote: RemoteDocument, document: Document) -> bool:
        try:
            return self.looking.record(kind_of(document), remote.remote_id) is not None
        except AccountingError:
            return True

    def _edit(self, before: _Before, there: Row | None, document: Document, journal: Journal) -> dict[str, Any]:
        try:
            client_id = self.buyers.id_of(document, journal)
            fields = payload.invoice(document, client_id, self.rules)
            there = there or self._current(RemoteDocument(remote_id=before["id"], number=before["number"]), document)
        except AccountingError:
            if UNPOSTING in journal.steps:
                raise _stopped(before) from None
            raise
        # itax.md §10 no. 3: lines without an id are added, so all that are there now go.
        gone = [{"id": row["id"], "_destroy": True} for row in rows_in(there, "inv_lines") if "id" in row]
        fields["inv_lines_attributes"] = [*gone, *fields["inv_lines_attributes"]]
        if there.get("posted") is not False:
            self._unpost(before, journal)
        result = as_ours(self._replaced(before, fields, journal), document, client_id)
        if result.differences(document):
            journal.forget(EDITING)
            raise Held(
                gettext_noop(
                    "iTax made %(theirs)s of invoice %(number)s, which should be %(ours)s now, so it was not "
                    "registered again. Correct and register it in iTax, or send again."
                ),
                code="left_unposted",
                number=before["number"],
                theirs=result.total,
                ours=document.total,
            )
        edited = facts_of(result)
        journal.finish(EDITING, **edited)
        return edited

    def _replaced(self, before: _Before, fields: dict[str, Any], journal: Journal) -> Row:
        journal.start(EDITING)
        try:
            with _stopping(before):
                return self._put(before, fields)
        except RefusedError as error:
            self._put_back(before, error)
            _forget(journal)
            raise Rejected(
                gettext_noop("iTax rejected the change of invoice %(number)s, which stays as it was: %(said)s"),
                code="rejected",
                number=before["number"],
                said=said_by(error),
            ) from None

    def _unpost(self, before: _Before, journal: Journal) -> None:
        try:
            with journal.trying(UNPOSTING):
                self._put(before, {"posted": False})
        except RefusedError:
            _forget(journal)
            raise
        except Uncertain:
            raise _stopped(before) from None
        journal.finish(UNPOSTING)

    def _repost(self, before: _Before, journal: Journal) -> None:
        journal.start(REPOSTING)
        try:
            with _stopping(before):
                said = "posted: false" if self._put(before, {"posted": True}).get("posted") is False else ""
        except RefusedError as error:
            said = said_by(error)
        if said:
            journal.forget(REPOSTING)
            raise Held(
                gettext_noop(
                    "Invoice %(number)s was changed, but iTax does not register it again: %(said)s. Fix the cause in "
                    "iTax, then send again, or register it in iTax."
                ),
                code="left_unposted",
                number=before["number"],
                said=said,
            )

    def _put(self, before: _Before, fields: dict[str, Any]) -> Row:
        return self.client.change(f"invoices/{before['id']}", "invoice", fields)

    def _put_back(self, before: _Before, refused: RefusedError) -> None:
        """Register the invoice as it was; raises `Held` when it stays un-registered."""
        if not before["posted"]:
            return
        try:
            self._put(before, {"posted": True})
        except AccountingError:
            raise Held(
                gettext_noop(
                    "iTax rejected what was to be done with invoice %(number)s (%(said)s), and then it could not be "
                    "registered again as it was. Register it in iTax."
                ),
                code="left_unposted",
                number=before["number"],
                said=said_by(refused),
            ) from None


def _check_ours(record: Row, remote: RemoteDocument, document: Document) -> None:
    reference = str(record.get("external_code") or document.reference)
    if reference != document.reference:
        raise Held(
            gettext_noop(
                "Invoice %(number)s in iTax is another document (%(reference)s) by now, so it was left alone. Check "
                "it in iTax."
            ),
            code="found_different",
            number=called(remote),
            reference=reference,
        )


@contextmanager
def _stopping(before: _Before) -> Iterator[None]:
    """After un-registering, a call that was lost or did not happen stops the change, and names the invoice."""
    try:
        yield
    except _LOST:
        raise _stopped(before) from None


def _stopped(before: _Before) -> Uncertain:
    return Uncertain(
        gettext_noop(
            "The change of invoice %(number)s was interrupted, so it may not be registered in iTax now. It is "
            "continued where it stopped; if this stays, register it in iTax."
        ),
        code="left_unposted",
        number=before["number"],
    )


def _half_cancelled(remote: RemoteDocument) -> Uncertain:
    return Uncertain(
        gettext_noop(
            "Invoice %(number)s may be un-registered in iTax, but it is not deleted yet. Cancel it again in a few "
            "minutes; what is done is not repeated."
        ),
        code="left_unposted",
        number=called(remote),
    )


def _forget(journal: Journal) -> None:
    for step in (BEFORE, UNPOSTING, EDITING, REPOSTING):
        journal.steps.pop(step, None)
    journal.save()
