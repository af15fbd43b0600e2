"""Deliver what is due to the accounting system: one pass, or `--watch` for as long as the process lives."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections, connections

from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.services import jobs
from oscar_lt_accounting.services.outbox.worker import Worker

logger = logging.getLogger(__name__)
_PATIENCE = 30


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
            self.stdout.write(f"{worker.run()} handled")
            jobs.run_due()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stopped.set())
        self.stdout.write("delivering; Ctrl-C stops")
        aside = threading.Thread(target=self._do_jobs, args=(worker.stopped, options["every"]), daemon=True)
        aside.start()
        worker.watch(every=options["every"])
        aside.join(timeout=_PATIENCE)

    @staticmethod
    def _do_jobs(stopped: threading.Event, every: float) -> None:
        """Long work does not hold the documents up."""
        while not stopped.is_set():
            close_old_connections()
            try:
                jobs.run_due()
            except Exception:  # a database that restarts must not end the thread
                logger.exception("the background jobs failed; they are begun anew")
            stopped.wait(every)
        connections.close_all()
