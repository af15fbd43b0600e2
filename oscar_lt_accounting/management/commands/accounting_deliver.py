"""Deliver what is due to the books: one pass, or `--watch` for as long as the process lives."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.services.outbox.worker import Worker


class Command(BaseCommand):
    """The delivery worker."""

    help = "Delivers the documents that are due to the accounting systems."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command's options."""
        parser.add_argument("--watch", action="store_true", help="keep going; also sweeps every five minutes")
        parser.add_argument("--every", type=float, default=1.0, help="seconds between two passes of --watch")
        parser.add_argument("--integration", type=int, action="append", default=[], help="only this integration")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the worker; SIGTERM and SIGINT let it finish the call it is in."""
        only = options["integration"]
        unknown = set(only) - set(Integration.objects.filter(pk__in=only).values_list("pk", flat=True))
        if unknown:
            raise CommandError(f"There is no integration {min(unknown)}.")
        worker = Worker(only=only)
        if not options["watch"]:
            self.stdout.write(f"{worker.run()} attended to")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stopped.set())
        self.stdout.write("delivering; Ctrl-C stops")
        worker.watch(every=options["every"])
