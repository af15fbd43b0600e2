"""Prices with VAT on the shelf: a part to build an Oscar strategy from."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from oscar.core.loading import get_class

from sandbox.shop.vat import Supply


class ShelfPriceWithVat:
    """Prices for shops whose stock records carry the price on the shelf, VAT included."""

    @property
    @abstractmethod
    def supply(self) -> Supply:
        """Where this sale ends and who buys; the strategy that uses this mixin knows."""

    def pricing_policy(self, product: Any, stockrecord: Any | None) -> Any:
        """The price of `product` from `stockrecord`."""
        if stockrecord is None or stockrecord.price is None:
            return get_class("partner.prices", "Unavailable")()
        kind = product.get_product_class().slug
        excl_tax, incl_tax = self.supply.price(stockrecord.price, kind)
        # This class makes Oscar's offers count with the price that includes tax.
        return get_class("partner.prices", "TaxInclusiveFixedPrice")(
            currency=stockrecord.price_currency,
            excl_tax=excl_tax,
            tax=incl_tax - excl_tax,
            tax_code=self.supply.rate(kind).code,
        )

    def parent_pricing_policy(self, product: Any, children_stock: Sequence[tuple[Any, Any | None]]) -> Any:
        """The price shown for a product with variants: that of the cheapest variant."""
        policies = [self.pricing_policy(product, record) for _child, record in children_stock]
        priced = [policy for policy in policies if policy.exists]
        if not priced:
            return get_class("partner.prices", "Unavailable")()
        return min(priced, key=lambda policy: policy.incl_tax)
