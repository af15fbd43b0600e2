"""Centas: one call makes a document, and no call reads it back, so a lost answer is a person's to settle."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Uncertain, gettext_noop
from oscar_lt_accounting.domain.pricing import Arithmetic, Prices, VatRounding
from oscar_lt_accounting.providers.base import (
    Capability,
    CheckResult,
    Connection,
    HttpClient,
    Journal,
    Limit,
    Purpose,
    RemoteIds,
)
from oscar_lt_accounting.providers.centas import payload
from oscar_lt_accounting.providers.centas.checks import Checks
from oscar_lt_accounting.providers.centas.client import CentasClient
from oscar_lt_accounting.providers.centas.goods import Goods, Reading
from oscar_lt_accounting.providers.centas.settings import SETTINGS
from oscar_lt_accounting.providers.kit.settings import service_products

#: centas.md §3, §8 job 1: the most decimals in its samples; VAT is worked out of each rate's net, and the document's
#: sums are ours. A row of nothing has no place.
ARITHMETIC = Arithmetic(
    prices=Prices.NET,
    price_decimals=6,
    quantity_decimals=4,
    vat_rounding=frozenset({VatRounding.RATE}),
    zero_rows=False,
    totals_sent=True,
    totals_checked=False,
)


class Centas(Goods):
    """Centas, version 1 of its API."""

    code = "centas"
    name = "Centas"
    default_base_url = "https://ws.centas.lt/v1"
    hosts = ("ws.centas.lt",)
    settings = SETTINGS
    capabilities = frozenset(
        {
            Capability.NUMBERS_DOCUMENTS,
            Capability.TAKES_NUMBERS,
            Capability.NEEDS_LINKS,
            Capability.PROFORMAS,
            Capability.REGISTERS_PAYMENTS,
            Capability.STOCK,
            Capability.LISTS_WAREHOUSES,
            Capability.LISTS_PRODUCTS,
            Capability.CREATES_PRODUCTS,
            Capability.UPDATES_PRODUCTS,
        }
    )
    # centas.md §4: no limit is documented; this is polite.
    limits = (Limit(1, 1),)

    def __init__(self, connection: Connection, http: HttpClient, remote_ids: RemoteIds | None = None) -> None:
        super().__init__(connection, http, remote_ids)
        values = self.values
        in_form = values["transport"] == "form"
        self.client = CentasClient(http, self.base_url, token=values["token"], in_form=in_form, pause=self.pause)
        self.rules = payload.Rules(
            date_format=values["date_format"],
            services=service_products(values, delivery="shipping_code", surcharge="surcharge_code"),
            warehouse_in_orders=values["order_warehouse"] == "code",
            bank_account=values["bank_account"],
            payment_type=values["payment_type"],
        )
        self.reading = Reading(
            prices=values["product_prices"],
            from_balance=values["stock_from"] == "balance",
            elsewhere_is_zero=values["elsewhere_is_zero"],
        )

    @staticmethod
    def pause(seconds: float) -> None:
        """How the second of two calls waits for its turn."""
        time.sleep(seconds)

    def arithmetic(self, document: Document) -> Arithmetic:
        """The same for all documents."""
        return ARITHMETIC

    def check(self) -> Sequence[CheckResult]:
        """Whether the key opens the list of products, and whether the settings fit it."""
        return Checks(self.client, self.rules, self.reading).all()

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """One call; a proforma becomes an order there."""
        self.refuse_other_kinds(document)
        document = self.with_rows(document)
        if document.kind == "proforma":
            fields, path, key = payload.order(document, self.rules), "orders/create", "order_hash"
        else:
            fields, path, key = payload.document(document, self.rules), "documents/create", "document_id"
        return RemoteDocument(
            remote_id=self.client.create(path, fields, key),
            number=payload.number_of(document),
            reference=document.reference,
        )

    def register_payment(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
        """A payment, unless Centas' list has its number already (centas.md §8, job 6).

        Raises `Uncertain` when Centas counts otherwise and its list does not have it afterwards either (TV-C5).
        """
        fields = payload.payment(document, payment, self.rules)
        if self._is_entered(fields["RefNr"]):
            return
        told = self.client.take_in("payments/import", "Payment", fields, purpose=Purpose.DOCUMENT)
        counted = (told.get("payments_found_xml"), told.get("payments_created"))
        if counted != (1, 1) and not self._is_entered(fields["RefNr"]):
            raise Uncertain(
                gettext_noop(
                    "Centas accepted the payment for order %(order)s without saying that it entered it. Check the "
                    "payments in Centas."
                ),
                code="answer_unreadable",
                order=document.order_number,
            )

    def _is_entered(self, key: str) -> bool:
        with closing(self.client.records("payments/export", "Payment", purpose=Purpose.LOOK_UP)) as payments:
            return any(record.get("RefNr") == key for record in payments)
