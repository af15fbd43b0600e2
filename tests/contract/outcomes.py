"""The table of docs/fault-outcomes.md: read by the contract tests, written by `make outcomes`."""

from __future__ import annotations

import os
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "fault-outcomes.md"
WRITING = os.environ.get("OUTCOMES") == "write"
HEAD = """\
# What becomes of a document when a call goes wrong

Each row is a mishap that meets every call of a delivery in turn, at a buyer's first document and at a later one;
each column is a system, spoken to through its simulator by the real outbox. The worst ending is shown. Written by
`make outcomes`, held true by the contract suite (`tests/contract`): never two documents, never none.

"""
_FIRST = "mishap"


def table() -> dict[str, dict[str, str]]:
    """The endings by mishap and system."""
    lines = [line for line in _text().splitlines() if line.startswith("|")]
    if not lines:
        return {}
    head, _rule, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def promised(mishap: str, system: str) -> str:
    """What the page says."""
    return table().get(mishap, {}).get(system, "nothing: run `make outcomes`")


def write(mishap: str, system: str, ending: str) -> None:
    """Put one ending into the page."""
    rows = table()
    rows.setdefault(mishap, {})[system] = ending
    systems = sorted({name for row in rows.values() for name in row})
    lines = [f"| {_FIRST} | {' | '.join(systems)} |", f"| --- |{' --- |' * len(systems)}"]
    lines += [f"| {name} | {' | '.join(rows[name].get(one, '') for one in systems)} |" for name in sorted(rows)]
    PAGE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def _text() -> str:
    return PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
