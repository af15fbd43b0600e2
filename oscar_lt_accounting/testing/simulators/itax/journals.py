"""Stock journals: goods written off or brought in (itax.md §8.6)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.itax import products
from oscar_lt_accounting.testing.simulators.itax.books import Journal, Office
from oscar_lt_accounting.testing.simulators.itax.refusal import invalid, unknown
from oscar_lt_accounting.testing.simulators.toolkit.json_text import write_json
from oscar_lt_accounting.testing.simulators.toolkit.records import Product, Row
from oscar_lt_accounting.testing.simulators.toolkit.rounding import rounded

_FIRST, _FIRST_LINE = 2556718, 9001
_LINES = "item_journal_lines"


def create(office: Office, sent: Mapping[str, Any]) -> Journal:
    """A journal; a posted one moves its goods, out with a negative quantity."""
    location = str(int(sent["location_id"]))
    if location not in office.records.warehouses:
        raise unknown("location_id")
    given = sent[f"{_LINES}_attributes"]
    goods = [_goods(office, line) for line in given]
    journal = Journal(
        id=office.records.next("document", _FIRST),
        kind="journal",
        state="posted" if sent.get("posted") else "not posted",
        posted=sent.get("posted", False),
        number=sent["name"],
        day=sent["date"],
        warehouse=location,
        rows=[_row(office, product, line) for product, line in zip(goods, given, strict=True)],
        created=office.at,
        changed=office.at,
        sent=write_json(sent).decode(),
    )
    if journal.posted:
        for product, row in zip(goods, journal.rows, strict=True):
            products.move(office, product, location, row.quantity)
    office.records.journals.append(journal)
    return journal


def _goods(office: Office, line: Mapping[str, Any]) -> Product:
    product = office.records.product(int(line["product_id"]))
    if product is None or products.type_of(product) != "Item":
        raise unknown(f"{_LINES}.product_id")
    if not Decimal(line["qty"]):
        raise invalid([(f"{_LINES}.qty", "negali būti 0")])
    return product


def _row(office: Office, product: Product, line: Mapping[str, Any]) -> Row:
    return Row(
        id=office.records.next("journal line", _FIRST_LINE),
        title=product.name,
        code=product.code,
        product=product.id,
        quantity=Decimal(line["qty"]),
        net=rounded(Decimal(line.get("total_cost", 0))),
    )
