"""B1's items: their stock and prices, making and changing them (b1.md §5.3, §5.8)."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Unsupported, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers.b1.client import SYSTEM, B1Client, id_in
from oscar_lt_accounting.providers.b1.lists import ITEMS, SAFE_SIZE, STOCK, Condition, Lists, where
from oscar_lt_accounting.providers.base import Provider
from oscar_lt_accounting.providers.kit.fields import filled
from oscar_lt_accounting.providers.kit.finding import created_id
from oscar_lt_accounting.providers.kit.products import need_code, price_as, typed_id, vat_percent
from oscar_lt_accounting.providers.kit.reading import Row, remote_id, remote_number
from oscar_lt_accounting.providers.kit.rules import AlreadyThereError, NotThereError
from oscar_lt_accounting.providers.limits import Purpose

_PRICE_DECIMALS = 4
# b1.md §5.8: the fields of an update; whatever is not sent may be cleared, so all that was read goes back.
_SENT_BACK = re.findall(
    r"\w+",
    """
    name code barcode attributeId measurementUnitId groupId vatRate priceWithoutVat priceWithVat description isActive
    manufacturerId countryOfOriginId purchaseCorrespondenceAccountId saleCorrespondenceAccountId
    expenseCorrespondenceAccountId minQuantity freePrice externalId intrastatId isRefundable isCommentRequired
    priceFrom priceUntil minPriceWithVat priceMinQuantity discountStatus maxDiscount discountPointsStatus
    departmentNumber ageLimit packageQuantity packageCode certificateDate certificateNumber validFrom validUntil
    attribute1 attribute2 attribute3
    """,
)


class Goods(Provider, ABC):
    """What B1 does with one company's items."""

    client: B1Client
    lists: Lists
    stock_items_per_call = SAFE_SIZE

    @property
    @abstractmethod
    def in_warehouse(self) -> bool:
        """Whether the warehouse methods are used."""

    @abstractmethod
    def own_warehouse(self) -> str:
        """The id of the warehouse that an e-shop's integration sells from."""

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything one warehouse holds, 500 in a call where B1 allows it.

        Raises `Unsupported` for a key that does not open the stock.
        """
        return self._levels(warehouse, ())

    def stock_of(self, warehouse: str, remote_ids: Iterable[str]) -> Iterator[StockLevel]:
        """Some items, a hundred in a call."""
        ids = iter([typed_id(one, "itemId", system=SYSTEM) for one in remote_ids])
        while some := list(islice(ids, SAFE_SIZE)):
            yield from self._levels(warehouse, (where("id", some, "in"),))

    def products(self) -> Iterator[RemoteProduct]:
        """All items; with an e-shop's key those that its warehouse's stock tells, with code, name and price."""
        if self.in_warehouse:
            return (product_of(row) for row in self.lists.all(ITEMS))
        return (level.product for level in self._levels(self.own_warehouse(), (), Purpose.SET_UP))

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A new item; one with the same code is taken for it, so a lost answer makes no second one.

        `remote_vat` is a percentage or a tax office's code.
        """
        rate = vat_percent(remote_vat, system=SYSTEM)
        body = filled(
            {
                "code": need_code(product, system=SYSTEM),
                "name": product.name,
                "attributeId": typed_id(self.values["attribute_id"], "attributeId", system=SYSTEM),
                "measurementUnitId": typed_id(self.values["unit_id"], "measurementUnitId", system=SYSTEM),
                "isActive": True,
                "barcode": product.barcode,
                "vatRate": rate,
                **prices(product, rate),
            }
        )
        try:
            answer = self.client.write("reference-book/items/create", body)
        except AlreadyThereError:
            return self._with_code(product)
        return replace(product, remote_id=created_id(id_in(answer), system=SYSTEM))

    def update_product(self, product: RemoteProduct) -> RemoteProduct:
        """Change name, code, barcode and price; all else is sent back as it was read."""
        item = typed_id(product.remote_id, "id", system=SYSTEM)
        old = next((row for row in self.lists.some(ITEMS, where("id", item)) if row.get("id") == item), None)
        if old is None:
            raise Rejected(
                gettext_noop("B1 has no item %(remote_id)s. Correct the product's link."),
                code="remote_id",
                remote_id=item,
            )
        body = {
            "id": item,
            **{name: old[name] for name in _SENT_BACK if old.get(name) is not None},
            **filled({"name": product.name or old.get("name"), "code": product.code, "barcode": product.barcode}),
            **prices(product, remote_number(old.get("vatRate"), texts=False)),
        }
        try:
            self.client.write("reference-book/items/update", body)
        except (AlreadyThereError, NotThereError) as error:
            raise Rejected(
                gettext_noop(
                    "B1 did not change “%(title)s” (%(answer)s). Check whether another item has its code, or whether "
                    "it was deleted."
                ),
                code="rejected",
                title=product.name,
                answer=error.said.status,
            ) from error
        return product_of({**old, **body})

    def _with_code(self, wanted: RemoteProduct) -> RemoteProduct:
        # b1.md §5.8: a 409 tells no id.
        rows = [row for row in self.lists.some(ITEMS, where("code", wanted.code)) if row.get("code") == wanted.code]
        if len(rows) != 1:
            raise Held(
                gettext_noop(
                    "B1 has %(count)s items with the code %(sku)s. Link “%(title)s” to the right one by hand."
                ),
                code="remote_id",
                count=len(rows),
                title=wanted.name,
                sku=wanted.code,
            )
        return product_of(rows[0])

    def _levels(
        self, warehouse: str, conditions: tuple[Condition, ...], purpose: Purpose = Purpose.STOCK
    ) -> Iterator[StockLevel]:
        place = typed_id(warehouse, "warehouseId", system=SYSTEM)
        try:
            for row in self.lists.all(STOCK, *conditions, purpose=purpose, warehouseId=place):
                if remote_id(row.get("id")):
                    yield StockLevel(product=product_of(row), available=self._quantity(row))
        except Misconfigured as error:
            if error.problem.params.get("status") != "403":
                raise
            raise Unsupported(
                gettext_noop(
                    "This key does not open B1's stock (e-commerce/items/stock). Use the key of an e-shop "
                    "integration, or keep the stock in the shop by hand."
                ),
                code="unsupported",
            ) from error

    def _quantity(self, row: Row) -> Decimal | None:
        # b1.md §5.3: null is "no stock record".
        if "quantity" in row and row["quantity"] is None and self.values["empty_is_zero"]:
            return Decimal(0)
        return remote_number(row.get("quantity"), texts=False)


def product_of(row: Row) -> RemoteProduct:
    """A row of the items or of the stock."""
    with_vat, without = (remote_number(row.get(name), texts=False) for name in ("priceWithVat", "priceWithoutVat"))
    return RemoteProduct(
        remote_id=remote_id(row.get("id")),
        code=str(row.get("code") or ""),
        barcode=str(row.get("barcode") or ""),
        name=str(row.get("name") or ""),
        unit=str(row.get("measurementUnitName") or ""),
        price=without if with_vat is None else with_vat,
        price_includes_vat=None if with_vat is None and without is None else with_vat is not None,
    )


def prices(wanted: RemoteProduct, rate: Decimal | None) -> dict[str, Decimal]:
    """Both prices of an item where the rate is known, else the one that the shop names."""
    known = replace(wanted, price_includes_vat=bool(wanted.price_includes_vat))
    names = {"priceWithVat": True, "priceWithoutVat": False}
    both = {name: price_as(known, rate, gross=gross, decimals=_PRICE_DECIMALS) for name, gross in names.items()}
    return {name: price for name, price in both.items() if price is not None}
