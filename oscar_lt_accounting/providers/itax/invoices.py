"""An iTax invoice: made, compared, then registered.

The journal knows the buyer, the invoice, its registering, and its removal where its sums came out wrong.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Rejected, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import Absent, Journal, Purpose
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.client import ITaxClient, own_id, said_by
from oscar_lt_accounting.providers.itax.lookup import INVOICE, POSTING, REMOVAL, Doubts
from oscar_lt_accounting.providers.itax.payload import kind_of
from oscar_lt_accounting.providers.itax.reading import as_ours, called, remote_document
from oscar_lt_accounting.providers.itax.settings import AT_ONCE
from oscar_lt_accounting.providers.kit.finding import created_id
from oscar_lt_accounting.providers.kit.journal_facts import remembered
from oscar_lt_accounting.providers.kit.reading import Row, inner
from oscar_lt_accounting.providers.kit.rules import RefusedError


class Invoices(Doubts, ABC):
    """One company's sales invoices and advance invoices."""

    client: ITaxClient
    rules: payload.Rules

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Buyer, invoice, comparison, registering; from the first step the journal does not know as finished."""
        self.refuse_other_kinds(document)
        made = journal.finished(INVOICE)
        if made is None and journal.restart:
            made = self._left_over(document, journal)
        made = made or self._make(document, journal)
        remote = remembered(document, made)
        if made["registered"] or not self.registers(document):
            return remote
        done = journal.finished(POSTING)
        if done is None:
            self._compare(remote, document, journal)
            done = self._register(remote, document, journal)
        return replace(remote, number=done["number"] or remote.number)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """Invoices from the newest backwards, until they are older than the days asked for.

        Buyers' names are left out: a company found by its code is called there as iTax calls it.
        """
        for page in self.client.pages("invoices", {"sort": "date", "direction": "desc"}, purpose=Purpose.READ_BACK):
            found = [replace(remote_document(row), buyer_name=None) for row in page.rows]
            yield from (remote for remote in found if remote.day and since <= remote.day <= until)
            days = [remote.day for remote in found if remote.day]
            # Only a list that is in the order asked for may be left before its end.
            if days and days == sorted(days, reverse=True) and days[-1] < since:
                return

    def _make(self, document: Document, journal: Journal, *, again: bool = True) -> dict[str, Any]:
        client_id = self.buyers.id_of(document, journal)
        fields, kind = payload.invoice(document, client_id, self.rules), kind_of(document)
        if self.values["posted"] == AT_ONCE and self.registers(document):
            fields["posted"] = True
        try:
            with journal.trying(INVOICE):
                record = self.client.create(kind.resource, kind.root, fields)
                given = record.get("external_code") or document.reference
                created_id(own_id(record["id"]), system=self.name, read_back=lambda _id: given == document.reference)
        except RefusedError as error:
            if not again or "client_id" not in (inner(error.said.body, "messages") or ()):
                raise
            # The buyer is gone in iTax: it is looked for once more.
            self.buyers.forget(document, journal)
            return self._make(document, journal, again=False)
        return self.note(as_ours(record, document, client_id), journal, registered=self.is_registered(record))

    def _compare(self, remote: RemoteDocument, document: Document, journal: Journal) -> None:
        registered = False
        if None in (remote.total, remote.vat):
            remote, registered = self._asked_again(remote, document)
        if {"total", "vat"} & set(remote.differences(document)):
            self._delete(remote, document, journal)
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
        if None in (remote.total, remote.vat) and not registered:
            raise Held(
                gettext_noop(
                    "iTax created invoice %(number)s but does not return its sums, so it was not registered. Compare "
                    "it with %(ours)s and register it in iTax, or let invoices be registered at once."
                ),
                code="sums_unknown",
                number=called(remote),
                ours=document.total,
            )

    def _asked_again(self, remote: RemoteDocument, document: Document) -> tuple[RemoteDocument, bool]:
        """The invoice as its own record has it, and whether somebody registered it meanwhile."""
        try:
            record = self.client.one(f"{kind_of(document).resource}/{remote.remote_id}", purpose=Purpose.DOCUMENT)
        except RefusedError:
            return remote, False
        return as_ours(record, document, ""), record.get("posted") is True

    def _register(self, remote: RemoteDocument, document: Document, journal: Journal) -> dict[str, Any]:
        """Have iTax count the invoice; it may get its number only now."""
        kind, said = kind_of(document), ""
        with journal.trying(POSTING):
            record: Row | None
            try:
                record = self.client.change(f"{kind.resource}/{remote.remote_id}", kind.root, {"posted": True})
                said = "posted: false" if record.get("posted") is False else ""
            except RefusedError as error:
                record = self.looking.record(kind, remote.remote_id)
                said = said_by(error) if record and record.get("posted") is not True else ""
            if said:
                raise Rejected(
                    gettext_noop(
                        "iTax created invoice %(number)s but does not register it: %(said)s. Fix the cause in iTax, "
                        "then send again; the same invoice is continued."
                    ),
                    code="not_registered",
                    number=called(remote),
                    said=said,
                )
        if record is None:
            raise self._gone(remote, document, journal)
        journal.finish(POSTING, number=str(record.get("number") or ""))
        return journal.finished(POSTING) or {}

    def _gone(self, remote: RemoteDocument, document: Document, journal: Journal) -> Unavailable:
        """There is no invoice with this id: somebody deleted it, or the id was not that of ours.

        Raises `Uncertain` unless it surely is nowhere else.
        """
        journal.steps.pop(POSTING, None)
        journal.start(INVOICE)
        nowhere = isinstance(self.anywhere(document, journal), Absent)
        created_id(remote.remote_id, system=self.name, read_back=lambda _id: nowhere)
        journal.clear()
        return Unavailable(
            gettext_noop("Invoice %(number)s was deleted in iTax before it was registered; it will be made anew."),
            code="deleted_there",
            number=called(remote),
        )

    def _delete(self, remote: RemoteDocument, document: Document, journal: Journal) -> None:
        """Delete an invoice that is not registered; one that is gone already is as good."""
        kind = kind_of(document)
        with journal.trying(REMOVAL):
            try:
                self.client.remove(f"{kind.resource}/{remote.remote_id}")
            except RefusedError as error:
                if self.looking.record(kind, remote.remote_id) is not None:
                    raise Held(
                        gettext_noop(
                            "Invoice %(number)s is wrong and not registered, but iTax does not let the shop delete "
                            "it: %(said)s. Delete it in iTax, then send again."
                        ),
                        code="rejected",
                        number=called(remote),
                        said=said_by(error),
                    ) from None
        journal.forget(REMOVAL)

    def _left_over(self, document: Document, journal: Journal) -> dict[str, Any] | None:
        """A person had the document sent anew: what is left of earlier attempts is replaced, nothing is doubled."""
        client_id = self.buyers.known(document, journal)
        rows = self.looking.ours(document)
        for row in rows:
            remote = as_ours(row, document, client_id)
            if row.get("posted") is False and kind_of(document).registers:
                self._delete(remote, document, journal)
            elif len(rows) == 1 and not remote.differences(document):
                self.note(remote, journal, registered=True)
            else:
                raise Held(
                    gettext_noop(
                        "iTax already has invoice %(number)s with the shop reference, and it is not as it should be "
                        "now. Delete it in iTax and send again, or correct it in iTax."
                    ),
                    code="already_there",
                    number=called(remote),
                )
        return journal.finished(INVOICE)
