"""The contract between the outbox and an accounting system.

A provider is made from plain values and speaks in domain words. It never sees an order, a row or a
request; what it knows of its document is frozen in it. Required are `check` and `submit`; everything
else is an ability it declares.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Throttled, Unsupported, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.pricing import Arithmetic, price
from oscar_lt_accounting.providers.capabilities import Capability
from oscar_lt_accounting.providers.connection import Connection, Setting
from oscar_lt_accounting.providers.findings import (
    Absent,
    CheckResult,
    Choice,
    Finding,
    Found,
    Inconclusive,
    Resumable,
)
from oscar_lt_accounting.providers.journal import Journal
from oscar_lt_accounting.providers.limits import Limit, Purpose
from oscar_lt_accounting.providers.remote_ids import RemoteIds

if TYPE_CHECKING:
    from oscar_lt_accounting.providers.kit.http_client import HttpClient

__all__ = [
    "Absent",
    "Capability",
    "CheckResult",
    "Choice",
    "Connection",
    "Finding",
    "Found",
    "HttpClient",
    "Inconclusive",
    "Journal",
    "Limit",
    "PollResult",
    "Provider",
    "Purpose",
    "RemoteIds",
    "Resumable",
    "Setting",
]

#: A document after it was asked for, or why nothing was learned of it.
PollResult = RemoteDocument | AccountingError


def __getattr__(name: str) -> Any:
    """`HttpClient`, imported when somebody asks for it: every process of a shop imports this module, few send."""
    if name == "HttpClient":
        from oscar_lt_accounting.providers.kit.http_client import HttpClient

        return HttpClient
    raise AttributeError(name)


_ABILITIES = {
    "proforma": Capability.PROFORMAS,
    "receipt": Capability.RECEIPTS,
    "credit_note": Capability.CREDIT_NOTES,
}


class Provider(ABC):
    """One accounting system, spoken to on behalf of one company."""

    code: ClassVar[str]
    name: ClassVar[str]
    #: Whether people are offered it when they connect a system; code and the admin connect any.
    is_offered: ClassVar[bool] = True
    default_base_url: ClassVar[str] = ""
    hosts: ClassVar[tuple[str, ...]] = ()
    settings: ClassVar[tuple[Setting, ...]] = ()
    capabilities: ClassVar[frozenset[Capability]] = frozenset()
    limits: ClassVar[tuple[Limit, ...]] = ()
    #: The journal step that cannot be taken back, for systems that need several calls.
    final_step: ClassVar[str] = ""
    #: Of how many products one call of `stock_of` tells the stock.
    stock_items_per_call: ClassVar[int] = 1

    def __init__(self, connection: Connection, http: HttpClient, remote_ids: RemoteIds | None = None) -> None:
        self.base_url = (connection.base_url or self.default_base_url).rstrip("/")
        if not self.base_url and self.hosts:
            raise Misconfigured(
                gettext_noop("The address of the accounting system is empty. Fill it in and save the integration."),
                code="setting",
            )
        self.http = http
        self.remote_ids = remote_ids or RemoteIds()
        self.values: dict[str, Any] = {}
        for setting in self.settings:
            source = connection.credentials if setting.secret else connection.settings
            self.values[setting.name] = setting.read(source.get(setting.name))

    def can(self, capability: Capability) -> bool:
        """Whether this system, as it is set up, has the ability."""
        return capability in self.capabilities

    @property
    def documents_take_goods(self) -> bool | None:
        """Whether an issued document lowers the stock that `stock_levels` tells; None where nobody knows."""
        return None

    def refuse_other_kinds(self, document: Document) -> None:
        """Raise `Unsupported` for a kind of document that this system does not make through its API."""
        needed = _ABILITIES.get(document.kind)
        if needed and not self.can(needed):
            raise self.unsupported(
                gettext_noop(
                    "%(system)s creates no documents of this kind through its API. Enter the document in the "
                    "accounting system by hand."
                )
            )

    def arithmetic(self, document: Document) -> Arithmetic | None:
        """How this system calculates `document`; None where it records the sums that it is told, row by row."""
        return None

    def priced(self, document: Document) -> Document:
        """`document` with the rows that will be sent, and which of its lines' units are not deducted.

        Called once, before the document is frozen and before anything is sent; `submit` sends `document.rows`. The
        settings `rounding_product_id` and `rounding_below_zero`, where a system has them, allow a row for rounding.
        Raises `Held` where no rows make the system record exactly our sums.
        """
        arithmetic = self.arithmetic(document)
        if arithmetic is None:
            return replace(document, rows=document.rows_as_they_are())
        found = price(
            document.lines,
            arithmetic,
            prices_include_vat=document.prices_include_vat,
            rounding_product=bool(self.values.get("rounding_product_id")),
            negative_rounding=bool(self.values.get("rounding_below_zero")),
        )
        return replace(document, rows=found.rows, not_deducted=found.not_deducted)

    def with_rows(self, document: Document) -> Document:
        """`document` as it is sent: what the outbox hands in has its rows already, a bare shell's may have none."""
        return self.priced(document) if document.rows is None else document

    @abstractmethod
    def check(self) -> Sequence[CheckResult]:
        """Whether we are let in and what the key opens; only reads.

        Raises `Misconfigured` or `Unavailable` when there is nothing to report.
        """

    @abstractmethod
    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Put `document` into the accounting system, or continue where `journal` says it stopped.

        Raises `Rejected`, `Unavailable`, `Uncertain`, `Misconfigured`, `Unsupported` or `Held`.
        """

    def find(self, document: Document, journal: Journal) -> Finding:
        """Look for `document` after a lost answer; changes nothing in the accounting system.

        What was learned of an unconfirmed step is noted in `journal`, which the outbox keeps.
        """
        raise self.unsupported(
            gettext_noop("%(system)s cannot be asked for a document. Check its own list of documents.")
        )

    def poll(self, remote: RemoteDocument) -> RemoteDocument:
        """What became of a document in the background; it has a `job` while the work goes on. Raises `Rejected`."""
        raise self.unsupported(gettext_noop("%(system)s does not work in the background."))

    def poll_many(self, remotes: Sequence[RemoteDocument]) -> Iterator[tuple[RemoteDocument, PollResult]]:
        """What became of several documents, each with its result or its own error, in as few calls as possible.

        One after the other where the system can only be asked for one. An error that concerns no single document
        (`Misconfigured`, `Throttled`, one of a list of all) is raised; what was yielded before stays true.
        """
        for remote in remotes:
            try:
                yield remote, self.poll(remote)
            except (Misconfigured, Throttled, Unsupported):
                raise
            except AccountingError as error:
                yield remote, error

    def probe(self) -> None:
        """A cheap question that changes nothing, to learn whether the system answers again after a pause.

        Returns when it answered; raises what any question raises, and `Unsupported` where nothing is cheap enough:
        then the next document is the trial.
        """
        raise self.unsupported(gettext_noop("%(system)s has no cheap question; the next document is the trial."))

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """The sales documents dated from `since` to `until`, in as few calls as the system allows."""
        raise self.unsupported(gettext_noop("%(system)s does not list its documents. Compare them in its own list."))

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
        """The printed form of an issued document."""
        raise self.unsupported(gettext_noop("%(system)s returns no PDF. Print the document in the accounting system."))

    def update(self, remote: RemoteDocument, document: Document, journal: Journal) -> RemoteDocument:
        """Make an issued document say what `document` says, as far as the system allows it."""
        raise self.unsupported(
            gettext_noop(
                "%(system)s does not change documents through its API. Cancel or credit the document and issue it anew."
            )
        )

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Take an issued document back, as far as the system allows it."""
        raise self.unsupported(
            gettext_noop("%(system)s does not cancel documents through its API. Cancel it in the accounting system.")
        )

    def register_payment(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
        """Enter money received for an issued document, unless the same payment is there already."""
        raise self.unsupported(
            gettext_noop("%(system)s takes no payments through its API. Enter the payment in the accounting system.")
        )

    def attach(self, remote: RemoteDocument, document: Document, name: str, content: bytes) -> None:
        """Add a file to an issued document."""
        raise self.unsupported(
            gettext_noop(
                "%(system)s takes no files through its API. Add the file to the document in the accounting system."
            )
        )

    def email(self, remote: RemoteDocument, document: Document) -> None:
        """Have the system send the document to the buyer."""
        raise self.unsupported(gettext_noop("%(system)s sends no e-mail through its API. Send the PDF from the shop."))

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything the warehouse with the code `warehouse` holds, page by page."""
        raise self.unsupported(
            gettext_noop("%(system)s does not return its stock. Keep the stock in the shop by hand.")
        )

    def stock_of(self, warehouse: str, remote_ids: Iterable[str]) -> Iterator[StockLevel]:
        """What the warehouse holds of just these products, in as few calls as possible."""
        raise self.unsupported(
            gettext_noop("%(system)s returns its stock only as a whole. Update the whole warehouse.")
        )

    def write_off(self, warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> None:
        """Take goods out of the warehouse without a sale: accounting units by the accounting product's id."""
        raise self.unsupported(
            gettext_noop(
                "%(system)s writes no goods off through its API. Enter the write-off in the accounting system."
            )
        )

    def products(self) -> Iterator[RemoteProduct]:
        """All goods and services in the accounting system, page by page."""
        raise self.unsupported(
            gettext_noop("%(system)s does not list its products. Type the product's id by hand, or import a file.")
        )

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """Create `product`, taxed with the VAT code `remote_vat` of theirs; the result carries its id."""
        raise self.unsupported(
            gettext_noop("%(system)s creates no products through its API. Create the product in the accounting system.")
        )

    def update_product(self, product: RemoteProduct) -> RemoteProduct:
        """Make the product with the id `product.remote_id` be called and cost what `product` says."""
        raise self.unsupported(
            gettext_noop("%(system)s changes no products through its API. Change the product in the accounting system.")
        )

    def categories(self) -> Sequence[Choice]:
        """The product categories in the accounting system."""
        raise self.unsupported(
            gettext_noop(
                "%(system)s does not list its product categories. Choose the category in the accounting system."
            )
        )

    def warehouses(self) -> Sequence[Choice]:
        """The warehouses in the accounting system."""
        raise self.unsupported(
            gettext_noop("%(system)s does not list its warehouses. Type the warehouse code by hand.")
        )

    def vat_codes(self) -> Sequence[Choice]:
        """The VAT codes or rates in the accounting system."""
        raise self.unsupported(
            gettext_noop("%(system)s does not list its VAT codes. Ask the accountant and type them by hand.")
        )

    def series(self) -> Sequence[Choice]:
        """The numbering series in the accounting system."""
        raise self.unsupported(
            gettext_noop("%(system)s does not list its series. Ask the accountant and type the series by hand.")
        )

    def payment_types(self) -> Sequence[Choice]:
        """The payment types, journals or bank accounts in the accounting system."""
        raise self.unsupported(
            gettext_noop("%(system)s does not list its payment types. Ask the accountant and type them by hand.")
        )

    def unsupported(self, message: str) -> Unsupported:
        """The refusal of an ability this system lacks; `message` names what to do instead."""
        return Unsupported(message, code="unsupported", system=self.name)
