"""Looking for an invoice: by its id, by our reference, among its buyer's (itax.md §9, job 2).

Whether iTax keeps our reference and filters by it is nowhere written, and a filter it does not know may be
ignored, so every returned row is compared. Absence counts only when the buyer's own list, whose filter is
documented, holds nothing that could be the invoice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.domain.errors import Problem, gettext_noop
from oscar_lt_accounting.providers.base import Absent, Inconclusive
from oscar_lt_accounting.providers.itax import reading
from oscar_lt_accounting.providers.itax.client import ITaxClient, RefusedError, is_id
from oscar_lt_accounting.providers.itax.payload import MARK, Kind, kind_of
from oscar_lt_accounting.providers.kit import verdicts

Row = dict[str, Any]
#: What no document and no buyer is called.
IMPOSSIBLE = "oscar-check-0"


class Looking:
    """Asks one company's books for documents; changes nothing."""

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
            if str(row.get("id")) == remote_id:
                return row
        raise verdicts.unreadable(writes=False)

    def ours(self, document: Document) -> list[Row]:
        """The documents that carry our reference or our number, as far as a filter finds them."""
        questions = {"external_code": document.reference}
        if document.number:
            questions["number"] = document.full_number
        for column, value in questions.items():
            rows = self._rows(kind_of(document).resource, {column: value}) or ()
            found = [row for row in rows if _is_ours(row, document)]
            if found:
                return found
        return []

    def among_the_buyers(self, document: Document, client_id: str) -> Sequence[Row] | Inconclusive | Absent:
        """The buyer's documents that carry our reference or number; absence is proven only here."""
        if not client_id:
            return Inconclusive(reason="the buyer is not known")
        found: list[Row] = []
        alike: Row | None = None
        asked = {"client_id": client_id, "sort": "created_at", "direction": "desc"}
        try:
            for rows in map(_known, self._client.pages(kind_of(document).resource, asked)):
                if any(str(row.get("client_id")) != client_id for row in rows):
                    return Inconclusive(reason="the question for the buyer's documents was ignored")
                found += [row for row in rows if _is_ours(row, document)]
                alike = alike or next((row for row in rows if _could_be_ours(row, document)), None)
        except RefusedError as error:
            return Inconclusive(reason=error.code)
        if found:
            return found
        if alike:
            return Inconclusive(reason="look-alike", problem=_look_alike(alike), for_a_person=True)
        return Absent()

    def _rows(self, resource: str, filters: Mapping[str, str]) -> list[Row] | None:
        """The rows iTax answers with; None where it refuses the question."""
        try:
            return _known(self._client.page(resource, filters)[0])
        except RefusedError:
            return None


def _known(rows: list[Row]) -> list[Row]:
    """Rows that can be named again; raises `Unavailable` for a list with others."""
    if not all(is_id(row.get("id")) for row in rows):
        raise verdicts.unreadable(writes=False)
    return rows


def _reference_of(row: Row) -> str:
    """Our reference on a document, where iTax keeps it or where it is printed."""
    return str(row.get("external_code") or str(row.get("footer_message") or "").partition(MARK)[2].strip())


def _is_ours(row: Row, document: Document) -> bool:
    """By our reference; by our number only where no other reference stands beside it."""
    if reference := _reference_of(row):
        return reference == document.reference
    return bool(document.number) and row.get("number") == document.full_number


def _could_be_ours(row: Row, document: Document) -> bool:
    """A document without any reference, of the same day and sum: iTax may have dropped the reference."""
    remote = reading.remote_document(row, kind_of(document).lines, credit=document.kind == "credit_note")
    same_day = remote.day in (None, document.day)
    return not _reference_of(row) and same_day and remote.total in (None, document.total)


def _look_alike(row: Row) -> Problem:
    return Problem(
        code="look_alike",
        message=gettext_noop(
            "iTax has invoice %(number)s of the same buyer, day and sum, but without our reference. Look at it over "
            "there: if it is this document, enter its number; if not, send again."
        ),
        params={"number": str(row.get("number") or row.get("id") or "–")},
    )
