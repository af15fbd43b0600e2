"""What the documents of Centas leave open, as switches (centas.md §11, whose numbers are given).

The defaults are the strictest reading listed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oscar_lt_accounting.testing.simulators import toolkit as kit


@dataclass
class CentasSwitches(kit.Switches):
    """The open readings of Centas' documents."""

    # 1: where documents/create and orders/create look for their fields; those in the other place are ignored.
    transport: Literal["query", "form"] = "query"
    # 2: how it says no.
    refusals: Literal["success 0", "400 text", "200 page", "500 empty"] = "success 0"
    # 4: a number or a trans_id that was there before.
    duplicates: Literal["accepted", "refused"] = "accepted"
    # 5: the form of days in documents and orders; payments have dots always.
    date_format: Literal["%Y.%m.%d", "%Y-%m-%d", "%d.%m.%Y"] = "%Y.%m.%d"
    # 7: which of the two keys of an order row's VAT rate is read.
    order_vat_key: Literal["pvm_tar", "pvmtar"] = "pvm_tar"
    # 8: JSON numbers in rows.
    row_numbers: Literal["texts", "texts and numbers"] = "texts"
    # 9 and 24: the sums against each other and against the rows.
    sums: Literal["checked", "unchecked"] = "checked"
    # 11: what a wrong token gets.
    key_refusal: Literal["401", "success 0", "empty root"] = "401"
    # 21: how an order names its warehouse.
    warehouse_by: Literal["id", "name"] = "id"
    # centas.md §8, job 4: negative quantities and sums.
    negative_sums: Literal["refused", "accepted"] = "refused"
    # centas.md §6.1: a code is what goods are searched by; what happens when none is found is not told.
    unknown_codes: Literal["accepted", "refused"] = "accepted"
    unknown_fields: Literal["refused", "ignored"] = "refused"
    # centas.md §2: the token inside every item of an import.
    key_in_items: Literal["required", "optional"] = "required"
    # centas.md §9 no. 16: an item or payment that cannot be read refuses all, or is left out of the counters.
    misread: Literal["refused", "left out"] = "refused"
    # centas.md §8, job 6: a payment whose RefNr is there already, and (for tests) a new one.
    repeated_payments: Literal["left out", "entered"] = "left out"
    new_payments: Literal["entered", "left out"] = "entered"
