"""Centas' products: one export tells them all with their stock, an import makes and changes them.

Source: centas.md §6.3, §6.4, §8 (jobs 8, 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from oscar_lt_accounting.domain.errors import Held, Rejected, Uncertain, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.domain.vat import VAT_CODES
from oscar_lt_accounting.providers.base import Choice, Purpose
from oscar_lt_accounting.providers.centas import xml
from oscar_lt_accounting.providers.centas.client import CentasClient
from oscar_lt_accounting.providers.centas.payload import plain
from oscar_lt_accounting.providers.centas.xml import Record
from oscar_lt_accounting.providers.kit import verdicts

EXPORT = "products/export"
_IMPORT = "products/import"
# centas.md §3: six decimals in the import sample.
_PRICE = Decimal("0.000001")
# No company has a trillion of anything; a longer number means harm.
_AMOUNT = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How this company's lists are read. `prices` are "none" (not known, not sent), "net" or "gross"."""

    prices: str = "none"
    from_balance: bool = False
    elsewhere_is_zero: bool = True


class Goods:
    """One company's products."""

    def __init__(self, client: CentasClient, reading: Reading, *, token: str) -> None:
        self._client = client
        self._reading = reading
        self._token = token

    def stock(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything in one call, as it arrives."""
        for record in self._records(Purpose.STOCK):
            yield stock_level(record, warehouse, self._reading)

    def all(self) -> Iterator[RemoteProduct]:
        """All products in one call, as they arrive."""
        for record in self._records():
            yield product(record, self._reading)

    def warehouses(self) -> Sequence[Choice]:
        """Collected from the products, since Centas has no list of warehouses."""
        found: dict[str, str] = {}
        for record in self._records():
            for code, name in stocks_of(record):
                found.setdefault(code, name)
        return tuple(Choice(code=code, name=name) for code, name in found.items())

    def create(self, wanted: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A new product; one with the same code is taken for it, so a lost answer makes no second one.

        An import with a known code would change what the accountant entered (centas.md §6.3).
        """
        if not wanted.code:
            raise Held(
                gettext_noop("Centas needs a code for “%(title)s”. Give the product an SKU, then try again."),
                code="setting",
                title=wanted.name,
            )
        fields = item(wanted, percent(remote_vat), self._reading)
        if known := self._with_code(wanted):
            return known
        self._take_in(fields)
        if made := self._with_code(wanted):
            return made
        raise Uncertain(
            gettext_noop("Centas took the product without showing it in its list; try again, and it will be found."),
            code="no_id",
        )

    def update(self, wanted: RemoteProduct) -> RemoteProduct:
        """Name, unit, code and bar code, and the price where the settings say which; the stock is not touched.

        An import with an unknown id would make a product (centas.md §11 no. 14), so it is looked for first.
        """
        known = self._with_id(wanted.remote_id) if wanted.remote_id else None
        if known is None:
            raise Rejected(
                gettext_noop("Centas has no product %(remote_id)s. Correct the product's link."),
                code="remote_id",
                remote_id=wanted.remote_id or "–",
            )
        rate = amount(known.get("pvmtar"))
        fields = {**_kept(known), **item(wanted, rate, self._reading)}
        self._take_in(fields)
        return product({**known, **fields}, self._reading)

    def _records(self, purpose: Purpose = Purpose.SET_UP, only: Mapping[str, str] | None = None) -> Iterator[Record]:
        return self._client.records(EXPORT, "item", purpose=purpose, only=only)

    def _with_id(self, remote_id: str) -> Record | None:
        found = [one for one in self._records(only={"id": remote_id}) if text(one, "id") == remote_id]
        return found[0] if found else None

    def _with_code(self, wanted: RemoteProduct) -> RemoteProduct | None:
        found = [one for one in self.all() if one.code == wanted.code.strip()]
        if len(found) > 1:
            raise Held(
                gettext_noop(
                    "Centas has %(count)s products with the code %(sku)s. Link “%(title)s” to the right one by hand."
                ),
                code="remote_id",
                count=len(found),
                sku=wanted.code,
                title=wanted.name,
            )
        return found[0] if found else None

    def _take_in(self, fields: Mapping[str, str]) -> None:
        # centas.md §2: the key stands once more in every item.
        document = xml.leaves("item", {"token": self._token, **fields})
        told = self._client.take_in(_IMPORT, document, purpose=Purpose.SET_UP)
        done = (told.get("products_created"), told.get("products_updated"))
        # centas.md §9 no. 16: `success` may come with counters that say otherwise.
        if told.get("products_found_xml") != 1 or done not in ((0, 1), (1, 0)):
            raise verdicts.unreadable(writes=True)


def product(record: Record, reading: Reading) -> RemoteProduct:
    """One item of the export."""
    return RemoteProduct(
        remote_id=text(record, "id"),
        code=text(record, "kodas"),
        barcode=text(record, "barkodas"),
        name=text(record, "pavadinimas"),
        unit=text(record, "matovnt"),
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
        quantities = [amount(stock.get("Quantity")) for stock in stocks if text(stock, "WarehouseId") == warehouse]
        elsewhere = ZERO if reading.elsewhere_is_zero else None
        # The same warehouse twice has no known quantity.
        held = elsewhere if not quantities else quantities[0] if len(quantities) == 1 else None
    return StockLevel(product=product(record, reading), available=held)


def stocks_of(record: Record) -> Iterator[tuple[str, str]]:
    """The warehouses an item names, with their names."""
    stocks = record.get("Stocks")
    for stock in stocks if isinstance(stocks, list) else ():
        if code := text(stock, "WarehouseId"):
            yield code, text(stock, "WarehouseName") or code


def item(wanted: RemoteProduct, rate: Decimal | None, reading: Reading) -> dict[str, str]:
    """The elements of `products/import`; the stock is left out, so that it stays (centas.md §8, job 9)."""
    price = _price(wanted, rate, reading)
    fields = {
        "oper": "UPD",
        "id": wanted.remote_id,
        "kodas": wanted.code,
        "pavadinimas": wanted.name,
        "matovnt": wanted.unit,
        "kaina": "" if price is None else plain(price),
        "pvmtar": "" if rate is None else plain(rate.normalize()),
        "barkodas": wanted.barcode,
    }
    return {name: value for name, value in fields.items() if value}


def percent(remote_vat: str) -> Decimal | None:
    """The VAT percentage of a new product: said as a number, or by the tax office's code; None for no rate."""
    if not remote_vat:
        return None
    if re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", remote_vat):
        return Decimal(remote_vat)
    if known := VAT_CODES.get(remote_vat.upper()):
        return known.rate
    raise Held(
        gettext_noop("Centas wants a VAT percentage such as 21 for a new product, but “%(given)s” is set. Correct it."),
        code="vat_mapping",
        given=remote_vat,
    )


def amount(value: object) -> Decimal | None:
    """A decimal that came as text; None for anything else."""
    return Decimal(value) if isinstance(value, str) and _AMOUNT.fullmatch(value) else None


def _price(wanted: RemoteProduct, rate: Decimal | None, reading: Reading) -> Decimal | None:
    """The price as Centas keeps it; None where nobody said how it does (centas.md §11 no. 16)."""
    if wanted.price is None or reading.prices == "none":
        return None
    gross = reading.prices == "gross"
    if wanted.price_includes_vat in (None, gross):
        return wanted.price
    if rate is None:
        return None
    factor = 1 + rate / 100
    price = wanted.price * factor if gross else wanted.price / factor
    return price.quantize(_PRICE, rounding=ROUND_HALF_UP)


def _kept(known: Record) -> dict[str, str]:
    """What an import repeats of the product as it was: whatever is not sent might be cleared."""
    names = ("kodas", "pavadinimas", "matovnt", "kaina", "pvmtar", "barkodas")
    return {name: value for name in names if (value := text(known, name))}


def text(record: Mapping[str, Any], name: str) -> str:
    """A text of the record, empty where there is none."""
    value = record.get(name)
    return value if isinstance(value, str) else ""
