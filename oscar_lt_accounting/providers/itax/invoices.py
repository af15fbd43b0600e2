"""An iTax invoice: made, compared, then registered.

The journal knows the buyer, the invoice, its registering, and its removal where its sums came out wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Misconfigured, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import Journal, Purpose
from oscar_lt_accounting.providers.itax import facts, payload, reading
from oscar_lt_accounting.providers.itax.buyers import Buyers
from oscar_lt_accounting.providers.itax.client import ITaxClient, RefusedError
from oscar_lt_accounting.providers.itax.facts import AT_ONCE, INVOICE, NEVER, POSTING, called
from oscar_lt_accounting.providers.itax.looking import Looking
from oscar_lt_accounting.providers.itax.payload import kind_of
from oscar_lt_accounting.providers.itax.registering import Registering


class Invoices:
    """One company's sales invoices and advance invoices. `posted` is two-step, at-once or never."""

    def __init__(
        self,
        client: ITaxClient,
        buyers: Buyers,
        looking: Looking,
        registering: Registering,
        rules: payload.Rules,
        *,
        posted: str,
    ) -> None:
        self._client = client
        self._buyers = buyers
        self._looking = looking
        self._registering = registering
        self._rules = rules
        self._posted = posted

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Buyer, invoice, comparison, registering; from the first step the journal does not know as finished."""
        made = journal.finished(INVOICE)
        if made is None:
            if journal.restart:
                self._make_room(document, journal)
            made = journal.finished(INVOICE) or self._make(document, journal)
        remote = facts.noted(document, made)
        if made["registered"] or not self._registers(document):
            return remote
        if journal.finished(POSTING) is None:
            self._compare(remote, document, journal)
        return self._registering.register(remote, document, journal)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """Invoices from the newest backwards, until they are older than the days asked for.

        Buyers' names are left out: a company found by its code is called there as iTax calls it.
        """
        for rows in self._client.pages("invoices", {"sort": "date", "direction": "desc"}, purpose=Purpose.READ_BACK):
            found = [replace(reading.remote_document(row), buyer_name=None) for row in rows]
            yield from (remote for remote in found if remote.day and since <= remote.day <= until)
            days = [remote.day for remote in found if remote.day]
            # Only a list that is in the order asked for may be left before its end.
            if days and days == sorted(days, reverse=True) and days[-1] < since:
                return

    def _registers(self, document: Document) -> bool:
        return kind_of(document).registers and self._posted != NEVER

    def _make(self, document: Document, journal: Journal, *, again: bool = True) -> dict[str, object]:
        client_id = self._buyers.id_of(document, journal)
        fields = payload.invoice(document, client_id, self._rules)
        if self._posted == AT_ONCE and self._registers(document):
            fields["posted"] = True
        kind = kind_of(document)
        journal.start(INVOICE)
        try:
            record = self._client.create(kind.resource, kind.root, fields)
        except RefusedError as error:
            journal.forget(INVOICE)  # nothing happened, so nothing is in doubt
            if "client_id" not in error.fields or not again:
                raise self._client.refusal(error) from None
        except (Unavailable, Misconfigured):
            journal.forget(INVOICE)
            raise
        else:
            remote = facts.read(record, document, client_id)
            facts.note(remote, journal, registered=facts.is_registered(record, self._posted))
            return journal.finished(INVOICE) or {}
        # The buyer is gone over there: tear the note out and look once more.
        self._buyers.forget(document, journal)
        return self._make(document, journal, again=False)

    def _compare(self, remote: RemoteDocument, document: Document, journal: Journal) -> None:
        registered = False
        if None in (remote.total, remote.vat):
            remote, registered = self._asked_again(remote, document)
        if {"total", "vat"} & set(remote.differences(document)):
            self._registering.delete(remote, document, journal)
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
                    "iTax made invoice %(number)s but does not tell its sums, so it was not registered. Compare it "
                    "with %(ours)s and register it over there, or let invoices be registered at once."
                ),
                code="sums_unknown",
                number=called(remote),
                ours=document.total,
            )

    def _asked_again(self, remote: RemoteDocument, document: Document) -> tuple[RemoteDocument, bool]:
        """The invoice as its own record has it, and whether somebody registered it meanwhile."""
        kind = kind_of(document)
        try:
            record = self._client.one(f"{kind.resource}/{remote.remote_id}", purpose=Purpose.DOCUMENT)
        except RefusedError:
            return remote, False
        return facts.read(record, document, ""), record.get("posted") is True

    def _make_room(self, document: Document, journal: Journal) -> None:
        """A person had the document sent anew: what is left of earlier tries is replaced, nothing is doubled."""
        client_id = self._buyers.known(document, journal)
        rows = self._looking.ours(document)
        for row in rows:
            remote = facts.read(row, document, client_id)
            if row.get("posted") is False and kind_of(document).registers:
                self._registering.delete(remote, document, journal)
            elif len(rows) == 1 and not remote.differences(document):
                facts.note(remote, journal, registered=True)
            else:
                raise Held(
                    gettext_noop(
                        "iTax has invoice %(number)s with our reference already, and it is not as it should be now. "
                        "Delete it over there and send again, or correct it over there."
                    ),
                    code="already_there",
                    number=called(remote),
                )
