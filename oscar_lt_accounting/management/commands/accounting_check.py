"""Test every active integration's connection and set-up."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.services.setup import check_integration


class Command(BaseCommand):
    """What the keys open, and what is missing here."""

    help = "Tests every active integration; ends with 1 when something has to be fixed."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command's options."""
        parser.add_argument("--integration", type=int, help="only this one, also when it is switched off")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask each accounting system and print what was found."""
        if options["integration"]:
            integrations = Integration.objects.filter(pk=options["integration"])
        else:
            integrations = Integration.objects.filter(is_active=True)
        if not integrations:
            raise CommandError("There is no such integration, or none is switched on.")
        failed = []
        for integration in integrations:
            set_up = check_integration(integration)
            self.stdout.write(f"{integration.name} ({integration.provider_name})")
            for ok, line in set_up.lines():
                style = self.style.SUCCESS if ok else self.style.ERROR
                self.stdout.write(style(f"  {'✓' if ok else '✗'} {line}"))
            if not set_up.ok:
                failed.append(integration.name)
        if failed:
            raise CommandError(f"To be fixed: {', '.join(failed)}")
