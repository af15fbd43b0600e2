"""Send chosen orders to the accounting system: by number or by the days they were placed on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from oscar.core.loading import get_model

from oscar_lt_accounting.models import Trigger
from oscar_lt_accounting.services.clock import LITHUANIA
from oscar_lt_accounting.services.outbox.enqueue import Occasion, enqueue, known_partners, warehouses_in_use


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a day such as 2026-01-31.") from None


class Command(BaseCommand):
    """For history, and for integrations that send only by hand."""

    help = "Makes rows for orders given by number, or by the days they were placed on."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command's options."""
        parser.add_argument("numbers", nargs="*", help="order numbers")
        parser.add_argument("--since", help="first day, such as 2026-01-01")
        parser.add_argument("--until", help="last day")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")

    def handle(self, *args: Any, **options: Any) -> None:
        """Enqueue what was asked for; nothing is sent twice."""
        if not warehouses_in_use():
            raise CommandError("No partner is connected to a warehouse in use, so there is nowhere to send to.")
        orders = self._orders(options)
        made = 0
        for order in orders.iterator():
            known = known_partners(order.pk)
            if options["dry_run"]:
                self.stdout.write(f"{order.number}: {'has rows' if known else 'would be enqueued'}")
                continue
            rows = enqueue(order, Occasion(Trigger.MANUAL, origin="command"), known=known)
            made += len(rows)
            for row in rows:
                self.stdout.write(row.reference)
        self.stdout.write(f"{made} documents enqueued")

    def _orders(self, options: dict[str, Any]) -> Any:
        orders = get_model("order", "Order").objects.order_by("pk")
        numbers = options["numbers"]
        if numbers:
            found = set(orders.filter(number__in=numbers).values_list("number", flat=True))
            missing = [number for number in numbers if number not in found]
            if missing:
                raise CommandError(f"There is no order {', '.join(missing)}.")
            return orders.filter(number__in=numbers)
        if not options["since"]:
            raise CommandError("Name order numbers, or give --since with a day.")
        first = datetime.combine(_day(options["since"]), time(), LITHUANIA)
        orders = orders.filter(date_placed__gte=first)
        if options["until"]:
            last = datetime.combine(_day(options["until"]) + timedelta(days=1), time(), LITHUANIA)
            orders = orders.filter(date_placed__lt=last)
        return orders
