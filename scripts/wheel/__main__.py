"""Tries the wheel: `python -m scripts.wheel`, with the name of a cell to try only that.

One cell is thorough: README's steps, every page of the dashboard and every button of them, in Oscar's stock
configuration with real transactions. The others are the ends and the middle of what we support.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scripts.wheel.building import build
from scripts.wheel.cells import Cell
from scripts.wheel.failing import Failed
from scripts.wheel.interpreters import interpreter

#: Python and Django; an empty Django is the newest that Oscar allows.
MATRIX = (("3.10", "~=4.2.0"), ("3.12", "~=5.2.0"), ("3.13", ""))


def cells() -> list[Cell]:
    """What is tried, the longest first."""
    matrix = [Cell(f"Python {python}", interpreter(python), django) for python, django in MATRIX]
    return [Cell("dashboard", getattr(sys, "_base_executable", sys.executable), thorough=True), *matrix]


def main(names: Sequence[str]) -> int:
    """Build, try, and say how long it took; 1 when something failed or, with CI=true, a Python is missing."""
    chosen = [cell for cell in cells() if not names or cell.name in names]
    missing = [cell for cell in chosen if cell.program is None]
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="wheel-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            wheel = build(folder)
        except Failed as failed:
            return _tell_failure("building", failed, [])
        _say(f"{wheel.name}: {time.monotonic() - begun:.0f} s to build")
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            present = [cell for cell in chosen if cell.program]
            results = list(pool.map(lambda cell: _try(cell, folder / cell.name.replace(" ", "-"), wheel), present))
    for cell in missing:
        _say(f"{cell.name}: SKIPPED, there is no such Python on PATH or in pyenv")
    _say(f"wheel and matrix: {time.monotonic() - begun:.0f} s")
    return int(any(results) or (bool(missing) and os.environ.get("CI") == "true"))


def _try(cell: Cell, folder: Path, wheel: Path) -> int:
    try:
        cell.run(folder, wheel)
    except Failed as failed:
        return _tell_failure(cell.name, failed, cell.project.printed if cell.project else [])
    steps = ", ".join(f"{name} {seconds:.0f}" for name, seconds in cell.seconds.items())
    _say(f"{cell.name}: passed with {'; '.join(cell.told)}\n  seconds: {steps}")
    return 0


def _tell_failure(name: str, failed: Failed, printed: Sequence[str]) -> int:
    before = "".join(printed[-4:])
    _say(f"{name}: FAILED, {failed}\n{before if failed.printed in before else before + failed.printed}")
    return 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
