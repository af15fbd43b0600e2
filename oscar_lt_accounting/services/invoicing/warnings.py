"""What of an order a person has to look at before its document is sent."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.services.invoicing.ended import is_ended
from oscar_lt_accounting.services.invoicing.orders import OrderFacts

REFUNDED = "order_refunded"
ENDED_AFTER_BEGIN = "order_ended_begun"
#: Problem codes that a person may release ("send anyway"): warnings, where neither sums nor VAT are uncertain.
RELEASABLE = frozenset({REFUNDED, ENDED_AFTER_BEGIN})


def check_order(order: OrderFacts, submission: Submission) -> None:
    """Raise `Held` for lines that ended or have no pieces while the total has their money, and for refunded orders."""
    for line in order.lines:
        if line.quantity <= 0:
            raise Held(
                gettext_noop(
                    "“%(title)s” of order %(order)s has %(quantity)s pieces, but costs %(amount)s. Correct the order, "
                    "then send again."
                ),
                code="no_pieces",
                title=line.title,
                order=order.number,
                quantity=line.quantity,
                amount=line.gross,
            )
        if line.gross and is_ended(line.status, submission.integration):
            raise Held(
                gettext_noop(
                    "“%(title)s” of order %(order)s was cancelled (%(status)s), but its %(amount)s are still in the "
                    "order's total. Correct the order, then send again."
                ),
                code="line_ended",
                title=line.title,
                order=order.number,
                status=line.status,
                amount=line.gross,
            )
    if REFUNDED not in submission.released_holds:
        _check_money(order)


def _check_money(order: OrderFacts) -> None:
    sources = list(order.order.sources.all())
    debited = sum((source.amount_debited for source in sources), ZERO)
    refunded = sum((source.amount_refunded for source in sources), ZERO)
    if refunded > 0 and refunded >= debited:
        raise Held(
            gettext_noop(
                "Order %(order)s was refunded in full before its document was sent. If it is no sale, cancel the "
                "document; if it is, send it anyway."
            ),
            code=REFUNDED,
            order=order.number,
        )
