"""What time it is: the database's clock between machines, the process's own for a single call."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

#: Documents are dated in the seller's country, wherever the server stands.
LITHUANIA = ZoneInfo("Europe/Vilnius")


class Clock(Protocol):
    """A source of time that tests can hold in their hand."""

    def now(self) -> datetime:
        """The database's time: what leases and waiting times are compared with."""

    def roughly(self) -> datetime:
        """This machine's time: for choosing what to look at, never for a lease."""

    def monotonic(self) -> float:
        """Seconds that only go forward, for one process."""


class DatabaseClock:
    """The real clock. SQLite lives on this machine, so its time is ours."""

    def now(self) -> datetime:
        """The database's time."""
        if connection.vendor != "postgresql":
            return timezone.now()
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            moment: datetime = cursor.fetchone()[0]
        return moment

    def roughly(self) -> datetime:
        """This machine's time."""
        return timezone.now()

    def monotonic(self) -> float:
        """The process's own seconds."""
        return time.monotonic()


CLOCK: Clock = DatabaseClock()


def day_in_lithuania(moment: datetime) -> date:
    """The calendar day of `moment` in Lithuania."""
    return moment.astimezone(LITHUANIA).date()
