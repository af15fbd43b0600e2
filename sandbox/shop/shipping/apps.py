"""Oscar's shipping app, forked."""

from __future__ import annotations

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    """Courier and parcel lockers."""

    name = "sandbox.shop.shipping"
