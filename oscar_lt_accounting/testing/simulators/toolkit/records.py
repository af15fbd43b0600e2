"""What one company has in a simulated system: products, stock, documents and other records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar, Generic, TypeVar

from oscar_lt_accounting.testing.simulators.toolkit.companies import Company
from oscar_lt_accounting.testing.simulators.toolkit.json_text import read_json, write_json
from oscar_lt_accounting.testing.simulators.toolkit.rounding import ZERO, total
from oscar_lt_accounting.testing.simulators.toolkit.switches import Switches


@dataclass(kw_only=True)
class Product:
    """A product or service, and how much of it each warehouse has; None means no stock record.

    `forecast` is what is expected per warehouse, where it differs from what is there (robolabs.md §6.11);
    `reserved` how much of it is promised (itax.md §8.1); `total` a balance kept apart from the warehouses
    (centas.md §6.4); `more` what else the system was told, as JSON texts.
    """

    id: int
    code: str = ""
    barcode: str = ""
    name: str
    unit: str = "vnt."
    service: bool = False
    price_with_vat: Decimal = ZERO
    price_without_vat: Decimal = ZERO
    cost: Decimal = ZERO
    vat_rate: Decimal | None = Decimal(21)
    vat_code: str = "PVM1"
    category: int | None = None
    created: float = 0
    changed: float = 0
    stock: dict[str, Decimal | None] = field(default_factory=dict)
    forecast: dict[str, Decimal] = field(default_factory=dict)
    reserved: dict[str, Decimal] = field(default_factory=dict)
    total: Decimal | None = None
    more: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, value: Any) -> None:
        """Remember a value of the system's own."""
        self.more[name] = write_json(value).decode()

    def kept(self, name: str, otherwise: Any = None) -> Any:
        """A value of the system's own."""
        return read_json(self.more[name].encode()) if name in self.more else otherwise

    def move(self, warehouse: str, quantity: Decimal, at: float | None) -> None:
        """Add `quantity` (or take it, when negative), without touching `changed` when `at` is None.

        Services have no stock.
        """
        if not self.service:
            self.stock[warehouse] = (self.stock.get(warehouse) or Decimal(0)) + quantity
            self.changed = self.changed if at is None else at


@dataclass(kw_only=True)
class Record:
    """Any other record with an id, and when it was made and changed."""

    id: int
    created: float = 0
    changed: float = 0


@dataclass(kw_only=True)
class Row:
    """One row of a document; sums are of the whole row, as the system worked them out.

    `id`, `discount`, `tax_id` and `reverse` are for systems that tell them: the discount of the whole row,
    the id of its VAT rate, whether the buyer owes the VAT.
    """

    title: str
    code: str = ""
    product: int | None = None
    quantity: Decimal = Decimal(1)
    price: Decimal = ZERO
    net: Decimal = ZERO
    vat: Decimal = ZERO
    gross: Decimal = ZERO
    rate: Decimal | None = None
    vat_code: str = ""
    id: int = 0
    discount: Decimal = ZERO
    tax_id: int | None = None
    reverse: bool = False


@dataclass(kw_only=True)
class Document:
    """A document. `issued` says whether it counts as a sale by now.

    `reference` is what the shop told of itself, `sent` the call that made it, as JSON text. `moved` tells by
    how much it changed the stock of which product.
    """

    id: int
    kind: str
    state: str
    issued: bool = False
    number: str = ""
    series: str = ""
    day: str = ""
    due_day: str = ""
    buyer: str = ""
    buyer_code: str = ""
    buyer_vat_code: str = ""
    country: str = ""
    currency: str = ""
    reference: str = ""
    warehouse: str = ""
    rows: list[Row] = field(default_factory=list)
    net: Decimal = ZERO
    vat: Decimal = ZERO
    gross: Decimal = ZERO
    paid: Decimal = ZERO
    created: float = 0
    changed: float = 0
    sent: str = ""
    moved: dict[str, Decimal] = field(default_factory=dict)

    def add_up(self) -> None:
        """Find the document's sums from its rows."""
        self.net, self.vat = total(row.net for row in self.rows), total(row.vat for row in self.rows)
        self.gross = total(row.gross for row in self.rows)


