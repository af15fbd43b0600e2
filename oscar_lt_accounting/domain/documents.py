"""Sales documents: what the shop owes to the accounting system, frozen before it is sent.

All money is `Decimal` with two decimals in the document's currency; all dates are days in Lithuania.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import ClassVar

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.domain.money import CENT, ZERO
from oscar_lt_accounting.domain.parties import Address, Buyer
from oscar_lt_accounting.domain.rows import PricedRow

__all__ = [
    "DIFFERENCES",
    "DOCUMENT_KINDS",
    "Address",
    "Buyer",
    "CreditNote",
    "Document",
    "Invoice",
    "InvoiceLine",
    "LineKind",
    "Payment",
    "Proforma",
    "Receipt",
    "RemoteDocument",
    "VatGroup",
]

#: Decimals of a unit price that is only shown, because the row's sums are sent.
_SHOWN_DECIMALS = 4


class LineKind(str, Enum):
    """What a row of a document stands for."""

    GOODS = "goods"
    SERVICE = "service"
    SHIPPING = "shipping"
    SURCHARGE = "surcharge"
    GIFT_CARD = "gift_card"


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money received for the order; `remote_code` is what our payment mapping calls it in the accounting system."""

    method: str
    amount: Decimal
    reference: str = ""
    day: date | None = None
    remote_code: str = ""


@dataclass(frozen=True, kw_only=True)
class InvoiceLine:
    """One row: amounts are of the whole row, after discounts.

    `rate` is the VAT percentage, None where there is no rate; `vat_code` the tax office's code, empty
    for none; `remote_vat` what our VAT mapping calls it in the accounting system. `quantity` counts shop units,
    `units` accounting units per shop unit. `order_line` is the shop's id of the order line that the row stands for,
    None for delivery and surcharges and in documents frozen before version 2 of the snapshot.
    """

    kind: LineKind
    title: str
    sku: str = ""
    quantity: Decimal
    unit: str = "vnt."
    net: Decimal
    vat: Decimal
    gross: Decimal
    gross_before_discount: Decimal
    rate: Decimal | None
    vat_code: str = ""
    remote_vat: str = ""
    remote_id: str = ""
    remote_code: str = ""
    units: Decimal = Decimal(1)
    order_line: int | None = None

    def __post_init__(self) -> None:
        for name in ("net", "vat", "gross", "gross_before_discount"):
            amount = getattr(self, name)
            if not isinstance(amount, Decimal) or amount != amount.quantize(CENT):
                raise ValueError(f"{name} of “{self.title}” is not in cents: {amount!r}")
        if self.net + self.vat != self.gross:
            raise ValueError(f"“{self.title}”: {self.net} + {self.vat} is not {self.gross}")
        for name in ("quantity", "units"):
            if getattr(self, name) <= 0:
                raise ValueError(f"“{self.title}”: {name} {getattr(self, name)} is not above zero")

    @property
    def remote_quantity(self) -> Decimal:
        """The quantity in accounting units."""
        return self.quantity * self.units

    def unit_price(self, *, with_vat: bool, decimals: int) -> Decimal:
        """The price of one accounting unit after discounts, rounded half up."""
        amount = self.gross if with_vat else self.net
        return (amount / self.remote_quantity).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class VatGroup:
    """The sums of all rows with the same VAT code and rate."""

    code: str
    rate: Decimal | None
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, kw_only=True)
class Document:
    """A sales document owed to one company's accounting system.

    `reference` is ours, stable for ever and unique over all documents of the shop; `order_id` is the
    shop's numeric id of the order and `order_number` what people call it. `series` and `number` (the
    part behind the series) are empty when the accounting system numbers its documents itself.
    `supply_day` is when the goods left or the order was placed; `warehouse` is the warehouse's code in
    the accounting system, `partner_key` the shop's name for it. `rows` are the rows as they are sent, found by
    `domain.pricing` when the document was frozen; None in documents frozen before version 2 of the snapshot, and before
    they are priced. `not_deducted` are the positions (from 0) of lines whose units the accounting system will not
    deduct.
    """

    kind: ClassVar[str] = ""

    reference: str
    shop_id: str
    order_id: int
    order_number: str
    sequence: int = 1
    partner_key: str = ""
    series: str = ""
    number: str = ""
    day: date
    supply_day: date
    due_day: date | None = None
    currency: str
    language: str = "lt"
    prices_include_vat: bool = True
    warehouse: str = ""
    buyer: Buyer
    delivery: Address = field(default_factory=Address)
    lines: tuple[InvoiceLine, ...]
    payments: tuple[Payment, ...] = ()
    notes: tuple[str, ...] = ()
    rows: tuple[PricedRow, ...] | None = None
    not_deducted: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if not self.lines:
            raise ValueError(f"{self.reference}: a document without rows")
        if len(self.currency) != 3:
            raise ValueError(f"{self.reference}: currency {self.currency!r}")

    @property
    def full_number(self) -> str:
        """Series and number together, as people read it."""
        return f"{self.series}{self.number}"

    def rows_as_they_are(self) -> tuple[PricedRow, ...]:
        """A row for each line with its own sums, for systems that record what they are told."""
        return tuple(
            PricedRow(
                line=position,
                quantity=line.remote_quantity,
                price=line.unit_price(with_vat=self.prices_include_vat, decimals=_SHOWN_DECIMALS),
                net=line.net,
                vat=line.vat,
                gross=line.gross,
                rate=line.rate,
                vat_code=line.vat_code,
                vat_given=True,
            )
            for position, line in enumerate(self.lines)
        )

    @property
    def net(self) -> Decimal:
        """The sum of all rows without VAT."""
        return sum((line.net for line in self.lines), ZERO)

    @property
    def vat(self) -> Decimal:
        """The VAT of all rows."""
        return sum((line.vat for line in self.lines), ZERO)

    @property
    def total(self) -> Decimal:
        """What the customer pays for this document."""
        return sum((line.gross for line in self.lines), ZERO)

    @property
    def paid(self) -> Decimal:
        """What is known to have been paid already."""
        return sum((payment.amount for payment in self.payments), ZERO)

    @property
    def vat_groups(self) -> tuple[VatGroup, ...]:
        """The sums by VAT code and rate, in order of first appearance."""
        groups: dict[tuple[str, Decimal | None], list[InvoiceLine]] = {}
        for line in self.lines:
            groups.setdefault((line.vat_code, line.rate), []).append(line)
        return tuple(
            VatGroup(
                code=code,
                rate=rate,
                net=_sum(line.net for line in lines),
                vat=_sum(line.vat for line in lines),
                gross=_sum(line.gross for line in lines),
            )
            for (code, rate), lines in groups.items()
        )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)


