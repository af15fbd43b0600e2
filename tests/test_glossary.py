"""One word for one thing: what was renamed does not come back, in names or in what people read.

Ordinary words that have another meaning too (print, home, look, words, memory) are not searched.
"""

from __future__ import annotations

import io
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Parts of names, split at underscores and capitals, that no name in code or path may have.
RENAMED = {
    "door",
    "doors",
    "bench",
    "notebook",
    "paper",
    "papers",
    "mend",
    "mends",
    "mended",
    "mending",
    "mendable",
    "cure",
    "cures",
    "homeless",
    "lifeline",
    "leaf",
    "outlook",
    "tongue",
    "tongues",
    "kiosk",
    "kiosks",
    "unsettled",
    "standings",
}
#: Whole names.
RENAMED_NAMES = {
    "Shelf",
    "shelf",
    "Shelves",
    "shelves",
    "Watch",
    "watching",
    "RemoteName",
    "Standing",
    "give_home",
    "move_in",
    "Print",
    "SavedNotebook",
}
#: URL names and an actor that rows keep: renaming them would break links and stored lines.
STORED = re.compile(r"submission-mend|overview-mend-link|mend/\"|/mend/|page\(\"mend\"|\"mended\"|accounting-mend")
PHRASES = re.compile(
    r"over there|in the books|of the books|the books\b|held back|in doubt|audit trail|dry run|\bmend(ed|s|ing)?\b"
    r"|needs a person|warehouse told nothing",
    re.IGNORECASE,
)
#: Names of the stable surface, and what is meant literally.
KEPT = {"bench"}  # `make bench` and its folder: benchmarks
#: A picture of a leaf and one of a notebook are what they are called.
LITERAL = {"sandbox/demo/pictograms.py"}
SEARCHED = ("oscar_lt_accounting", "scripts", "sandbox", "tests")


def tracked(*patterns: str) -> Iterator[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.split("\n"):
        path = ROOT / name
        if name and path.is_file() and path != Path(__file__):
            yield path


def parts_of(name: str) -> set[str]:
    return {part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def names_in(source: str) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            yield token.string


@pytest.mark.parametrize("folder", SEARCHED)
def test_no_renamed_name_comes_back(folder: str) -> None:
    found = set()
    for path in tracked(f"{folder}/**/*.py", f"{folder}/*.py"):
        where = path.relative_to(ROOT)
        if "migrations" in path.parts or str(where) in LITERAL:
            continue
        for name in {*names_in(path.read_text()), *(part.removesuffix(".py") for part in where.parts)}:
            if (parts_of(name) & RENAMED) - KEPT or name in RENAMED_NAMES:
                found.add(f"{where}: {name}")
    assert not found, "\n".join(sorted(found))


@pytest.mark.parametrize("pattern", ["*.py", "*.html", "*.txt", "*.md", "locale/*.po", "Makefile", "pyproject.toml"])
def test_no_renamed_phrase_is_read_anywhere(pattern: str) -> None:
    found = []
    for path in tracked(pattern):
        where = path.relative_to(ROOT)
        if "migrations" in where.parts or where.parts[0] == "bench" or where.name == "CHANGELOG.md":
            continue
        for number, line in enumerate(path.read_text().split("\n"), start=1):
            if PHRASES.search(STORED.sub("", line)) and not re.match(r"\s*(def|async def) test_", line):
                found.append(f"{where}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)
