"""A new Oscar project in an environment of its own, and what a shop owner types there."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from scripts.wheel.failing import Failed

HERE = Path(__file__).resolve().parent
#: Seconds after which a command hangs, and seconds for a command that goes on to do what is waited for.
_LONGEST = 400
_PATIENCE = 120
_BETWEEN = 0.2
_BASH = shutil.which("bash") or "/bin/bash"
_ENVIRONMENT_FOLLOWS = "-- environment --"


class Project:
    """A folder with an environment and a project named `shop`; commands run there with what they exported before."""

    def __init__(self, folder: Path, program: str, wheel: Path) -> None:
        self.folder = folder / "project"
        self.folder.mkdir(parents=True)
        self.database = self.folder / "db.sqlite3"
        self.printed: list[str] = []
        self._background = 0
        constraints = folder / "constraints.txt"
        constraints.write_text(f"oscar-lt-accounting @ {wheel.as_uri()}\n", encoding="utf-8")
        self._run([program, "-m", "venv", str(folder / "environment")], os.environ)
        self.environment: dict[str, str] = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DJANGO_"))},
            "PATH": os.pathsep.join((str(folder / "environment" / "bin"), os.environ["PATH"])),
            "VIRTUAL_ENV": str(folder / "environment"),
            "PIP_CONSTRAINT": str(constraints),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_COMPILE": "1",
            "PIP_NO_INPUT": "1",
            "PIP_QUIET": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def start_shop(self) -> None:
        """What Oscar's documentation tells a new shop to do."""
        self.run("python -m django startproject shop .")
        self.append("settings.py", (HERE / "shop" / "settings.py").read_text(encoding="utf-8"))
        shutil.copy(HERE / "shop" / "urls.py", self.folder / "shop" / "urls.py")
        shutil.copytree(HERE / "inside", self.folder / "inside")

    def append(self, name: str, text: str) -> None:
        """Put `text` at the end of one of the shop's files; raises `Failed` when there is no such file."""
        path = self.folder / "shop" / name
        if not path.is_file():
            raise Failed(f"README.md names a file that a shop does not have: {name}")
        path.write_text(f"{path.read_text(encoding='utf-8')}\n\n{text}", encoding="utf-8")

    def run(self, line: str, longest: float = _LONGEST) -> str:
        """Type `line` and wait at most `longest` seconds; returns what was printed. Raises `Failed`."""
        shell = [_BASH, "-c", f"set -e\n{line}\necho {_ENVIRONMENT_FOLLOWS!r}\nenv -0"]
        text, _found, exported = self._run(shell, self.environment, line, longest).partition(
            f"{_ENVIRONMENT_FOLLOWS}\n"
        )
        pairs = (pair.partition("=") for pair in exported.split("\0") if pair)
        self.environment = {name: value for name, _sign, value in pairs}
        return text

    @contextmanager
    def going_on(self, line: str, done: Callable[[], bool]) -> Iterator[None]:
        """Type a `line` that goes on for ever, wait until `done`; at the end it is stopped as a service manager would.

        Raises `Failed` when it ends by itself, does not do what is waited for, or does not end well.
        """
        self._background += 1
        said = self.folder / f"goes-on-{self._background}.txt"
        with said.open("w", encoding="utf-8") as target:
            process = subprocess.Popen(  # noqa: S603 - README's words and ours
                [_BASH, "-c", f"exec {line}"], cwd=self.folder, env=self.environment, stdout=target, stderr=target
            )  # fmt: skip
        try:
            ends = time.monotonic() + _PATIENCE
            while not (said.stat().st_size and done()):
                if process.poll() is not None or time.monotonic() > ends:
                    raise Failed(f"does not go on as it must: {line}", said.read_text(encoding="utf-8"))
                time.sleep(_BETWEEN)
            yield
            process.send_signal(signal.SIGTERM)
            if process.wait(_PATIENCE):
                raise Failed(f"ends with {process.returncode}: {line}", said.read_text(encoding="utf-8"))
        finally:
            process.kill()
            process.wait()
            self.printed.append(f"$ {line}\n{said.read_text(encoding='utf-8')}")

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """What the shop's database answers, read only."""
        with closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)) as connection:
            return list(connection.execute(query))

    def _run(
        self, command: list[str], environment: Mapping[str, str], line: str = "", longest: float = _LONGEST
    ) -> str:
        line = line or " ".join(command)
        try:
            done = subprocess.run(  # noqa: S603 - README's words and ours
                command, cwd=self.folder, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True,
                text=True, timeout=longest, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as late:
            raise Failed(f"hangs: {line}", f"{late.stdout!r}\n{late.stderr!r}") from late
        told = f"{done.stdout.partition(_ENVIRONMENT_FOLLOWS)[0]}{done.stderr}"
        self.printed.append(f"$ {line}\n{told}")
        if done.returncode:
            raise Failed(f"ends with {done.returncode}: {line}", told)
        return done.stdout
