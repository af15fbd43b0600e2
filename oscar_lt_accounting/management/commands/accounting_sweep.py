"""Find orders that owe a document and have no row."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from oscar_lt_accounting.services.outbox.sweep import sweep


class Command(BaseCommand):
    """The net under the signals."""

    help = "Makes the rows that a missed signal left out."

    def handle(self, *args: Any, **options: Any) -> None:
        """One sweep."""
        self.stdout.write(f"{sweep()} orders found")
