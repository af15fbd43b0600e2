"""What people do about the documents that wait for them, the same in the version before and in the present one."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from oscar_lt_accounting.models import ProductLink, State, Submission

#: What the goods of all orders are in the accounting systems, by title: id and code.
GOODS = {"Kolonėlė": ("2006", "KOLONELE"), "Knyga": ("2002", "KNYGA"), "Striukė": ("2004", "STRIUKE")}
#: Worker passes after which everything is done, and the seconds between them.
PASSES, STEP = 16, 400.0


class StillClock:
    """Stands still until it is moved; the time of the shop, of its database and of the simulators."""

    def __init__(self, moment: datetime = datetime(2026, 3, 9, 10, 0, tzinfo=timezone.utc)) -> None:
        self.moment = moment
        self.seconds = 1000.0

    def now(self) -> datetime:
        return self.moment

    roughly = now

    def monotonic(self) -> float:
        return self.seconds

    def epoch(self) -> float:
        return self.moment.timestamp()

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)
        self.seconds += seconds


def link(submission: Submission) -> None:
    """Link the goods of its order; nothing follows the stock, since all orders sell the same three products."""
    for line in submission.order.lines.all():
        remote_id, code = GOODS[line.title]
        ProductLink.objects.get_or_create(
            warehouse=submission.warehouse,
            stockrecord=line.stockrecord,
            defaults={"remote_id": remote_id, "remote_code": code, "units": Decimal(1), "sync_stock": False},
        )


def decide(now: datetime) -> int:
    """Link what is missing, send rejected documents again, and say that unconfirmed ones are not there."""
    decided = 0
    for submission in Submission.objects.filter(warehouse__isnull=False).order_by("pk"):
        if submission.state in (State.HELD, State.REJECTED):
            link(submission)
            decided += submission.retry(actor="a person", now=now, anew=True)
        elif submission.state == State.UNCERTAIN and submission.not_before is None:
            decided += submission.resend(actor="a person", reason="It is not there.", now=now)
    return decided
