"""Parts to build an Oscar strategy from: which warehouse sells a product, and whether it may."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_class

from oscar_lt_accounting.models import Warehouse
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.stock.freshness import stopped_partners


class WarehouseStockRecord:
    """Picks the stock record for shops whose products lie in several warehouses (Oscar partners).

    Oscar's own mixin `UseFirstStockRecord` has two traps (oscar-facts §5):

    1. It takes `product.stockrecords.all()[0]`, but stock records have no ordering. On PostgreSQL a mere
       save of one record can put another one first, so a stock pull would change which warehouse sells.
       Here the order is written down: priced records first, then those that can be bought, then the
       priority of the partner's `Warehouse`, then the primary key.
    2. `Base.fetch_for_line(line, stockrecord)` ignores the stock record. When the choice changes after
       "add to basket", the order keeps the line's warehouse and allocates there, at the other
       warehouse's price and by the other's availability. Here a line keeps the record it was made with.

    Put it before Oscar's own mixins: ``class Strategy(WarehouseStockRecord, StockRequired, …, Structured)``.
    """

    def select_stockrecord(self, product: Any) -> Any | None:
        """The record `product` is sold from, or None when it has none."""
        # No filter or order_by here: they would query again for every product of a prefetched list.
        return min(product.stockrecords.all(), key=lambda record: self._preference(product, record), default=None)

    def fetch_for_line(self, line: Any, stockrecord: Any | None = None) -> Any:
        """Price and availability of a basket line, in the warehouse it was put into the basket from."""
        return self.fetch_for_product(line.product, stockrecord or line.stockrecord)  # type: ignore[attr-defined]

    def is_out(self, product: Any, record: Any) -> bool:
        """Whether `record` has nothing to sell, so that another warehouse goes before it."""
        return bool(product.get_product_class().track_stock and record.net_stock_level <= 0)

    def _preference(self, product: Any, record: Any) -> tuple[bool, bool, bool, int, int]:
        priority = self._priorities.get(record.partner_id)
        return (
            record.price is None,
            self.is_out(product, record),
            priority is None,
            priority or 0,
            record.pk,
        )

    @cached_property
    def _priorities(self) -> dict[int, int]:
        """The warehouses in use by partner, read once for each strategy object, that is for each request."""
        return dict(Warehouse.objects.filter(is_active=True).values_list("partner_id", "priority"))


class StockIsTooOld(get_class("partner.availability", "Unavailable")):  # type: ignore[misc]
    """Oscar's availability of tracked goods whose warehouse was not read for too long."""

    message = _("Not for sale at the moment: the warehouse's stock is being checked")
    short_message = _("Stock is being checked")

    def is_purchase_permitted(self, quantity: int) -> tuple[bool, Any]:
        """No, and why, as Oscar puts it into its own sentences."""
        return False, _("the warehouse's stock is being checked")


class FreshStock:
    """Stops the sale of tracked goods while their warehouse's stock is too old to be relied on.

    It obeys the integration's own rule: only where “when the stock is too old” says *stop selling its tracked
    goods*. Goods whose stock is not tracked sell on. With `WarehouseStockRecord` behind it, another warehouse
    that has the product sells it meanwhile.

    Put it first, before `WarehouseStockRecord` and before the mixin that decides on availability:
    ``class Strategy(FreshStock, WarehouseStockRecord, StockRequired, …, Structured)``.
    """

    def availability_policy(self, product: Any, stockrecord: Any | None) -> Any:
        """What the strategy's own mixin says, unless the stock it says it from is too old."""
        policy = super().availability_policy(product, stockrecord)  # type: ignore[misc]
        if stockrecord is not None and self._is_stopped(product, stockrecord):
            return StockIsTooOld()
        return policy

    def is_out(self, product: Any, record: Any) -> bool:
        """Nothing to sell, or not until the warehouse is read."""
        return self._is_stopped(product, record) or super().is_out(product, record)  # type: ignore[misc]

    def _is_stopped(self, product: Any, record: Any) -> bool:
        return record.partner_id in self._stopped and bool(product.get_product_class().track_stock)

    @cached_property
    def _stopped(self) -> set[int]:
        """The partners that must not sell, asked for once for each strategy object, that is for each request."""
        return stopped_partners(CLOCK.roughly())
