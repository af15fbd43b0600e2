"""The code that docs/adding-a-provider.md shows is the code of the example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "adding-a-provider.md").read_text(encoding="utf-8")
EXCERPTS = re.findall(r"^<!-- from: (\S+) -->\n```\w+\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
EXAMPLE = "tests/example_provider/"


@pytest.mark.parametrize(("path", "excerpt"), EXCERPTS, ids=[f"{path} {n}" for n, (path, _) in enumerate(EXCERPTS)])
def test_an_excerpt_is_in_its_file_line_for_line(path: str, excerpt: str) -> None:
    assert f"\n{excerpt}" in "\n" + (ROOT / path).read_text(encoding="utf-8")


def test_all_code_on_the_page_comes_from_a_file() -> None:
    assert PAGE.count("\n```") == 2 * len(EXCERPTS)


def test_every_file_of_the_example_is_shown() -> None:
    shown = {path for path, _ in EXCERPTS}
    files = {path for ext in ("*.py", "*.toml") for path in (ROOT / EXAMPLE).rglob(ext) if path.name != "__init__.py"}
    assert {path.relative_to(ROOT).as_posix() for path in files} == {path for path in shown if path.startswith(EXAMPLE)}
