"""Fakturownia: a buyer, then one call that makes the document and refuses the shop reference a second time.

Sending to KSeF is never asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Rejected, Uncertain, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.pricing import Arithmetic
from oscar_lt_accounting.providers.base import Capability, Connection, HttpClient, Limit, Provider, Purpose, RemoteIds
from oscar_lt_accounting.providers.connection import Setting
from oscar_lt_accounting.providers.fakturownia import payload
from oscar_lt_accounting.providers.fakturownia.buyers import Buyers
from oscar_lt_accounting.providers.fakturownia.client import FINGERPRINT, FULL_PAGE, SYSTEM, FakturowniaClient
from oscar_lt_accounting.providers.findings import CheckResult, Choice, Finding, Found
from oscar_lt_accounting.providers.journal import Journal
from oscar_lt_accounting.providers.kit import settings
from oscar_lt_accounting.providers.kit.buyers import BUYER
from oscar_lt_accounting.providers.kit.finding import by_reference
from oscar_lt_accounting.providers.kit.products import known_by_code, need_code, typed_id
from oscar_lt_accounting.providers.kit.reading import remote_id, remote_text
from oscar_lt_accounting.providers.kit.rules import AlreadyThereError, RefusedError

_INVOICE = "invoice"
_NOT_SHOWN = gettext_noop(
    "Fakturownia has %(reference)s already, but does not show it. Look at cancelled documents, too."
)


class Fakturownia(Provider):
    """Fakturownia.pl, and the systems of other names with the same API."""

    code = "fakturownia"
    name = SYSTEM
    is_offered = False
    hosts = (".fakturownia.pl",)
    settings = (
        settings.api_key("api_token", gettext_noop("Ustawienia → Ustawienia konta → Integracja in Fakturownia.")),
        Setting(
            name="auth",
            label=gettext_noop("How the key is sent"),
            kind="choice",
            default="bearer",
            choices=(("bearer", gettext_noop("In the header")), ("token", gettext_noop("As api_token"))),
        ),
        Setting(
            name="department_id",
            label=gettext_noop("Department"),
            pattern=settings.ID,
            help=gettext_noop("The id of the company or department that issues; empty means the account's own."),
        ),
    )
    capabilities = frozenset(
        {
            Capability.REFUSES_DUPLICATES,
            Capability.FINDS_DOCUMENTS,
            Capability.READS_BACK,
            Capability.NUMBERS_DOCUMENTS,
            Capability.TAKES_NUMBERS,
            Capability.FOREIGN_CURRENCY,
            Capability.PROFORMAS,
            Capability.FINDS_BUYERS,
            Capability.PDF,
            Capability.STOCK,
            Capability.LISTS_WAREHOUSES,
            Capability.LISTS_PRODUCTS,
            Capability.CREATES_PRODUCTS,
        }
    )
    # The system tells no limit; fakturownia.md, basics: the most careful public client.
    limits = (Limit(1, 1),)

    def __init__(self, connection: Connection, http: HttpClient, remote_ids: RemoteIds | None = None) -> None:
        super().__init__(connection, http, remote_ids)
        token, in_header = self.values["api_token"], self.values["auth"] == "bearer"
        self.client = FakturowniaClient(http, self.base_url, token=token, in_header=in_header)
        self.buyers = Buyers(self.client, self.remote_ids)

    @property
    def documents_take_goods(self) -> bool:
        """Invoices that name a warehouse do (fakturownia.md §8)."""
        return True

    def arithmetic(self, document: Document) -> Arithmetic:
        """Rows with their sums including VAT."""
        return payload.ARITHMETIC

    def probe(self) -> None:
        """The short list of warehouses."""
        self.client.page("warehouses.json", {})

    def check(self) -> Sequence[CheckResult]:
        """Whether the key opens the account, and whether the department is there."""
        self.probe()
        key = CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The key opens the account."))
        wanted = self.values["department_id"]
        if not wanted:
            return (key,)
        ok = wanted in {choice.code for choice in self._choices("departments.json")}
        detail = gettext_noop("There is a department %(id)s.") if ok else gettext_noop("No department is %(id)s.")
        return key, CheckResult(title=gettext_noop("Department"), ok=ok, detail=detail, params={"id": wanted})

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """The buyer, then the document; one that is there already is taken for ours when it is."""
        self.refuse_other_kinds(document)
        fields = payload.invoice(document, self.values["department_id"])
        fields["client_id"] = int(self.buyers.id_of(document, journal))
        try:
            with journal.trying(_INVOICE):
                made = self.client.create(_INVOICE, fields)
        except AlreadyThereError:
            return self._known(document)
        except RefusedError as error:
            if "client_id" in error.said.words.text:
                self.buyers.forget(document, journal)  # somebody deleted it: the next time it is made anew
            raise
        journal.finish(_INVOICE, id=remote_id(made["id"]))
        return payload.remote_document(made)

    def find(self, document: Document, journal: Journal) -> Finding:
        """By the shop reference, whatever its day; a buyer whose making is unconfirmed first."""
        if journal.unfinished == BUYER:
            return self.buyers.find(document, journal)
        # fakturownia.md §2: the filter may match parts, and without `period` it may leave out what is old.
        rows = self.client.page("invoices.json", {"oid": document.reference, "period": "all"})
        return by_reference(
            rows,
            is_ours=lambda row: (row.get("oid"), row.get("kind")) == (document.reference, payload.KINDS[document.kind]),
            read=payload.remote_document,
            reference=document.reference,
            system=self.name,
            full=FULL_PAGE,
            exact=False,
        )

    def _known(self, document: Document) -> RemoteDocument:
        found = self.find(document, Journal())
        if isinstance(found, Found):
            return found.document
        raise Uncertain(_NOT_SHOWN, code="already_there", reference=document.reference)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """All documents of the days, page after page."""
        days = {"period": "more", "date_from": since.isoformat(), "date_to": until.isoformat()}
        return map(payload.remote_document, self.client.all("invoices.json", days, Purpose.READ_BACK))

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
        """Fakturownia's own PDF; a new document has none for some seconds."""
        if printed := self.client.pdf(f"invoices/{remote_id(remote.remote_id) or '0'}.pdf"):
            return printed
        raise Rejected(gettext_noop("Fakturownia has no PDF of this document yet. Try again later."), code="no_pdf")

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """Every product, with what one warehouse has of it."""
        question = {"warehouse_id": str(typed_id(warehouse, "warehouse_id", system=self.name))}
        for row in self.client.all("products.json", question, Purpose.STOCK):
            product = payload.product(row)
            if product.remote_id:
                yield StockLevel(product=product, available=payload.available(row), fingerprint=row[FINGERPRINT])

    def products(self) -> Iterator[RemoteProduct]:
        """All products and services."""
        products = map(payload.product, self.client.all("products.json", {}, Purpose.SET_UP))
        return (product for product in products if product.remote_id)

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A new product, unless one with the code is there: there is no question for a code."""
        need_code(product, system=self.name)
        if known := known_by_code(self.products(), product, system=self.name):
            return known
        return payload.product(self.client.create("product", payload.new_product(product, remote_vat)))

    def warehouses(self) -> Sequence[Choice]:
        """The warehouses, by their ids."""
        return self._choices("warehouses.json")

    def _choices(self, path: str) -> Sequence[Choice]:
        rows = self.client.all(path, {}, Purpose.SET_UP)
        codes = ((remote_id(row.get("id")), remote_text(row.get("name"))) for row in rows)
        return tuple(Choice(code=code, name=name or code) for code, name in codes if code)
