"""A part to build an Oscar order creator from: the last piece is sold once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from oscar.core.loading import get_class

UnableToPlaceOrder = get_class("order.exceptions", "UnableToPlaceOrder")


class LastPieceOnce:
    """Refuses an order that would allocate more than there is.

    Oscar checks the stock before it places an order, not while it does (oscar-facts §5), so two buyers who
    click at the same moment both get the last piece. Here the allocation itself is the check: it locks the
    stock record until the order is complete, so the second buyer is refused and nothing of the order stays.

    In a fork of Oscar's order app: ``class OrderCreator(LastPieceOnce, CoreOrderCreator)``.
    """

    def update_stock_records(self, line: Any) -> None:
        """Allocate a basket line; raises Oscar's `UnableToPlaceOrder` when too little is left."""
        super().update_stock_records(line)  # type: ignore[misc]
        record = line.stockrecord
        if not record.can_track_allocations:
            return
        record.refresh_from_db(fields=["num_in_stock", "num_allocated"])
        if record.net_stock_level < 0:
            raise UnableToPlaceOrder(
                _(
                    "“%(product)s” was sold to somebody else a moment ago. Change the quantity in your basket, then "
                    "place the order again; nothing was ordered."
                )
                % {"product": line.product.get_title()}
            )
