"""Which surcharges an order carries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from oscar.apps.checkout import applicator

from sandbox.shop.checkout.surcharges import CashOnDelivery
from sandbox.shop.payment import CASH


class SurchargeApplicator(applicator.SurchargeApplicator):
    """Cash on delivery costs extra."""

    def get_surcharges(self, basket: Any, **kwargs: Any) -> Sequence[CashOnDelivery]:
        """The surcharges for the way to pay that was chosen; the context may name it where there is no session."""
        if self.request is not None:
            chosen = self.request.session.get("checkout_data", {}).get("payment", {}).get("method")
        else:
            chosen = (self.context or {}).get("payment_method")
        return [CashOnDelivery()] if chosen == CASH.code else []
