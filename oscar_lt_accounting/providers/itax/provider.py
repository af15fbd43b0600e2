"""iTax: find or make the buyer, make the invoice, compare its sums, then post it.

It can be asked by our reference, if it does not ignore the filter, which each look-up proves first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Rejected, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers.base import (
    Capability,
    CheckResult,
    Choice,
    Connection,
    Door,
    Finding,
    Journal,
    Limit,
    Notebook,
    Provider,
    Purpose,
    Setting,
)
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.buyers import Buyers
from oscar_lt_accounting.providers.itax.client import LARGEST_PAGE, ITaxClient, RefusedError
from oscar_lt_accounting.providers.itax.invoices import Invoices


class ITax(Provider):
    """iTax.lt, API version 2."""

    code = "itax"
    name = "iTax"
    default_base_url = "https://itax.lt/api/v2"
    hosts = ("itax.lt", "www.itax.lt")
    settings = (
        Setting(
            name="username",
            label=gettext_noop("API user name"),
            secret=True,
            required=True,
            help=gettext_noop("In iTax: Nustatymai → API raktai."),
        ),
        Setting(
            name="password",
            label=gettext_noop("API password"),
            secret=True,
            required=True,
            help=gettext_noop("Shown by iTax once, when the key is made."),
        ),
        Setting(
            name="posted",
            label=gettext_noop("Registering of invoices"),
            kind="choice",
            default="two-step",
            choices=(
                ("two-step", gettext_noop("After the sums were compared")),
                ("at-once", gettext_noop("At once")),
                ("never", gettext_noop("By the accountant")),
            ),
        ),
        Setting(
            name="shipping_product_id",
            label=gettext_noop("Product for delivery"),
            pattern=r"\d{1,12}",
            help=gettext_noop("The id of a service in iTax; deliveries are entered as it."),
        ),
        Setting(
            name="surcharge_product_id",
            label=gettext_noop("Product for fees"),
            pattern=r"\d{1,12}",
            help=gettext_noop("Empty means the product for delivery."),
        ),
        Setting(
            name="bank_account_id",
            label=gettext_noop("Bank account for payments"),
            pattern=r"\d{1,12}",
            help=gettext_noop("Used for payment methods without a mapping."),
        ),
        Setting(
            name="vat_code_field",
            label=gettext_noop("Field of the buyer's VAT code"),
            pattern=r"[a-z_]{1,40}",
            help=gettext_noop("As iTax names it; while empty, the VAT code is printed below the invoice."),
        ),
        Setting(
            name="measurement_id",
            label=gettext_noop("Unit for new products"),
            pattern=r"\d{1,12}",
        ),
        Setting(
            name="pdf_version",
            label=gettext_noop("API version that prints"),
            kind="choice",
            default="v2",
            choices=(("v2", "v2"), ("v1", "v1")),
        ),
    )
    capabilities = frozenset(
        {
            Capability.FINDS_DOCUMENTS,
            Capability.READS_BACK,
            Capability.NUMBERS_DOCUMENTS,
            Capability.TAKES_NUMBERS,
            Capability.FOREIGN_CURRENCY,
            Capability.NEEDS_LINKS,
            Capability.NEEDS_VAT_MAPPING,
            Capability.CANCELS,
            Capability.UPDATES,
            Capability.REGISTERS_PAYMENTS,
            Capability.FINDS_BUYERS,
            Capability.PDF,
            Capability.STOCK,
            Capability.LISTS_WAREHOUSES,
            Capability.LISTS_VAT_CODES,
            Capability.LISTS_PAYMENT_TYPES,
            Capability.LISTS_PRODUCTS,
            Capability.CREATES_PRODUCTS,
            Capability.WRITES_OFF,
        }
    )
    limits = (Limit(5, 1),)

    def __init__(self, connection: Connection, door: Door, notebook: Notebook | None = None) -> None:
        super().__init__(connection, door, notebook)
        self._client = ITaxClient(
            door, self.base_url, username=self.values["username"], password=self.values["password"]
        )
        shipping = self.values["shipping_product_id"]
        rules = payload.Rules(
            products={
                "shipping_product_id": shipping,
                "surcharge_product_id": self.values["surcharge_product_id"] or shipping,
            },
            vat_code_field=self.values["vat_code_field"],
        )
        self._invoices = Invoices(
            self._client, Buyers(self._client, self.notebook, rules), rules, posted=self.values["posted"]
        )

    def check(self) -> Sequence[CheckResult]:
        """Whether the key opens the books, and whether a look-up can be trusted here."""
        self._client.page("clients", {"per_page": "1", "page": "1"}, purpose=Purpose.SET_UP)
        trusted = self._invoices.filter_works(Purpose.SET_UP)
        return (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The key opens the books.")),
            CheckResult(
                title=gettext_noop("Looking for an invoice"),
                ok=trusted,
                detail=gettext_noop("An invoice that does not exist is recognised as missing.")
                if trusted
                else gettext_noop(
                    "iTax ignores the question for our reference, so a lost answer will have to be settled by a person."
                ),
            ),
        )

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Buyer, invoice, comparison, posting; from the first step the journal does not know as finished."""
        return self._invoices.submit(document, journal)

    def find(self, document: Document, journal: Journal) -> Finding:
        """What is known of the step in doubt; an unposted invoice of ours is gone on with."""
        return self._invoices.find(document, journal)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """Invoices from the newest backwards, until they are older than the days asked for."""
        return self._invoices.recorded(since, until)

    def update(self, remote: RemoteDocument, document: Document, journal: Journal) -> RemoteDocument:
        """Unpost, replace the lines, post; the old invoice is posted again when the new one is refused."""
        return self._invoices.update(remote, document, journal)

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Unpost and delete: iTax knows no cancelled state (itax.md §9, job 3)."""
        self._invoices.cancel(remote, document)

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
        """iTax's own print."""
        printed = self._client.file(self.values["pdf_version"], {"document": "invoice", "id": remote.remote_id})
        if not printed.startswith(b"%PDF"):
            raise Rejected(gettext_noop("iTax has no print of this document yet. Try again later."), code="no_pdf")
        return printed

    def register_payment(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
        """A payment document for the invoice, unless the same one is there already."""
        record = self._client.one(f"invoices/{remote.remote_id}", purpose=Purpose.DOCUMENT)
        paid = replace(payment, remote_code=payment.remote_code or self.values["bank_account_id"])
        fields = payload.payment(
            paid, str(record.get("client_id") or ""), remote.remote_id, document.currency, document.day
        )
        if self._is_paid(fields):
            return
        try:
            self._client.create("payment_documents", "payment_document", fields)
        except RefusedError as error:
            raise self._client.refusal(error) from None

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """One page after another of the warehouse's goods; services have no stock."""
        for row in self._client.all("products", {"location_id": warehouse}, purpose=Purpose.STOCK):
            if level := payload.stock_level(row):
                yield level

    def stock_of(self, warehouse: str, remote_ids: Iterable[str]) -> Iterator[StockLevel]:
        """One call for each product; its record tells every warehouse."""
        for remote_id in remote_ids:
            record = self._client.one(f"items/{remote_id}", purpose=Purpose.STOCK)
            balance = record.get("item_balance")
            places = balance.get("locations") if isinstance(balance, dict) else None
            here = [place for place in places or () if isinstance(place, dict) and str(place.get("id")) == warehouse]
            if len(here) == 1 and (level := payload.stock_level({**record, "item_balance": here[0]})):
                yield level

    def products(self) -> Iterator[RemoteProduct]:
        """All goods and services."""
        yield from (payload.product(row) for row in self._client.all("products"))

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A stock good with a unit and a VAT rate of theirs."""
        fields = payload.new_product(product, remote_vat, self.values["measurement_id"])
        try:
            return payload.product(self._client.create("products", "product", fields))
        except RefusedError as error:
            raise self._client.refusal(error) from None

    def write_off(self, warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> None:
        """A stock journal with negative quantities."""
        fields = payload.write_off(warehouse, quantities, reason, day)
        try:
            self._client.create("item_journals", "item_journal", fields)
        except RefusedError as error:
            raise self._client.refusal(error) from None

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
        return tuple(
            Choice(code=str(row["id"]), name=str(row.get("name") or row["id"]))
            for row in self._client.all(resource)
            if "id" in row
        )

    def _is_paid(self, fields: Mapping[str, Any]) -> bool:
        rows, _pages = self._client.page(
            "payment_documents",
            {"invoice_id": str(fields["invoice_id"]), "per_page": str(LARGEST_PAGE), "page": "1"},
        )
        same = ("invoice_id", "date")
        return any(
            all(str(row.get(name)) == str(fields[name]) for name in same)
            and payload.amount(row.get("amount")) == fields["amount"]
            for row in rows
        )
