"""Say how many requests a day an integration needs, and how often its stock can be read."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.services.requests import Plan, plan

_WIDTH = 28
_NUMBER = 12


class Command(BaseCommand):
    """The request plan."""

    help = "Says how many requests a day each integration needs, and which schedule of stock updates fits its plan."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command's options."""
        parser.add_argument("--integration", type=int, help="only this one, also when it is switched off")
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument("--apply", action="store_true", help="set the integrations to the schedule that fits")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the plans; ends with 1 when some integration does not fit."""
        integrations = self._chosen(options["integration"])
        changed = sum(map(_apply, integrations)) if options["apply"] else 0
        found, unusable = [], {}
        for integration in integrations:
            try:
                found.append(plan(integration))
            except Misconfigured as error:
                unusable[integration.name] = translated(error.problem.message, dict(error.problem.params))
        if options["json"]:
            rows = [*map(_values, found), *({"name": name, "problem": why} for name, why in unusable.items())]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            self._print(found, unusable, changed)
        failed = [*(one.integration.name for one in found if not one.fits), *unusable]
        if failed:
            raise CommandError(_("These do not fit: %(names)s") % {"names": ", ".join(failed)})

    def _chosen(self, only: int | None) -> list[Integration]:
        rows = Integration.objects.filter(pk=only) if only else Integration.objects.filter(is_active=True)
        if not rows:
            raise CommandError(_("There is no such integration, or none is switched on."))
        return list(rows)

    def _print(self, found: list[Plan], unusable: dict[str, str], changed: int) -> None:
        for one in found:
            self._table(one)
        for name, why in unusable.items():
            self.stdout.write(self.style.ERROR(f"{name}: {why}"))
        if changed:
            self.stdout.write(_("Run accounting_schedule, so that Celery beat follows the new schedule."))

    def _table(self, one: Plan) -> None:
        self.stdout.write(f"{one.integration.name} ({one.integration.provider_name})")
        if one.shared_with:
            names = ", ".join(one.shared_with)
            self.stdout.write("  " + _("counted together with %(names)s") % {"names": names})
        head = _("last %(hours)s h") % {"hours": one.hours}
        self.stdout.write(f"  {_('requests for'):{_WIDTH}}{head:>{_NUMBER}}{_('a day'):>{_NUMBER}}")
        for row in one.rows:
            self.stdout.write(f"  {row.label:{_WIDTH}}{row.used:>{_NUMBER}}{row.expected:>{_NUMBER}}")
        used = sum(row.used for row in one.rows)
        self.stdout.write(f"  {_('together'):{_WIDTH}}{used:>{_NUMBER}}{one.expected:>{_NUMBER}}")
        if one.warehouses:
            words = {"requests": one.per_pull, "every": one.integration.pull_every}
            self.stdout.write("  " + _("one stock update takes %(requests)s requests; every %(every)s minutes") % words)
        if one.guessed:
            self.stdout.write("  " + _("(by the number of products; no full stock update was made yet)"))
        style = self.style.SUCCESS if one.fits else self.style.ERROR
        self.stdout.write(style(f"  {one.sentence}"))


def _apply(integration: Integration) -> bool:
    """Set the integration to the schedule it is advised, if any; whether it was changed."""
    with suppress(Misconfigured):
        every = plan(integration).advice
        if every is not None:
            integration.pull_every = every
            Integration.objects.filter(pk=integration.pk).update(pull_every=every)
            return True
    return False


def _values(one: Plan) -> dict[str, Any]:
    return {
        "id": one.integration.pk,
        "name": one.integration.name,
        "shared_with": list(one.shared_with),
        "hours": one.hours,
        "used": {row.purpose.value: row.used for row in one.rows},
        "expected": {row.purpose.value: row.expected for row in one.rows},
        "expected_requests": one.expected,
        "limit": one.day.whole if one.day else None,
        "requests_per_pull": one.per_pull,
        "guessed": one.guessed,
        "pull_every": one.integration.pull_every,
        "fits": one.fits,
        "cheapest_schedule": one.cheapest_schedule,
        "sentence": one.sentence,
    }
