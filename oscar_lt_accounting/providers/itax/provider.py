"""iTax: find or make the buyer, make the invoice, compare its sums, then register it.

An invoice whose answer was lost is looked for by the shop reference and among its buyer's invoices; one that is
not registered yet is gone on with. iTax records the sums that it is told, so rows are sent as they are.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Rejected, Uncertain, gettext_noop
from oscar_lt_accounting.domain.territory import Destination
from oscar_lt_accounting.providers.base import (
    Capability,
    CheckResult,
    Choice,
    Connection,
    HttpClient,
    Limit,
    RemoteIds,
)
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.buyers import Buyers
from oscar_lt_accounting.providers.itax.checks import Checks
from oscar_lt_accounting.providers.itax.client import ITaxClient
from oscar_lt_accounting.providers.itax.goods import Goods
from oscar_lt_accounting.providers.itax.lookup import Looking
from oscar_lt_accounting.providers.itax.payments import Payments
from oscar_lt_accounting.providers.itax.reading import called
from oscar_lt_accounting.providers.itax.settings import NEVER, SETTINGS
from oscar_lt_accounting.providers.kit.settings import service_products

#: What is there only once the integration's settings say how: capability by setting.
_SET_UP = {Capability.CREDIT_NOTES: "credit_notes", Capability.EMAILS: "email_path"}


class ITax(Payments, Goods):
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
        values = self.values
        self.client = ITaxClient(
            http, self.base_url, username=values["username"], password=values["password"], pause=self.pause
        )
        self.rules = payload.Rules(
            services=service_products(values, delivery="shipping_product_id", surcharge="surcharge_product_id"),
            vat_code_field=values["vat_code_field"],
            vat_groups={place: values[f"vat_group_{place.value}"] for place in Destination},
            prints_reference=values["print_reference"],
        )
        self.buyers = Buyers(self.client, self.remote_ids, self.rules)
        self.looking = Looking(self.client)

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
        return None if self.values["posted"] == NEVER else True

    def probe(self) -> None:
        """The list of warehouses."""
        self.client.page("locations", {"per_page": "1"})

    def check(self) -> Sequence[CheckResult]:
        """What the key opens, what there is to choose, whether look-ups can be trusted, whether our clocks agree."""
        return Checks(self.client).all()

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
        """iTax's own PDF."""
        self.refuse_proformas(document)
        printed = self.client.print_of(self.values["pdf_version"], remote.remote_id)
        if printed is None:
            raise Rejected(
                gettext_noop(
                    "iTax returned no PDF of invoice %(number)s. Try again later, or choose the other API version "
                    "for PDFs in the integration."
                ),
                code="no_pdf",
                number=called(remote),
            )
        return printed

    def email(self, remote: RemoteDocument, document: Document) -> None:
        """Have iTax send the invoice, once somebody learned from iTax to which address one asks for it."""
        if not self.can(Capability.EMAILS):
            super().email(remote, document)
        self.refuse_proformas(document)
        fields = payload.email(document, called(remote), self.values["email_sender"])
        path = self.values["email_path"].replace("{id}", remote.remote_id)
        try:
            self.client.send(path, "email_message", fields)
        except Uncertain:
            raise Uncertain(
                gettext_noop(
                    "iTax did not say whether it sent invoice %(number)s by e-mail. Check the address that sends "
                    "e-mails in the integration, or send the PDF from the shop."
                ),
                code="answer_lost",
                number=called(remote),
            ) from None

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
        rows = self.client.all(resource)
        return tuple(Choice(code=str(row["id"]), name=str(row.get("name") or row["id"])) for row in rows if "id" in row)
