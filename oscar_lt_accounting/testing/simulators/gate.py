"""Where answers wait until somebody lets them go."""

from __future__ import annotations

import threading


class Gate:
    """Holds answers back without any thread having to sleep for a fixed time."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._round = 0
        self._waiting = 0
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether the server is going down, so that nothing is held any more."""
        return self._closed

    def hold(self, seconds: float) -> None:
        """Wait for `seconds`, or until the gate is opened or closed."""
        with self._changed:
            mine = self._round
            self._waiting += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._closed or self._round > mine, min(seconds, threading.TIMEOUT_MAX))
            self._waiting -= 1
            self._changed.notify_all()

    def rest(self, seconds: float) -> bool:
        """Wait for `seconds`; False as soon as the gate is closed."""
        with self._changed:
            return not self._changed.wait_for(lambda: self._closed, seconds)

    def wait_for(self, waiting: int, seconds: float) -> bool:
        """Wait until at least `waiting` answers are held back; False when it took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._waiting >= waiting, seconds)

    def open(self) -> None:
        """Let go of all that wait now."""
        with self._changed:
            self._round += 1
            self._changed.notify_all()

    def close(self) -> None:
        """Let go of all, for good."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
