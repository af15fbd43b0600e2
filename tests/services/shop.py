"""The sandbox in processes of its own, on free ports, with a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
_PATIENCE = 120


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(what: str, condition: Callable[[], Any], *, seconds: float = 60) -> Any:
    """The first answer of `condition` that is true; asks four times a second."""
    pause = threading.Event()
    for _ in range(int(seconds * 4)):
        if answer := condition():
            return answer
        pause.wait(0.25)
    raise AssertionError(f"waited {seconds} seconds in vain: {what}")


class RunningShop:
    """`python -m sandbox.run`, and what a test asks it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")},
            "SANDBOX_VAR": str(folder),
            "SHOP_PORT": str(free_port()),
            "SIMULATOR_PORT": str(free_port()),
            **environment,
        }
        self._environment.pop("DJANGO_SETTINGS_MODULE", None)
        self.folder = folder
        self.url = f"http://127.0.0.1:{self._environment['SHOP_PORT']}"
        self.simulators = f"http://127.0.0.1:{self._environment['SIMULATOR_PORT']}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sandbox.run"],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._wait_for_the_welcome()

    def _wait_for_the_welcome(self) -> None:
        output = self._process.stdout
        assert output is not None
        alarm = threading.Timer(_PATIENCE, self._process.kill)
        alarm.start()
        said = []
        for line in output:
            said.append(line)
            if "Ctrl-C" in line:
                alarm.cancel()
                return
        alarm.cancel()
        raise AssertionError("the sandbox did not open:\n" + "".join(said))

    def manage(self, *arguments: str) -> str:
        """What a management command prints."""
        done = subprocess.run(
            [sys.executable, "-m", "sandbox.manage", *arguments],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def status(self) -> dict[str, Any]:
        """`accounting_status --json`."""
        answer: dict[str, Any] = json.loads(self.manage("accounting_status", "--json"))
        return answer

    def say(self, method: str, path: str, body: Any = None) -> Any:
        """Speak to the simulators' own door."""
        request = urllib.request.Request(
            f"{self.simulators}/_simulator{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def sales(self, system: str, company: str) -> list[dict[str, Any]]:
        """The issued documents in a company's books."""
        documents: list[dict[str, Any]] = self.say("GET", "/books")[system][company]["documents"]
        return [document for document in documents if document["issued"]]

    def delivered(self) -> dict[str, int]:
        """The counts by state, once nothing waits any more; empty before that."""
        states: dict[str, int] = self.status()["states"]
        return {} if states["pending"] or states["sending"] or states["accepted"] else states

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in sorted((self.folder / "log").glob("*.log")))

    def stop(self) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
