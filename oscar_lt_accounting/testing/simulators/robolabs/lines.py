"""Lines of an invoice and its sums: global rounding by VAT rate, steered by the lines' `vat` (robolabs.md §6.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.robolabs.books import Office
from oscar_lt_accounting.testing.simulators.robolabs.envelope import RoboRefusalError
from oscar_lt_accounting.testing.simulators.toolkit.records import Product, Row
from oscar_lt_accounting.testing.simulators.toolkit.rounding import (
    CENT,
    HUNDRED,
    inside,
    on_top,
    rounded,
    spread,
    total,
)
from oscar_lt_accounting.testing.simulators.toolkit.seeding import put_products

# lt-invoicing-facts §1: codes of a sale and their rates, state of 2026; None is no rate, which is not 0 %.
VAT_CODES: dict[str, Decimal | None] = {
    "PVM1": Decimal(21),
    "PVM2": Decimal(9),
    "PVM3": Decimal(5),
    "PVM58": Decimal(12),
    "PVM12": Decimal(0),
    "PVM13": Decimal(0),
    "PVM14": Decimal(0),
    "PVM5": None,
    "PVM15": None,
    "PVM25": None,
    "PVM34": None,
    "PVM100": None,
}


@dataclass
class Sums:
    """The rows of an invoice with what they add up to."""

    rows: list[Row]

    @property
    def net(self) -> Decimal:
        """The sum before tax."""
        return total(row.net for row in self.rows)

    @property
    def vat(self) -> Decimal:
        """The tax."""
        return total(row.vat for row in self.rows)

    @property
    def gross(self) -> Decimal:
        """The total."""
        return total(row.gross for row in self.rows)

    def check(self, sent: Mapping[str, Any]) -> None:
        """Refuse header sums that differ from these, though by a cent (robolabs.md §11 no. 13)."""
        for name, amount in (("subtotal", self.net), ("tax", self.vat), ("total", self.gross)):
            if name in sent and Decimal(sent[name]) != amount:
                raise RoboRefusalError(f"{name} is {sent[name]}, the lines make {amount}.")


def read(office: Office, sent: Sequence[Mapping[str, Any]]) -> Sums:
    """The lines as rows with their sums; raises `RoboRefusalError`."""
    if len({_mode(line) for line in sent}) > 1:
        raise RoboRefusalError("All lines must use the same of price and price_with_vat.")
    with_vat = _mode(sent[0]) == "price_with_vat"
    for line in sent:
        _check(office, line)
    rows = [_row(office, line) for line in sent]
    for rate in {row.rate for row in rows}:
        same = [i for i, row in enumerate(rows) if row.rate == rate]
        _round_together(office, [rows[i] for i in same], [sent[i] for i in same], with_vat=with_vat)
    return Sums(rows)


def _mode(line: Mapping[str, Any]) -> str:
    modes = [name for name in ("price", "price_with_vat") if name in line]
    if len(modes) != 1:
        raise RoboRefusalError("A line needs either price or price_with_vat, never both.")
    return modes[0]


def _check(office: Office, line: Mapping[str, Any]) -> None:
    switches = office.switches
    rate = VAT_CODES.get(line["vat_code"])
    discount = Decimal(line.get("discount", 1))
    vat = line.get("vat")
    if line["vat_code"] not in VAT_CODES:
        raise RoboRefusalError(f"VAT code {line['vat_code']} is not known.")
    if not line[_mode(line)] and switches.zero_price == "refused":
        raise RoboRefusalError("A price must be positive.")
    if not 1 <= discount <= HUNDRED - 1 or (discount % 1 and switches.discount_fractions == "refused"):
        raise RoboRefusalError("discount must be a percent from 1 to 99.")
    if vat is not None and (rate is None or bool(vat) != bool(rate)):
        raise RoboRefusalError(f"vat cannot be {vat} with the VAT code {line['vat_code']}.")
    if line.get("deferred") and not {"defer_start_date", "defer_number_of_months"} <= set(line):
        raise RoboRefusalError("A deferred line needs defer_start_date and defer_number_of_months.")


def _row(office: Office, line: Mapping[str, Any]) -> Row:
    product = _product(office, line)
    return Row(
        title=line.get("product") or (product.name if product else ""),
        code=product.code if product else line.get("product_code", ""),
        product=product.id if product else None,
        quantity=Decimal(line["qty"]),
        price=Decimal(line[_mode(line)]),
        rate=VAT_CODES[line["vat_code"]],
        vat_code=line["vat_code"],
    )


def _product(office: Office, line: Mapping[str, Any]) -> Product | None:
    """By id, else by code, else by exact name; None where the company lets it be made anew (no. 20)."""
    books = office.records
    if "product_id" not in line and "product" not in line:
        raise RoboRefusalError("A line needs product or product_id.")
    if "product_id" in line:
        found = [product for product in [books.product(line["product_id"])] if product]
    elif "product_code" in line:
        found = books.with_code(line["product_code"])
    else:
        found = [product for product in books.products.values() if product.name == line["product"]]
    if not found and (not office.switches.new_products or "product_id" in line):
        raise RoboRefusalError(f"Product {line.get('product_code') or line.get('product')} does not exist.")
    return found[0] if found else None


def make_products(office: Office, rows: Sequence[Row]) -> None:
    """Make the products of rows that have none yet."""
    for row in rows:
        if row.product is None:
            made = {"name": row.title, "code": row.code, "vat_code": row.vat_code, "vat_rate": row.rate}
            row.product = put_products(office.records, office.company.warehouse, [made], office.at)[0].id


def _round_together(office: Office, rows: Sequence[Row], lines: Sequence[Mapping[str, Any]], *, with_vat: bool) -> None:
    rate = rows[0].rate
    exact: list[Decimal] = []
    for row, line in zip(rows, lines, strict=True):
        amount = row.price * row.quantity * (HUNDRED - Decimal(line.get("discount", 0))) / HUNDRED
        exact.append(inside(amount, rate) if with_vat else on_top(amount, rate))
        row.gross = row.net = rounded(amount)
    free = [i for i, line in enumerate(lines) if "vat" not in line]
    group = spread(rounded(sum((exact[i] for i in free), Decimal(0))), [exact[i] for i in free])
    for i, share in zip(free, group, strict=True):
        rows[i].vat = share
    for row, line, vat in zip(rows, lines, exact, strict=True):
        if "vat" in line:
            row.vat = rounded(Decimal(line["vat"]))
            if office.switches.line_vat == "one cent" and abs(row.vat - vat) > CENT:
                raise RoboRefusalError(f"vat {row.vat} is more than one cent from {vat}.")
        if with_vat:
            row.net = row.gross - row.vat
        else:
            row.gross = row.net + row.vat
