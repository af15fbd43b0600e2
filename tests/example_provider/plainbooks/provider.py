"""Plain Books: one call makes a document, and it can be asked for by the shop reference (class B)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.providers.base import (
    Capability,
    CheckResult,
    Choice,
    Connection,
    Finding,
    HttpClient,
    Journal,
    Limit,
    Provider,
    Purpose,
    RemoteIds,
    Setting,
)
from oscar_lt_accounting.providers.kit.finding import by_reference, created_id
from oscar_lt_accounting.providers.kit.reading import Row, rows_of
from oscar_lt_accounting.providers.kit.settings import api_key
from oscar_lt_accounting.providers.kit.verdicts import understood
from plainbooks import payload
from plainbooks.client import PlainBooksClient


class PlainBooks(Provider):
    """Plain Books, through its API 1."""

    code = "plainbooks"
    name = payload.SYSTEM
    default_base_url = "https://api.plainbooks.example/v1"
    hosts = (".plainbooks.example",)
    settings = (
        api_key("key", gettext_noop("In Plain Books: Settings → Keys. It opens the account of one company.")),
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
        """Whether the key opens the account, and how many warehouses it has."""
        count = str(len(self.warehouses()))
        return (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The key opens the account.")),
            CheckResult(
                title=gettext_noop("Warehouses"),
                ok=count != "0",
                detail=gettext_noop("%(count)s warehouses are in the account."),
                params={"count": count},
            ),
        )

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """One call, whose answer is the document."""
        self.refuse_other_kinds(document)
        body = payload.document(document, account=self.values["account"])
        with understood(writes=True):
            made = payload.remote_document(self._client.post("documents", json=body))
        created_id(made.remote_id, system=self.name)
        return made

    def find(self, document: Document, journal: Journal) -> Finding:
        """By the shop reference; only an empty list is an absence."""
        reference = document.reference
        with understood(writes=False):
            return by_reference(
                self._documents({"reference": reference}),
                is_ours=lambda row: row["reference"] == reference,
                read=payload.remote_document,
                reference=reference,
                system=self.name,
            )

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """All documents of the days, in one call."""
        with understood(writes=False):
            rows = self._documents({"from": since.isoformat(), "until": until.isoformat()})
            return iter([payload.remote_document(row) for row in rows])

    def warehouses(self) -> Sequence[Choice]:
        """Plain Books' warehouses."""
        with understood(writes=False):
            rows = rows_of(self._client.get("warehouses", purpose=Purpose.SET_UP)["warehouses"])
            return tuple(Choice(code=str(row["code"]), name=str(row["name"])) for row in rows)

    def _documents(self, question: Mapping[str, str]) -> list[Row]:
        return rows_of(self._client.get("documents", question)["documents"])
