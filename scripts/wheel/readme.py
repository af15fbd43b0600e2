"""The code blocks of README.md that a shop follows to install us."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

from scripts.wheel.failing import Failed

SECTION = "## Install it in your shop"
_BLOCK = re.compile(r"^(?P<margin> *)```(?P<language>\w+)\n(?P<text>.*?)^(?P=margin)```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"# (?P<name>\w+\.py)\n")


@dataclass(frozen=True)
class Block:
    """One code block: its language and what is in it."""

    language: str
    text: str

    @property
    def file(self) -> str:
        """The file of the shop that a block of Python belongs to, as its first line says; raises `Failed`."""
        found = _FILE.match(self.text)
        if found is None:
            raise Failed("README.md has Python that does not say which file it belongs to", self.text)
        return found["name"]

    @property
    def lines(self) -> list[str]:
        """The commands of a block for the shell."""
        return [line for line in self.text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def install_blocks(readme: Path) -> list[Block]:
    """The blocks of the section, in the order in which a reader comes to them."""
    _before, found, after = readme.read_text(encoding="utf-8").partition(f"\n{SECTION}\n")
    section = re.split(r"^#{2,3} ", after, maxsplit=1, flags=re.MULTILINE)[0]
    blocks = [Block(match["language"], textwrap.dedent(match["text"])) for match in _BLOCK.finditer(section)]
    if not found or not blocks:
        raise Failed(f"README.md has no code below “{SECTION}”")
    return blocks
