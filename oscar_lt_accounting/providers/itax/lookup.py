"""Looking for an invoice, and what became of one whose answer was lost (itax.md §9, job 2); changes nothing in iTax.

Whether iTax keeps the shop reference and filters by it is nowhere written, and a filter it does not know may be
ignored, so every returned row is compared. Absence counts only when the buyer's own list, whose filter is
documented, holds nothing that could be the invoice.
"""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping, Sequence
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Problem, gettext_noop
from oscar_lt_accounting.providers.base import Absent, Finding, Found, Inconclusive, Journal, Provider, Resumable
from oscar_lt_accounting.providers.itax.buyers import Buyers
from oscar_lt_accounting.providers.itax.client import ITaxClient, own_id
from oscar_lt_accounting.providers.itax.payload import Kind, kind_of
from oscar_lt_accounting.providers.itax.reading import as_ours, called, reference_of, remote_document
from oscar_lt_accounting.providers.itax.settings import AT_ONCE, NEVER
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.buyers import BUYER
from oscar_lt_accounting.providers.kit.finding import by_reference
from oscar_lt_accounting.providers.kit.journal_facts import facts_of
from oscar_lt_accounting.providers.kit.reading import Row
from oscar_lt_accounting.providers.kit.rules import RefusedError

INVOICE, POSTING, REMOVAL = "invoice", "posting", "removal"


class Looking:
    """Asks one company's account for documents; changes nothing."""

    def __init__(self, client: ITaxClient) -> None:
        self._client = client

    def record(self, kind: Kind, remote_id: str) -> Row | None:
        """The document with this id, None when iTax surely has none; raises `Unavailable` when nobody can tell."""
        try:
            return self._client.one(f"{kind.resource}/{remote_id}")
        except RefusedError:
            rows = self._rows(kind.resource, {"id": remote_id})
        # A refusal, or a 404 of whomever, proves nothing; a list that was asked for this id and is empty does.
        if rows == []:
            return None
        for row in rows or ():
            if str(row["id"]) == remote_id:
                return row
        raise verdicts.unreadable(writes=False)

    def ours(self, document: Document) -> Sequence[Row]:
        """The documents that carry the shop reference or our number, as far as a filter finds them."""
        questions = {"external_code": document.reference}
        if document.number:
            questions["number"] = document.full_number
        for column, value in questions.items():
            rows = self._rows(kind_of(document).resource, {column: value}) or ()
            if found := [row for row in rows if _is_ours(row, document)]:
                return found
        return ()

    def among_the_buyers(self, document: Document, client_id: str) -> Sequence[Row] | Inconclusive | Absent:
        """The buyer's documents that carry the shop reference or number; absence is proven only here."""
        if not client_id:
            return Inconclusive(reason="the buyer is not known")
        rows: list[Row] = []
        asked = {"client_id": client_id, "sort": "created_at", "direction": "desc"}
        for page in self._client.pages(kind_of(document).resource, asked):
            if any(str(row.get("client_id")) != client_id for row in _identified(page.rows)):
                return Inconclusive(reason="the question for the buyer's documents was ignored")
            rows += page.rows
        if found := [row for row in rows if _is_ours(row, document)]:
            return found
        alike = next((row for row in rows if _could_be_ours(row, document)), None)
        return Inconclusive(reason="look-alike", problem=_look_alike(alike), for_a_person=True) if alike else Absent()

    def _rows(self, resource: str, filters: Mapping[str, str]) -> Sequence[Row] | None:
        """The rows iTax answers with; None where it refuses the question."""
        try:
            return _identified(self._client.page(resource, filters).rows)
        except RefusedError:
            return None


