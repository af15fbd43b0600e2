"""Reads the demo files into plain rows. Knows nothing of Django, so that tests can look at the files alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WAREHOUSES: Mapping[str, str] = {"vilnius": "Vilniaus sandėlis", "kaunas": "Kauno sandėlis"}


@dataclass(frozen=True, kw_only=True)
class Category:
    """A shelf; `parent` is the slug of the one above, `pictogram` what its goods look like."""

    slug: str
    parent: str
    name: str
    colour: str
    pictogram: str
    text_lt: str
    text_en: str


@dataclass(frozen=True, kw_only=True)
class Stock:
    """What one warehouse has; `quantity` is None for what is not counted (services, gift cards)."""

    warehouse: str
    price: Decimal
    quantity: int | None


@dataclass(frozen=True, kw_only=True)
class Product:
    """Something to buy. A parent has variants and no stock; a variant names its `parent` by SKU."""

    sku: str
    upc: str = ""
    parent: str = ""
    product_class: str = ""
    category: str = ""
    title: str = ""
    option: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    stock: tuple[Stock, ...] = ()
    text_lt: str = ""
    text_en: str = ""


def categories() -> list[Category]:
    """The category tree, parents first."""
    return [Category(**row) for row in _table(HERE / "categories.csv")]


def countries() -> list[dict[str, str]]:
    """The countries goods may go to, Lithuania first."""
    return list(_table(HERE / "countries.csv"))


def products() -> list[Product]:
    """All products, parents before their variants."""
    return [_product(row) for path in sorted((HERE / "products").glob("*.csv")) for row in _table(path)]


def people() -> list[dict[str, Any]]:
    """Staff, customers and guests."""
    found: list[dict[str, Any]] = _json("people.json")
    return found


def offers() -> dict[str, Any]:
    """Offers for everybody, and vouchers."""
    found: dict[str, Any] = _json("offers.json")
    return found


def orders() -> list[dict[str, Any]]:
    """Orders to place, each with the word for its kind."""
    found: list[dict[str, Any]] = _json("orders.json")
    return found


def _product(row: Mapping[str, str]) -> Product:
    attributes = {name: row[name] for name in ("size", "colour", "author", "pages") if row.get(name)}
    return Product(
        sku=row["sku"],
        upc=row.get("upc", ""),
        parent=row.get("parent", ""),
        product_class=row["class"],
        category=row["category"],
        title=row["title"],
        option=row.get("option", ""),
        attributes=attributes,
        stock=tuple(_stock(row)),
        text_lt=row["text_lt"],
        text_en=row["text_en"],
    )


def _stock(row: Mapping[str, str]) -> Iterator[Stock]:
    for warehouse in WAREHOUSES:
        if quantity := row[warehouse]:
            yield Stock(
                warehouse=warehouse,
                price=Decimal(row.get(f"{warehouse}_price") or row["price"]),
                quantity=None if quantity == "uncounted" else int(quantity),
            )


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _json(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))
