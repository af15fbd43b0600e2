"""Fakturownia's clients: found or made, once (fakturownia.md §7).

A document that names a client prints what stands there. So a client is ours only when everything that is printed is
the same; a buyer who moved gets another one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Document
from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.providers.base import Journal, Purpose, RemoteIds
from oscar_lt_accounting.providers.fakturownia.client import SYSTEM, FakturowniaClient
from oscar_lt_accounting.providers.kit import buyers
from oscar_lt_accounting.providers.kit.answers import write_json
from oscar_lt_accounting.providers.kit.fields import Field, Fields
from oscar_lt_accounting.providers.kit.reading import Row, remote_id, remote_text

# fakturownia.md §7: a private person is `company: false` with a last name.
CLIENT: Fields[Buyer] = Fields(
    Field("name", lambda buyer: buyer.name, required=True, label=gettext_noop("name")),
    Field("company", lambda buyer: buyer.is_company),
    Field("first_name", lambda buyer: "" if buyer.is_company else buyer.name.rpartition(" ")[0]),
    Field("last_name", lambda buyer: "" if buyer.is_company else buyer.name.rpartition(" ")[2]),
    Field("tax_no", lambda buyer: buyer.vat_code or buyer.company_code),
    Field("email", lambda buyer: buyer.email),
    Field("phone", lambda buyer: buyer.phone),
    Field("street", lambda buyer: buyer.address.street),
    Field("post_code", lambda buyer: buyer.address.postcode),
    Field("city", lambda buyer: buyer.address.city),
    Field("country", lambda buyer: buyer.address.country),
)
_PRINTED = ("name", "tax_no", "email", "street", "post_code", "city", "country")
_ASKED_BY = ("tax_no", "email", "name")


class Buyers(buyers.Buyers):
    """One account's clients."""

    system = SYSTEM

    def __init__(self, client: FakturowniaClient, remote_ids: RemoteIds) -> None:
        super().__init__(remote_ids)
        self._client = client

    def key(self, document: Document) -> str:
        """A digest of all that a client is made of."""
        return hashlib.sha256(write_json(self.payload(document))).hexdigest()

    def look_for(self, document: Document, journal: Journal) -> str:
        """By tax number, else by e-mail, else by name; the oldest of several that are the same."""
        ours = self.payload(document)
        asked_by = next(name for name in _ASKED_BY if ours.get(name))
        rows = self._client.all("clients.json", {asked_by: ours[asked_by]}, Purpose.LOOK_UP)
        same = [found for row in rows if _is_same(row, ours) and (found := remote_id(row.get("id")))]
        return min(same, key=int, default="")

    def payload(self, document: Document) -> dict[str, Any]:
        """The fields of a new client; raises `Held` for a buyer without a name."""
        return CLIENT.write(document.buyer, system=self.system)

    def create(self, payload: Any) -> str:
        """A new client."""
        return remote_id(self._client.create("client", payload)["id"])


def _is_same(row: Row, ours: Mapping[str, Any]) -> bool:
    return all(remote_text(row.get(name)) == remote_text(ours.get(name)) for name in _PRINTED)
