"""Why a document cannot be priced, as sentences for a person."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from oscar_lt_accounting.domain.documents import InvoiceLine
from oscar_lt_accounting.domain.errors import Held, gettext_noop


def vat_differs(rate: Decimal | None, theirs: Iterable[Decimal], ours: Decimal, *, rounding_helps: bool) -> Held:
    """The system would make another VAT of a rate; `rounding_helps` where a product for rounding would do."""
    if rounding_helps:
        message = gettext_noop(
            "The accounting system works VAT out itself: at %(rate)s %% it makes %(theirs)s of this document's "
            "%(ours)s. Name a product for rounding in the integration's settings, or enter the document by hand."
        )
    else:
        message = gettext_noop(
            "The accounting system works VAT out itself: at %(rate)s %% it makes %(theirs)s of this document's "
            "%(ours)s. Enter the document by hand."
        )
    made = ", ".join(str(amount) for amount in sorted(set(theirs)))
    return Held(message, code="sums_differ", rate=f"{(rate or Decimal(0)).normalize():f}", theirs=made, ours=ours)


def no_unit_price(line: InvoiceLine, amount: Decimal) -> Held:
    """No price of the system's decimals, and no two prices, give the line's sum."""
    return Held(
        gettext_noop("“%(title)s”: no unit price gives %(amount)s for %(quantity)s. Split the row in the order."),
        code="unit_price",
        title=line.title,
        amount=amount,
        quantity=line.remote_quantity,
    )


def quantity_too_fine(line: InvoiceLine, decimals: int) -> Held:
    """The quantity has more decimals than the system counts."""
    return Held(
        gettext_noop(
            "“%(title)s”: the accounting system counts quantities to %(decimals)s decimals, which %(quantity)s is not. "
            "Correct the units of the product's link, then send again."
        ),
        code="quantity",
        title=line.title,
        decimals=decimals,
        quantity=line.remote_quantity,
    )


def below_zero(line: InvoiceLine) -> Held:
    """The system takes no negative price."""
    return Held(
        gettext_noop(
            "“%(title)s” is %(amount)s, and the accounting system takes no row below zero. Enter the document by hand."
        ),
        code="negative_price",
        title=line.title,
        amount=line.gross,
    )


def nothing_to_send() -> Held:
    """All lines are 0.00, and the system takes no such row."""
    return Held(
        gettext_noop(
            "Every row of this document is 0.00, and the accounting system takes no such row. Enter it by hand."
        ),
        code="nothing_to_send",
    )
