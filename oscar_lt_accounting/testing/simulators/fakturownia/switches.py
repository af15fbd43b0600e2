"""What the documents of Fakturownia leave open, as switches; the defaults are the strictest reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oscar_lt_accounting.testing.simulators import toolkit as kit


@dataclass
class FakturowniaSwitches(kit.Switches):
    """The open readings of fakturownia.md."""

    # Basics: the header is shown on fewer pages than the token beside the payload.
    auth: Literal["either", "header", "token"] = "either"
    # Basics: no limit is told; the most careful public client keeps 60 a minute.
    per_minute: int = 60
    # Responses: whether sentences come by field or as one text.
    refusals: Literal["by field", "text"] = "by field"
    # Responses: a key that may only read is answered 200 and nothing is made.
    read_only: bool = False
    # §1: where VAT is rounded when sums with VAT are kept.
    vat_rounding: Literal["rate", "row"] = "rate"
    # §1: only the symbols of Polish rates are listed.
    other_rates: Literal["refused", "accepted"] = "refused"
    zero_rows: Literal["refused", "accepted"] = "refused"
    # §2: whether questions match exactly or any part, and what a second reference is compared with.
    questions: Literal["part", "exact"] = "part"
    unique_over: Literal["account", "kind"] = "account"
    # §2: what a list shows without a period.
    default_period: Literal["this_month", "last_12_months", "all"] = "this_month"
    # §8: whether `stock_level` is told, and whether a bare code moves goods.
    stock_member: Literal["present", "missing"] = "present"
    code_moves_goods: bool = False
    lowers_stock: bool = True
    # §10: for how many seconds a new document has no PDF.
    pdf_after: int = 5
    unknown_fields: Literal["refused", "ignored"] = "refused"
