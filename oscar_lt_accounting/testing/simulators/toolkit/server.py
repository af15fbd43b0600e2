"""The HTTP server that carries simulated systems, their control and their page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from oscar_lt_accounting.testing.simulators.toolkit import control, page
from oscar_lt_accounting.testing.simulators.toolkit.clock import Clock
from oscar_lt_accounting.testing.simulators.toolkit.held import HeldAnswers
from oscar_lt_accounting.testing.simulators.toolkit.listener import Listener
from oscar_lt_accounting.testing.simulators.toolkit.simulation import Simulation
from oscar_lt_accounting.testing.simulators.toolkit.system import System
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply, Request

_POLL_SECONDS = 0.01
ServerT = TypeVar("ServerT", bound="Server")


class SimulatorError(RuntimeError):
    """The simulator itself failed while it answered; the cause tells where."""


class Server(Simulation):
    """Simulated systems on one port of the loopback.

    Use it as a context manager or with `start` and `stop`. `state` names a file that stores the records over
    a restart; `now` is a `Clock`, or any function that tells the time.
    """

    def __init__(
        self,
        systems: Iterable[System[Any, Any]],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        state: Path | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(systems, clock=Clock.of(now), state=state)
        for system in self.systems.values():
            system.now = self.clock
        self.failures: list[Exception] = []
        self._where = (host, port)
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None

    @property
    def now(self) -> Clock:
        """The clock, by the name that HTTP clients have for theirs."""
        return self.clock

    @property
    def address(self) -> str:
        """The address of the server itself; raises `RuntimeError` before it is started."""
        if self._listener is None:
            raise RuntimeError("The simulator is not running.")
        host, port = self._listener.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self) -> None:
        """Read the stored records, take the port and answer; raises `OSError` or `StateFileError`."""
        self.restore()
        self.held = HeldAnswers(self.clock)
        self._listener = Listener(self._where, self.reply, self.held, self.clock)
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(_POLL_SECONDS,), name="simulator", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Let go of everything held, close all connections, end all threads."""
        self.stop_waiting()
        if self._listener and self._thread:
            self._listener.shutdown()
            self._thread.join()
            self._listener.server_close()
            self._listener = self._thread = None

    def reply(self, request: Request) -> Reply:
        """The reply to any request; a failure of the simulator itself is kept and shown."""
        try:
            system = next((one for one in self.systems.values() if request.path.startswith(one.root)), None)
            if system is not None:
                return self.call(system, request)
            with self.lock:
                return page.reply(self, request) or control.reply(self, request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test that caused it must see it
            self.failures.append(error)
            return Reply(status=500, body=f"The simulator failed: {error!r}".encode(), content_type="text/plain")

    def __enter__(self: ServerT) -> ServerT:  # noqa: PYI019 - typing.Self needs Python 3.11
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()
        if self.failures and error is None:
            raise SimulatorError("The simulator failed while it answered.") from self.failures[0]
