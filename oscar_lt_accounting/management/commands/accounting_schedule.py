"""Install the schedule: rows of django-celery-beat that staff can change, or lines for cron."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.services.requests import schedule


class Command(BaseCommand):
    """Installs the schedule."""

    help = "Installs the schedule of all background work in django-celery-beat, or prints it for cron."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command's options."""
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--reset", action="store_true", help="put intervals that were changed back")
        parser.add_argument("--cron", action="store_true", help="print lines for a crontab instead; needs no Celery")

    def handle(self, *args: Any, **options: Any) -> None:
        """Install it, as often as you like."""
        if options["cron"]:
            for line in schedule.cron_lines([sys.executable, _manage()], str(Path.cwd())):
                self.stdout.write(line)
            return
        try:
            changes = schedule.install(dry_run=options["dry_run"], reset=options["reset"])
        except Misconfigured as error:
            raise CommandError(translated(error.problem.message, dict(error.problem.params))) from error
        for change in changes:
            self.stdout.write(change.sentence)
        if not Integration.objects.filter(is_active=True).exists():
            self.stdout.write(
                self.style.WARNING(_("No integration is switched on; run this again when one is, and nothing is lost."))
            )
        if options["dry_run"]:
            self.stdout.write(_("Nothing was written."))
        elif not changes:
            self.stdout.write(_("The schedule is as it should be."))


def _manage() -> str:
    """The manage.py that this command was called with."""
    called = Path(sys.argv[0])
    return str(called.resolve()) if called.suffix == ".py" else "manage.py"
