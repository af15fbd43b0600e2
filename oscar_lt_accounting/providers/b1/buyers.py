"""B1's clients: found or made, once (b1.md §5.7).

A company is known by its code. A person has none, and B1's list tells no e-mail, so a person we never
made is taken for one over there only when the name and the address are the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Document
from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Unavailable, Uncertain, gettext_noop
from oscar_lt_accounting.domain.territory import Destination, destination
from oscar_lt_accounting.providers.b1.client import AlreadyThereError, B1Client, NotThereError, remote_id
from oscar_lt_accounting.providers.b1.lists import Lists, rule
from oscar_lt_accounting.providers.base import Journal, Purpose, RemoteIds

BUYER = "buyer"
_NAMESAKES = "namesakes"
_LIST = "clients/list"
_NAME_LENGTH, _CODE_LENGTH = 200, 20
# b1.md §5.7: the client's tax residency.
_LOCATIONS = {Destination.LT: 1, Destination.EU: 2, Destination.EXPORT: 3}


def client(buyer: Buyer) -> dict[str, Any]:
    """The body of `clients/create`; raises `Held` for what B1 cannot express."""
    address = buyer.address
    if not buyer.name or not address.country:
        raise Held(
            gettext_noop(
                "B1 needs the buyer's name and country, and the order has no %(missing_msg)s. Complete the "
                "order's address, then send again."
            ),
            code="buyer_incomplete",
            missing_msg=gettext_noop("name") if not buyer.name else gettext_noop("country"),
        )
    for text, most, what in (
        (buyer.name, _NAME_LENGTH, gettext_noop("name")),
        (buyer.company_code, _CODE_LENGTH, gettext_noop("company code")),
        (buyer.vat_code, _CODE_LENGTH, gettext_noop("VAT code")),
    ):
        if len(text) > most:
            raise Held(
                gettext_noop(
                    "The buyer's %(field_msg)s is too long for B1, which takes %(most)s characters. Shorten it in the "
                    "order, then send again."
                ),
                code="buyer_too_long",
                field_msg=what,
                most=most,
            )
    optional = {
        "code": buyer.company_code,
        "vatCode": buyer.vat_code,
        "address": full_address(buyer),
        "email": buyer.email,
        "phone": buyer.phone,
    }
    return {
        "name": buyer.name,
        "locationId": _LOCATIONS[destination(address.country, address.postcode)],
        "isJuridical": buyer.is_company,
        "isActive": True,
        **{name: value for name, value in optional.items() if value},
    }


def full_address(buyer: Buyer) -> str:
    """The address in one line, which is all that B1's client has."""
    address = buyer.address
    return ", ".join(part for part in (address.street, address.city, address.postcode, address.country) if part)


def key(document: Document) -> str:
    """What the buyer is remembered by: its code, else e-mail and name, else this one document."""
    buyer = document.buyer
    if code := buyer.company_code or buyer.vat_code:
        return f"code:{code.upper()}"
    if buyer.email:
        return f"email:{buyer.email.casefold()}:{buyer.name}"
    return f"document:{document.reference}"


