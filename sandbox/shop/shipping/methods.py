"""Ways of delivery and what they cost, VAT included."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from oscar.apps.shipping import methods
from oscar.core.prices import Price

Free = methods.Free
NoShippingRequired = methods.NoShippingRequired
TaxExclusiveOfferDiscount = methods.TaxExclusiveOfferDiscount
TaxInclusiveOfferDiscount = methods.TaxInclusiveOfferDiscount


class Delivery(methods.Base):
    """A way of delivery with one price, taxed like the goods it brings."""

    shelf_price: Decimal

    def calculate(self, basket: Any) -> Price:
        """The charge for `basket`."""
        supply = basket.strategy.supply
        excl_tax, incl_tax = supply.price(self.shelf_price, "goods")
        return Price(currency=basket.currency, excl_tax=excl_tax, incl_tax=incl_tax, tax_code=supply.rate("goods").code)


class Courier(Delivery):
    """To a door in Lithuania."""

    code = "courier"
    name = _("Courier")
    description = _("To your door in 1–2 working days")
    shelf_price = Decimal("4.99")


class ParcelLocker(Delivery):
    """To a parcel locker in the Baltic states."""

    code = "parcel-locker"
    name = _("Parcel locker")
    description = _("To the locker nearest to you in 1–3 working days")
    shelf_price = Decimal("2.99")


class CourierAbroad(Delivery):
    """To a door in any other country."""

    code = "courier-abroad"
    name = _("International courier")
    description = _("To your door in 3–7 working days")
    shelf_price = Decimal("14.90")
