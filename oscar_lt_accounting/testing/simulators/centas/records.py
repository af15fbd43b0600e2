"""What one company has at Centas."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches


@dataclass(kw_only=True)
class Document(kit.Document):
    """A sales document or an order; `hash` is what was answered, `trans_id` what the shop called the deal.

    Its `reference` is the number of the accepted order it names.
    """

    hash: str = ""
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
class CentasRecords(kit.Records[Document]):
    """Documents, orders and payments of one company."""

    OTHERS: ClassVar[tuple[str, ...]] = ("payments",)
    documents: list[Document] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)


Context = kit.Context[CentasRecords, CentasSwitches]
