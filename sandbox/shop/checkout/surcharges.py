"""Surcharges on top of an order."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from oscar.apps.checkout import surcharges
from oscar.core.prices import Price

from sandbox.shop.payment import CASH, CASH_FEE


class CashOnDelivery(surcharges.BaseSurcharge):
    """What the courier takes for handling cash, taxed like the delivery."""

    name = _("Cash on delivery fee")
    code = CASH.code

    def calculate(self, basket: Any, **_kwargs: Any) -> Price:
        """The surcharge for `basket`."""
        supply = basket.strategy.supply
        excl_tax, incl_tax = supply.price(CASH_FEE, "goods")
        return Price(currency=basket.currency, excl_tax=excl_tax, incl_tax=incl_tax, tax_code=supply.rate("goods").code)
