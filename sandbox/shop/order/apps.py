"""Oscar's order app with an order creator of our own."""

from __future__ import annotations

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    """Found by Oscar in place of its own."""

    name = "sandbox.shop.order"