class Buyers:
    """One company's clients over there."""

    def __init__(self, client: B1Client, lists: Lists, remote_ids: RemoteIds) -> None:
        self._client = client
        self._lists = lists
        self._remote_ids = remote_ids

    def id_of(self, document: Document, journal: Journal) -> str:
        """The id of the document's buyer, made over there if nobody surely is the same."""
        body, name = client(document.buyer), key(document)
        if made := journal.finished(BUYER):
            self._remote_ids.learn(BUYER, name, str(made["id"]))
            return str(made["id"])
        if known := self._remote_ids.known(BUYER, name):
            return known
        with self._remote_ids.alone(BUYER, name):
            found = self._remote_ids.known(BUYER, name) or self._find_or_make(document, body, journal)
            self._remote_ids.learn(BUYER, name, found)
        return found

    def known(self, document: Document) -> str:
        """The id of the buyer that is noted, or an empty text."""
        return self._remote_ids.known(BUYER, key(document))

    def forget(self, document: Document, journal: Journal) -> None:
        """The buyer we knew is gone over there."""
        self._remote_ids.forget(BUYER, key(document))
        journal.forget(BUYER)

    def look(self, document: Document, journal: Journal) -> tuple[str, bool]:
        """The id of the buyer whose making is in doubt or an empty text, and whether that proves anything."""
        rows = self._alike(document.buyer)
        if found := _the_same(document.buyer, rows) or self._fresh(rows, journal):
            return found, True
        field, value, op = _question(document.buyer)
        return "", bool(rows) or self._lists.proves_absence(_LIST, field, value, op)

    def _find_or_make(self, document: Document, body: Mapping[str, Any], journal: Journal) -> str:
        rows = self._alike(document.buyer)
        found = _the_same(document.buyer, rows)
        if not journal.was_tried(BUYER):
            journal.finish(_NAMESAKES, ids=[str(row["id"]) for row in rows])
        return found or self._fresh(rows, journal) or self._make(body, journal)

    @staticmethod
    def _fresh(rows: Sequence[Mapping[str, Any]], journal: Journal) -> str:
        """The one client of this name that was not there before we made one."""
        before = journal.finished(_NAMESAKES)
        if before is None:
            return ""
        fresh = [str(row["id"]) for row in rows if str(row["id"]) not in before["ids"] and not row.get("code")]
        return fresh[0] if len(fresh) == 1 else ""

    def _make(self, body: Mapping[str, Any], journal: Journal) -> str:
        tried = journal.was_tried(BUYER)
        journal.start(BUYER)
        try:
            found = remote_id(self._client.call("clients/create", body, writes=True))
        except (Unavailable, Misconfigured, Rejected):
            # Nothing happened now; whether something happened before stays remembered.
            if tried:
                journal.absent(BUYER)
                journal.save()
            else:
                journal.forget(BUYER)
            raise
        except (AlreadyThereError, NotThereError) as error:
            journal.forget(BUYER)
            raise Rejected(
                gettext_noop(
                    "B1 does not take the buyer: it says that such a client exists already, or knows no such method "
                    "(%(answer)s). Look for the client in B1 and complete its code, then send again."
                ),
                code="rejected",
                answer="409" if isinstance(error, AlreadyThereError) else "404",
            ) from error
        if not found:
            raise Uncertain(
                gettext_noop("B1 took the buyer without telling its id; it will be looked for."), code="no_id"
            )
        journal.finish(BUYER, id=found)
        return found

    def _alike(self, buyer: Buyer) -> list[dict[str, Any]]:
        """The clients that may be this buyer: with its code, or with its very name."""
        field, value, op = _question(buyer)
        rows = self._lists.some(_LIST, rule(field, value, op))
        if any(value.casefold() not in str(row.get(field) or "").casefold() for row in rows):
            rows = list(self._lists.all(_LIST, purpose=Purpose.LOOK_UP))  # the question was ignored
        return [row for row in rows if isinstance(row.get("id"), int) and str(row.get(field) or "") == value]


def _question(buyer: Buyer) -> tuple[str, str, str]:
    # b1.md §5.7: only `code` (eq) and `name` (cn) were seen.
    return ("code", buyer.company_code, "eq") if buyer.company_code else ("name", buyer.name, "cn")


def _the_same(buyer: Buyer, rows: Sequence[Mapping[str, Any]]) -> str:
    """The id of the row that surely is this buyer; of several of one company the first active one."""
    if buyer.company_code:
        same = list(rows)
    elif buyer.vat_code:
        same = [row for row in rows if row.get("vatCode") == buyer.vat_code]
    else:
        place = full_address(buyer)
        same = [row for row in rows if not row.get("code") and row.get("address") == place]
    same.sort(key=lambda row: (row.get("isActive") is False, row["id"]))
    return str(same[0]["id"]) if same else ""
