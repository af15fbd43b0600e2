"""Lines of an invoice and its sums: global rounding by VAT rate, steered by the lines' `vat` (robolabs.md §6.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.robolabs.records import Context

_RATES = {1: 21, 2: 9, 3: 5, 58: 12, 12: 0, 13: 0, 14: 0, 5: None, 15: None, 25: None, 34: None, 100: None}
# lt-invoicing-facts §1: codes of a sale and their rates, state of 2026; None is no rate, which is not 0 %.
VAT_CODES = {f"PVM{number}": None if rate is None else Decimal(rate) for number, rate in _RATES.items()}


def check_sums(rows: Sequence[kit.Row], sent: Mapping[str, Any]) -> None:
    """Refuse header sums that differ from those of the rows, though by a cent (robolabs.md §11 no. 13)."""
    for name, attribute in (("subtotal", "net"), ("tax", "vat"), ("total", "gross")):
        amount = kit.total(getattr(row, attribute) for row in rows)
        if name in sent and Decimal(sent[name]) != amount:
            raise kit.RefusalError(f"{name} is {sent[name]}, the lines make {amount}.")


def read(context: Context, sent: Sequence[Mapping[str, Any]]) -> list[kit.Row]:
    """The lines as rows with their sums; raises `RefusalError`."""
    modes = {_mode(line) for line in sent}
    kit.refuse_if(len(modes) > 1, kit.RefusalError("All lines must use the same of price and price_with_vat."))
    for line in sent:
        _check(context, line)
    rows = [_row(context, line) for line in sent]
    _add_tax(context, rows, sent, with_vat=modes == {"price_with_vat"})
    return rows


def _mode(line: Mapping[str, Any]) -> str:
    modes = [name for name in ("price", "price_with_vat") if name in line]
    kit.refuse_if(len(modes) != 1, kit.RefusalError("A line needs either price or price_with_vat, never both."))
    return modes[0]


def _check(context: Context, line: Mapping[str, Any]) -> None:
    code, discount, vat = line["vat_code"], Decimal(line.get("discount", 1)), line.get("vat")
    rate = VAT_CODES.get(code)
    fraction = discount % 1 and context.switches.discount_fractions == "refused"
    deferred = {"defer_start_date", "defer_number_of_months"} <= set(line)
    complaints = {
        f"VAT code {code} is not known.": code not in VAT_CODES,
        "A price must be positive.": not line[_mode(line)] and context.switches.zero_price == "refused",
        "discount must be a percent from 1 to 99.": not 1 <= discount < kit.HUNDRED or fraction,
        f"vat cannot be {vat} with the VAT code {code}.": vat is not None and (rate is None or bool(vat) != bool(rate)),
        "A deferred line needs defer_start_date and defer_number_of_months.": line.get("deferred") and not deferred,
    }
    for sentence, applies in complaints.items():
        kit.refuse_if(applies, kit.RefusalError(sentence))


def _row(context: Context, line: Mapping[str, Any]) -> kit.Row:
    product = _product(context, line)
    quantity, price = Decimal(line["qty"]), Decimal(line[_mode(line)])
    return kit.Row(
        title=line.get("product") or (product.name if product else ""),
        code=product.code if product else line.get("product_code", ""),
        product=product.id if product else None,
        quantity=quantity,
        price=price,
        discount=price * quantity * Decimal(line.get("discount", 0)) / kit.HUNDRED,
        rate=VAT_CODES[line["vat_code"]],
        vat_code=line["vat_code"],
    )


def _product(context: Context, line: Mapping[str, Any]) -> kit.Product | None:
    """By id, else by code, else by exact name; None where the company lets it be made anew (no. 20)."""
    records = context.records
    if "product_id" not in line and "product" not in line:
        raise kit.RefusalError("A line needs product or product_id.")
    if "product_id" in line:
        found = [product for product in [records.product(line["product_id"])] if product]
    elif "product_code" in line:
        found = records.with_code(line["product_code"])
    else:
        found = [product for product in records.products.values() if product.name == line["product"]]
    if not found and (not context.switches.new_products or "product_id" in line):
        raise kit.RefusalError(f"Product {line.get('product_code') or line.get('product')} does not exist.")
    return found[0] if found else None


def make_products(context: Context, rows: Sequence[kit.Row]) -> None:
    """Make the products of rows that have none yet."""
    for row in rows:
        if row.product is None:
            made = {"name": row.title, "code": row.code, "vat_code": row.vat_code, "vat_rate": row.rate}
            row.product = kit.put_products(context.records, context.company.warehouse, [made], context.at)[0].id


def _amount(row: kit.Row) -> Decimal:
    return row.price * row.quantity - row.discount


def _add_tax(context: Context, rows: Sequence[kit.Row], sent: Sequence[Mapping[str, Any]], *, with_vat: bool) -> None:
    """The VAT that a line names must be its own to the cent; the others of a rate are rounded together."""
    tax = kit.inside if with_vat else kit.on_top
    kit.tax_together([row for row, line in zip(rows, sent, strict=True) if "vat" not in line], _amount, tax)
    for row, line in zip(rows, sent, strict=True):
        if "vat" in line:
            row.vat, exact = kit.rounded(Decimal(line["vat"])), tax(_amount(row), row.rate)
            if context.switches.line_vat == "one cent" and abs(row.vat - exact) > kit.CENT:
                raise kit.RefusalError(f"vat {row.vat} is more than one cent from {exact}.")
        amount = kit.rounded(_amount(row))
        row.net, row.gross = (amount - row.vat, amount) if with_vat else (amount, amount + row.vat)
