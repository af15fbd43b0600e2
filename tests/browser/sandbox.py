"""`python -m sandbox.run` on free ports, with a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.services.waiting import free_port
from tests.settings import ROOT

_OPENING_TIME = 150
_READY = "Ctrl-C"
_ADDRESSES = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "DJANGO_SETTINGS_MODULE")


class Sandbox:
    """The running shop and its simulated accounting systems."""

    def __init__(self, folder: Path, **environment: str) -> None:
        shop, simulators = free_port(), free_port()
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in _ADDRESSES},
            "SANDBOX_VAR": str(folder),
            "SHOP_PORT": str(shop),
            "SIMULATOR_PORT": str(simulators),
            **environment,
        }
        self.folder = folder
        self._commands: subprocess.Popen[str] | None = None
        self.url = f"http://127.0.0.1:{shop}"
        self.simulators = f"http://127.0.0.1:{simulators}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.run"],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_for_the_welcome(self) -> None:
        """Read what it says until it is open."""
        assert self._process.stdout is not None
        alarm = threading.Timer(_OPENING_TIME, self._process.terminate)
        alarm.start()
        said = []
        for line in self._process.stdout:
            said.append(line)
            if _READY in line:
                break
        alarm.cancel()
        assert _READY in said[-1], "".join(said)

    def status(self) -> dict[str, Any]:
        """What `accounting_status --json` prints."""
        answer: dict[str, Any] = json.loads(self.manage("accounting_status", "--json"))
        return answer

    def manage(self, *words: str) -> str:
        """Run one of Django's commands in the shop; what it prints. One process runs all of them."""
        if self._commands is None:
            self._commands = subprocess.Popen(
                [sys.executable, "-m", "tests.browser.commands"],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._commands.stdin
        assert self._commands.stdout
        self._commands.stdin.write(json.dumps(words) + "\n")
        self._commands.stdin.flush()
        answer = self._commands.stdout.readline()
        assert answer, f"{words} failed"
        told: str = json.loads(answer)
        return told

    def simulator(self, method: str, path: str, body: Any = None) -> Any:
        """Speak to the simulators' own http."""
        request = urllib.request.Request(
            f"{self.simulators}/_simulator{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def invoices(self, system: str, company: str) -> list[dict[str, Any]]:
        """The sales in a company's accounting system."""
        documents: list[dict[str, Any]] = self.simulator("GET", "/books")[system][company]["documents"]
        return [document for document in documents if document["issued"]]

    def log(self, name: str) -> str:
        """What a process of the sandbox said."""
        return (self.folder / "log" / f"{name}.log").read_text(errors="replace")

    def stop(self) -> None:
        """As a person does it."""
        if self._commands is not None:
            self._commands.communicate(timeout=30)
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


@contextmanager
def sandbox(folder: Path, **environment: str) -> Iterator[Sandbox]:
    """An open shop; `environment` names servers it shall use."""
    running = Sandbox(folder, **environment)
    try:
        running.wait_for_the_welcome()
        yield running
    finally:
        running.stop()
