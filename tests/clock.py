"""A clock in the tests' hand."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone


class FakeClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 9, 10, 0, tzinfo=timezone.utc)
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
