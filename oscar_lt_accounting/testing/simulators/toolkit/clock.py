"""The time that simulators go by: it runs with the computer's clock, or stands still until a test moves it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from weakref import WeakSet


class Clock:
    """Seconds since 1970. `Clock()` runs; `Clock(at)` stands still at that moment until it is advanced.

    `source` tells the time of a running clock. Waiting (`timer`) never reads the source: a running clock waits
    in real seconds, less those it is advanced by.
    """

    def __init__(self, at: float | None = None, *, source: Callable[[], float] = time.time) -> None:
        self._source = source if at is None else lambda: at
        self._runs = at is None
        self._ahead = 0.0
        self._advanced = 0.0
        self._listeners: WeakSet[Listener] = WeakSet()

    @classmethod
    def of(cls, now: Callable[[], float]) -> Clock:
        """`now` itself when it is a clock, else a running clock that tells the time of `now`."""
        return now if isinstance(now, Clock) else cls(source=now)

    def __call__(self) -> float:
        """What time it is."""
        return self._source() + self._ahead

    @property
    def runs(self) -> bool:
        """Whether time passes by itself."""
        return self._runs

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once; raises `ValueError` when they are fewer than none."""
        if not 0 <= seconds < math.inf:
            raise ValueError("A clock is advanced by seconds that are not negative.")
        self._ahead += seconds
        self._advanced += seconds
        self._notify()

    def stop(self, at: float) -> None:
        """Stand still at a moment from now on; whatever waits for an earlier one goes on."""
        self._advanced += max(at - self(), 0.0)
        self._source, self._ahead, self._runs = (lambda: at), 0.0, False
        self._notify()

    def run(self) -> None:
        """Go on by itself from where it stands."""
        if not self._runs:
            at, began = self(), time.monotonic()
            self._source, self._ahead, self._runs = (lambda: at + time.monotonic() - began), 0.0, True
            self._notify()

    def timer(self, seconds: float) -> Callable[[], float]:
        """Tells how many real seconds are left of `seconds`; infinity while the clock stands before their end."""
        began, advanced = time.monotonic(), self._advanced

        def left() -> float:
            still = seconds - (self._advanced - advanced)
            if self._runs:
                return still - (time.monotonic() - began)
            return math.inf if still > 0 else 0.0

        return left

    def subscribe(self, listener: Listener) -> None:
        """Tell `listener` of every change, as long as somebody keeps it."""
        self._listeners.add(listener)

    def _notify(self) -> None:
        for listener in list(self._listeners):
            listener.clock_changed()


class Listener:
    """Something that waits by a clock."""

    def clock_changed(self) -> None:
        """The clock was advanced, stopped or started."""
