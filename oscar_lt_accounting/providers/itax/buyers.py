"""iTax's buyers: found or made, once (itax.md §8.2, §9 job 7).

A company is known by its code, a person by e-mail and exact name, and who has neither by name and address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Document
from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import Absent, Finding, Journal, Purpose, RemoteIds, Resumable
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.client import ITaxClient, RefusedError, is_id

BUYER = "buyer"


class Buyers:
    """One company's buyers over there."""

    def __init__(self, client: ITaxClient, remote_ids: RemoteIds, rules: payload.Rules) -> None:
        self._client = client
        self._remote_ids = remote_ids
        self._rules = rules

    def id_of(self, document: Document, journal: Journal) -> str:
        """The id of the document's buyer, made over there if nobody surely is the same.

        Raises `Held` for a buyer without a name and `Rejected` for one that iTax refuses.
        """
        name = key(document)
        buyer = self._finished(document, journal)
        if buyer:
            self._remote_ids.learn(BUYER, name, buyer)
            return buyer
        buyer = self._remote_ids.known(BUYER, name)
        if not buyer:
            with self._remote_ids.alone(BUYER, name):
                buyer = self._remote_ids.known(BUYER, name) or self._find_or_make(document, journal)
                self._remote_ids.learn(BUYER, name, buyer)
        # A look-up for a lost invoice goes by its buyer, so the journal knows whom it was made out to.
        journal.finish(BUYER, id=buyer, whose=_digest(name))
        return buyer

    def known(self, document: Document, journal: Journal) -> str:
        """The id of the document's buyer as far as it is noted, or an empty text."""
        return self._finished(document, journal) or self._remote_ids.known(BUYER, key(document))

    def forget(self, document: Document, journal: Journal) -> None:
        """The buyer we knew is gone over there."""
        self._remote_ids.forget(BUYER, key(document))
        journal.forget(BUYER)

    def find(self, document: Document, journal: Journal) -> Finding:
        """What became of a buyer whose making is in doubt."""
        buyer = self.look_for(document.buyer)
        if not buyer:
            return Absent()
        journal.steps[BUYER] = {"id": buyer, "whose": _digest(key(document))}
        return Resumable()

    def look_for(self, buyer: Buyer) -> str:
        """The id of the buyer over there, or an empty text; an ignored filter is not trusted."""
        column, value = _question(buyer)
        if not value:
            return ""
        try:
            rows, pages = self._client.page("clients", {column: value})
            answered = pages <= 1 and all(_folded(row.get(column)) == _folded(value) for row in rows)
        except RefusedError:
            answered = False
        if not answered:
            rows = list(self._client.all("clients", purpose=Purpose.LOOK_UP))
        return matching(buyer, rows)

    def _find_or_make(self, document: Document, journal: Journal) -> str:
        try:
            return self.look_for(document.buyer) or self._make(document, journal)
        except RefusedError as error:
            raise Rejected(
                gettext_noop(
                    "iTax refused the buyer of this document: %(said)s. Complete the buyer in the order, or enter the "
                    "buyer in iTax, then send again."
                ),
                code="buyer_incomplete",
                said=self._client.words_of(error),
            ) from None

    def _make(self, document: Document, journal: Journal) -> str:
        fields = payload.client(document.buyer, self._rules)
        journal.start(BUYER)
        try:
            record = self._client.create("clients", "client", fields)
        except (RefusedError, Unavailable, Misconfigured):
            journal.forget(BUYER)  # nothing happened, so nothing is in doubt
            raise
        return str(record["id"])

    @staticmethod
    def _finished(document: Document, journal: Journal) -> str:
        made = journal.finished(BUYER) or {}
        return str(made["id"]) if made.get("whose") == _digest(key(document)) else ""


def key(document: Document) -> str:
    """What the buyer is remembered by: as `Buyers` recognises one, else this one document."""
    buyer = document.buyer
    if buyer.company_code:
        return f"code:{buyer.company_code}"
    if buyer.email:
        return f"email:{buyer.email.casefold()}:{buyer.name}"
    address = payload.one_line(buyer.address)
    return f"address:{address}:{buyer.name}" if address else f"document:{document.reference}"


def matching(buyer: Buyer, rows: Sequence[Mapping[str, Any]]) -> str:
    """The id of the row that surely is this buyer, or an empty text.

    Of several the one of the same name, then the oldest: what was doubled once is not made a third time.
    """
    ours = [row for row in rows if is_id(row.get("id")) and _same(buyer, row)]
    best = min(ours, key=lambda row: (row.get("name") != buyer.name, row["id"]), default=None)
    return str(best["id"]) if best else ""


def _same(buyer: Buyer, row: Mapping[str, Any]) -> bool:
    if buyer.company_code:
        return str(row.get("code") or "").strip() == buyer.company_code
    if row.get("name") != buyer.name:
        return False
    if buyer.email:
        return _folded(row.get("email")) == _folded(buyer.email)
    return not row.get("code") and not row.get("email") and row.get("address") == payload.one_line(buyer.address)


def _question(buyer: Buyer) -> tuple[str, str]:
    if buyer.company_code:
        return "code", buyer.company_code
    if buyer.email:
        return "email", buyer.email
    return "name", buyer.name if payload.one_line(buyer.address) else ""


def _folded(value: object) -> str:
    return str(value or "").strip().casefold()


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]
