"""Writes docs/pages.md from the pictures that `make stories` takes: `python -m scripts.gallery`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pages"
GALLERY = ROOT / "docs" / "pages.md"
LANGUAGES = {"en": "English", "lt": "Lietuviškai"}
_HEAD = """# Every page

Taken in Chromium by `make stories`, 1280 pixels wide, in a shop with three of everything. The journeys through
them are in [stories.md](stories.md). At 390 pixels and with axe-core, `tests/stories` looks at each of them.
"""


def title(picture: Path) -> str:
    """The heading of the page on a picture."""
    with Image.open(picture) as opened:
        return str(opened.info.get("Title") or picture.stem)


def page() -> str:
    """The whole gallery, a section for each page."""
    names = sorted(path.stem for path in (PICTURES / "en").glob("*.png"))
    sections = [_section(name) for name in names]
    return "\n".join([_HEAD, *sections])


def _section(name: str) -> str:
    told = {language: title(PICTURES / language / f"{name}.png") for language in LANGUAGES}
    heads = " | ".join(LANGUAGES.values())
    cells = " | ".join(f"![{words}](pages/{language}/{name}.png)" for language, words in told.items())
    return f"## {told['en']}\n\n| {heads} |\n| {' | '.join('---' for _ in LANGUAGES)} |\n| {cells} |\n"


if __name__ == "__main__":
    GALLERY.write_text(page(), encoding="utf-8")
