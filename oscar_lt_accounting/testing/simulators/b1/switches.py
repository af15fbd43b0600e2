"""What nobody knows of B1 (b1.md §11), as switches; the defaults are the strictest reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oscar_lt_accounting.testing.simulators import toolkit as kit


@dataclass
class B1Switches(kit.Switches):
    """The open readings of B1's documents."""

    # b1.md §2: which ways of signing the key opens; by default each is checked as it comes.
    auth: Literal["any", "key", "signed", "signed-v2"] = "any"
    # b1.md §2.2: the allowed clock difference is UNKNOWN.
    clock_tolerance: int = 60
    # b1.md §4.2: 401 and 403 were seen, and 400 with `errors.headers`.
    key_refusal: Literal[401, 403, 400] = 401
    unknown_fields: Literal["refused", "ignored"] = "refused"
    # b1.md §5.4: B1 most likely takes differences of cents.
    sums: Literal["exact", "cents", "unchecked"] = "exact"
    # b1.md §3.2: the sources disagree; these are safe for all, 500 is in daily use on items/stock.
    page_sizes: tuple[int, ...] = (10, 20, 50, 100)
    stock_page_sizes: tuple[int, ...] = (10, 20, 50, 100, 500)
    # b1.md §3.3: items/stock answers page 0 with 200; with what is UNKNOWN.
    page_zero: Literal["repeats", "empty", "refused"] = "repeats"
    # b1.md §3.1: whether a list goes by its filters, or shows all rows whatever is asked, or none.
    filters: Literal["work", "ignored", "hide all"] = "work"
    # b1.md §5.4: the effect of orders/delete after a sale is UNKNOWN.
    delete_after_sale: Literal["refused", "deletes both", "deletes order"] = "refused"
    delete_after_write_off: Literal["restores", "refused"] = "restores"
    # A second write-off or sale of one order: refused, or done twice without a word.
    repeated_steps: Literal["refused", "accepted"] = "refused"
    # b1.md §6: the package's number of requests per day, and what comes when they are used up.
    daily_requests: int = 417
    over_limit: Literal[429, 403, 400] = 429
    # b1.md §4.2: an error inside an HTTP 200 was reported by third parties.
    refusals: Literal["status", "inside 200"] = "status"
    # b1.md §4.1: where the id of a new record stands.
    id_place: Literal["data.id", "data", "top"] = "data.id"
    # b1.md §11: whether an API#2 key opens e-commerce/*, and an e-shop's key the rest, is UNKNOWN.
    opens: Literal["all", "e-commerce", "warehouse"] = "all"
    # b1.md §5.6: how B1 rounds the VAT of a sale's net rows is not told.
    sale_vat: Literal["per row", "per rate"] = "per row"
    # b1.md §8: rows of one sale from different warehouses look possible.
    row_warehouse: Literal["the sale's", "any"] = "the sale's"
    # b1.md §5.11: rows with a negative price, as some enter refunds.
    negative_prices: Literal["refused", "accepted"] = "refused"
    # b1.md §5.7: whether a second client with the same code is refused is UNKNOWN.
    duplicate_clients: Literal["accepted", "refused"] = "accepted"
    # b1.md §5.8: whether an update clears what it does not mention is UNKNOWN.
    item_update: Literal["clears", "keeps"] = "clears"
    # b1.md §5.9: the doc has name and code of a currency swapped.
    currency_code_in: Literal["code", "name"] = "code"