class Doubts(Provider, ABC):
    """Settles what the journal leaves open."""

    buyers: Buyers
    looking: Looking

    def find(self, document: Document, journal: Journal) -> Finding:
        """What is known of the unconfirmed step; an invoice of ours that is not registered is gone on with."""
        try:
            if journal.unfinished == BUYER:
                return self.buyers.find(document, journal)
            if journal.unfinished == REMOVAL:
                return Resumable()
            return self._look(document, journal)
        except RefusedError as error:
            return Inconclusive(reason=error.said.words.code or error.code)
        except AccountingError as error:
            return Inconclusive(reason=error.code, problem=error.problem)

    def anywhere(self, document: Document, journal: Journal) -> Sequence[Row] | Inconclusive | Absent:
        """The documents that are surely ours, or how surely there is none."""
        return self.looking.ours(document) or self.looking.among_the_buyers(
            document, self.buyers.known(document, journal)
        )

    def registers(self, document: Document) -> bool:
        """Whether it is ours to register documents like this one."""
        return kind_of(document).registers and self.values["posted"] != NEVER

    def is_registered(self, record: Row) -> bool:
        """Whether it counts; a record that does not say so is believed only where we asked to register at once."""
        posted = record.get("posted")
        return posted is True or (self.values["posted"] == AT_ONCE and posted is None)

    @staticmethod
    def note(remote: RemoteDocument, journal: Journal, *, registered: bool) -> dict[str, Any]:
        """Keep what was made."""
        made = {**facts_of(remote), "registered": registered}
        journal.finish(INVOICE, **made)
        return made

    def _look(self, document: Document, journal: Journal) -> Finding:
        made = journal.finished(INVOICE)
        if made is not None:
            record = self.looking.record(kind_of(document), str(made["id"]))
            if record is not None:
                return self._state_of(record, document, journal)
            # Somebody deleted it, or its create answered with an id that was not its own.
            journal.steps.pop(POSTING, None)
            journal.steps[INVOICE] = "started"
        begun = journal.unfinished == INVOICE
        rows: Sequence[Row] | Finding = self.anywhere(document, journal) if begun else self.looking.ours(document)
        if not rows or (made is not None and isinstance(rows, Absent)):
            journal.steps.pop(INVOICE, None)
            return Resumable()
        if isinstance(rows, Finding):
            return rows
        finding = by_reference(
            rows,
            is_ours=lambda _row: True,
            read=lambda row: as_ours(row, document, ""),
            reference=document.reference,
            system=self.name,
        )
        return self._state_of(rows[0], document, journal) if isinstance(finding, Found) else finding

    def _state_of(self, record: Row, document: Document, journal: Journal) -> Finding:
        remote = as_ours(record, document, self.buyers.known(document, journal))
        if not self.registers(document) or self.is_registered(record):
            return Found(document=remote)
        journal.steps.pop(POSTING, None)
        self.note(remote, journal, registered=False)
        return Resumable()


def _identified(rows: Sequence[Row]) -> Sequence[Row]:
    """Rows that can be named again; raises `Unavailable` for a list with others."""
    if not all(own_id(row.get("id")) for row in rows):
        raise verdicts.unreadable(writes=False)
    return rows


def _is_ours(row: Row, document: Document) -> bool:
    """By the shop reference; by our number only where no other reference stands beside it."""
    if reference := reference_of(row):
        return reference == document.reference
    return bool(document.number) and row.get("number") == document.full_number


def _could_be_ours(row: Row, document: Document) -> bool:
    """A document without any reference, of the same day and sum: iTax may have dropped the reference."""
    remote = remote_document(row, kind_of(document).lines, credit=document.kind == "credit_note")
    same_day = remote.day in (None, document.day)
    return not reference_of(row) and same_day and remote.total in (None, document.total)


def _look_alike(row: Row) -> Problem:
    return Problem(
        code="look_alike",
        message=gettext_noop(
            "iTax has invoice %(number)s of the same buyer, day and sum, but without the shop reference. Check it in "
            "iTax: if it is this document, enter its number; if not, send again."
        ),
        params={"number": called(remote_document(row))},
    )
