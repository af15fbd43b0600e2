"""RoboLabs: one call makes an invoice; it can be found by number, so a lost answer is settled by looking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Rejected, Unavailable, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers.base import (
    Absent,
    Capability,
    CheckResult,
    Choice,
    Connection,
    Finding,
    Journal,
    Provider,
    RemoteIds,
)
from oscar_lt_accounting.providers.kit.http_client import HttpClient
from oscar_lt_accounting.providers.limits import Limit, Purpose
from oscar_lt_accounting.providers.robolabs import payload
from oscar_lt_accounting.providers.robolabs.client import RoboLabsClient, StatusError, rows_of
from oscar_lt_accounting.providers.robolabs.goods import Goods
from oscar_lt_accounting.providers.robolabs.invoices import IMPOSSIBLE_NUMBER, Invoices
from oscar_lt_accounting.providers.robolabs.questions import Questions
from oscar_lt_accounting.providers.robolabs.settings import SETTINGS


class RoboLabs(Provider):
    """RoboLabs, through its ROBO API 4.21."""

    code = "robolabs"
    name = "RoboLabs"
    hosts = (".robolabs.lt",)
    settings = SETTINGS
    capabilities = frozenset(
        {
            Capability.FINDS_DOCUMENTS,
            Capability.BACKGROUND,
            Capability.READS_BACK,
            Capability.TAKES_NUMBERS,
            Capability.FOREIGN_CURRENCY,
            Capability.NEEDS_VAT_CODES,
            Capability.PROFORMAS,
            Capability.CREDIT_NOTES,
            Capability.CANCELS,
            Capability.UPDATES,
            Capability.REGISTERS_PAYMENTS,
            Capability.PDF,
            Capability.ATTACHES_FILES,
            Capability.STOCK,
            Capability.LISTS_PRODUCTS,
            Capability.LISTS_CATEGORIES,
            Capability.CREATES_PRODUCTS,
            Capability.WRITES_OFF,
        }
    )
    limits = (Limit(10, 60), Limit(500, 3600))

    def __init__(self, connection: Connection, http: HttpClient, remote_ids: RemoteIds | None = None) -> None:
        super().__init__(connection, http, remote_ids)
        self._client = RoboLabsClient(
            http,
            self.base_url,
            api_key=self.values["api_key"],
            key_in_body=self.values["key_in_body"],
        )
        self._rules = payload.Rules(
            journal=self.values["journal"],
            location=self.values["location"],
            background=self.values["background"],
            empty_partner_code=self.values["empty_partner_code"],
        )

        self._questions = Questions(self._client, self.remote_ids)
        self._invoices = Invoices(self._client, self._questions, self._rules, not_found=self.values["not_found_status"])
        self._goods = Goods(
            self._client,
            self._questions,
            on_hand_only=self.values["on_hand_only"],
            committee=self.values["write_off_committee"],
            epoch=http.epoch(),
        )

    @property
    def documents_take_goods(self) -> bool:
        """Invoices move the stock of their location (robolabs.md §11 no. 21)."""
        return True

    def check(self) -> Sequence[CheckResult]:
        """Whether the key opens the books, how "not found" looks here, whether the warehouse is known."""
        try:
            self._questions.ask("product_categories", {}, Purpose.SET_UP)
        except StatusError as error:
            raise self._client.key_refused(error) from None
        except Unavailable as error:
            if error.code != "answer_unreadable":
                raise
            raise Unavailable(
                gettext_noop(
                    "What answers at this address is not RoboLabs' API: it sent a page that is no JSON. Check the "
                    "address; it is the one your company logs in at, such as https://company.robolabs.lt."
                ),
                code="answer_unreadable",
            ) from None
        finding = self._invoices.look({"invoice_number": IMPOSSIBLE_NUMBER}, Purpose.SET_UP)
        results = [
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The key opens the books.")),
            CheckResult(
                title=gettext_noop("Looking for an invoice"),
                ok=isinstance(finding, Absent),
                detail=gettext_noop("An invoice that does not exist is recognised as missing.")
                if isinstance(finding, Absent)
                else gettext_noop(
                    "RoboLabs does not say clearly that an invoice is missing. Set the status that means “not found”."
                ),
            ),
        ]
        return (*results, self._location()) if self._rules.location else tuple(results)

    def _location(self) -> CheckResult:
        """Whether the warehouse of the settings is known over there; it lists none by itself."""
        title, params = gettext_noop("Warehouse"), {"warehouse": self._rules.location}
        try:
            count = sum(1 for _level in self._goods.stock(self._rules.location))
        except Rejected as error:
            detail = gettext_noop("RoboLabs does not know the warehouse %(warehouse)s: %(said)s")
            return CheckResult(title=title, ok=False, detail=detail, params={**params, "said": str(error)})
        detail = gettext_noop("Warehouse %(warehouse)s has %(count)s products with a code.")
        return CheckResult(title=title, ok=True, detail=detail, params={**params, "count": str(count)})

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """One call; its answer is either the result or the number of a background job."""
        self.refuse_other_kinds(document)
        return self._invoices.submit(document)

    def find(self, document: Document, journal: Journal) -> Finding:
        """By number, which is the shop's own; then among the jobs that may still bring it."""
        return self._invoices.find(document)

    def poll(self, remote: RemoteDocument) -> RemoteDocument:
        """Ask after the job; only its own final states count."""
        return self._invoices.poll(remote)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """All invoices of the days, in one call."""
        return self._invoices.recorded(since, until)

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
        """RoboLabs' own print of the invoice."""
        return self._invoices.pdf(remote)

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Cancel the invoice; its number stays used."""
        self._invoices.cancel(remote)

    def update(self, remote: RemoteDocument, document: Document, journal: Journal) -> RemoteDocument:
        """Day, due day, buyer and comment; other sums ask for a cancelling and a new invoice."""
        return self._invoices.update(document)

    def register_payment(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
        """Money that came by another way than the bank, which tells RoboLabs itself; once, by its reference."""
        self._invoices.pay(remote, document, payment)

    def attach(self, remote: RemoteDocument, document: Document, name: str, content: bytes) -> None:
        """A PDF; sent twice it may be there twice."""
        self._invoices.attach(remote, name, content)

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """The whole warehouse in one call; products are known by their code."""
        return self._goods.stock(warehouse)

    def products(self) -> Iterator[RemoteProduct]:
        """All products that have a code, in one call."""
        return self._goods.all()

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A new product, unless its code is there already."""
        return self._goods.create(product, remote_vat)

    def update_product(self, product: RemoteProduct) -> RemoteProduct:
        """Only by an id, which RoboLabs never tells (robolabs.md §11 no. 26)."""
        raise self.unsupported(
            gettext_noop(
                "%(system)s changes a product only by an id that it never tells. Change the product over there."
            )
        )

    def write_off(self, warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> None:
        """Goods by their codes; RoboLabs cannot be asked whether it was done, so it is never repeated by itself."""
        self._goods.write_off(warehouse, quantities, reason, day)

    def categories(self) -> Sequence[Choice]:
        """RoboLabs' product categories."""
        try:
            rows = rows_of(self._questions.ask("product_categories", {}, Purpose.SET_UP))
        except StatusError as error:
            raise self._client.refusal(error) from None
        return tuple(
            Choice(code=str(row["id"]), name=str(row.get("name") or row["id"]))
            for row in rows
            if isinstance(row, dict) and row.get("id")
        )
