"""Oscar's checkout app, forked."""

from __future__ import annotations

from typing import Any

from django.urls import path
from oscar.apps.checkout import apps
from oscar.core.loading import get_class


class CheckoutConfig(apps.CheckoutConfig):
    """One step more than Oscar's: who is buying."""

    name = "sandbox.shop.checkout"

    def get_urls(self) -> list[Any]:
        """Oscar's addresses and ours."""
        buyer_view = get_class("checkout.views", "BuyerView")
        ours = [path("buyer/", buyer_view.as_view(), name="buyer")]
        return [*super().get_urls(), *self.post_process_urls(ours)]
