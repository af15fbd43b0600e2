"""Answers that are held: until somebody releases them, their time has passed, or the caller hangs up."""

from __future__ import annotations

import math
import selectors
import socket
import threading
from contextlib import suppress

from oscar_lt_accounting.testing.simulators.toolkit.clock import Clock, Listener


class HeldAnswers(Listener):
    """Where threads wait with their answers, woken by events; none of them polls or sleeps."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._releases = 0
        self._waiting = 0
        self._closed = False
        self._wakers: set[socket.socket] = set()
        clock.subscribe(self)

    @property
    def closed(self) -> bool:
        """Whether the server is going down, so that nothing is held any more."""
        return self._closed

    def ticket(self) -> int:
        """What `hold` is given by an answer that is held several times: one release is for all of them."""
        return self._releases

    def hold(
        self,
        seconds: float,
        connection: socket.socket | None = None,
        *,
        ticket: int | None = None,
        counted: bool = True,
    ) -> bool:
        """Wait for `seconds` of the clock, or until released; False when the caller hung up or the server stops.

        `counted` says whether `wait_for` counts it.
        """
        left = self._clock.timer(seconds)
        waiter, waker = socket.socketpair()
        waker.setblocking(False)
        with waiter, waker, selectors.DefaultSelector() as selector:
            selector.register(waiter, selectors.EVENT_READ)
            if connection is not None:
                selector.register(connection, selectors.EVENT_READ)
            with self._changed:
                mine = self._releases if ticket is None else ticket
                self._wakers.add(waker)
                self._count(+1 if counted else 0)
            try:
                while (rest := left()) > 0 and not self._closed and self._releases <= mine:
                    ready = [key.fileobj for key, _ in selector.select(None if math.isinf(rest) else rest)]
                    if waiter in ready:
                        waiter.recv(1024)
                    if connection is not None and connection in ready:
                        if _hung_up(connection):
                            return False
                        selector.unregister(connection)
                        connection = None
                return not self._closed
            finally:
                with self._changed:
                    self._wakers.discard(waker)
                    self._count(-1 if counted else 0)

    def wait_for(self, waiting: int, seconds: float) -> bool:
        """Wait until at least `waiting` answers are held; False when it took too long."""
        with self._changed:
            return self._changed.wait_for(lambda: self._waiting >= waiting, seconds)

    def release(self) -> None:
        """Let go of all that wait now."""
        with self._changed:
            self._releases += 1
            self._wake()

    def close(self) -> None:
        """Let go of all, for good."""
        with self._changed:
            self._closed = True
            self._wake()

    def clock_changed(self) -> None:
        """Let all that wait look at the clock."""
        with self._changed:
            self._wake()

    def _count(self, more: int) -> None:
        self._waiting += more
        self._changed.notify_all()

    def _wake(self) -> None:
        for waker in self._wakers:
            # A full pipe wakes just as well.
            with suppress(BlockingIOError):
                waker.send(b"!")


def _hung_up(connection: socket.socket) -> bool:
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except OSError:
        return True
