"""Where a worker can be cut off: found by a preview, on both sides of every commit and remote call."""

from __future__ import annotations

import mmap
import os
import signal
import struct
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

WRITES = ("INSERT", "UPDATE", "DELETE")
#: What ends the name of a point inside a database transaction: whoever dies there leaves nothing of it.
IN_TRANSACTION = " (in a transaction)"


class SharedClock:
    """Simulated seconds that the parent moves on, also while a worker is frozen."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self._shared = mmap.mmap(-1, 8)
        self.seconds = 0.0

    @property
    def seconds(self) -> float:
        found: tuple[float] = struct.unpack("d", self._shared[:8])
        return found[0]

    @seconds.setter
    def seconds(self, value: float) -> None:
        self._shared[:8] = struct.pack("d", value)

    def now(self) -> datetime:
        return self.start + timedelta(seconds=self.seconds)

    roughly = now

    def monotonic(self) -> float:
        return self.seconds


def freezes(name: str) -> bool:
    """Whether a worker can be frozen there: with the locks of a transaction it would only make others wait."""
    return name != "before commit" and not name.endswith(IN_TRANSACTION)


def last_before_changes(names: list[str], chosen: Callable[[str], bool] = lambda _name: True) -> list[int]:
    """Of the `chosen` points the last before each change that lasts, and the very last.

    Changes last by a commit, by a write outside a transaction and by a remote call; whoever is killed at another
    point leaves the same rows and documents as at one of these.
    """
    writes = ("before commit", "before write", *(f"before {verb} " for verb in WRITES))
    changes = [at for at, name in enumerate(names) if name.startswith(writes) and not name.endswith(IN_TRANSACTION)]
    possible = [at for at, name in enumerate(names) if chosen(name)]
    return sorted({max(at for at in possible if at <= change) for change in [*changes, len(names)]})


class Points:
    """Counts the points a worker passes, and ends it at the chosen ones."""

    def __init__(self, end: Callable[[str], None], kill_at: int = -1) -> None:
        self.names: list[str] = []
        self._end = end
        self._kill_at = kill_at

    def pass_by(self, name: str) -> None:
        self.names.append(name + IN_TRANSACTION if connection.in_atomic_block else name)
        if len(self.names) - 1 == self._kill_at:
            self._end(self.names[-1])

    def around_write(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb = sql.lstrip().split(" ", 1)[0].upper()
        if verb not in WRITES:
            return execute(sql, params, many, context)
        table = next((word.strip('"') for word in sql.split() if word.startswith('"oscar')), "?")
        self.pass_by(f"before {verb} {table}")
        result = execute(sql, params, many, context)
        self.pass_by(f"after {verb} {table}")
        return result

    def watch_commits(self) -> None:
        commit = connection._commit  # type: ignore[attr-defined]

        def around() -> None:
            self.pass_by("before commit")
            commit()
            self.pass_by("after commit")

        connection._commit = around  # type: ignore[attr-defined]


def die(point: str) -> None:
    """As the kernel's OOM killer does it."""
    os.kill(os.getpid(), signal.SIGKILL)


def freeze(point: str) -> None:
    """As a virtual machine that is paused."""
    if freezes(point):
        os.kill(os.getpid(), signal.SIGSTOP)


class WorkerProcess:
    """One worker in a forked process."""

    def __init__(self, clock: SharedClock, *, end_at: int = -1, end: Callable[[str], None] = die) -> None:
        reading, writing = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.close(reading)
            status = 1
            try:
                os.write(writing, "\n".join(_work(clock, end_at, end)).encode())
                status = 0
            finally:
                os._exit(status)
        os.close(writing)
        self._reading = reading

    def wait(self) -> bool:
        """Wait until it ends, is killed or freezes; returns whether it is frozen."""
        _, result = os.waitpid(self.pid, os.WUNTRACED)
        if os.WIFSTOPPED(result):
            return True
        if os.WIFEXITED(result) and os.WEXITSTATUS(result):
            raise RuntimeError("a worker failed on its own")
        return False

    def thaw(self) -> None:
        """Let a frozen worker go on to its end."""
        os.kill(self.pid, signal.SIGCONT)
        self.wait()

    def names(self) -> list[str]:
        """The points it passed, if it lived to its end."""
        with os.fdopen(self._reading, "rb") as pipe:
            text = pipe.read().decode()
        return text.split("\n") if text else []


def _work(clock: SharedClock, end_at: int, end: Callable[[str], None]) -> list[str]:
    from oscar_lt_accounting.services.outbox.attempts import WorkerContext
    from oscar_lt_accounting.services.outbox.worker import Worker

    points = Points(end, end_at)
    connection.ensure_connection()
    points.watch_commits()
    with connection.execute_wrapper(points.around_write):
        Worker(context=WorkerContext(clock=clock, trace=points.pass_by), parallel=False).run()
    connection.close()
    return points.names
