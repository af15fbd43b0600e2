"""Simulated systems in this process: their calls, planned faults, late calls and stored records; no sockets."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from oscar_lt_accounting.testing.simulators.toolkit.calls import Call
from oscar_lt_accounting.testing.simulators.toolkit.clock import Clock
from oscar_lt_accounting.testing.simulators.toolkit.fault_replies import NOTHING, met
from oscar_lt_accounting.testing.simulators.toolkit.faults import Fault
from oscar_lt_accounting.testing.simulators.toolkit.held import HeldAnswers
from oscar_lt_accounting.testing.simulators.toolkit.storage import StateFile, StateFileError
from oscar_lt_accounting.testing.simulators.toolkit.system import System
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply, Request


class Simulation(ABC):
    """Systems by their code. One lock holds around everything a call reads or changes."""

    def __init__(self, systems: Iterable[System[Any, Any]], *, clock: Clock, state: Path | None = None) -> None:
        self.systems = {system.code: system for system in systems}
        self.lock = threading.RLock()
        self.clock = clock
        self.held = HeldAnswers(clock)
        self._file = StateFile(state) if state else None
        self._late: list[Callable[[], None]] = []
        self._timers: list[threading.Thread] = []

    @property
    @abstractmethod
    def address(self) -> str:
        """The address of the server itself."""

    def url_of(self, system: str) -> str:
        """What goes into an integration as the address of this system."""
        return self.address + self.systems[system].base

    def wait_until_held(self, answers: int = 1, seconds: float = 10) -> bool:
        """Wait until so many answers are held; False when it took longer than `seconds`."""
        return self.held.wait_for(answers, seconds)

    def release(self) -> int:
        """Let all held answers go and all late calls arrive; tells how many calls arrived."""
        with self.lock:
            late, self._late = self._late, []
            for arrive in late:
                arrive()
        self.held.release()
        return len(late)

    def save(self) -> None:
        """Store the records in the file, if there is one."""
        if self._file:
            self._file.write({code: system.records for code, system in self.systems.items()})

    def restore(self) -> None:
        """Read the records that the file stores, if there is one; raises `StateFileError`."""
        kept = self._file.read() if self._file else {}
        try:
            for code in self.systems.keys() & kept.keys():
                self.systems[code].restore(kept[code])
        except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError) as error:
            path = self._file.path if self._file else ""
            raise StateFileError(f"The records in {path} are not of this version: {error!r}.") from None

    def stop_waiting(self) -> None:
        """Let go of everything held, and wait for the threads of late calls."""
        self.held.close()
        for timer in self._timers:
            timer.join()

    def call(self, system: System[Any, Any], request: Request) -> Reply:
        """One call of a system, with the fault that is planned for it."""
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
            self._answer(system, request, call, None)
            call.note = "arrived late"

        self._late.append(arrive)
        if fault.seconds is not None:
            timer = threading.Thread(target=self._arrive_after, args=(fault.seconds, arrive), daemon=True)
            self._timers.append(timer)
            timer.start()
        return NOTHING

    def _arrive_after(self, seconds: float, arrive: Callable[[], None]) -> None:
        if self.held.hold(seconds, counted=False):
            with self.lock:
                if arrive in self._late:
                    self._late.remove(arrive)
                    arrive()
