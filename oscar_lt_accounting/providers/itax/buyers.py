"""iTax's buyers: found or made, once."""

from __future__ import annotations

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.domain.errors import Misconfigured, Unavailable
from oscar_lt_accounting.providers.base import Journal, Notebook, Purpose
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.client import LARGEST_PAGE, ITaxClient, RefusedError

BUYER = "buyer"


class Buyers:
    """One company's buyers over there."""

    def __init__(self, client: ITaxClient, notebook: Notebook, rules: payload.Rules) -> None:
        self._client = client
        self._notebook = notebook
        self._rules = rules

    def id_of(self, document: Document, journal: Journal) -> str:
        """The id of the document's buyer, made over there if nobody surely is the same."""
        key = payload.client_key(document.buyer, document.reference)
        if made := journal.finished(BUYER):
            self._notebook.learn("buyer", key, str(made["id"]))
            return str(made["id"])
        if known := self._notebook.known("buyer", key):
            return known
        with self._notebook.alone("buyer", key):
            buyer = self._notebook.known("buyer", key) or self.look_for(document) or self._make(document, journal)
            self._notebook.learn("buyer", key, buyer)
        return buyer

    def forget(self, document: Document, journal: Journal) -> None:
        """The buyer we knew is gone over there."""
        self._notebook.forget("buyer", payload.client_key(document.buyer, document.reference))
        journal.forget(BUYER)

    def look_for(self, document: Document) -> str:
        """The id of the buyer over there, when one and only one row surely is the same; else an empty text."""
        buyer = document.buyer
        column, value = ("code", buyer.company_code) if buyer.company_code else ("email", buyer.email)
        if not value:
            return ""
        rows, pages = self._client.page("clients", {column: value, "per_page": str(LARGEST_PAGE), "page": "1"})
        if pages > 1 or any(str(row.get(column) or "").casefold() != value.casefold() for row in rows):
            rows = list(self._client.all("clients", purpose=Purpose.LOOK_UP))  # the question was ignored
        return payload.matching_client(buyer, rows)

    def _make(self, document: Document, journal: Journal) -> str:
        journal.start(BUYER)
        try:
            record = self._client.create("clients", "client", payload.client(document.buyer, self._rules))
        except RefusedError as error:
            journal.forget(BUYER)
            raise self._client.refusal(error) from None
        except (Unavailable, Misconfigured):
            journal.forget(BUYER)  # nothing happened, so nothing is in doubt
            raise
        journal.finish(BUYER, id=str(record["id"]))
        return str(record["id"])
