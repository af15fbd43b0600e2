"""Centas' products: one export tells them all with their stock, an import makes and changes them.

Source: centas.md §6.3, §6.4, §8 (jobs 8, 9).
"""

from __future__ import annotations

import re
from abc import ABC
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from oscar_lt_accounting.domain.errors import Rejected, Uncertain, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.providers.base import Choice, Provider, Purpose
from oscar_lt_accounting.providers.centas.client import CentasClient
from oscar_lt_accounting.providers.centas.payload import SYSTEM, plain
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.fields import Field, Fields, filled
from oscar_lt_accounting.providers.kit.products import known_by_code, need_code, price_as, vat_percent
from oscar_lt_accounting.providers.kit.reading import exact_text
from oscar_lt_accounting.providers.kit.xml_records import Record

EXPORT = "products/export"
# centas.md §3: six decimals in the import sample.
_PRICE_DECIMALS = 6
# No company has a trillion of anything; a longer number means harm.
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)
_ITEM: Fields[RemoteProduct] = Fields(
    Field("id", lambda product: product.remote_id),
    Field("kodas", lambda product: product.code),
    Field("pavadinimas", lambda product: product.name),
    Field("matovnt", lambda product: product.unit),
    Field("barkodas", lambda product: product.barcode),
)
#: What an import repeats of a product as it was: whatever is not sent might be cleared.
_KEPT = ("kodas", "pavadinimas", "matovnt", "kaina", "pvmtar", "barkodas")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How this company's lists are read. `prices` are "none" (not known, not sent), "net" or "gross"."""

    prices: str = "none"
    from_balance: bool = False
    elsewhere_is_zero: bool = True


class Goods(Provider, ABC):
    """What Centas does with one company's products."""

    client: CentasClient
    reading: Reading

    def stock_levels(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything in one call, as it arrives; Centas gives no pages."""
        for record in self._records(Purpose.STOCK):
            yield stock_level(record, warehouse, self.reading)

    def products(self) -> Iterator[RemoteProduct]:
        """All products in one call, as they arrive."""
        for record in self._records():
            yield read_product(record, self.reading)

    def warehouses(self) -> Sequence[Choice]:
        """Collected from the products, since Centas has no list of warehouses."""
        found: dict[str, str] = {}
        for record in self._records():
            found = {**dict(stocks_of(record)), **found}
        return tuple(Choice(code=code, name=name) for code, name in found.items())

    def create_product(self, product: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A new product; one with the same code is taken for it, so a lost answer makes no second one.

        An import with a known code would change what the accountant entered (centas.md §6.3).
        """
        need_code(product, system=SYSTEM)
        fields = item(product, vat_percent(remote_vat, system=SYSTEM), self.reading)
        if known := known_by_code(self.products(), product, system=SYSTEM):
            return known
        self._take_in(fields)
        if made := known_by_code(self.products(), product, system=SYSTEM):
            return made
        raise Uncertain(
            gettext_noop(
                "Centas accepted the product without showing it in its list; try again, and it will be found."
            ),
            code="no_id",
        )

    def update_product(self, product: RemoteProduct) -> RemoteProduct:
        """Name, unit, code and bar code, and the price where the settings say which; the stock is not touched.

        An import with an unknown id would make a product (centas.md §11 no. 14), so it is looked for first.
        """
        known = self._with_id(product.remote_id) if product.remote_id else None
        if known is None:
            raise Rejected(
                gettext_noop("Centas has no product %(remote_id)s. Correct the product's link."),
                code="remote_id",
                remote_id=product.remote_id or "–",
            )
        kept = filled({name: exact_text(known.get(name)) for name in _KEPT})
        fields = {**kept, **item(product, amount(known.get("pvmtar")), self.reading)}
        self._take_in(fields)
        return read_product({**known, **fields}, self.reading)

    def _records(self, purpose: Purpose = Purpose.SET_UP, only: Mapping[str, str] | None = None) -> Iterator[Record]:
        return self.client.records(EXPORT, "item", purpose=purpose, only=only)

    def _with_id(self, remote_id: str) -> Record | None:
        found = [one for one in self._records(only={"id": remote_id}) if one.get("id") == remote_id]
        return found[0] if found else None

    def _take_in(self, fields: Mapping[str, str]) -> None:
        # centas.md §2: the key stands once more in every item.
        fields = {"token": self.values["token"], **fields}
        told = self.client.take_in("products/import", "item", fields, purpose=Purpose.SET_UP)
        done = (told.get("products_created"), told.get("products_updated"))
        # centas.md §9 no. 16: `success` may come with counters that say otherwise.
        if told.get("products_found_xml") != 1 or done not in ((0, 1), (1, 0)):
            raise verdicts.unreadable(writes=True)


def read_product(record: Record, reading: Reading) -> RemoteProduct:
    """One item of the export."""
    texts = {name: exact_text(record.get(name)) for name in ("id", "kodas", "barkodas", "pavadinimas", "matovnt")}
    return RemoteProduct(
        remote_id=texts["id"],
        code=texts["kodas"],
        barcode=texts["barkodas"],
        name=texts["pavadinimas"],
        unit=texts["matovnt"],
        price=amount(record.get("kaina")),
        price_includes_vat={"net": False, "gross": True}.get(reading.prices),
    )


def stock_level(record: Record, warehouse: str, reading: Reading) -> StockLevel:
    """What `warehouse` holds of the item, or all warehouses together; unknown where the item lists none.

    `likutis` is not the sum of the warehouses and tells nothing about one of them (centas.md §9 no. 12).
    """
    stocks = record.get("Stocks")
    held: Decimal | None = None
    if reading.from_balance:
        held = amount(record.get("likutis"))
    elif isinstance(stocks, list):
        quantities = [amount(stock.get("Quantity")) for stock in stocks if stock.get("WarehouseId") == warehouse]
        elsewhere = ZERO if reading.elsewhere_is_zero else None
        # The same warehouse twice has no known quantity.
        held = elsewhere if not quantities else quantities[0] if len(quantities) == 1 else None
    return StockLevel(product=read_product(record, reading), available=held)


def stocks_of(record: Record) -> Iterator[tuple[str, str]]:
    """The warehouses an item names, with their names."""
    stocks = record.get("Stocks")
    for stock in stocks if isinstance(stocks, list) else ():
        if code := exact_text(stock.get("WarehouseId")):
            yield code, exact_text(stock.get("WarehouseName")) or code


def item(wanted: RemoteProduct, rate: Decimal | None, reading: Reading) -> dict[str, str]:
    """The elements of `products/import`; the stock is left out, so that it stays (centas.md §8, job 9)."""
    # centas.md §11 no. 16: nobody says how Centas keeps prices, but perhaps the settings.
    known = reading.prices != "none"
    price = price_as(wanted, rate, gross=reading.prices == "gross", decimals=_PRICE_DECIMALS) if known else None
    more = {"kaina": price and plain(price), "pvmtar": None if rate is None else plain(rate.normalize())}
    return {"oper": "UPD", **_ITEM.write(wanted, system=SYSTEM), **filled(more)}


def amount(value: object) -> Decimal | None:
    """A decimal that came as text; None for anything else."""
    return Decimal(value) if isinstance(value, str) and _AMOUNT.fullmatch(value) else None
