"""The processes of the sandbox: started together, stopped together."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_PATIENCE = 8.0


class ChildDied(Exception):
    """A process of the sandbox ended by itself."""


class Asked(BaseException):
    """Somebody asked the sandbox to stop."""


@dataclass(frozen=True)
class _Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Children:
    """Child processes, each with a process group and a log file of its own."""

    def __init__(self, root: Path, logs: Path, environment: Mapping[str, str]) -> None:
        self._root = root
        self._logs = logs
        self._environment = {**environment, "PYTHONUNBUFFERED": "1"}
        self._children: list[_Child] = []
        self._starting = False
        self._asked = False

    def start(self, name: str, command: Sequence[str]) -> None:
        """Start `command`; what it says goes to the log."""
        self._logs.mkdir(parents=True, exist_ok=True)
        log = self._logs / f"{name}.log"
        self._starting = True
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=self._root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches only the parent, which stops the groups in order
            )
        self._children.append(_Child(name, process, log))
        self._starting = False
        if self._asked:
            raise Asked

    def ask(self) -> None:
        """Raise `Asked`; during a start only after it, so that no child is born unknown."""
        self._asked = True
        if not self._starting:
            raise Asked

    def check(self) -> None:
        """Raise `ChildDied` with the last words of a child that has ended."""
        for child in self._children:
            code = child.process.poll()
            if code is not None:
                words = child.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:]
                first = f"The {child.name} stopped unexpectedly (code {code}). Its last words:"
                raise ChildDied("\n".join([first, *words]))

    def stop(self) -> None:
        """End all groups, the youngest first; those that do not listen are killed."""
        for child in reversed(self._children):
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + _PATIENCE
        for child in reversed(self._children):
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(deadline - time.monotonic(), 0.1))
            # The leader may be gone while a grandchild of its group still runs.
            _signal(child, signal.SIGKILL)
            child.process.wait()
        self._children.clear()


def _signal(child: _Child, number: signal.Signals) -> None:
    try:
        os.killpg(child.process.pid, number)
    except (ProcessLookupError, PermissionError):
        # Nobody is left in the group (macOS says "not permitted" of a group of zombies).
        return
