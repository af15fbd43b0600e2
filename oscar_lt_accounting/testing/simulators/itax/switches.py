"""What the documents of iTax leave open, as switches (itax.md §12, whose numbers are given).

The defaults are the strictest reading listed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oscar_lt_accounting.testing.simulators import toolkit as kit


@dataclass
class ITaxSwitches(kit.Switches):
    """The open readings of iTax's documents."""

    # 1: a filter on a column that is not there: all rows, or an error.
    unknown_filters: Literal["ignored", "refused"] = "ignored"
    # 1: the caller's own reference: kept and filtered by, kept only, or dropped without a word.
    external_code: Literal["stored", "not filtered", "not stored"] = "stored"
    duplicate_numbers: Literal["accepted", "refused"] = "accepted"
    # 2: 201, 401, 404 and 422, or 200 for everything with `error` inside.
    statuses: Literal["telling", "always 200"] = "telling"
    # 3: sums of a line against its price, quantity and discount.
    line_sums: Literal["checked", "unchecked"] = "checked"
    # 4: whether `qty_on_hand` still holds what is reserved.
    on_hand: Literal["with reserved", "without reserved"] = "with reserved"
    # 5: stock goods that have no record in the warehouse asked for.
    elsewhere: Literal["dropped", "zero"] = "dropped"
    # 6: the size of a page nobody asked for; the text says 1000, the sample 100.
    default_page: int = 100
    # 9: which version of the PDF's address works.
    pdf_version: Literal["v2", "v1"] = "v2"
    # 10: the path that takes e-mails, such as invoices/{id}/email_messages; none by default.
    email_path: str = ""
    # 13: lines with a negative quantity, as a credit.
    negative_quantities: Literal["refused", "accepted"] = "refused"
    # 17: which host serves; calls of the other are redirected to it. On the loopback, a host with www. in
    # front stands for the one, any host without it for the other.
    host: Literal["itax.lt", "www.itax.lt", "both"] = "itax.lt"
    # 20: whether posting lowers the stock at the invoice's warehouse.
    lowers_stock: bool = True
    # itax.md §5: calls in any second, counted per company (12).
    per_second: int = 5
    # itax.md §8.3: a public client never leaves out address and country of a buyer; perhaps they are needed.
    client_address: Literal["optional", "required"] = "optional"
    # itax.md §9, job 9: whether a movement of stock changes a product's `updated_at`.
    stock_touches_product: bool = False