@dataclass(frozen=True, kw_only=True)
class Invoice(Document):
    """A sales invoice."""

    kind: ClassVar[str] = "invoice"


@dataclass(frozen=True, kw_only=True)
class Proforma(Document):
    """An advance invoice, which is not a VAT document (lt-invoicing-facts §4)."""

    kind: ClassVar[str] = "proforma"


@dataclass(frozen=True, kw_only=True)
class Receipt(Document):
    """A fiscal receipt, where the accounting system makes them."""

    kind: ClassVar[str] = "receipt"


@dataclass(frozen=True, kw_only=True)
class CreditNote(Document):
    """A credit note; its rows are positive, the kind gives the direction.

    It names the document it corrects, as the law asks (lt-invoicing-facts §4).
    """

    kind: ClassVar[str] = "credit_note"

    original_number: str
    original_day: date
    original_remote_id: str = ""
    reason: str = ""


DOCUMENT_KINDS: dict[str, type[Document]] = {
    document.kind: document for document in (Invoice, Proforma, Receipt, CreditNote)
}


@dataclass(frozen=True, kw_only=True)
class RemoteDocument:
    """A document as the accounting system reports it; None where it does not say.

    `job` is set while the system has only accepted the document and works on it in the background.
    """

    remote_id: str = ""
    number: str = ""
    url: str = ""
    reference: str = ""
    total: Decimal | None = None
    vat: Decimal | None = None
    day: date | None = None
    buyer_name: str | None = None
    currency: str | None = None
    job: str = ""

    def differences(self, document: Document) -> tuple[str, ...]:
        """Which of total, VAT, day, buyer and currency are known and differ from ours; keys of `DIFFERENCES`."""
        ours = {
            "total": document.total,
            "vat": document.vat,
            "day": document.day,
            "buyer_name": document.buyer.name,
            "currency": document.currency,
        }
        return tuple(name for name, value in ours.items() if getattr(self, name) not in (None, value))


#: What can differ between a document of ours and the one in the accounting system, as a person would say it.
DIFFERENCES = {
    "total": gettext_noop("total"),
    "vat": gettext_noop("VAT sum"),
    "day": gettext_noop("date"),
    "buyer_name": gettext_noop("buyer's name"),
    "currency": gettext_noop("currency"),
    "missing": gettext_noop("the document is missing"),
}
