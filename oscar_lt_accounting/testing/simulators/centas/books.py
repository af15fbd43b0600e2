"""One company's books at Centas."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches
from oscar_lt_accounting.testing.simulators.companies import Company
from oscar_lt_accounting.testing.simulators.state import Books, Document


@dataclass(kw_only=True)
class Paper(Document):
    """A sales document or an order; `hash` is what was answered, `trans_id` what the shop called the deal.

    Its `reference` is the number of the accepted order it names.
    """

    hash: str
    trans_id: str = ""


@dataclass(kw_only=True)
class Payment:
    """A payment from the bank (centas.md §6.5); no field ties it to a document."""

    ref: str
    kind: str
    day: str
    amount: Decimal
    document: str
    details: str = ""
    payer: str
    payer_id: str = ""
    account: str


@dataclass(kw_only=True)
class CentasBooks(Books[Paper]):
    """Documents, orders and payments of one company."""

    documents: list[Paper] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def ledgers(self) -> dict[str, list[Any]]:
        """Payments."""
        return {"payments": self.payments}

    def of_kind(self, kind: str) -> list[Paper]:
        """The documents of one kind."""
        return [paper for paper in self.documents if paper.kind == kind]


@dataclass(frozen=True, kw_only=True)
class Office:
    """Where a call is dealt with: whose books, by which rules, at which moment."""

    company: Company
    books: CentasBooks
    switches: CentasSwitches
    at: float
