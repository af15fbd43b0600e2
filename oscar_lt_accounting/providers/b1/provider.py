"""B1.lt, through its e-commerce methods or its warehouse methods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, gettext_noop
from oscar_lt_accounting.domain.pricing import Arithmetic
from oscar_lt_accounting.providers.b1 import arithmetic, checks, sales
from oscar_lt_accounting.providers.b1.buyers import Buyers
from oscar_lt_accounting.providers.b1.checks import Checks
from oscar_lt_accounting.providers.b1.client import TIME_ZONE, B1Client
from oscar_lt_accounting.providers.b1.ecommerce import FINAL_STEP, Ecommerce
from oscar_lt_accounting.providers.b1.goods import Goods
from oscar_lt_accounting.providers.b1.lists import Lists
from oscar_lt_accounting.providers.b1.settings import SETTINGS
from oscar_lt_accounting.providers.b1.vat import CLASSIFICATIONS, VatCodes
from oscar_lt_accounting.providers.b1.warehouse import Warehouse
from oscar_lt_accounting.providers.base import (
    Capability,
    CheckResult,
    Choice,
    Connection,
    Finding,
    Journal,
    RemoteIds,
)
from oscar_lt_accounting.providers.kit.http_client import HttpClient
from oscar_lt_accounting.providers.kit.rules import AlreadyThereError, NotThereError
from oscar_lt_accounting.providers.kit.settings import service_products
from oscar_lt_accounting.providers.limits import Limit, Purpose

_BOTH = frozenset(
    {
        Capability.FINDS_DOCUMENTS,
        Capability.TAKES_NUMBERS,
        Capability.FOREIGN_CURRENCY,
        Capability.PDF,
        Capability.STOCK,
        Capability.STOCK_OF_ITEMS,
        Capability.LISTS_WAREHOUSES,
        Capability.LISTS_PRODUCTS,
        Capability.CREATES_PRODUCTS,
        Capability.UPDATES_PRODUCTS,
    }
)
_ECOMMERCE = _BOTH | {Capability.RESUMES, Capability.NUMBERS_DOCUMENTS, Capability.VAT_FROM_GROSS}
_WAREHOUSE = _BOTH | {
    Capability.READS_BACK,
    Capability.NEEDS_LINKS,
    Capability.FINDS_BUYERS,
    Capability.LISTS_VAT_CODES,
    Capability.LISTS_SERIES,
    Capability.LISTS_CATEGORIES,
}


class B1(Goods):
    """B1.lt, also sold as Site.pro Accounting. `capabilities` are those of the e-commerce methods."""

    code = "b1"
    name = "B1.lt"
    default_base_url = "https://www.b1.lt/api/"
    hosts = ("www.b1.lt", "b1.lt", "site.pro", "www.site.pro")
    settings = SETTINGS
    capabilities = _ECOMMERCE
    limits = (Limit(417, time_zone=TIME_ZONE),)
    final_step = FINAL_STEP

    def __init__(self, connection: Connection, http: HttpClient, remote_ids: RemoteIds | None = None) -> None:
        super().__init__(connection, http, remote_ids)
        values = self.values
        if values["auth"] != "key" and not values["private_key"]:
            raise Misconfigured(
                gettext_noop("Signed requests need B1's private key. Fill it in and save the integration."),
                code="setting",
            )
        self.client = B1Client(
            http, self.base_url, auth=values["auth"], api_key=values["api_key"], private_key=values["private_key"]
        )
        self.lists = Lists(self.client, self.remote_ids)
        self._checks = Checks(self.client, self.lists)
        self._way: Ecommerce | Warehouse = self._sales() if self.in_warehouse else self._orders()

    def _orders(self) -> Ecommerce:
        return Ecommerce(
            self.client,
            shop_id=self.values["shop_id"],
            header_rate=Decimal(self.values["delivery_vat_rate"]),
            write_off=self.values["write_off"],
        )

    def _sales(self) -> Warehouse:
        rules = sales.Rules(
            operation_type=self.values["operation_type_id"],
            credit_operation_type=self.values["credit_operation_type_id"],
            services=service_products(self.values, delivery="shipping_item_id", surcharge="surcharge_item_id"),
            rounding_product=self.values["rounding_product_id"],
        )
        buyers = Buyers(self.client, self.lists, self.remote_ids)
        return Warehouse(self.client, self.lists, buyers, VatCodes(self.lists, self.remote_ids), rules)

    @property
    def in_warehouse(self) -> bool:
        """Whether documents go through the warehouse methods."""
        return bool(self.values["mode"] == "warehouse")

    def can(self, capability: Capability) -> bool:
        """What the chosen methods can; credit notes only once the accountant named an operation type."""
        if capability is Capability.CREDIT_NOTES:
            return self.in_warehouse and bool(self.values["credit_operation_type_id"])
        return capability in (_WAREHOUSE if self.in_warehouse else _ECOMMERCE)

    @property
    def documents_take_goods(self) -> bool:
        """A sale of the warehouse does; an order of the e-shop only with a write-off (b1.md §5.4)."""
        return bool(self.in_warehouse or self.values["write_off"])

    def arithmetic(self, document: Document) -> Arithmetic:
        """That of the chosen methods; how the warehouse rounds VAT is a setting."""
        if not self.in_warehouse:
            return arithmetic.ECOMMERCE
        return arithmetic.warehouse(arithmetic.ROUNDINGS[self.values["vat_rounding"]])

    def check(self) -> Sequence[CheckResult]:
        """What the key opens, what there is to choose, whether look-ups can be trusted, whether our clocks agree."""
        return self._checks.warehouse(self.values) if self.in_warehouse else self._checks.ecommerce()

    def probe(self) -> None:
        """What the check asks for first: one short answer."""
        if self.in_warehouse:
            self.lists.newest(checks.WAREHOUSES)
        else:
            self.client.ask(checks.CONFIG, {}, Purpose.LOOK_UP)

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """From the first step the journal does not know as finished."""
        self.refuse_other_kinds(document)
        return self._way.submit(self.with_rows(document), journal)

    def find(self, document: Document, journal: Journal) -> Finding:
        """What became of the unconfirmed step."""
        return self._way.find(self.with_rows(document), journal)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """The warehouse's list of sales; an e-shop's key is not known to open it."""
        return self._way.recorded(since, until) if isinstance(self._way, Warehouse) else super().recorded(since, until)

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
        """B1's PDF of the sale; each download costs a request of the plan."""
        printed = self._way.printed(remote, document, Purpose.FILE)
        if printed is None:
            raise Rejected(gettext_noop("B1 has no PDF of this document yet. Try again later."), code="no_pdf")
        return printed

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Never by itself: what deleting a sale does is not known (b1.md §11)."""
        raise self.unsupported(
            gettext_noop(
                "%(system)s takes no sale back through its API. Delete the sale in B1, or enter a credit note in B1."
            )
        )

    def write_off(self, warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> None:
        """Only together with an e-shop order (b1.md §5.4)."""
        raise self.unsupported(
            gettext_noop(
                "%(system)s writes goods off only together with an order. Enter other write-offs in B1's warehouse "
                "module."
            )
        )

    def warehouses(self) -> Sequence[Choice]:
        """B1's warehouses; an e-shop's integration has exactly one."""
        if self.in_warehouse:
            return self._choices(checks.WAREHOUSES, "id", "name")
        own = self.own_warehouse()
        return (Choice(code=own, name=own),)

    def vat_codes(self) -> Sequence[Choice]:
        """The tax office's codes that B1 knows; e-shop orders carry percentages instead."""
        return self._choices(CLASSIFICATIONS, "code", "code") if self.in_warehouse else super().vat_codes()

    def series(self) -> Sequence[Choice]:
        """B1's series with the operation types they belong to."""
        return self._choices(checks.SERIES, "series", "operationTypeName") if self.in_warehouse else super().series()

    def categories(self) -> Sequence[Choice]:
        """B1's item groups."""
        groups = "reference-book/item-groups/list"
        return self._choices(groups, "id", "name") if self.in_warehouse else super().categories()

    def own_warehouse(self) -> str:
        """The id of the warehouse that an e-shop's integration sells from; raises `Rejected` where B1 names none."""
        try:
            own = self._checks.own_warehouse()
        except (AlreadyThereError, NotThereError):
            own = ""
        if own:
            return own
        raise Rejected(
            gettext_noop("B1 names no warehouse for this key. Choose the warehouse in B1's e-shop integration."),
            code="setting",
        )

    def _choices(self, path: str, code: str, name: str) -> Sequence[Choice]:
        return tuple(
            Choice(code=str(row[code]), name=str(row.get(name) or row[code]))
            for row in self.lists.all(path)
            if row.get(code)
        )
