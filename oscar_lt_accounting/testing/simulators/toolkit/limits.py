"""How often a key may call: sliding windows and calendar days, counted on the arrival of each call."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from datetime import datetime
from zoneinfo import ZoneInfo

VILNIUS = ZoneInfo("Europe/Vilnius")


class Limit(ABC):
    """A number of calls in a stretch of time; refused calls do not count."""

    @abstractmethod
    def full(self, at: float, most: int) -> bool:
        """Whether a call arriving `at` would be one more than `most`."""

    @abstractmethod
    def count(self, at: float) -> None:
        """Note an admitted call."""


class Sliding(Limit):
    """Calls in any stretch of `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._arrivals: deque[float] = deque()

    def full(self, at: float, most: int) -> bool:
        """Whether the stretch that ends `at` already holds `most` calls."""
        while self._arrivals and self._arrivals[0] <= at - self.seconds:
            self._arrivals.popleft()
        return len(self._arrivals) >= most

    def count(self, at: float) -> None:
        """Note an admitted call."""
        self._arrivals.append(at)


class Daily(Limit):
    """Calls in a calendar day of Vilnius."""

    def __init__(self) -> None:
        self._day = ""
        self.used = 0

    def full(self, at: float, most: int) -> bool:
        """Whether the day of `at` already had `most` calls."""
        self._turn(at)
        return self.used >= most

    def count(self, at: float) -> None:
        """Note an admitted call."""
        self._turn(at)
        self.used += 1

    def _turn(self, at: float) -> None:
        day = datetime.fromtimestamp(at, VILNIUS).date().isoformat()
        if day != self._day:
            self._day, self.used = day, 0
