"""What the documents of RoboLabs leave open, as switches (robolabs.md §11, whose numbers are given).

The defaults are the strictest reading listed there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oscar_lt_accounting.testing.simulators import toolkit as kit


@dataclass
class RoboLabsSwitches(kit.Switches):
    """The open readings of RoboLabs' documents, and the company's own settings (robolabs.md §1)."""

    # Company settings: background import, products through the API, empty partner codes (no. 18).
    background: bool = False
    new_products: bool = False
    empty_partner_code: bool = False

    # 1: a text or a number, in turns.
    status_code: Literal["alternates", "text", "number"] = "alternates"
    # 2: `status_text` in place of `error` in get_invoice and get_invoice_list.
    invoice_words: Literal["status_text", "error"] = "status_text"
    # 3: an invoice that does not exist.
    not_found: Literal["empty", "404", "400"] = "empty"
    # 4: [], {}, "", null and false in turns.
    empty_data: Literal["rotates", "list"] = "rotates"
    # 5: where the key may stand; two different ones are always refused.
    key_place: Literal["either", "body"] = "either"
    # robolabs.md §2: what a wrong key gets is UNKNOWN.
    key_refusal: Literal["inside 200", "401", "403", "jsonrpc"] = "inside 200"
    # 6: a slash behind the method.
    trailing_slash: Literal["served", "refused"] = "served"
    # 7: codes, the documents' texts, or those a public client knows.
    job_states: Literal["alternates", "codes", "texts", "public"] = "alternates"
    # 8: JSON, or text that only looks like Python.
    response_data: Literal["alternates", "json", "python"] = "alternates"
    # 9: whether asking after jobs counts; the windows slide, per company.
    polls_count: bool = True
    per_minute: int = 10
    per_hour: int = 500
    # 10: the limit's answer inside an HTTP 200, or a real HTTP 429.
    throttled_as: Literal["inside 200", "429"] = "inside 200"
    # 11: accepted silently, so that tests see whatever is sent twice.
    duplicate_numbers: Literal["accepted", "refused"] = "accepted"
    # 12: the whole comment, or any part of it, first hit.
    comment_search: Literal["exact", "part"] = "exact"
    # 13: `subtotal`, `tax` and `total` against the computed sums.
    header_sums: Literal["exact", "unchecked"] = "exact"
    # 14: `vat` of a line against its exact value.
    line_vat: Literal["one cent", "unchecked"] = "one cent"
    # 15: lines in update_invoice.
    updated_lines: Literal["add", "replace"] = "add"
    # 16: changes of sums of invoices that are no drafts.
    confirmed_sums: Literal["refused", "accepted"] = "refused"
    # 17: company codes taken for dead.
    dead_codes: tuple[str, ...] = ()
    # 21: whether an invoice lowers the stock at its location.
    lowers_stock: bool = True
    # 22: the zone of date-times.
    time_zone: Literal["UTC", "Europe/Vilnius"] = "UTC"
    # 23: whether the end of a period belongs to it.
    period_end: Literal["exclusive", "inclusive"] = "exclusive"
    # 25: products without stock in `products`.
    empty_stock: Literal["left out", "listed"] = "left out"
    # 27: `product` in the lines of update_invoice.
    product_in_update: Literal["required", "optional"] = "required"
    # 30: prices of zero; `vat` of zero is taken for codes of 0 % only.
    zero_price: Literal["refused", "accepted"] = "refused"
    # 32: whether the list of jobs shows what was done at once.
    jobs_listed: Literal["all", "background"] = "all"
    # robolabs.md §3.2 names no order for the at most 100 jobs.
    jobs_first: Literal["newest", "oldest"] = "newest"
    # 34: a discount such as 12.5 %.
    discount_fractions: Literal["refused", "accepted"] = "refused"
    # robolabs.md §6.9: the amounts in the invoice's currency may be missing.
    invoice_currency_amounts: Literal["alternates", "present", "absent"] = "alternates"
    # robolabs.md §8, job 9: nothing says that a repeated product code is refused.
    duplicate_codes: Literal["accepted", "refused"] = "accepted"
    unknown_fields: Literal["refused", "ignored"] = "refused"
