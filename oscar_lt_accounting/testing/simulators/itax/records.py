"""What one company has at iTax."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches


@dataclass(kw_only=True)
class Invoice(kit.Document):
    """A sales invoice or, of the kind proforma, an advance invoice; its `reference` is the external code.

    A posted invoice counts as a sale.
    """

    client_id: int
    posted: bool = False
    footer_message: str = ""
    is_shipping_address: bool = False
    shipping_address: str = ""
    department_id: int | None = None
    project_id: int | None = None
    tags: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Journal(kit.Document):
    """A journal that takes goods out of a warehouse or brings them in (itax.md §8.6)."""

    posted: bool = False


@dataclass(kw_only=True)
class Client(kit.Record):
    """A buyer (itax.md §8.2)."""

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


@dataclass(kw_only=True)
class Person(kit.Record):
    """A contact person of a buyer."""

    name: str
    contactable_id: int
    contactable_type: str
    email: str = ""
    position: str = ""


@dataclass(kw_only=True)
class Payment(kit.Record):
    """A payment document (itax.md §8.5); `payer_type` says whose id `payer_id` is."""

    day: str
    amount: Decimal
    currency: str
    bank_account_id: int
    payer_type: str
    payer_id: int
    invoice_id: int | None = None
    posted: bool = False


@dataclass(kw_only=True)
class Email:
    """An e-mail that was asked for."""

    invoice_id: int
    recipient: str
    subject: str


@dataclass(kw_only=True)
class ITaxRecords(kit.Records[Invoice]):
    """Invoices, journals, buyers, their people and payments of one company."""

    OTHERS: ClassVar[tuple[str, ...]] = ("clients", "people", "payments", "emails")
    documents: list[Invoice] = field(default_factory=list)
    journals: list[Journal] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    emails: list[Email] = field(default_factory=list)

    @property
    def shown(self) -> list[kit.Document]:
        """Invoices and journals; both take their ids from one counter."""
        return sorted([*self.documents, *self.journals], key=lambda one: one.id)

    def tags(self) -> list[str]:
        """All tags that something carries."""
        carriers: list[Invoice | Client] = [*self.documents, *self.clients]
        return sorted({tag for carrier in carriers for tag in carrier.tags})


Context = kit.Context[ITaxRecords, ITaxSwitches]
