"""One company's books at iTax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches
from oscar_lt_accounting.testing.simulators.toolkit.companies import Company
from oscar_lt_accounting.testing.simulators.toolkit.records import Document, Records


@dataclass(kw_only=True)
class Invoice(Document):
    """A sales invoice or, of the kind proforma, an advance invoice; its `reference` is the external code.

    A posted invoice counts as a sale. `moved` tells by how much it changed the stock of which product.
    """

    client_id: int
    posted: bool = False
    footer_message: str = ""
    is_shipping_address: bool = False
    shipping_address: str = ""
    department_id: int | None = None
    project_id: int | None = None
    tags: list[str] = field(default_factory=list)
    moved: dict[str, Decimal] = field(default_factory=dict)


@dataclass(kw_only=True)
class Journal(Document):
    """A journal that takes goods out of a warehouse or brings them in (itax.md §8.6)."""

    posted: bool = False


@dataclass(kw_only=True)
class Client:
    """A buyer (itax.md §8.2)."""

    id: int
    name: str
    code: str = ""
    default_currency: str = "EUR"
    payment_term: int | None = None
    client_group_id: int | None = None
    address: str = ""
    country_code: str = ""
    email: str = ""
    phone: str = ""
    department_id: int | None = None
    project_id: int | None = None
    vat_business_group_id: int | None = None
    tags: list[str] = field(default_factory=list)
    created: float = 0
    changed: float = 0


@dataclass(kw_only=True)
class Person:
    """A contact person of a buyer."""

    id: int
    name: str
    contactable_id: int
    contactable_type: str
    email: str = ""
    position: str = ""
    created: float = 0
    changed: float = 0


@dataclass(kw_only=True)
class Payment:
    """A payment document (itax.md §8.5); `payer_type` says whose id `payer_id` is."""

    id: int
    day: str
    amount: Decimal
    currency: str
    bank_account_id: int
    payer_type: str
    payer_id: int
    invoice_id: int | None = None
    posted: bool = False
    created: float = 0
    changed: float = 0


@dataclass(kw_only=True)
class Email:
    """An e-mail that was asked for."""

    invoice_id: int
    recipient: str
    subject: str


@dataclass(kw_only=True)
class ITaxBooks(Records[Invoice]):
    """Invoices, journals, buyers, their people and payments of one company."""

    documents: list[Invoice] = field(default_factory=list)
    journals: list[Journal] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    emails: list[Email] = field(default_factory=list)

    @property
    def shown(self) -> list[Document]:
        """Invoices and journals; both take their ids from one counter."""
        return sorted([*self.documents, *self.journals], key=lambda one: one.id)

    def others(self) -> dict[str, list[Any]]:
        """Buyers, people, payments and e-mails."""
        return {"clients": self.clients, "people": self.people, "payments": self.payments, "emails": self.emails}

    def of_kind(self, kind: str) -> list[Invoice]:
        """The documents of one kind."""
        return [document for document in self.documents if document.kind == kind]

    def tags(self) -> list[str]:
        """All tags that something carries."""
        carriers: list[Invoice | Client] = [*self.documents, *self.clients]
        return sorted({tag for carrier in carriers for tag in carrier.tags})


@dataclass(frozen=True, kw_only=True)
class Office:
    """Where a call is dealt with: whose books, by which rules, at which moment.

    `record` is the id in the address, `query` what stands behind it.
    """

    company: Company
    records: ITaxBooks
    switches: ITaxSwitches
    at: float
    record: int = 0
    query: Sequence[tuple[str, str]] = ()

    def asked(self, name: str) -> str:
        """The last value of a query parameter."""
        return dict(self.query).get(name, "")
