"""How many lines of code each provider and each simulator costs, without blanks, comments and docstrings.

``python -m scripts.lines`` prints a Markdown table: every provider with its simulator, then what they share.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from collections.abc import Iterable
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "oscar_lt_accounting"
_PROVIDERS, _SIMULATORS = PACKAGE / "providers", PACKAGE / "testing" / "simulators"
_SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def lines(source: str) -> int:
    """The lines of a module that hold code."""
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _WITH_DOCSTRING) and ast.get_docstring(node, clean=False) is not None:
            docstrings.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    held = {
        line
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in _SILENT
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(held - docstrings)


def counted(paths: Iterable[Path]) -> int:
    """The lines of modules, and of the packages below directories."""
    files = [file for path in paths for file in (path.rglob("*.py") if path.is_dir() else [path])]
    return sum(lines(file.read_text(encoding="utf-8")) for file in files)


def _packages(root: Path) -> list[Path]:
    return sorted(path for path in root.iterdir() if (path / "__init__.py").is_file())


def table() -> str:
    """The lines of every system, and of what systems share."""
    simulators = {path.name: path for path in _packages(_SIMULATORS)}
    toolkit = simulators.pop("toolkit")
    rows = ["| system | provider | simulator |", "| --- | --- | --- |"]
    shared = list(_PROVIDERS.glob("*.py"))
    for provider in _packages(_PROVIDERS):
        if provider.name == "kit":
            shared.append(provider)
            continue
        simulator = simulators.pop(provider.name, None)
        rows.append(f"| {provider.name} | {counted([provider])} | {counted([simulator]) if simulator else ''} |")
    rows += [f"| {name} | | {counted([path])} |" for name, path in simulators.items()]
    rows.append(f"| shared by all | {counted(shared)} | {counted([toolkit, *_SIMULATORS.glob('*.py')])} |")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.stdout.write(f"{table()}\n")
