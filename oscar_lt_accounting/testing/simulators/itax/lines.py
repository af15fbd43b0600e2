"""Lines of invoices: changed, removed and added, and their sums (itax.md §8.3, §12 no. 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.itax.records import Context
from oscar_lt_accounting.testing.simulators.itax.reference import TAX_RATES
from oscar_lt_accounting.testing.simulators.itax.refusals import BLANK, bare, invalid, misfilled

# itax.md §8.3: a stored line shows prices of five decimals and sums of two.
_PRICE_PLACES = 5
_FIRST = 5663449
_NEEDED = ("product_id", "price", "qty", "amount", "sales_tax_id", "vat_amount", "total_amount")
# itax.md §8.3: what the public shop module leaves out when it only knows the gross price.
_FOUND = ("price", "vat_amount", "total_amount")


def applied(context: Context, rows: Sequence[kit.Row], sent: Sequence[Mapping[str, Any]], prefix: str) -> list[kit.Row]:
    """`rows` after the changes that are sent: a known id changes or removes a line, no id adds one.

    The rows given are left alone. An id of no line of this document is a 404.
    """
    after = {row.id: kit.Row(**vars(row)) for row in rows}
    for line in sent:
        line_id = int(line["id"]) if "id" in line else None
        kit.refuse_if(line_id is not None and line_id not in after, bare(404))
        if line.get("_destroy"):
            if line_id is None:
                raise invalid(f"{prefix}.id")
            del after[line_id]
            continue
        row = _added(line, prefix) if line_id is None else after[line_id]
        _fill(context, row, line)
        _check(context, row, prefix)
        if line_id is None:
            row.id = context.records.next("line", _FIRST)
            after[row.id] = row
    return list(after.values())


def _added(line: Mapping[str, Any], prefix: str) -> kit.Row:
    found = _FOUND if _only_gross(line) else ()
    if missing := [(f"{prefix}.{name}", BLANK) for name in _NEEDED if name not in line and name not in found]:
        raise misfilled(missing)
    return kit.Row(title="")


def _only_gross(line: Mapping[str, Any]) -> bool:
    return line.get("vat_aggregate") == 1 and not any(name in line for name in _FOUND)


def _fill(context: Context, row: kit.Row, line: Mapping[str, Any]) -> None:
    if product := context.records.product(int(line.get("product_id", 0))):
        row.product, row.title, row.code = product.id, product.name, product.code
    if "sales_tax_id" in line:
        row.tax_id = int(line["sales_tax_id"])
        row.rate = TAX_RATES[row.tax_id]
    if "price" in line:
        row.price = kit.rounded(Decimal(line["price"]), _PRICE_PLACES)
    kit.assign(row, kit.pick(line, "quantity=qty", Decimal))
    kit.assign(row, kit.pick(line, "reverse=reverse_vat"))
    sums = "discount=discount_amount net=amount vat=vat_amount gross=total_amount"
    kit.assign(row, kit.pick(line, sums, lambda amount: kit.rounded(Decimal(amount))))
    if _only_gross(line) and row.quantity:
        # itax.md §8.3: what iTax makes of it is UNKNOWN; we take `amount` for the sum with VAT, as it is meant.
        row.gross, row.vat = row.net, kit.rounded(kit.inside(row.net, row.rate))
        row.net = row.gross - row.vat
        row.price = kit.rounded((row.net + row.discount) / row.quantity, _PRICE_PLACES)


def _check(context: Context, row: kit.Row, prefix: str) -> None:
    credit = row.quantity < 0 and context.switches.negative_quantities == "accepted"
    if row.quantity == 0 or (row.quantity < 0 and not credit):
        raise invalid(f"{prefix}.qty", "turi būti daugiau už 0")
    kit.refuse_if(row.price < 0, invalid(f"{prefix}.price", "negali būti mažiau už 0"))
    if context.switches.line_sums == "unchecked":
        return
    amount = kit.rounded(row.price * row.quantity - row.discount)
    kit.refuse_if(row.net != amount, invalid(f"{prefix}.amount", f"turi būti {amount}"))
    kit.refuse_if(row.gross != row.net + row.vat, invalid(f"{prefix}.total_amount", f"turi būti {row.net + row.vat}"))
