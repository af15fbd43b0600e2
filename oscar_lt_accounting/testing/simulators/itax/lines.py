"""Lines of invoices: changed, removed and added, and their sums (itax.md §8.3, §12 no. 3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.itax.books import Office
from oscar_lt_accounting.testing.simulators.itax.forms import NEEDED_IN_LINE
from oscar_lt_accounting.testing.simulators.itax.reference import TAX_RATES
from oscar_lt_accounting.testing.simulators.itax.refusal import BLANK, bare, invalid, unknown
from oscar_lt_accounting.testing.simulators.toolkit.records import Row
from oscar_lt_accounting.testing.simulators.toolkit.rounding import rounded

# itax.md §8.3: a stored line shows prices of five decimals and sums of two.
_PRICE_PLACES = 5
_FIRST = 5663449
_SUMS = {"discount_amount": "discount", "amount": "net", "vat_amount": "vat", "total_amount": "gross"}


def applied(office: Office, rows: Sequence[Row], sent: Sequence[Mapping[str, Any]], prefix: str) -> list[Row]:
    """`rows` after the changes that are sent: a known id changes or removes a line, no id adds one.

    The rows given are left alone. An id of no line of this document is a 404.
    """
    after = {row.id: Row(**vars(row)) for row in rows}
    for line in sent:
        line_id = int(line["id"]) if "id" in line else None
        if line_id is not None and line_id not in after:
            raise bare(404)
        if line.get("_destroy"):
            if line_id is None:
                raise invalid([(f"{prefix}.id", BLANK)])
            del after[line_id]
            continue
        row = _added(line, prefix) if line_id is None else after[line_id]
        _fill(office, row, line, prefix)
        _check(office, row, prefix)
        if line_id is None:
            row.id = office.records.next("line", _FIRST)
            after[row.id] = row
    return list(after.values())


def _added(line: Mapping[str, Any], prefix: str) -> Row:
    missing = [(f"{prefix}.{name}", BLANK) for name in NEEDED_IN_LINE if name not in line]
    if missing:
        raise invalid(missing)
    return Row(title="")


def _fill(office: Office, row: Row, line: Mapping[str, Any], prefix: str) -> None:
    if "product_id" in line:
        product = office.records.product(int(line["product_id"]))
        if product is None:
            raise unknown(f"{prefix}.product_id")
        row.product, row.title, row.code = product.id, product.name, product.code
    if "sales_tax_id" in line:
        row.tax_id = int(line["sales_tax_id"])
        if row.tax_id not in TAX_RATES:
            raise unknown(f"{prefix}.sales_tax_id")
        row.rate = TAX_RATES[row.tax_id]
    if "price" in line:
        row.price = rounded(Decimal(line["price"]), _PRICE_PLACES)
    if "qty" in line:
        row.quantity = Decimal(line["qty"])
    row.reverse = line.get("reverse_vat", row.reverse)
    for name, attribute in _SUMS.items():
        if name in line:
            setattr(row, attribute, rounded(Decimal(line[name])))


def _check(office: Office, row: Row, prefix: str) -> None:
    credit = row.quantity < 0 and office.switches.negative_quantities == "accepted"
    if row.quantity == 0 or (row.quantity < 0 and not credit):
        raise invalid([(f"{prefix}.qty", "turi būti daugiau už 0")])
    if row.price < 0:
        raise invalid([(f"{prefix}.price", "negali būti mažiau už 0")])
    if office.switches.line_sums == "unchecked":
        return
    amount = rounded(row.price * row.quantity - row.discount)
    if row.net != amount:
        raise invalid([(f"{prefix}.amount", f"turi būti {amount}")])
    if row.gross != row.net + row.vat:
        raise invalid([(f"{prefix}.total_amount", f"turi būti {row.net + row.vat}")])
