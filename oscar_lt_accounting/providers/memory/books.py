"""An accounting system in memory, with the faults a remote system can have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.domain.goods import StockLevel


@dataclass
class Books:
    """One company's accounting: the documents by their number, and the stock by warehouse.

    `faults` are taken one per call: a fault raises its error before or after the document is written.
    `read` is called when the shelves were read, before the reader knows that it was all.
    """

    documents: dict[str, Document] = field(default_factory=dict)
    stock: dict[str, dict[str, StockLevel]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    read: Callable[[], object] = lambda: None

    def write(self, document: Document, ready: Callable[[], None]) -> RemoteDocument:
        """Enter `document` under the next number; duplicates are accepted, as the worst systems do."""
        fault = self.faults.pop(0) if self.faults else None
        if fault and not fault.after_writing:
            raise fault.error
        ready()
        number = document.full_number or f"M{len(self.documents) + 1:05d}"
        self.documents[f"{len(self.documents) + 1}"] = document
        self._take_goods(document)
        if fault:
            raise fault.error
        return RemoteDocument(
            remote_id=str(len(self.documents)),
            number=number,
            reference=document.reference,
            total=document.total,
            vat=document.vat,
            day=document.day,
            currency=document.currency,
        )

    def with_reference(self, reference: str) -> Iterator[tuple[str, Document]]:
        """The documents that carry the shop reference, with their ids."""
        return (item for item in self.documents.items() if item[1].reference == reference)

    def set_stock(self, warehouse: str, level: StockLevel) -> None:
        """Say how much of a product the warehouse has."""
        self.stock.setdefault(warehouse, {})[level.product.remote_id] = level

    def _take_goods(self, document: Document) -> None:
        """An invoice takes goods off the shelf, a credit note puts them back, a proforma leaves them there."""
        direction = {"proforma": 0, "credit_note": -1}.get(document.kind, 1)
        levels = self.stock.get(document.warehouse, {})
        for line in document.lines:
            level = levels.get(line.remote_id)
            if level is not None and level.available is not None:
                available = level.available - direction * line.remote_quantity
                levels[line.remote_id] = replace(level, available=available)

    def total(self) -> Decimal:
        """The sum of all documents."""
        return sum((document.total for document in self.documents.values()), Decimal(0))


@dataclass(frozen=True)
class Fault:
    """An error that one call meets, before or after the document was written."""

    error: AccountingError
    after_writing: bool = False


_shelves: dict[str, Books] = {}


def books(name: str = "") -> Books:
    """The accounting system called `name`; it lasts as long as the process."""
    return _shelves.setdefault(name, Books())


def forget_all() -> None:
    """Delete all accounting systems in memory."""
    _shelves.clear()
