"""Pythons of this machine: on PATH, or among those of pyenv."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

_PROBE = "import ensurepip, sqlite3, ssl, sys; print('%d.%d' % sys.version_info[:2])"


def interpreter(version: str) -> str | None:
    """The program that is Python `version` (such as "3.12") and can make an environment; None when there is none."""
    return next((program for program in _candidates(version) if _says(program) == version), None)


def _candidates(version: str) -> Iterator[str]:
    if found := shutil.which(f"python{version}"):
        yield found
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from map(str, sorted((root / "versions").glob(f"{version}*/bin/python{version}"), reverse=True))


def _says(program: str) -> str:
    # A shim of pyenv is on PATH for every version, and fails for those that are not switched on.
    try:
        done = subprocess.run([program, "-c", _PROBE], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()
