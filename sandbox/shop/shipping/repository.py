"""Which ways of delivery an address may choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oscar.apps.shipping import repository

from sandbox.shop.shipping.methods import Courier, CourierAbroad, Delivery, ParcelLocker

_LOCKER_COUNTRIES = frozenset({"LT", "LV", "EE"})


class Repository(repository.Repository):
    """Lithuania has couriers and lockers, the neighbours lockers, the rest an expensive courier."""

    def get_available_shipping_methods(
        self, basket: Any, shipping_addr: Any | None = None, **kwargs: Any
    ) -> Sequence[Delivery]:
        """The ways to `shipping_addr`; before an address is known, those of Lithuania."""
        country = shipping_addr.country_id if shipping_addr else "LT"
        methods: list[Delivery] = [Courier() if country == "LT" else CourierAbroad()]
        if country in _LOCKER_COUNTRIES:
            methods.append(ParcelLocker())
        return methods

    def apply_shipping_offer(self, basket: Any, method: Any, offer: Any) -> Any:
        """`method` with the discount of `offer`; the courier abroad is never free."""
        if method.code == CourierAbroad.code:
            return method
        return super().apply_shipping_offer(basket, method, offer)
