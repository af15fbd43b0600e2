"""Plain Books: one call makes a document, and it can be asked for by our reference (class B)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Problem, gettext_noop
from oscar_lt_accounting.providers.base import (
    Absent,
    Capability,
    CheckResult,
    Choice,
    Connection,
    Finding,
    Found,
    HttpClient,
    Inconclusive,
    Journal,
    Limit,
    Provider,
    Purpose,
    RemoteIds,
    Setting,
)
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import UnreadableError
from plainbooks import payload
from plainbooks.client import PlainBooksClient


class PlainBooks(Provider):
    """Plain Books, through its API 1."""

    code = "plainbooks"
    name = "Plain Books"
    default_base_url = "https://api.plainbooks.example/v1"
    hosts = (".plainbooks.example",)
    settings = (
        Setting(
            name="key",
            label=gettext_noop("Key"),
            secret=True,
            required=True,
            help=gettext_noop("In Plain Books: Settings → Keys. It opens the books of one company."),
        ),
        Setting(
            name="account",
            label=gettext_noop("Sales account"),
            default="5000",
            pattern=r"\d{3,6}",
            help=gettext_noop("The account that sales are booked on; ask the accountant."),
        ),
    )
    capabilities = frozenset(
        {
            Capability.FINDS_DOCUMENTS,
            Capability.READS_BACK,
            Capability.NUMBERS_DOCUMENTS,
            Capability.FOREIGN_CURRENCY,
            Capability.LISTS_WAREHOUSES,
        }
    )
    limits = (Limit(60, seconds=60),)

    def __init__(self, connection: Connection, http: HttpClient, remote_ids: RemoteIds | None = None) -> None:
        super().__init__(connection, http, remote_ids)
        self._client = PlainBooksClient(http, self.base_url, key=self.values["key"])

    def check(self) -> Sequence[CheckResult]:
        """Whether the key opens the books, and how many warehouses are in them."""
        count = str(len(self.warehouses()))
        return (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The key opens the books.")),
            CheckResult(
                title=gettext_noop("Warehouses"),
                ok=count != "0",
                detail=gettext_noop("%(count)s warehouses are in the books."),
                params={"count": count},
            ),
        )

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """One call, whose answer is the document."""
        self.refuse_other_kinds(document)
        body = payload.document(document, account=self.values["account"])
        answer = self._client.post("/documents", body)
        try:
            return payload.remote_document(answer)
        except UnreadableError:
            raise verdicts.unreadable(writes=True) from None

    def find(self, document: Document, journal: Journal) -> Finding:
        """By our reference; only an empty list is an absence."""
        there = self._documents({"reference": document.reference})
        if any(remote.reference != document.reference for remote in there):
            return Inconclusive(reason="other documents were returned")
        if len(there) > 1:
            return Inconclusive(reason="several", problem=_several(document))
        return Found(document=there[0]) if there else Absent()

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """All documents of the days, in one call."""
        return iter(self._documents({"from": since.isoformat(), "until": until.isoformat()}))

    def warehouses(self) -> Sequence[Choice]:
        """Plain Books' warehouses."""
        answer = self._client.get("/warehouses", {}, Purpose.SET_UP)
        try:
            return tuple(Choice(code=str(row["code"]), name=str(row["name"])) for row in answer["warehouses"])
        except (KeyError, TypeError):
            raise verdicts.unreadable(writes=False) from None

    def _documents(self, question: Mapping[str, str]) -> list[RemoteDocument]:
        answer = self._client.get("/documents", question, Purpose.LOOK_UP)
        try:
            return [payload.remote_document(row) for row in answer["documents"]]
        except (KeyError, TypeError, UnreadableError):
            raise verdicts.unreadable(writes=False) from None


def _several(document: Document) -> Problem:
    return Problem(
        code="several_there",
        message=gettext_noop(
            "Plain Books has more than one document with our reference %(reference)s. Delete all but one of them over "
            "there; it is then found by itself."
        ),
        params={"reference": document.reference},
    )
