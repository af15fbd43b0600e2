"""Say how things stand, for people or (`--json`) for monitoring."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from oscar_lt_accounting.services.requests.limiter import WARN_AT
from oscar_lt_accounting.services.status import status


class Command(BaseCommand):
    """Counts by state, oldest unsent age, requests used, last pulls."""

    help = "Says how many documents are in which state, what waits, how many requests were used, and how old stock is."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command's options."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the state of things."""
        found = status()
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self._counts("all", found["states"])
        for integration in found["integrations"]:
            self._counts(integration["name"], integration["states"])
            for window in integration["requests"]:
                line = f"  requests: {window['used']} of {window['limit']} in {window['seconds']} s"
                self.stdout.write(self.style.WARNING(line) if window["percent"] >= WARN_AT else line)
            for warehouse in integration["warehouses"]:
                line = f"  {warehouse['name']}: {_stock(warehouse)}"
                self.stdout.write(self.style.WARNING(line) if warehouse["is_stale"] else line)
            if integration["problem"]:
                self.stdout.write(self.style.ERROR(f"  {integration['problem']}"))
        if found["needs_a_person"]:
            self.stdout.write(self.style.WARNING(f"{found['needs_a_person']} need attention"))
        if found["oldest_unsent_seconds"] is not None:
            self.stdout.write(f"oldest unsent: {found['oldest_unsent_seconds']} s")

    def _counts(self, name: str, states: dict[str, int]) -> None:
        counted = ", ".join(f"{count} {state}" for state, count in states.items() if count)
        self.stdout.write(f"{name}: {counted or 'nothing'}")


def _stock(warehouse: dict[str, Any]) -> str:
    """How old the warehouse's stock is, and how the last pull ended when that was not well."""
    age, last = warehouse["age_seconds"], warehouse["last_pull"]
    words = [_("stock never fully updated") if age is None else _("stock updated %(minutes)s min ago") % _minutes(age)]
    if warehouse["is_stale"]:
        words.append(_("too old"))
    if last and last["problem_code"]:
        code = {"code": last["problem_code"]}
        words.append(
            _("the last stock update, %(minutes)s min ago: %(code)s") % {**_minutes(last["age_seconds"]), **code}
        )
    return ", ".join(words)


def _minutes(seconds: int) -> dict[str, int]:
    return {"minutes": seconds // 60}
