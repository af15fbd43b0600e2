"""What one company has at B1: e-shop orders that become sales, and sales entered in the warehouse."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.b1.switches import B1Switches


@dataclass(kw_only=True)
class Order(kit.Document):
    """An e-shop order, known by the shop's own ids; `issued` once its sale exists (b1.md §5.4).

    `state` is order, written off or sale; `forgotten` when the order was deleted and its sale stayed.
    """

    shop_id: str
    internal_id: str
    shop_number: str = ""
    discount: Decimal = kit.ZERO
    cod: Decimal = kit.ZERO
    shipping: Decimal = kit.ZERO
    total: Decimal = kit.ZERO
    custom_number: str = ""
    written_off: bool = False
    forgotten: bool = False


@dataclass(kw_only=True)
class Sale(kit.Document):
    """A sale entered by the warehouse methods; it is there from its first moment, rows or not (b1.md §5.6)."""

    client_id: int
    operation_type_id: int


@dataclass(kw_only=True)
class Client:
    """A client (b1.md §5.7); `location_id` is the tax residency: 1 Lithuania, 2 EU, 3 a third country."""

    id: int
    name: str
    location_id: int
    is_juridical: bool
    code: str = ""
    vat_code: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    country_id: int | None = None
    is_active: bool = True
    is_supplier: bool = False


@dataclass(kw_only=True)
class CashReceipt:
    """Money taken in cash (b1.md §5.10)."""

    id: int
    series: str
    number: str
    day: str
    client_id: int
    total: Decimal
    currency: str
    attachment: str = ""


@dataclass(kw_only=True)
class B1Records(kit.Records[Order]):
    """The orders, sales, clients and cash receipts of one company."""

    OTHERS: ClassVar[tuple[str, ...]] = ("clients", "receipts")
    documents: list[Order] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    receipts: list[CashReceipt] = field(default_factory=list)

    @property
    def shown(self) -> list[kit.Document]:
        """Orders of the e-shop and sales of the warehouse; both take their ids from one counter."""
        return sorted([*self.documents, *self.sales], key=lambda one: one.id)

    def order(self, shop_id: str, internal_id: str) -> Order | None:
        """The order with the shop's ids."""
        ids = (shop_id, str(int(internal_id)), False)
        return next((one for one in self.documents if (one.shop_id, one.internal_id, one.forgotten) == ids), None)


Context = kit.Context[B1Records, B1Switches]
