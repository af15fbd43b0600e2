"""B1's warehouse methods, simulated, and our provider in front of them."""

from __future__ import annotations

from typing import Any

from oscar_lt_accounting.domain.documents import Document, Invoice, InvoiceLine
from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import Connection, Finding, HttpClient, RemoteIds
from oscar_lt_accounting.providers.kit.redaction import Redactor
from oscar_lt_accounting.testing.simulators import B1Simulator
from oscar_lt_accounting.testing.simulators.b1.records import Client, Sale
from tests.domain.makers import COMPANY, D, invoice, row
from tests.providers.journals import SavedJournal

CLIENT, CLIENTS = "clients/create", "clients/list"
HEADER, SALES = "warehouse/sales/create", "warehouse/sales/list"
ADD, ROWS = "warehouse/sale-items/create-simple", "warehouse/sale-items/list"
CODES = "reference-book/vat-classifications/list"
SETTINGS = {"mode": "warehouse", "operation_type_id": "2", "shipping_item_id": "2007"}


class SimulatedWarehouse:
    """One company's warehouse, with three products in it."""

    def __init__(self, simulator: B1Simulator) -> None:
        self.simulator = simulator
        self.remote_ids = RemoteIds()
        self.journal = SavedJournal()
        simulator.seed(
            {"id": 24, "code": "MUG-1", "name": "Puodelis", "quantity": 10, "price": "12.10"},
            {"id": 25, "code": "BOOK-1", "name": "Knyga", "quantity": 5, "vat_rate": 5},
            {"id": 2007, "code": "PRISTATYMAS", "name": "Pristatymas", "service": True},
        )

    def provider(self, **settings: Any) -> B1:
        """Our provider, with this warehouse's remote_ids."""
        http = HttpClient(
            hosts=(),
            trusted=("127.0.0.1",),
            call_deadline=5,
            epoch=self.simulator.now,
            redactor=Redactor(personal=["UAB Klientas"]),
        )
        connection = Connection(
            base_url=self.simulator.url,
            credentials=self.simulator.credentials(),
            settings={**SETTINGS, **settings},
        )
        return B1(connection, http, self.remote_ids)

    @property
    def asked(self) -> list[str]:
        """The paths that were called, in order."""
        return [call.name for call in self.simulator.calls]

    @property
    def sales(self) -> list[Sale]:
        """The sales in the accounting system."""
        return self.simulator.books().sales

    @property
    def clients(self) -> list[Client]:
        """The clients in the accounting system."""
        return self.simulator.books().clients

    def fails(self, document: Document | None = None, **settings: Any) -> AccountingError:
        """Submit what must fail; returns the error."""
        try:
            self.provider(**settings).submit(document or mugs(), self.journal)
        except AccountingError as error:
            return error
        raise AssertionError("it did not fail")

    def look(self, document: Document | None = None) -> Finding:
        """Look for it after a lost answer, as the outbox does."""
        return self.provider().find(document or mugs(), self.journal)


def mugs(*lines: InvoiceLine, **changes: Any) -> Invoice:
    """Two mugs and a book to a company, numbered by the shop."""
    words = {"series": "INV", "number": "000412", "warehouse": "1", "buyer": COMPANY, **changes}
    two = (
        row("20.00", "4.20", quantity=D(2), remote_id="24"),
        row("9.51", "0.48", title="Knyga", sku="BOOK-1", remote_id="25", rate=D(5), vat_code="PVM3"),
    )
    return invoice(*(lines or two), **words)