DocumentT = TypeVar("DocumentT", bound=Document)


@dataclass(kw_only=True)
class Records(Generic[DocumentT]):
    """All records of one company. Products are kept by their id as text, as JSON wants it."""

    OTHERS: ClassVar[tuple[str, ...]] = ()
    documents: list[DocumentT] = field(default_factory=list)
    products: dict[str, Product] = field(default_factory=dict)
    warehouses: dict[str, str] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def next(self, counter: str, first: int = 1) -> int:
        """The next number of a counter."""
        self.counters[counter] = max(self.counters.get(counter, 0) + 1, first)
        return self.counters[counter]

    def product(self, product_id: int | None) -> Product | None:
        """The product with this id."""
        return self.products.get(str(product_id))

    def with_code(self, code: str) -> list[Product]:
        """All products with this code."""
        return [product for product in self.products.values() if code and product.code == code]

    def quantity(self, code: str, warehouse: str) -> Decimal:
        """How much of the product with this code a warehouse has."""
        return next(product.stock.get(warehouse) or Decimal(0) for product in self.with_code(code))

    @property
    def shown(self) -> list[Document]:
        """All documents as people look at them, oldest first."""
        return list(self.documents)

    def others(self) -> dict[str, list[Any]]:
        """What else there is, by its name; a subclass names the fields in `OTHERS`."""
        return {name: getattr(self, name) for name in self.OTHERS}

    def of_kind(self, kind: str) -> list[DocumentT]:
        """The documents of one kind."""
        return [document for document in self.documents if document.kind == kind]

    def settle(self, document: DocumentT, wanted: Mapping[str, Decimal], at: float | None) -> None:
        """Move goods so that `document` has moved just `wanted` in all, by the ids of products."""
        for key in wanted.keys() | document.moved.keys():
            if product := self.products.get(key):
                change = wanted.get(key, Decimal(0)) - document.moved.get(key, Decimal(0))
                product.move(document.warehouse, change, at)
        document.moved = dict(wanted)

    @property
    def issued(self) -> list[DocumentT]:
        """The documents that count as sales: neither drafts nor cancelled ones."""
        return [document for document in self.documents if document.issued]

    def stock(self) -> dict[str, list[dict[str, Any]]]:
        """What each warehouse has of which product."""
        return {
            warehouse: [
                {
                    "id": product.id,
                    "code": product.code,
                    "barcode": product.barcode,
                    "name": product.name,
                    "quantity": product.stock[warehouse],
                }
                for product in self.products.values()
                if warehouse in product.stock
            ]
            for warehouse in self.warehouses
        }


def quantities(rows: Iterable[Row], sign: int = 1) -> dict[str, Decimal]:
    """How much of each product rows name together, by the ids of products."""
    found: dict[str, Decimal] = {}
    for row in rows:
        found[str(row.product)] = found.get(str(row.product), Decimal(0)) + sign * row.quantity
    return found


RecordsT = TypeVar("RecordsT", bound=Records[Any])
SwitchesT = TypeVar("SwitchesT", bound=Switches)
RecordT = TypeVar("RecordT")


@dataclass(frozen=True, kw_only=True)
class Context(Generic[RecordsT, SwitchesT]):
    """What a call is answered from: whose records, by which readings, at which moment.

    `methods` are all calls of the system, for those that were put off; `turn` counts the answers, for all that
    alternates; `record` is the id in the address, `query` what stands behind it.
    """

    company: Company
    records: RecordsT
    switches: SwitchesT
    at: float
    methods: Mapping[str, Any] = field(default_factory=dict)
    turn: int = 0
    record: int = 0
    query: Sequence[tuple[str, str]] = ()

    def asked(self, name: str) -> str:
        """The last value of a query parameter."""
        return dict(self.query).get(name, "")

    def new(self, make: Callable[..., RecordT], counter: str, first: int, /, **values: Any) -> RecordT:
        """A record of a dataclass with the next id of a counter and, where it has them, the times of its making."""
        known = getattr(make, "__dataclass_fields__", ())
        times = {name: self.at for name in ("created", "changed") if name in known}
        return make(id=self.records.next(counter, first), **times, **values)
