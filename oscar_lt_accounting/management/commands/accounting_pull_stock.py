"""Read warehouses and bring the shop's stock into line: once, what is due, or `--watch`."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from oscar_lt_accounting.domain.errors import Busy
from oscar_lt_accounting.models import StockPull, Warehouse
from oscar_lt_accounting.services import stock
from oscar_lt_accounting.services.clock import CLOCK

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Stock pulls from the command line, for cron, and for shops without a broker."""

    help = "Updates the stock of warehouses from the accounting systems."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command's options."""
        parser.add_argument("--warehouse", type=int, action="append", default=[], help="only this warehouse")
        parser.add_argument("--due", action="store_true", help="only warehouses whose time has come")
        parser.add_argument("--watch", action="store_true", help="keep updating what is due")
        parser.add_argument("--every", type=float, default=20.0, help="seconds between two looks of --watch")
        parser.add_argument("--believe", action="store_true", help="accept an update that is empty or much smaller")

    def handle(self, *args: Any, **options: Any) -> None:
        """Pull, and fail when a pull did."""
        if options["watch"]:
            self._watch(options["every"])
            return
        by_hand = not options["due"]
        cause = StockPull.Cause.PERSON if by_hand else StockPull.Cause.SCHEDULE
        failed = [w for w in self._chosen(options) if not self._pull(w, cause, believe=options["believe"])]
        if failed:
            raise CommandError(f"{len(failed)} warehouses were not fully updated.")

    def _watch(self, every: float) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        self.stdout.write("updating; Ctrl-C stops")
        while not stopped.is_set():
            close_old_connections()
            try:
                for warehouse in stock.due(CLOCK.roughly()):
                    if stopped.is_set():
                        break
                    self._pull(warehouse, StockPull.Cause.SCHEDULE, believe=False)
            except Exception:  # a database that restarts must not end the process
                logger.exception("a round of stock updates failed; the next one follows")
            stopped.wait(every)

    def _chosen(self, options: dict[str, Any]) -> list[Warehouse]:
        wanted = set(options["warehouse"])
        rows = Warehouse.objects.select_related("integration").order_by("pk")
        if unknown := wanted - set(rows.filter(pk__in=wanted).values_list("pk", flat=True)):
            raise CommandError(f"There is no warehouse {min(unknown)}.")
        if options["due"]:
            return [one for one in stock.due(CLOCK.roughly()) if not wanted or one.pk in wanted]
        return list(rows.filter(pk__in=wanted) if wanted else rows.filter(is_active=True, integration__is_active=True))

    def _pull(self, warehouse: Warehouse, cause: StockPull.Cause, *, believe: bool) -> bool:
        try:
            run = stock.pull(warehouse, cause=cause, believe=believe)
        except Busy as error:
            self.stdout.write(f"{warehouse}: {error}")
            return True  # somebody else is at it
        words = ", ".join(f"{getattr(run, name)} {name}" for name in StockPull.COUNTS if getattr(run, name))
        self.stdout.write(f"{warehouse}: {words or 'no products returned'}{'' if run.is_complete else ' (incomplete)'}")
        if run.problem_code:
            self.stderr.write(run.problem_text)
        return run.is_complete
