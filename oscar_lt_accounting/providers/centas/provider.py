"""Centas: one call makes a document, and no call reads it back, so a lost answer is a person's to settle."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers.base import (
    Capability,
    CheckResult,
    Choice,
    Connection,
    HttpClient,
    Journal,
    Limit,
    Provider,
    RemoteIds,
)
from oscar_lt_accounting.providers.centas import payload
from oscar_lt_accounting.providers.centas.checks import Checks
from oscar_lt_accounting.providers.centas.client import CentasClient
from oscar_lt_accounting.providers.centas.goods import Goods, Reading
from oscar_lt_accounting.providers.centas.payments import Payments
from oscar_lt_accounting.providers.centas.settings import SETTINGS


class Centas(Provider):
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
        self._client = CentasClient(
            http,
            self.base_url,
            token=values["token"],
            in_form=values["transport"] == "form",
            pause=self.pause,
        )
        self._rules = payload.Rules(
            date_format=values["date_format"],
            shipping_code=values["shipping_code"],
            surcharge_code=values["surcharge_code"],
            warehouse_in_orders=values["order_warehouse"] == "code",
            bank_account=values["bank_account"],
            payment_type=values["payment_type"],
        )
        self._reading = Reading(
            prices=values["product_prices"],
            from_balance=values["stock_from"] == "balance",
            elsewhere_is_zero=values["elsewhere_is_zero"],
        )
        self._goods = Goods(self._client, self._reading, token=values["token"])
        self._payments = Payments(self._client, self._rules)

    @staticmethod
    def pause(seconds: float) -> None:
        """How the second of two calls waits for its turn."""
        time.sleep(seconds)

    def check(self) -> Sequence[CheckResult]:
        """Whether the key opens the list of products, and whether the settings fit it."""
        return Checks(self._client, self._rules, self._reading).all()

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """One call; a proforma becomes an order over there."""
        self.refuse_other_kinds(document)
        if document.kind == "proforma":
            fields, path, key = payload.order(document, self._rules), "orders/create", "order_hash"
        else:
            fields, path, key = payload.document(document, self._rules), "documents/create", "document_id"
        return RemoteDocument(
            remote_id=self._client.create(path, fields, key),
            number=payload.number_of(document),
            reference=document.reference,
        )

    def register_payment(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
        """A payment from the bank, unless Centas' list of payments has its number already."""
        self._payments.enter(document, payment)

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything in one call; Centas gives no pages."""
        return self._goods.stock(warehouse)

    def products(self) -> Iterator[RemoteProduct]:
        """Everything in one call."""
        return self._goods.all()

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A product with a code, unless one is there already; `remote_vat` is its percentage."""
        return self._goods.create(product, remote_vat)

    def update_product(self, product: RemoteProduct) -> RemoteProduct:
        """What the settings and the shop know of it; its stock stays theirs."""
        return self._goods.update(product)

    def warehouses(self) -> Sequence[Choice]:
        """Those that any product names."""
        return self._goods.warehouses()
