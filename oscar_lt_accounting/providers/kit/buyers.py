"""Buyers of theirs: found or made, once.

Two documents of one new buyer must not make it twice, whoever delivers them; and a making whose answer was lost is
looked for before it is repeated. That is the same everywhere. How a system is asked for a buyer, who surely is the
same and what a new one is made of, is the provider's.
"""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from oscar_lt_accounting.domain.documents import Address, Document
from oscar_lt_accounting.domain.errors import Rejected, gettext_noop
from oscar_lt_accounting.providers.findings import Absent, Finding, Resumable
from oscar_lt_accounting.providers.journal import Journal
from oscar_lt_accounting.providers.kit.rules import RefusedError
from oscar_lt_accounting.providers.remote_ids import RemoteIds

#: The journal's step, and the kind of what is remembered.
BUYER = "buyer"


def address_line(address: Address) -> str:
    """Street, town and post code in one line, without the country."""
    return ", ".join(part for part in (address.street, address.city, address.postcode) if part)


class Buyers(ABC):
    """One company's buyers in the accounting system called `system`."""

    system: ClassVar[str]

    def __init__(self, remote_ids: RemoteIds) -> None:
        self._remote_ids = remote_ids

    @abstractmethod
    def look_for(self, document: Document, journal: Journal) -> str:
        """The id of the buyer that surely is the document's, or an empty text; rows are compared, not believed."""

    @abstractmethod
    def payload(self, document: Document) -> Any:
        """What a new buyer is made of; raises `Held` for what the system cannot express."""

    @abstractmethod
    def create(self, payload: Any) -> str:
        """Make the buyer; its id, as `created_id` believes it."""

    def key(self, document: Document) -> str:
        """What the buyer is remembered by: a code, else e-mail and name, else address and name, else the document."""
        buyer = document.buyer
        if code := buyer.company_code or buyer.vat_code:
            return f"code:{code.upper()}"
        if buyer.email:
            return f"email:{buyer.email.casefold()}:{buyer.name}"
        address = address_line(buyer.address)
        return f"address:{address}:{buyer.name}" if address else f"document:{document.reference}"

    def id_of(self, document: Document, journal: Journal) -> str:
        """The id of the document's buyer, made if nobody surely is the same.

        Raises `Held` for a buyer that the system cannot express, `Rejected` for one that it refuses, and `Busy`
        while another document makes the same buyer.
        """
        key = self.key(document)
        buyer = self._finished(document, journal)
        if buyer:
            self._remote_ids.learn(BUYER, key, buyer)
            return buyer
        buyer = self._remote_ids.known(BUYER, key)
        if not buyer:
            with self._remote_ids.alone(BUYER, key):
                buyer = self._remote_ids.known(BUYER, key) or self._find_or_make(document, journal)
                self._remote_ids.learn(BUYER, key, buyer)
        # A look-up for a lost document goes by its buyer, so the journal knows whom it was made out to.
        journal.finish(BUYER, id=buyer, whose=_digest(key))
        return buyer

    def known(self, document: Document, journal: Journal) -> str:
        """The id of the document's buyer as far as it is noted, or an empty text."""
        return self._finished(document, journal) or self._remote_ids.known(BUYER, self.key(document))

    def forget(self, document: Document, journal: Journal) -> None:
        """The buyer we knew is gone in the accounting system."""
        self._remote_ids.forget(BUYER, self.key(document))
        journal.forget(BUYER)

    def find(self, document: Document, journal: Journal) -> Finding:
        """What became of a buyer whose making is unconfirmed, where `look_for` surely finds one that is there."""
        buyer = self.look_for(document, journal)
        if not buyer:
            return Absent()
        journal.steps[BUYER] = {"id": buyer, "whose": _digest(self.key(document))}
        return Resumable()

    def _find_or_make(self, document: Document, journal: Journal) -> str:
        try:
            return self.look_for(document, journal) or self._make(document, journal)
        except RefusedError as error:
            raise Rejected(
                gettext_noop(
                    "%(system)s rejected the buyer of this document: %(said)s. Complete the buyer in the order, or "
                    "enter the buyer in %(system)s, then send again."
                ),
                code="buyer_incomplete",
                system=self.system,
                said=error.problem.params.get("said", str(error)),
            ) from error

    def _make(self, document: Document, journal: Journal) -> str:
        payload = self.payload(document)
        with journal.trying(BUYER):
            return self.create(payload)

    def _finished(self, document: Document, journal: Journal) -> str:
        made = journal.finished(BUYER) or {}
        whose = _digest(self.key(document))
        return str(made.get("id") or "") if made.get("whose", whose) == whose else ""


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]
