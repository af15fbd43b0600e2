"""An issued iTax invoice, changed or deleted: un-registered first, as iTax asks (itax.md §8.3).

Between un-registering and registering the invoice does not count, so every step is in the journal before it
is taken, and whatever stops the work names the invoice.
"""

from __future__ import annotations

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
from oscar_lt_accounting.providers.base import Journal
from oscar_lt_accounting.providers.itax import facts, payload, reading
from oscar_lt_accounting.providers.itax.buyers import Buyers
from oscar_lt_accounting.providers.itax.client import ITaxClient, RefusedError
from oscar_lt_accounting.providers.itax.facts import NEVER, called
from oscar_lt_accounting.providers.itax.looking import Looking, Row
from oscar_lt_accounting.providers.itax.payload import kind_of

BEFORE, UNPOSTING, EDITING, REPOSTING = "before change", "unposting", "editing", "reposting"
_STEPS = (BEFORE, UNPOSTING, EDITING, REPOSTING)
_LOST = (Uncertain, Unavailable, Misconfigured)


class Changes:
    """Changes and deletes in one company's books. `posted` is two-step, at-once or never."""

    def __init__(
        self, client: ITaxClient, buyers: Buyers, looking: Looking, rules: payload.Rules, *, posted: str
    ) -> None:
        self._client = client
        self._buyers = buyers
        self._looking = looking
        self._rules = rules
        self._posted = posted

    @staticmethod
    def under_way(journal: Journal) -> bool:
        """Whether a change was begun and not ended."""
        return journal.finished(BEFORE) is not None

    def update(self, remote: RemoteDocument, document: Document, journal: Journal) -> RemoteDocument:
        """Un-register, replace the lines, compare, register; from where the journal says it stopped.

        Raises `Uncertain` when it was interrupted, and `Held` or `Rejected` when iTax refuses a step; each
        sentence names the invoice where it may not be registered.
        """
        before, record = journal.finished(BEFORE), None
        if before is None:
            record = self._current(remote, document)
            before = {"id": str(record["id"]), "number": called(remote), "posted": record.get("posted") is not False}
            journal.finish(BEFORE, **before)
        edited = journal.finished(EDITING)
        if edited is None:
            edited = self._edit(before, record, document, journal)
        result = facts.noted(document, edited)
        if before["posted"] or self._posted != NEVER:
            self._repost(before, journal)
        _forget(journal)
        return result

    def go_on(self, document: Document, journal: Journal) -> RemoteDocument:
        """The change that the journal says was interrupted."""
        before = journal.finished(BEFORE) or {}
        return self.update(RemoteDocument(remote_id=before["id"], number=before["number"]), document, journal)

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Un-register and delete: iTax knows no cancelled state (itax.md §9, job 3).

        An invoice that is gone already is as good. Raises `Uncertain` or `Held` with a sentence that names the
        invoice when it stays un-registered.
        """
        record = self._looking.record(kind_of(document), remote.remote_id)
        if record is None:
            return
        _check_ours(record, remote, document)
        path, posted = f"invoices/{remote.remote_id}", record.get("posted") is not False
        if posted:
            try:
                self._client.update(path, "invoice", {"posted": False})
            except RefusedError as error:
                raise self._client.refusal(error) from None
            except Uncertain:
                raise _half_cancelled(remote) from None
        try:
            self._client.delete(path)
        except RefusedError as error:
            if self._is_there(remote, document):
                self._put_back({"id": remote.remote_id, "number": called(remote), "posted": posted}, error)
                raise self._client.refusal(error) from None
        except _LOST:
            # Before anybody repeats it: it may be gone already.
            if self._is_there(remote, document):
                raise _half_cancelled(remote) from None

    def _current(self, remote: RemoteDocument, document: Document) -> Row:
        record = self._looking.record(kind_of(document), remote.remote_id)
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
            return self._looking.record(kind_of(document), remote.remote_id) is not None
        except AccountingError:
            return True

    def _edit(self, before: dict[str, Any], record: Row | None, document: Document, journal: Journal) -> dict[str, Any]:
        try:
            client_id = self._buyers.id_of(document, journal)
            fields = payload.invoice(document, client_id, self._rules)
            there = record or self._current(RemoteDocument(remote_id=before["id"], number=before["number"]), document)
        except AccountingError:
            if UNPOSTING in journal.steps:
                raise _stopped(before) from None
            raise
        # itax.md §10 no. 3: lines without an id are added, so all that are there now go.
        gone = [{"id": row["id"], "_destroy": True} for row in reading.rows_of(there, "inv_lines") if "id" in row]
        fields["inv_lines_attributes"] = [*gone, *fields["inv_lines_attributes"]]
        if there.get("posted") is not False:
            self._unpost(before, journal)
        return self._replace(before, client_id, fields, document, journal)

    def _replace(
        self, before: dict[str, Any], client_id: str, fields: dict[str, Any], document: Document, journal: Journal
    ) -> dict[str, Any]:
        journal.start(EDITING)
        try:
            edited = self._client.update(f"invoices/{before['id']}", "invoice", fields)
        except RefusedError as error:
            self._put_back(before, error)
            _forget(journal)
            raise Rejected(
                gettext_noop("iTax refused the change of invoice %(number)s, which stays as it was: %(said)s"),
                code="rejected",
                number=before["number"],
                said=self._client.words_of(error),
            ) from None
        except _LOST:
            raise _stopped(before) from None
        result = facts.read(edited, document, client_id)
        if result.differences(document):
            journal.forget(EDITING)
            raise Held(
                gettext_noop(
                    "iTax made %(theirs)s of invoice %(number)s, which should be %(ours)s now, so it was not "
                    "registered again. Correct and register it over there, or send again."
                ),
                code="left_unposted",
                number=before["number"],
                theirs=result.total,
                ours=document.total,
            )
        # The same words as those of a new invoice, under the name of this step.
        memory = Journal()
        facts.note(result, memory, registered=False)
        done = memory.finished(facts.INVOICE) or {}
        journal.finish(EDITING, **done)
        return done

    def _unpost(self, before: dict[str, Any], journal: Journal) -> None:
        journal.start(UNPOSTING)
        try:
            self._client.update(f"invoices/{before['id']}", "invoice", {"posted": False})
        except RefusedError as error:
            _forget(journal)
            raise self._client.refusal(error) from None
        except Uncertain:
            raise _stopped(before) from None
        except (Unavailable, Misconfigured):
            journal.forget(UNPOSTING)
            raise
        journal.finish(UNPOSTING)

    def _repost(self, before: dict[str, Any], journal: Journal) -> None:
        journal.start(REPOSTING)
        try:
            record = self._client.update(f"invoices/{before['id']}", "invoice", {"posted": True})
            said = "posted: false" if record.get("posted") is False else ""
        except RefusedError as error:
            said = self._client.words_of(error)
        except _LOST:
            raise _stopped(before) from None
        if said:
            journal.forget(REPOSTING)
            raise Held(
                gettext_noop(
                    "Invoice %(number)s was changed, but iTax does not register it again: %(said)s. Mend the cause "
                    "over there, then send again, or register it over there."
                ),
                code="left_unposted",
                number=before["number"],
                said=said,
            )

    def _put_back(self, before: dict[str, Any], refused: RefusedError) -> None:
        """Register the invoice as it was; raises `Held` when it stays un-registered."""
        if not before["posted"]:
            return
        try:
            self._client.update(f"invoices/{before['id']}", "invoice", {"posted": True})
        except (RefusedError, AccountingError):
            raise Held(
                gettext_noop(
                    "iTax refused what was to be done with invoice %(number)s (%(said)s), and then it could not be "
                    "registered again as it was. Register it over there."
                ),
                code="left_unposted",
                number=before["number"],
                said=self._client.words_of(refused),
            ) from None


def _check_ours(record: Row, remote: RemoteDocument, document: Document) -> None:
    reference = str(record.get("external_code") or document.reference)
    if reference != document.reference:
        raise Held(
            gettext_noop(
                "Invoice %(number)s in iTax is another document (%(reference)s) by now, so it was left alone. Look at "
                "it over there."
            ),
            code="found_different",
            number=called(remote),
            reference=reference,
        )


def _stopped(before: dict[str, Any]) -> Uncertain:
    return Uncertain(
        gettext_noop(
            "The change of invoice %(number)s was interrupted, so it may not be registered in iTax now. It is gone on "
            "with where it stopped; if this stays, register it over there."
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
    for step in _STEPS:
        journal.steps.pop(step, None)
    journal.save()
