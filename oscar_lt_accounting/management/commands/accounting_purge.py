"""Delete old attempts."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from oscar_lt_accounting.services.retention import purge


class Command(BaseCommand):
    """Keeps the tables small and personal data no longer than needed."""

    help = "Deletes the attempts of finished documents after LOG_RETENTION_DAYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """One purge."""
        self.stdout.write(f"{purge()} attempts deleted")
