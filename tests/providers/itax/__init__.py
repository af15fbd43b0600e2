"""iTax: the words of itax.md §11, the simulator's shop, and a server that says what it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, CreditNote, Document, Invoice, InvoiceLine, Proforma
from oscar_lt_accounting.domain.errors import AccountingError, Uncertain
from oscar_lt_accounting.providers.base import Connection, Finding, HttpClient, RemoteIds
from oscar_lt_accounting.providers.itax.provider import ITax
from oscar_lt_accounting.providers.kit.redaction import Redactor
from oscar_lt_accounting.testing.simulators import ITaxSimulator
from oscar_lt_accounting.testing.simulators.itax.records import Client
from oscar_lt_accounting.testing.simulators.itax.records import Invoice as Booked
from tests.domain.makers import D, document, row
from tests.providers.journals import SavedJournal
from tests.providers.server import Visit, iter_with_last, json_answer
from tests.simulators.clock import Clock

MAKE, CHANGE, DELETE = "POST invoices", "PUT invoices/{id}", "DELETE invoices/{id}"
INVOICES, INVOICE = "GET invoices", "GET invoices/{id}"
CLIENTS, CLIENT = "GET clients", "POST clients"
PAY, PAYMENTS = "POST payment_documents", "GET payment_documents"
KEYS = {"username": "6a5d6e3c7aa990a124553d", "password": "0548380f4d832aa38c314af"}
UAB = Buyer(name="UAB Klientas", is_company=True, company_code="302345678", email="info@example.lt")
GOODS = row("20.20", "4.24", title="Žibintas", quantity=D(2), remote_id="192922", remote_vat="15198")
SERVICE = row("100.00", "21.00", title="Konsultacijos", remote_id="192923", remote_vat="15198")


def sale(*lines: InvoiceLine, kind: type[Document] = Invoice, **changes: Any) -> Any:
    """TV-I2: two lamps and a consultation, 145.44 with VAT."""
    words = {
        "reference": "shop1-100045", "warehouse": "4620", "due_day": date(2026, 1, 29), "buyer": UAB, **changes,
    }  # fmt: skip
    words.setdefault("delivery", words["buyer"].address)
    return document(kind, *(lines or (GOODS, SERVICE)), **words)


def proforma() -> Proforma:
    """The same as an advance invoice."""
    result: Proforma = sale(kind=Proforma)
    return result


def credit_note(**changes: Any) -> CreditNote:
    """All of it taken back."""
    words = {"original_number": "S-0001", "original_day": date(2026, 1, 15), **changes}
    result: CreditNote = sale(kind=CreditNote, reference="shop1-100045-credit", **words)
    return result


def key(document: Document) -> str:
    """What the buyer of a document is remembered by."""
    return ITax(Connection(credentials=KEYS), HttpClient(hosts=())).buyers.key(document)


class Shop:
    """Our provider in front of the simulated accounting systems."""

    def __init__(self, simulator: ITaxSimulator, clock: Clock) -> None:
        self.simulator = simulator
        self.clock = clock
        self.remote_ids = RemoteIds()
        self.journal = SavedJournal()
        self.pauses: list[float] = []
        simulator.seed(
            {"id": 192922, "code": "ZIB-1", "name": "Žibintas", "quantity": 10, "price_without_vat": "10.10"},
            {"id": 192923, "code": "KONS", "name": "Konsultacijos", "service": True},
        )

    def provider(self, **settings: Any) -> ITax:
        """Our provider; a base_url or credentials of its own may be among the settings."""
        shop = self

        class Patient(ITax):
            @staticmethod
            def pause(seconds: float) -> None:
                shop.pauses.append(seconds)
                shop.clock.pass_(seconds)

        http = HttpClient(
            hosts=(),
            trusted=("127.0.0.1",),
            call_deadline=5,
            epoch=self.clock,
            redactor=Redactor(secrets=[KEYS["password"]], personal=["UAB Klientas"]),
        )
        connection = Connection(
            base_url=settings.pop("base_url", self.simulator.url),
            credentials=settings.pop("credentials", self.simulator.credentials()),
            settings=settings,
        )
        return Patient(connection, http, self.remote_ids)

    @property
    def asked(self) -> list[str]:
        """The calls made so far, in order."""
        return [call.name for call in self.simulator.calls]

    @property
    def invoices(self) -> list[Booked]:
        """The invoices in the accounting system."""
        return self.simulator.books().of_kind("invoice")

    @property
    def clients(self) -> list[Client]:
        """The buyers in the accounting system."""
        return self.simulator.books().clients

    def sent(self, name: str) -> list[Any]:
        """What was sent with the calls of one name."""
        return [call.payload for call in self.simulator.called(name)]

    def submit(self, wanted: Document | None = None, **settings: Any) -> Any:
        """Submit, going on with this shop's journal."""
        return self.provider(**settings).submit(wanted or sale(), self.journal)

    def next(self) -> None:
        """Another document: another journal."""
        self.journal = SavedJournal()

    def fails(self, wanted: Document | None = None, **settings: Any) -> AccountingError:
        """Submit what must fail; returns the error."""
        return failing(lambda: self.submit(wanted, **settings))

    def look(self, wanted: Document | None = None, **settings: Any) -> Finding:
        """Look for it after a lost answer, as the outbox does."""
        return self.provider(**settings).find(wanted or sale(), self.journal)


