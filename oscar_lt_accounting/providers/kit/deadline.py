"""One call under deadline: how late it may start, how long it may last, whether a byte was written.

`requests`' own time-outs bound a silence, not a call, and its exceptions do not tell whether the request
left (measurements.md §0.8 and §2.4). Here every socket of a call is known to a watchdog, and the last
statement before the first byte is the check that it is not too late to begin.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Protocol


class TooLateError(Exception):
    """The call was not begun because its time is over; nothing was written."""


class Timer(Protocol):
    """Does something later, unless it is cancelled before."""

    def start(self) -> None:
        """Let the time begin to run."""

    def cancel(self) -> None:
        """Let nothing happen."""


#: Makes a timer for so many seconds and for what happens then.
TimerFactory = Callable[[float, Callable[[], None]], Timer]


def real_timer(seconds: float, action: Callable[[], None]) -> Timer:
    """A timer of the computer's seconds, which does not keep the process alive."""
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    return timer


class Deadline:
    """What is known about one call while it runs."""

    def __init__(
        self,
        *,
        lasts: float,
        starts_before: float | None,
        monotonic: Callable[[], float],
        trace: Callable[[str], None],
        timer: TimerFactory = real_timer,
        reuses_within: float = 0,
    ) -> None:
        self.wrote = False
        self.expired = False
        self._reuses_within = reuses_within
        self._starts_before = starts_before
        self._monotonic = monotonic
        self._trace = trace
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = timer(lasts, self._expire)

    def now(self) -> float:
        """The moment on the call's own clock."""
        return self._monotonic()

    def may_reuse(self, idle_since: float) -> bool:
        """Whether a connection whose last answer ended at `idle_since` may carry this call."""
        return 0 <= self._monotonic() - idle_since < self._reuses_within

    def connected(self, sock: socket.socket) -> None:
        """Keep a second handle on the connection, to end it from outside at the deadline."""
        with self._lock:
            self._let_go()
            # Not `dup`, which a TLS socket refuses.
            self._socket = socket.socket(fileno=os.dup(sock.fileno()))
            late = self.expired
        if late:
            self._shut()

    def before_writing(self) -> None:
        """The check that stands directly before the request's first byte."""
        if self.wrote:
            return
        self._trace("before write")
        self.wrote = True
        if self.expired or (self._starts_before is not None and self._monotonic() >= self._starts_before):
            self.wrote = False
            raise TooLateError

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
        self._shut()

    def _shut(self) -> None:
        with self._lock, suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._let_go()

    def _let_go(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


_current: ContextVar[Deadline | None] = ContextVar("oscar_lt_accounting_watch", default=None)


@contextmanager
def within_deadline(
    *,
    lasts: float,
    starts_before: float | None = None,
    monotonic: Callable[[], float] = time.monotonic,
    trace: Callable[[str], None] = lambda _point: None,
    timer: TimerFactory = real_timer,
    reuses_within: float = 0,
) -> Iterator[Deadline]:
    """Deadline the one HTTP call made inside the block.

    `lasts` is the hard limit in seconds from here to the last byte of the answer; `starts_before` the
    moment on the `monotonic` clock after which the request must not begin any more; `timer` makes what
    ends the call at its limit. An open connection carries the call when its last answer ended less than
    `reuses_within` seconds ago.
    """
    with Deadline(
        lasts=lasts,
        starts_before=starts_before,
        monotonic=monotonic,
        trace=trace,
        timer=timer,
        reuses_within=reuses_within,
    ) as deadline:
        token = _current.set(deadline)
        try:
            yield deadline
        finally:
            _current.reset(token)


def current_deadline() -> Deadline | None:
    """The deadline of the call that this thread is making."""
    return _current.get()


class _Quiet(logging.Filter):
    """Keeps urllib3's debug lines of our calls out of the logs: their addresses may hold a token."""

    def filter(self, record: logging.LogRecord) -> bool:
        return _current.get() is None


logging.getLogger("urllib3.connectionpool").addFilter(_Quiet())
