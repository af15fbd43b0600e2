"""iTax: find or make the buyer, make the invoice, compare its sums, then register it.

An invoice whose answer was lost is looked for by our reference and among its buyer's invoices; one that is
not registered yet is gone on with.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Rejected, Uncertain, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.territory import Destination
from oscar_lt_accounting.providers.base import (
    Capability,
    CheckResult,
    Choice,
    Connection,
    Finding,
    HttpClient,
    Journal,
    Limit,
    Provider,
    RemoteIds,
    Resumable,
)
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.buyers import BUYER, Buyers
from oscar_lt_accounting.providers.itax.changes import Changes
from oscar_lt_accounting.providers.itax.checks import Checks
from oscar_lt_accounting.providers.itax.client import ITaxClient, RefusedError
from oscar_lt_accounting.providers.itax.doubts import Doubts
from oscar_lt_accounting.providers.itax.facts import called
from oscar_lt_accounting.providers.itax.goods import Goods
from oscar_lt_accounting.providers.itax.invoices import Invoices
from oscar_lt_accounting.providers.itax.looking import Looking
from oscar_lt_accounting.providers.itax.payments import Payments
from oscar_lt_accounting.providers.itax.registering import Registering
from oscar_lt_accounting.providers.itax.settings import SETTINGS

#: What is there only once the integration's settings say how: capability by setting.
_SET_UP = {Capability.CREDIT_NOTES: "credit_notes", Capability.EMAILS: "email_path"}


class ITax(Provider):
    """iTax.lt, API version 2."""

    code = "itax"
    name = "iTax"
    default_base_url = "https://itax.lt/api/v2"
    hosts = ("itax.lt", "www.itax.lt")
    settings = SETTINGS
    capabilities = frozenset(
        {
            Capability.FINDS_DOCUMENTS,
            Capability.RESUMES,
            Capability.READS_BACK,
            Capability.NUMBERS_DOCUMENTS,
            Capability.TAKES_NUMBERS,
            Capability.FOREIGN_CURRENCY,
            Capability.NEEDS_LINKS,
            Capability.NEEDS_VAT_MAPPING,
            Capability.PROFORMAS,
            Capability.CREDIT_NOTES,
            Capability.CANCELS,
            Capability.UPDATES,
            Capability.FINDS_BUYERS,
            Capability.REGISTERS_PAYMENTS,
            Capability.PDF,
            Capability.EMAILS,
            Capability.STOCK,
            Capability.STOCK_OF_ITEMS,
            Capability.LISTS_WAREHOUSES,
            Capability.LISTS_VAT_CODES,
            Capability.LISTS_PAYMENT_TYPES,
            Capability.LISTS_CATEGORIES,
            Capability.LISTS_PRODUCTS,
            Capability.CREATES_PRODUCTS,
            Capability.UPDATES_PRODUCTS,
            Capability.WRITES_OFF,
        }
    )
    limits = (Limit(5, 1),)

    def __init__(self, connection: Connection, http: HttpClient, remote_ids: RemoteIds | None = None) -> None:
        super().__init__(connection, http, remote_ids)
        self._client = ITaxClient(
            http,
            self.base_url,
            username=self.values["username"],
            password=self.values["password"],
            pause=self.pause,
        )
        rules = self._rules()
        posted = self.values["posted"]
        looking = Looking(self._client)
        buyers = Buyers(self._client, self.remote_ids, rules)
        registering = Registering(self._client, looking)
        self._invoices = Invoices(self._client, buyers, looking, registering, rules, posted=posted)
        self._doubts = Doubts(buyers, looking, posted=posted)
        self._changes = Changes(self._client, buyers, looking, rules, posted=posted)
        self._goods = Goods(self._client, measurement_id=self.values["measurement_id"])

    @staticmethod
    def pause(seconds: float) -> None:
        """How lists and checks wait for the next second."""
        time.sleep(seconds)

    def can(self, capability: Capability) -> bool:
        """Credit notes and e-mails only once the settings say how iTax takes them."""
        needed = _SET_UP.get(capability)
        return super().can(capability) and (needed is None or bool(self.values[needed]))

    @property
    def documents_take_goods(self) -> bool | None:
        """Posted invoices do (itax.md §12 no. 20); when the accountant posts a draft, nobody here knows."""
        return None if self.values["posted"] == "never" else True

    def check(self) -> Sequence[CheckResult]:
        """What the key opens, what there is to choose, whether look-ups can be trusted, whether our clocks agree."""
        return Checks(self._client).all()

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Buyer, invoice, comparison, registering; an interrupted change is gone on with instead."""
        self.refuse_other_kinds(document)
        if self._changes.under_way(journal):
            return self._changes.go_on(document, journal)
        return self._invoices.submit(document, journal)

    def find(self, document: Document, journal: Journal) -> Finding:
        """What is known of the step in doubt; an unregistered invoice of ours is gone on with."""
        if self._changes.under_way(journal) and journal.unfinished != BUYER:
            return Resumable()
        return self._doubts.find(document, journal)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """Invoices from the newest backwards, until they are older than the days asked for."""
        try:
            yield from self._invoices.recorded(since, until)
        except RefusedError as error:
            raise self._client.refusal(error) from None

    def update(self, remote: RemoteDocument, document: Document, journal: Journal) -> RemoteDocument:
        """Un-register, replace the lines, compare, register again; the journal knows how far it came."""
        self._refuse_proformas(document)
        return self._changes.update(remote, document, journal)

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Un-register and delete: iTax knows no cancelled state."""
        self._refuse_proformas(document)
        self._changes.cancel(remote, document)

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
        """iTax's own print."""
        self._refuse_proformas(document)
        printed = self._client.file(self.values["pdf_version"], {"document": "invoice", "id": remote.remote_id})
        if not printed.startswith(b"%PDF"):
            raise Rejected(
                gettext_noop(
                    "iTax gave no print of invoice %(number)s. Try again later, or choose the other API version that "
                    "prints in the integration."
                ),
                code="no_pdf",
                number=called(remote),
            )
        return printed

    def register_payment(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
        """A payment document for the invoice, unless the same one is there already."""
        self._refuse_proformas(document)
        account = payment.remote_code or self.values["bank_account_id"]
        Payments(self._client).register(remote, document, replace(payment, remote_code=account))

    def email(self, remote: RemoteDocument, document: Document) -> None:
        """Have iTax send the invoice, once somebody learned from iTax to which address one asks for it."""
        if not self.can(Capability.EMAILS):
            super().email(remote, document)
        self._refuse_proformas(document)
        fields = payload.email(document, called(remote), self.values["email_sender"])
        try:
            self._client.send(self.values["email_path"].replace("{id}", remote.remote_id), "email_message", fields)
        except RefusedError as error:
            raise self._client.refusal(error) from None
        except Uncertain:
            raise Uncertain(
                gettext_noop(
                    "iTax did not say whether it sent invoice %(number)s by e-mail. Look at the address that sends "
                    "e-mails in the integration, or send the PDF from the shop."
                ),
                code="answer_lost",
                number=called(remote),
            ) from None

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """One page after another of the warehouse's goods; services have no stock."""
        return self._goods.levels(warehouse)

    def stock_of(self, warehouse: str, remote_ids: Iterable[str]) -> Iterator[StockLevel]:
        """One call for each product; its record tells every warehouse."""
        return self._goods.levels_of(warehouse, remote_ids)

    def products(self) -> Iterator[RemoteProduct]:
        """All goods and services."""
        return self._goods.products()

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A stock good with a unit and a VAT rate of theirs, unless one with its code is there."""
        return self._goods.create(product, remote_vat)

    def update_product(self, product: RemoteProduct) -> RemoteProduct:
        """Name, code and bar code; prices are kept apart in iTax and stay as they are."""
        return self._goods.update(product)

    def write_off(self, warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> None:
        """A stock journal with negative quantities."""
        self._goods.write_off(warehouse, quantities, reason, day)

    def warehouses(self) -> Sequence[Choice]:
        """iTax's locations."""
        return self._choices("locations")

    def vat_codes(self) -> Sequence[Choice]:
        """iTax's VAT rates; the percentage stands only in their names (itax.md §9, job 11)."""
        return self._choices("sales_taxes")

    def payment_types(self) -> Sequence[Choice]:
        """iTax's bank accounts, which take the place of payment types."""
        return self._choices("bank_accounts")

    def categories(self) -> Sequence[Choice]:
        """iTax's product groups."""
        return self._choices("product_groups")

    def _choices(self, resource: str) -> Sequence[Choice]:
        try:
            rows = list(self._client.all(resource))
        except RefusedError as error:
            raise self._client.refusal(error) from None
        return tuple(Choice(code=str(row["id"]), name=str(row.get("name") or row["id"])) for row in rows if "id" in row)

    def _refuse_proformas(self, document: Document) -> None:
        if document.kind == "proforma":
            raise self.unsupported(
                gettext_noop(
                    "How %(system)s changes, prints or pays advance invoices through its API is not known. Do it over "
                    "there."
                )
            )

    def _rules(self) -> payload.Rules:
        shipping = self.values["shipping_product_id"]
        return payload.Rules(
            products={
                "shipping_product_id": shipping,
                "surcharge_product_id": self.values["surcharge_product_id"] or shipping,
            },
            vat_code_field=self.values["vat_code_field"],
            vat_groups={place: self.values[f"vat_group_{place.value}"] for place in Destination},
            prints_reference=self.values["print_reference"],
        )
