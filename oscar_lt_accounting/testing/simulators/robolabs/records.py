"""What one company has at RoboLabs."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches

COMPANY_CURRENCY = "EUR"
# Units of a currency for one euro; any fixed rates do.
_RATES = ["EUR", "1", "GBP", "0.8654", "USD", "1.08", "PLN", "4.25", "SEK", "11.2", "NOK", "11.6", "DKK", "7.46"]
CURRENCY_RATES = dict(zip(_RATES[::2], map(Decimal, _RATES[1::2]), strict=True))


@dataclass(kw_only=True)
class Payment:
    """Money that did not come through a bank (robolabs.md §6.2)."""

    payer: str
    amount: Decimal
    day: str
    ref: str = ""
    name: str = ""
    currency: str = COMPANY_CURRENCY
    journal_code: str = ""
    journal_name: str = ""


@dataclass(kw_only=True)
class Invoice(kit.Document):
    """An invoice; its `reference` is the comment it came with, `lines` its lines as they came, in JSON.

    `state` is draft, proforma, cancelled, open or paid.
    """

    force_type: str = "out_invoice"
    draft: bool = False
    proforma: bool = False
    cancelled: bool = False
    supplier_reference: str = ""
    lines: str = "[]"
    payments: list[Payment] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def restate(self) -> None:
        """Find the state and whether the invoice counts as a sale."""
        self.paid = sum((payment.amount for payment in self.payments), Decimal(0))
        settled = "paid" if self.paid >= self.gross else "open"
        self.state = next((state for state in ("cancelled", "draft", "proforma") if getattr(self, state)), settled)
        self.issued = self.state == settled and self.force_type.startswith("out_")


@dataclass(kw_only=True)
class Partner:
    """A client or supplier, made from the data of an invoice or payment."""

    name: str
    code: str = ""
    vat_code: str = ""
    country: str = "LT"


@dataclass(kw_only=True)
class Category:
    """A category of products."""

    name: str
    type: str = "products"


@dataclass(kw_only=True)
class RoboLabsRecords(kit.Records[Invoice]):
    """Invoices, partners, jobs, categories and loose payments of one company."""

    documents: list[Invoice] = field(default_factory=list)
    partners: list[Partner] = field(default_factory=list)
    jobs: list[kit.Job] = field(default_factory=list)
    categories: dict[str, Category] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)

    def numbered(self, number: str) -> Invoice | None:
        """The first invoice with this full number."""
        return next((invoice for invoice in self.documents if number and invoice.number == number), None)


Context = kit.Context[RoboLabsRecords, RoboLabsSwitches]


def missing(what: str) -> kit.RefusalError:
    """Something that the call names is not there."""
    return kit.RefusalError(f"{what} was not found in the system.", 404)
