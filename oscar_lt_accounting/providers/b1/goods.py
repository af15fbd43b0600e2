"""B1's items: their stock and prices, making and changing them (b1.md §5.3, §5.8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Any

from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Uncertain, Unsupported, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.vat import VAT_CODES
from oscar_lt_accounting.providers.b1 import sales
from oscar_lt_accounting.providers.b1.client import AlreadyThereError, B1Client, NotThereError, remote_id
from oscar_lt_accounting.providers.b1.lists import ITEMS, SAFE_SIZE, STOCK, Lists, Row, rule
from oscar_lt_accounting.providers.limits import Purpose

_PRICE = Decimal("0.0001")
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


@dataclass(frozen=True, kw_only=True)
class Making:
    """What a new item needs besides its own words: ids of B1's attribute and unit."""

    attribute: str = ""
    unit: str = ""


class Goods:
    """One company's items. `empty_is_zero`: an item without a stock record has nothing in stock."""

    def __init__(self, client: B1Client, lists: Lists, making: Making, *, empty_is_zero: bool) -> None:
        self._client = client
        self._lists = lists
        self._making = making
        self._empty_is_zero = empty_is_zero

    def stock(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything one warehouse holds; raises `Unsupported` for a key that does not open the stock."""
        return self._levels(warehouse, ())

    def stock_of(self, warehouse: str, remote_ids: Iterable[str]) -> Iterator[StockLevel]:
        """Some items, a page of them in one call."""
        ids = iter([sales.identity(one, "itemId") for one in remote_ids])
        while some := list(islice(ids, SAFE_SIZE)):
            yield from self._levels(warehouse, (rule("id", some, "in"),))

    def of_warehouse(self, warehouse: str) -> Iterator[RemoteProduct]:
        """All items by way of a warehouse's stock, which tells their code, name and price."""
        return (level.product for level in self._levels(warehouse, (), Purpose.SET_UP))

    def all(self) -> Iterator[RemoteProduct]:
        """All goods and services."""
        return (product(row) for row in self._lists.all(ITEMS))

    def create(self, wanted: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A new item; one with the same code is taken for it, so a lost answer makes no second one."""
        if not wanted.code:
            raise Held(
                gettext_noop("B1 needs a code for “%(title)s”. Give the product an SKU, then try again."),
                code="setting",
                title=wanted.name,
            )
        rate = percent(remote_vat)
        body: dict[str, Any] = {
            "code": wanted.code,
            "name": wanted.name,
            "attributeId": sales.identity(self._making.attribute, "attributeId"),
            "measurementUnitId": sales.identity(self._making.unit, "measurementUnitId"),
            "isActive": True,
            **({"barcode": wanted.barcode} if wanted.barcode else {}),
            **({"vatRate": rate} if rate is not None else {}),
            **prices(wanted, rate),
        }
        try:
            made = remote_id(self._client.call("reference-book/items/create", body, writes=True))
        except AlreadyThereError:
            return self._with_code(wanted)
        except NotThereError as error:
            raise _no_method() from error
        if not made:
            raise Uncertain(
                gettext_noop("B1 took the product without telling its id; try again, and it will be found."),
                code="no_id",
            )
        return RemoteProduct(
            remote_id=made,
            code=wanted.code,
            barcode=wanted.barcode,
            name=wanted.name,
            unit=wanted.unit,
            price=wanted.price,
            price_includes_vat=wanted.price_includes_vat,
        )

    def update(self, wanted: RemoteProduct) -> RemoteProduct:
        """Change name, code, barcode and price; all else is sent back as it was read."""
        item_id = sales.identity(wanted.remote_id, "id")
        found = [row for row in self._lists.some(ITEMS, rule("id", item_id)) if row.get("id") == item_id]
        if not found:
            raise Rejected(
                gettext_noop("B1 has no item %(remote_id)s. Correct the product's link."),
                code="remote_id",
                remote_id=item_id,
            )
        old = found[0]
        rate = sales.number(old.get("vatRate"))
        body = {
            "id": item_id,
            **{name: old[name] for name in _SENT_BACK if old.get(name) is not None},
            "name": wanted.name or old.get("name"),
            **({"code": wanted.code} if wanted.code else {}),
            **({"barcode": wanted.barcode} if wanted.barcode else {}),
            **prices(wanted, rate),
        }
        try:
            self._client.call("reference-book/items/update", body, writes=True)
        except (AlreadyThereError, NotThereError) as error:
            raise Rejected(
                gettext_noop(
                    "B1 did not change “%(title)s” (%(answer)s). Look whether another item has its code, or whether it "
                    "was deleted."
                ),
                code="rejected",
                title=wanted.name,
                answer="409" if isinstance(error, AlreadyThereError) else "404",
            ) from error
        return product({**old, **body})

    def _with_code(self, wanted: RemoteProduct) -> RemoteProduct:
        # b1.md §5.8: a 409 tells no id.
        rows = [row for row in self._lists.some(ITEMS, rule("code", wanted.code)) if row.get("code") == wanted.code]
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
        return product(rows[0])

    def _levels(
        self, warehouse: str, rules: tuple[Mapping[str, Any], ...], purpose: Purpose = Purpose.STOCK
    ) -> Iterator[StockLevel]:
        place = sales.identity(warehouse, "warehouseId")
        try:
            for row in self._lists.all(STOCK, *rules, purpose=purpose, warehouseId=place):
                if row.get("id"):
                    yield StockLevel(product=product(row), available=self._quantity(row))
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
        if "quantity" in row and row["quantity"] is None and self._empty_is_zero:
            return Decimal(0)
        return sales.number(row.get("quantity"))


def product(row: Row) -> RemoteProduct:
    """A row of the items or of the stock."""
    with_vat, without = sales.number(row.get("priceWithVat")), sales.number(row.get("priceWithoutVat"))
    return RemoteProduct(
        remote_id=str(row.get("id") or ""),
        code=str(row.get("code") or ""),
        barcode=str(row.get("barcode") or ""),
        name=str(row.get("name") or ""),
        unit=str(row.get("measurementUnitName") or ""),
        price=without if with_vat is None else with_vat,
        price_includes_vat=None if with_vat is None and without is None else with_vat is not None,
    )


def prices(wanted: RemoteProduct, rate: Decimal | None) -> dict[str, Decimal]:
    """Both prices of an item where the rate is known, else the one that the shop names."""
    if wanted.price is None:
        return {}
    names = ("priceWithVat", "priceWithoutVat") if wanted.price_includes_vat else ("priceWithoutVat", "priceWithVat")
    if rate is None:
        return {names[0]: wanted.price}
    factor = 1 + rate / 100
    other = wanted.price / factor if wanted.price_includes_vat else wanted.price * factor
    return {names[0]: wanted.price, names[1]: other.quantize(_PRICE, rounding=ROUND_HALF_UP)}


def percent(remote_vat: str) -> Decimal | None:
    """The VAT percentage of a new item: said as a number, or by the tax office's code; None for no rate."""
    if not remote_vat:
        return None
    if re.fullmatch(r"\d{1,2}(\.\d{1,2})?", remote_vat):
        return Decimal(remote_vat)
    if known := VAT_CODES.get(remote_vat.upper()):
        return known.rate
    raise Held(
        gettext_noop("B1 wants a VAT percentage such as 21 for a new product, but “%(given)s” is set. Correct it."),
        code="vat_mapping",
        given=remote_vat,
    )


def _no_method() -> Rejected:
    return Rejected(gettext_noop("B1 does not know the method (404)."), code="rejected")
