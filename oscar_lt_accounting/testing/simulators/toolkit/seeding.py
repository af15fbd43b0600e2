"""Filling a simulated warehouse, as a stock-taking would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from oscar_lt_accounting.testing.simulators.toolkit.records import Product, Records
from oscar_lt_accounting.testing.simulators.toolkit.rounding import inside, rounded

_TEXTS = ("code", "barcode", "name", "unit", "vat_code")
_AMOUNTS = ("quantity", "forecast", "reserved", "total", "price", "price_without_vat", "vat_rate", "cost")
FIELDS = frozenset({"id", "category", "service", *_TEXTS, *_AMOUNTS})
_FIRST_ID = 1001
_PRICE_PLACES = 4


class SeedError(ValueError):
    """A product cannot be put in like that; the sentence names its row."""


def put_products(records: Records[Any], warehouse: str, rows: Iterable[Mapping[str, Any]], at: float) -> list[Product]:
    """Create or change products and say how much of each `warehouse` has; raises `SeedError`.

    A row is found again by its `id`, else by its `code`, else by its `name`; what it does not mention
    stays. `price` is with VAT, `quantity` null means that there is no stock record.
    """
    records.warehouses.setdefault(warehouse, warehouse)
    known = {key: product for product in records.products.values() for key in _keys(product)}
    seeded = []
    for position, row in enumerate(rows, start=1):
        try:
            product = _put(records, known, row, at)
            _fill(product, warehouse, row, at)
        except (SeedError, InvalidOperation, TypeError, ValueError) as error:
            raise SeedError(f"Product {position}: {error}") from None
        known |= dict.fromkeys(_keys(product), product)
        seeded.append(product)
    return seeded


def _keys(product: Product) -> list[tuple[str, str]]:
    keys = [("id", str(product.id)), ("code", product.code), ("name", product.name)]
    return [key for key in keys if key[1]]


def _put(records: Records[Any], known: dict[tuple[str, str], Product], row: Mapping[str, Any], at: float) -> Product:
    if unknown := row.keys() - FIELDS:
        raise SeedError(f"there is no field {', '.join(sorted(unknown))}")
    key = next(((name, str(row[name])) for name in ("id", "code", "name") if row.get(name)), None)
    if key is None:
        raise SeedError("an id, a code or a name is needed")
    if product := known.get(key):
        return product
    product_id = int(row["id"]) if row.get("id") else records.next("product", _FIRST_ID)
    if product_id < 1:
        raise SeedError("an id is a number above zero")
    records.counters["product"] = max(records.counters.get("product", 0), product_id)
    product = Product(id=product_id, name=str(row.get("name") or row.get("code")), created=at)
    records.products[str(product_id)] = product
    return product


def _fill(product: Product, warehouse: str, row: Mapping[str, Any], at: float) -> None:
    for name in _TEXTS:
        if row.get(name) is not None:
            setattr(product, name, str(row[name]))
    if "vat_rate" in row:
        product.vat_rate = _amount(row["vat_rate"])
    if row.get("category") is not None:
        product.category = int(row["category"])
    product.service = bool(row.get("service", product.service))
    product.cost = _amount(row.get("cost")) or product.cost
    _set_price(product, row)
    if "quantity" in row:
        product.stock[warehouse] = _amount(row["quantity"])
    if (forecast := _amount(row.get("forecast"))) is not None:
        product.forecast[warehouse] = forecast
    if (reserved := _amount(row.get("reserved"))) is not None:
        product.reserved[warehouse] = reserved
    if "total" in row:
        product.total = _amount(row["total"])
    product.changed = at


def _set_price(product: Product, row: Mapping[str, Any]) -> None:
    with_vat, without = _amount(row.get("price")), _amount(row.get("price_without_vat"))
    if with_vat is not None:
        product.price_with_vat = with_vat
        product.price_without_vat = rounded(with_vat - inside(with_vat, product.vat_rate), _PRICE_PLACES)
    if without is not None:
        product.price_without_vat = without


def _amount(value: Any) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, (bool, float)) or not (amount := Decimal(value)).is_finite():
        raise SeedError(f"{value!r} is no amount")
    return amount
