"""`demo_orders`: one order of each kind."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from sandbox.shop.loading import orders
from sandbox.shop.models import DemoOrder


class Command(BaseCommand):
    """Places the demo orders that are missing; run twice, the second run places none."""

    help = "Place one order of each kind in sandbox/demo/orders.json."

    def handle(self, *_args: Any, **options: Any) -> None:
        """Place them, and list all when asked to be verbose."""
        placed = orders.load()
        if options["verbosity"] > 1:
            for demo in DemoOrder.objects.select_related("order"):
                order = demo.order
                self.stdout.write(f"{order.number}  {demo.kind:20} {order.total_incl_tax:>9} {order.status}")
        if options["verbosity"]:
            self.stdout.write(f"Demo orders: {placed} placed.")
