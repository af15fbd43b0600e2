"""The demo shop's entry into Django."""

from __future__ import annotations

from django.apps import AppConfig


class DemoShopConfig(AppConfig):
    """Company buyers, demo data and the look of the shop."""

    name = "sandbox.shop"
    label = "demo_shop"
    verbose_name = "Demo shop"

    def ready(self) -> None:
        """Follow the orders' statuses."""
        from sandbox.shop import receivers

        receivers.connect()
