"""Centas: one call makes a document, and no call reads it back, so a lost answer is a person's to settle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Uncertain, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers import verdicts
from oscar_lt_accounting.providers.base import (
    Capability,
    CheckResult,
    Choice,
    Connection,
    Door,
    Journal,
    Limit,
    Notebook,
    Provider,
    Purpose,
)
from oscar_lt_accounting.providers.centas import payload, xml
from oscar_lt_accounting.providers.centas.client import CentasClient
from oscar_lt_accounting.providers.centas.settings import SETTINGS

_EXPORT = "products/export"


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

    def __init__(self, connection: Connection, door: Door, notebook: Notebook | None = None) -> None:
        super().__init__(connection, door, notebook)
        self._client = CentasClient(
            door, self.base_url, token=self.values["token"], in_form=self.values["transport"] == "form"
        )
        self._rules = payload.Rules(
            date_format=self.values["date_format"],
            shipping_code=self.values["shipping_code"],
            surcharge_code=self.values["surcharge_code"],
            order_vat_key=self.values["order_vat_key"],
            bank_account=self.values["bank_account"],
        )

    def check(self) -> Sequence[CheckResult]:
        """Whether the token opens the list of products, read no further than its first one."""
        with closing(self._client.records(_EXPORT, "item", purpose=Purpose.SET_UP)) as records:
            first = next(records, None)
        return (
            CheckResult(
                title=gettext_noop("Key"),
                ok=first is not None,
                detail=gettext_noop("The key opens the list of products.")
                if first is not None
                else gettext_noop(
                    "Centas answers, but its list of products is empty: the key may be wrong, or there are no products "
                    "yet."
                ),
            ),
            CheckResult(
                title=gettext_noop("Looking for a document"),
                ok=True,
                detail=gettext_noop("Centas cannot be asked for a document: a person settles a lost answer."),
            ),
        )

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """One call; a proforma becomes an order over there."""
        self.refuse_other_kinds(document)
        if document.kind == "proforma":
            fields, path, key = payload.order(document, self._rules), "orders/create", "order_hash"
        else:
            fields, path, key = payload.document(document, self._rules), "documents/create", "document_id"
        return RemoteDocument(
            remote_id=self._client.create(path, fields, key),
            number=document.full_number,
            reference=document.reference,
        )

    def register_payment(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
        """A payment from the bank, unless Centas' list of payments has its number already."""
        fields = payload.payment(document, payment, self._rules)
        if self._is_paid(fields["RefNr"]):
            return
        told = self._client.take_in("payments/import", xml.leaves("Payment", fields), purpose=Purpose.DOCUMENT)
        counted = (told.get("payments_found_xml"), told.get("payments_created"))
        if counted != (1, 1) and not self._is_paid(fields["RefNr"]):
            raise Uncertain(
                gettext_noop(
                    "Centas took the payment for order %(order)s without saying that it entered it. Look at the "
                    "payments over there."
                ),
                code="answer_unreadable",
                order=document.order_number,
            )

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything in one call; Centas gives no pages."""
        for record in self._client.records(_EXPORT, "item", purpose=Purpose.STOCK):
            yield payload.stock_level(record, warehouse)

    def products(self) -> Iterator[RemoteProduct]:
        """Everything in one call."""
        for record in self._client.records(_EXPORT, "item", purpose=Purpose.SET_UP):
            yield payload.product(record)

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A product with a code, which Centas finds it by; sent twice, it is still one."""
        if not product.code:
            raise Held(
                gettext_noop("Centas needs a code for “%(title)s”. Give the product an SKU, then try again."),
                code="setting",
                title=product.name,
            )
        self._take_in(product, remote_vat)
        made = [known for known in self.products() if known.code == product.code]
        if len(made) != 1:
            raise verdicts.unreadable(writes=True)
        return made[0]

    def update_product(self, product: RemoteProduct) -> RemoteProduct:
        """Name, unit, price and bar code; the stock is not touched."""
        self._take_in(product, "")
        return product

    def warehouses(self) -> Sequence[Choice]:
        """Collected from the products, since Centas has no list of warehouses."""
        found: dict[str, str] = {}
        for record in self._client.records(_EXPORT, "item", purpose=Purpose.SET_UP):
            stocks = record.get("Stocks")
            for stock in stocks if isinstance(stocks, list) else ():
                code = str(stock.get("WarehouseId") or "")
                if code:
                    found.setdefault(code, str(stock.get("WarehouseName") or code))
        return tuple(Choice(code=code, name=name) for code, name in found.items())

    def _take_in(self, product: RemoteProduct, rate: str) -> None:
        # centas.md §2: the key stands once more in every item.
        fields = {"token": self.values["token"], **payload.new_product(product, rate)}
        told = self._client.take_in("products/import", xml.leaves("item", fields), purpose=Purpose.SET_UP)
        done = [told.get("products_created"), told.get("products_updated")]
        # centas.md §9 no. 16: `success` may come with counters that say otherwise.
        if told.get("products_found_xml") != 1 or sorted(done, key=str) != [0, 1]:
            raise verdicts.unreadable(writes=True)

    def _is_paid(self, key: str) -> bool:
        with closing(self._client.records("payments/export", "Payment", purpose=Purpose.LOOK_UP)) as payments:
            return any(record.get("RefNr") == key for record in payments)