def failing(do: Any) -> AccountingError:
    """The error that `do` must raise."""
    try:
        do()
    except AccountingError as error:
        return error
    raise AssertionError("it did not fail")


def lose(
    shop: Shop, name: str = MAKE, kind: str = "lost_answer", document: Document | None = None, **settings: Any
) -> int:
    """Submit with one answer lost; how many calls were made."""
    shop.simulator.fail(name, kind)
    error = shop.fails(document, **settings)
    assert isinstance(error, Uncertain), error
    return len(shop.asked)


Reply = Any


@dataclass
class Spoken:
    """A server that answers each method and resource with what was laid out, ids and questions left aside."""

    replies: dict[str, Iterator[Reply]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def on(self, name: str, *replies: Reply) -> None:
        """What `name` (such as POST invoices) answers: one after the other, the last one for ever."""
        self.replies[name] = iter_with_last(replies)

    def serve(self, visit: Visit) -> None:
        """The script."""
        head = visit.read().partition(b"\r\n\r\n")[0].decode()
        method, target, _version = head.partition("\r\n")[0].split(" ")
        path = "/".join("{id}" if part.isdecimal() else part for part in target.partition("?")[0].split("/")[2:])
        name = f"{method} {path}"
        self.asked.append(name)
        self.heads.append(head)
        reply = next(self.replies.get(name, iter(())), json_answer({"error": "unscripted", "messages": {}}))
        if callable(reply):
            reply(visit)
        else:
            visit.send(reply)


WRONG = [{"id": 1, "total_amount": "145.45", "vat_amount": "25.25"}]


def told(spoken: tuple[Spoken, dict[str, Any]], *made: Reply, **more: Reply) -> tuple[Spoken, dict[str, Any]]:
    """A server that knows the buyer and makes the invoice as `made`."""
    books, settings = spoken
    books.on(CLIENTS, listed({"id": 131721, "code": "302345678", "name": "UAB Klientas"}))
    books.on(MAKE, *made)
    for name, reply in more.items():
        books.on({"change": CHANGE, "delete": DELETE, "one": INVOICE}[name], reply)
    return books, settings


def listed(*rows: Any, pages: int = 1) -> bytes:
    """One page of a list (itax.md §6)."""
    return json_answer({"response": list(rows), "count": len(rows), "pagination": {"pages": pages}})


def record(**fields: Any) -> bytes:
    """One record."""
    return json_answer({"response": fields})


def refused(field_name: str = "date", said: str = "negalima") -> bytes:
    """A refusal in iTax's form."""
    return json_answer({"error": "invalid_resource", "messages": {field_name: [said]}}, status="422 Unprocessable")


def booked(**changes: Any) -> dict[str, Any]:
    """TV-I2: the invoice as iTax answers it."""
    return {
        "id": 2556718, "number": "S-0001", "posted": False, "external_code": "shop1-100045", "client_id": 131721,
        "date": "2026-01-15", "currency": "EUR", "client": {"id": 131721, "name": "UAB Klientas"},
        "inv_lines": [
            {"id": 5663449, "product_id": 192922, "amount": "20.2", "vat_amount": "4.24", "total_amount": "24.44"},
            {"id": 5663450, "product_id": 192923, "amount": "100.0", "vat_amount": "21.0", "total_amount": "121.0"},
        ], **changes,
    }  # fmt: skip
