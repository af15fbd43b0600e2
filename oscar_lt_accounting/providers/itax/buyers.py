"""iTax's buyers: found or made, once (itax.md §8.2, §9 job 7).

A company is known by its code, a person by e-mail and exact name, and who has neither by name and address.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Document
from oscar_lt_accounting.providers.base import Journal, Purpose, RemoteIds
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.client import ITaxClient, own_id
from oscar_lt_accounting.providers.kit import buyers
from oscar_lt_accounting.providers.kit.buyers import address_line
from oscar_lt_accounting.providers.kit.reading import Row
from oscar_lt_accounting.providers.kit.rules import RefusedError


class Buyers(buyers.Buyers):
    """One company's clients."""

    system = payload.SYSTEM

    def __init__(self, client: ITaxClient, remote_ids: RemoteIds, rules: payload.Rules) -> None:
        super().__init__(remote_ids)
        self._client = client
        self._rules = rules

    def look_for(self, document: Document, journal: Journal) -> str:
        """By a filter that was surely obeyed, else in the whole list."""
        column, value = _question(document.buyer)
        if not value:
            return ""
        try:
            page = self._client.page("clients", {column: value})
            rows: Iterable[Row] = page.rows
            obeyed = (page.pages or 0) <= 1 and all(_folded(row.get(column)) == _folded(value) for row in rows)
        except RefusedError:
            obeyed = False
        return matching(document.buyer, rows if obeyed else self._client.all("clients", purpose=Purpose.LOOK_UP))

    def payload(self, document: Document) -> dict[str, Any]:
        """The fields of a client."""
        return payload.client(document.buyer, self._rules)

    def create(self, payload: dict[str, Any]) -> str:
        """Make the client."""
        return own_id(self._client.create("clients", "client", payload)["id"])


def matching(buyer: Buyer, rows: Iterable[Row]) -> str:
    """The id of the row that surely is this buyer, or an empty text.

    Of several the one of the same name, then the oldest: what was doubled once is not made a third time.
    """
    ours = [row for row in rows if own_id(row.get("id")) and _same(buyer, row)]
    best = min(ours, key=lambda row: (row.get("name") != buyer.name, row["id"]), default=None)
    return own_id(best["id"]) if best else ""


def _same(buyer: Buyer, row: Row) -> bool:
    if buyer.company_code:
        return str(row.get("code") or "").strip() == buyer.company_code
    if row.get("name") != buyer.name:
        return False
    if buyer.email:
        return _folded(row.get("email")) == _folded(buyer.email)
    return not row.get("code") and not row.get("email") and row.get("address") == address_line(buyer.address)


def _question(buyer: Buyer) -> tuple[str, str]:
    if buyer.company_code:
        return "code", buyer.company_code
    if buyer.email:
        return "email", buyer.email
    return "name", buyer.name if address_line(buyer.address) else ""


def _folded(value: object) -> str:
    return str(value or "").strip().casefold()
