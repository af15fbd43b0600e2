"""Measure everything on SQLite and, where DATABASE_URL or a usual address leads to one, on PostgreSQL.

`make bench` prints the tables and writes them into docs/benchmarks.md.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

from bench.one import REPORTS
from scripts.services import SERVICES, lets_in

_PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
_HEAD = """\
# Benchmarks

Written by `make bench`. Only ratios within one run are worth anything: each measurement and what it is compared with
were made by the same process, one after the other or in turns, on {cores} cores of {machine}, Python {python}.
What is measured, and why it matters, stands in the docstrings of `bench/`.
"""


def main() -> None:
    """One process for each database."""
    postgresql = SERVICES[0]
    found = os.environ.get("DATABASE_URL") or (postgresql.usual if lets_in(postgresql.usual, postgresql.port) else "")
    parts = [
        _HEAD.format(cores=os.cpu_count(), machine=platform.machine(), python=platform.python_version()),
        f"## SQLite\n\n{_measured('')}",
    ]
    if found:
        parts.append(f"## PostgreSQL\n\n{_measured(found)}")
    text = "\n".join(parts)
    _PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def _measured(url: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    parts = []
    for name in REPORTS:
        done = subprocess.run(
            [sys.executable, "-m", "bench.one", name], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        parts.append(done.stdout)
    return "\n".join(parts)


main()
