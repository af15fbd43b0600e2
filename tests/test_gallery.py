"""docs/pages.md and docs/stories.md show every page and every picture that was taken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.gallery import GALLERY, LANGUAGES, PICTURES, page
from tests.stories.test_pages_axe import NO_PAGES, patterns

DOCS = GALLERY.parent
README = DOCS.parent / "README.md"
_PICTURE = re.compile(r"!\[[^\]]+\]\(([^)]+\.png)\)")


def test_the_gallery_is_the_pictures():
    assert GALLERY.read_text("utf-8") == page()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_a_picture(language):
    pages = {pattern.name.removeprefix("accounting-") for pattern in patterns()} - NO_PAGES.keys()
    assert {path.stem for path in (PICTURES / language).glob("*.png")} == pages


def test_the_stories_show_every_picture_that_was_taken():
    shown = set(_PICTURE.findall((DOCS / "stories.md").read_text("utf-8")))
    assert shown == {str(path.relative_to(DOCS)) for path in DOCS.glob("stories/*/*.png")}


def test_the_readme_shows_what_is_there():
    shown = _PICTURE.findall(README.read_text("utf-8"))
    assert shown
    missing: list[Path] = [README.parent / name for name in shown if not (README.parent / name).is_file()]
    assert missing == []
