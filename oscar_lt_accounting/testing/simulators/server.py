"""The HTTP server that carries simulated systems, their control and their page."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from oscar_lt_accounting.testing.simulators import control, page
from oscar_lt_accounting.testing.simulators.calls import Call
from oscar_lt_accounting.testing.simulators.faults import Fault
from oscar_lt_accounting.testing.simulators.freezing import StateFile, StateFileError
from oscar_lt_accounting.testing.simulators.gate import Gate
from oscar_lt_accounting.testing.simulators.listener import Listener
from oscar_lt_accounting.testing.simulators.system import System
from oscar_lt_accounting.testing.simulators.tampering import NOTHING, met
from oscar_lt_accounting.testing.simulators.wire import Reply, Request

_POLL_SECONDS = 0.01
ServerT = TypeVar("ServerT", bound="Server")


class SimulatorError(RuntimeError):
    """The simulator itself failed while it answered; the cause tells where."""


class Server:
    """Simulated systems on one port of the loopback.

    Use it as a context manager or with `start` and `stop`. One lock holds around everything a call reads
    or changes. `state` names a file that keeps the books over a restart.
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
        self.systems = {system.code: system for system in systems}
        self.lock = threading.RLock()
        self.now = now
        self.gate = Gate()
        self.mishaps: list[Exception] = []
        self._file = StateFile(state) if state else None
        self._where = (host, port)
        self._listener: Listener | None = None
        self._thread: threading.Thread | None = None
        self._late: list[Callable[[], None]] = []
        self._timers: list[threading.Timer] = []

    @property
    def address(self) -> str:
        """The address of the server itself; raises `RuntimeError` before it is started."""
        if self._listener is None:
            raise RuntimeError("The simulator is not running.")
        host, port = self._listener.server_address[:2]
        return f"http://{host!s}:{port}"

    def url_of(self, system: str) -> str:
        """What goes into an integration as the address of this system."""
        return self.address + self.systems[system].base

    def start(self) -> None:
        """Read the kept books, take the port and answer; raises `OSError` or `StateFileError`."""
        if self._file:
            self._restore(self._file)
        self.gate = Gate()
        self._listener = Listener(self._where, self.reply, self.gate, self.now)
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(_POLL_SECONDS,), name="simulator", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Let go of everything held, close all connections, end all threads."""
        for timer in self._timers:
            timer.cancel()
        self.gate.close()
        if self._listener and self._thread:
            self._listener.shutdown()
            self._thread.join()
            self._listener.server_close()
            self._listener = self._thread = None
        for timer in self._timers:
            timer.join()

    def wait_until_held(self, answers: int = 1, seconds: float = 10) -> bool:
        """Wait until so many answers are held back; False when it took longer than `seconds`."""
        return self.gate.wait_for(answers, seconds)

    def release(self) -> int:
        """Let all held answers go and all late calls arrive; tells how many calls arrived."""
        with self.lock:
            late, self._late = self._late, []
            for arrive in late:
                arrive()
        self.gate.open()
        return len(late)

    def reply(self, request: Request) -> Reply:
        """The reply to any request; a failure of the simulator itself is kept and shown."""
        try:
            system = next((one for one in self.systems.values() if request.path.startswith(one.root)), None)
            if system is not None:
                return self._call(system, request)
            with self.lock:
                return page.reply(self, request) or control.reply(self, request)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test that caused it must see it
            self.mishaps.append(error)
            return Reply(status=500, body=f"The simulator failed: {error!r}".encode(), content_type="text/plain")

    def save(self) -> None:
        """Keep the books in the file, if there is one."""
        if self._file:
            self._file.write({code: system.books for code, system in self.systems.items()})

    def _restore(self, file: StateFile) -> None:
        kept = file.read()
        try:
            for code in self.systems.keys() & kept.keys():
                self.systems[code].restore(kept[code])
        except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
            raise StateFileError(f"The books in {file.path} are not of this version: {error!r}.") from None

    def _call(self, system: System[Any, Any], request: Request) -> Reply:
        with self.lock:
            call = system.log(request)
            fault = system.faults.take(call.name, call.company)
            if fault and fault.kind == "late":
                reply = self._postpone(system, request, call, fault)
            else:
                reply = self._answer(system, request, call, fault)
            call.fault = fault.kind if fault else ""
            call.status = reply.status if reply.answers else None
            return reply

    def _answer(self, system: System[Any, Any], request: Request, call: Call, fault: Fault | None) -> Reply:
        def answer() -> Reply:
            background = fault if fault and fault.kind == "background" else None
            reply = system.answer(request, call, background)
            call.said = reply.said
            if system.writes(call.name):
                self.save()
            return reply

        return met(fault, system, answer) if fault else answer()

    def _postpone(self, system: System[Any, Any], request: Request, call: Call, fault: Fault) -> Reply:
        def arrive() -> None:
            with self.lock:
                self._answer(system, request, call, None)
                call.note = "arrived late"

        if fault.seconds is None:
            self._late.append(arrive)
        else:
            timer = threading.Timer(fault.seconds, arrive)
            timer.daemon = True
            self._timers.append(timer)
            timer.start()
        return NOTHING

    def __enter__(self: ServerT) -> ServerT:  # noqa: PYI019 - typing.Self needs Python 3.11
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()
        if self.mishaps and error is None:
            raise SimulatorError("The simulator failed while it answered.") from self.mishaps[0]
