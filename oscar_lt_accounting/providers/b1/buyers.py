"""B1's clients: found or made, once (b1.md §5.7).

A company is known by its code. A person has none, and B1's list tells no e-mail, so a person we never
made is taken for one that is there only when the name and the address are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Document
from oscar_lt_accounting.domain.errors import Rejected, gettext_noop
from oscar_lt_accounting.domain.territory import Destination, destination
from oscar_lt_accounting.providers.b1.client import SYSTEM, B1Client, id_in
from oscar_lt_accounting.providers.b1.lists import Lists, where
from oscar_lt_accounting.providers.base import Absent, Finding, Inconclusive, Journal, Purpose, RemoteIds
from oscar_lt_accounting.providers.kit import buyers
from oscar_lt_accounting.providers.kit.buyers import BUYER, address_line
from oscar_lt_accounting.providers.kit.fields import Field, Fields
from oscar_lt_accounting.providers.kit.finding import created_id
from oscar_lt_accounting.providers.kit.reading import Row, remote_id
from oscar_lt_accounting.providers.kit.rules import AlreadyThereError, NotThereError

_NAMESAKES = "namesakes"
_LIST = "clients/list"
# b1.md §5.7: the client's tax residency.
_LOCATIONS = {Destination.LT: 1, Destination.EU: 2, Destination.EXPORT: 3}


def _location(buyer: Buyer) -> int | None:
    address = buyer.address
    return _LOCATIONS[destination(address.country, address.postcode)] if address.country else None


def _full_address(buyer: Buyer) -> str:
    """The address in one line, which is all that B1's client has."""
    return ", ".join(filter(None, (address_line(buyer.address), buyer.address.country)))


_CLIENT: Fields[Buyer] = Fields(
    Field("name", lambda buyer: buyer.name, max_length=200, cut=False, required=True, label=gettext_noop("name")),
    Field("locationId", _location, required=True, label=gettext_noop("country")),
    Field("isJuridical", lambda buyer: buyer.is_company),
    Field("isActive", lambda _buyer: True),
    Field("code", lambda buyer: buyer.company_code, max_length=20, cut=False, label=gettext_noop("company code")),
    Field("vatCode", lambda buyer: buyer.vat_code, max_length=20, cut=False, label=gettext_noop("VAT code")),
    Field("address", _full_address),
    Field("email", lambda buyer: buyer.email),
    Field("phone", lambda buyer: buyer.phone),
)


class Buyers(buyers.Buyers):
    """One company's clients in B1."""

    system = SYSTEM

    def __init__(self, client: B1Client, lists: Lists, remote_ids: RemoteIds) -> None:
        super().__init__(remote_ids)
        self._client = client
        self._lists = lists

    def payload(self, document: Document) -> dict[str, Any]:
        """The body of `clients/create`; raises `Held` for what B1 cannot express."""
        return _CLIENT.write(document.buyer, system=SYSTEM)

    def create(self, payload: Mapping[str, Any]) -> str:
        """Make the client."""
        try:
            return created_id(id_in(self._client.write("clients/create", payload)), system=SYSTEM)
        except (AlreadyThereError, NotThereError) as error:
            raise Rejected(
                gettext_noop(
                    "B1 does not take the buyer: it says that such a client exists already, or knows no such method "
                    "(%(answer)s). Look for the client in B1 and complete its code, then send again."
                ),
                code="rejected",
                answer=error.said.status,
            ) from error

    def look_for(self, document: Document, journal: Journal) -> str:
        """The client that surely is the buyer; which ones have its name is noted before we make one."""
        rows = self._alike(document.buyer)
        found = _the_same(document.buyer, rows)
        if not journal.was_tried(BUYER):
            journal.finish(_NAMESAKES, ids=[str(row["id"]) for row in rows])
        return found or _fresh(rows, journal)

    def find(self, document: Document, journal: Journal) -> Finding:
        """A client that is not there is absent only where the list surely would have shown it."""
        finding = super().find(document, journal)
        if not isinstance(finding, Absent) or self._alike(document.buyer):
            return finding
        field, value, op = _question(document.buyer)
        proven = self._lists.proves_absence(_LIST, field, value, op)
        return finding if proven else Inconclusive(reason="the list of clients cannot be asked")

    def _alike(self, buyer: Buyer) -> list[Row]:
        """The clients that may be this buyer: with its code, or with its very name."""
        field, value, op = _question(buyer)
        rows = self._lists.some(_LIST, where(field, value, op))
        if any(value.casefold() not in str(row.get(field) or "").casefold() for row in rows):
            rows = list(self._lists.all(_LIST, purpose=Purpose.LOOK_UP))  # the question was ignored
        return [row for row in rows if remote_id(row.get("id")) and str(row.get(field) or "") == value]


def _question(buyer: Buyer) -> tuple[str, str, str]:
    # b1.md §5.7: only `code` (eq) and `name` (cn) were seen.
    return ("code", buyer.company_code, "eq") if buyer.company_code else ("name", buyer.name, "cn")


def _fresh(rows: Sequence[Row], journal: Journal) -> str:
    """The one client of this name that was not there before we made one."""
    before = journal.finished(_NAMESAKES)
    if before is None:
        return ""
    fresh = [str(row["id"]) for row in rows if str(row["id"]) not in before["ids"] and not row.get("code")]
    return fresh[0] if len(fresh) == 1 else ""


def _the_same(buyer: Buyer, rows: Sequence[Row]) -> str:
    """The id of the row that surely is this buyer; of several of one company the first active one."""
    if buyer.company_code:
        same = list(rows)
    elif buyer.vat_code:
        same = [row for row in rows if row.get("vatCode") == buyer.vat_code]
    else:
        place = _full_address(buyer)
        same = [row for row in rows if not row.get("code") and row.get("address") == place]
    same.sort(key=lambda row: (row.get("isActive") is False, int(row["id"])))
    return str(same[0]["id"]) if same else ""
