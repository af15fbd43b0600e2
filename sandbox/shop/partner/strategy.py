"""Prices and warehouses, as Oscar asks for them."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from oscar.apps.partner import strategy
from oscar.core.loading import get_model

from oscar_lt_accounting.strategy import FreshStock, WarehouseStockRecord
from sandbox.shop import buyers
from sandbox.shop.strategy import ShelfPriceWithVat
from sandbox.shop.vat import Supply


class Lithuanian(FreshStock, WarehouseStockRecord, strategy.StockRequired, ShelfPriceWithVat, strategy.Structured):
    """Two warehouses, prices with VAT, Lithuanian rates."""

    def __init__(self, request: Any | None = None, supply: Supply | None = None) -> None:
        super().__init__(request)
        self._supply = supply

    @cached_property
    def supply(self) -> Supply:
        """What the checkout knows by now of the address and the company; at home until then."""
        if self._supply is not None:
            return self._supply
        return _supply_of(self.request) if self.request is not None else Supply()


class Selector:
    """One strategy for everybody."""

    def strategy(self, request: Any | None = None, user: Any | None = None, **kwargs: Any) -> Lithuanian:
        """The strategy for a visitor; without a visitor `supply` may say where the sale ends."""
        return Lithuanian(request, kwargs.get("supply"))


def _supply_of(request: Any) -> Supply:
    company = buyers.remembered(request)
    address = request.session.get("checkout_data", {}).get("shipping", {})
    country, postcode = "LT", ""
    if fields := address.get("new_address_fields"):
        country, postcode = fields["country_id"], fields["postcode"]
    elif pk := address.get("user_address_id"):
        saved = get_model("address", "UserAddress").objects.filter(pk=pk).first()
        if saved is not None:
            country, postcode = saved.country_id, saved.postcode
    return Supply.to(country, postcode, company["vat_code"] if company else "")
