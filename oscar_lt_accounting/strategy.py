"""A part to build an Oscar strategy from: which warehouse sells a product."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property

from oscar_lt_accounting.models import Warehouse


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

    def _preference(self, product: Any, record: Any) -> tuple[bool, bool, bool, int, int]:
        tracked = product.get_product_class().track_stock
        priority = self._priorities.get(record.partner_id)
        return (
            record.price is None,
            tracked and record.net_stock_level <= 0,
            priority is None,
            priority or 0,
            record.pk,
        )

    @cached_property
    def _priorities(self) -> dict[int, int]:
        """The warehouses in use by partner, read once for each strategy object, that is for each request."""
        return dict(Warehouse.objects.filter(is_active=True).values_list("partner_id", "priority"))
