"""An accounting system in memory, behind the contract: it can be neither asked nor keyed (class C)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import ClassVar

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Unavailable, gettext_noop
from oscar_lt_accounting.domain.goods import StockLevel
from oscar_lt_accounting.providers.base import (
    Absent,
    Capability,
    CheckResult,
    Finding,
    Found,
    Journal,
    Provider,
    Setting,
)
from oscar_lt_accounting.providers.memory.books import Books, books


class Memory(Provider):
    """An accounting system in this process's memory; it is gone when the process ends."""

    code = "memory"
    name = "Memory"
    settings = (
        Setting(name="books", label=gettext_noop("Name of the accounting system")),
        Setting(
            name="behaves_as",
            label=gettext_noop("Behaves as"),
            kind="choice",
            choices=(("a", "A"), ("b", "B"), ("c", "C")),
            default="c",
            help=gettext_noop("A rejects what it already has, B can be asked, C neither."),
        ),
    )
    stock_items_per_call = 100
    capabilities = frozenset(
        {
            Capability.NUMBERS_DOCUMENTS,
            Capability.TAKES_NUMBERS,
            Capability.FOREIGN_CURRENCY,
            Capability.PROFORMAS,
            Capability.RECEIPTS,
            Capability.CREDIT_NOTES,
            Capability.STOCK,
            Capability.STOCK_OF_ITEMS,
        }
    )
    _BY_CLASS: ClassVar[dict[str, set[Capability]]] = {
        "a": {Capability.REFUSES_DUPLICATES, Capability.FINDS_DOCUMENTS},
        "b": {Capability.FINDS_DOCUMENTS},
        "c": set(),
    }

    @property
    def books(self) -> Books:
        """The accounting system this connection opens."""
        return books(self.values["books"])

    def can(self, capability: Capability) -> bool:
        """As declared, plus what the chosen class adds."""
        return super().can(capability) or capability in self._BY_CLASS[self.values["behaves_as"]]

    @property
    def documents_take_goods(self) -> bool:
        """Invoices take goods off the shelf."""
        return True

    def check(self) -> Sequence[CheckResult]:
        """Memory is always there."""
        return (CheckResult(title=gettext_noop("Connection"), ok=True),)

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Enter `document`, once if the accounting system rejects duplicates."""
        for remote_id, known in self.books.with_reference(document.reference):
            if self.can(Capability.REFUSES_DUPLICATES):
                return _remote(remote_id, known)
        return self.books.write(document, self._ready)

    def find(self, document: Document, journal: Journal) -> Finding:
        """Look for the reference, where the chosen class allows it."""
        if not self.can(Capability.FINDS_DOCUMENTS):
            return super().find(document, journal)
        for remote_id, known in self.books.with_reference(document.reference):
            return Found(document=_remote(remote_id, known))
        return Absent()

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything on the shelf."""
        yield from list(self.books.stock.get(warehouse, {}).values())
        self.books.read()

    def stock_of(self, warehouse: str, remote_ids: Iterable[str]) -> Iterator[StockLevel]:
        """Just these products."""
        levels = self.books.stock.get(warehouse, {})
        yield from [levels[remote_id] for remote_id in remote_ids if remote_id in levels]
        self.books.read()

    def _ready(self) -> None:
        if not self.http.in_time():
            raise Unavailable(
                gettext_noop("Sending was put off because the connection took too long; nothing was sent."),
                code="too_late",
            )
        self.http.wrote = True


def _remote(remote_id: str, document: Document) -> RemoteDocument:
    return RemoteDocument(
        remote_id=remote_id,
        number=document.full_number or f"M{int(remote_id):05d}",
        reference=document.reference,
        total=document.total,
        vat=document.vat,
        day=document.day,
        buyer_name=document.buyer.name,
        currency=document.currency,
    )
