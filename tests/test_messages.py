"""Every sentence is there in Lithuanian, and the catalogues know every sentence of the code."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from scripts.translations import LOCALE, ROOT, update_catalogues

PLACE = re.compile(r"%\(\w+\)[a-z]|%[ds%]|\{\w*\}")
#: Sentences that are the same in both languages: units.
THE_SAME = {
    *("%(milliseconds)s ms", "%(seconds)s s", "%s d", "%s h", "%s min", "%s s"),
    *("%(name)s (PDF)", "PDF: %(name)s", "PDF", "SKU"),
}
LITHUANIAN = {"package": LOCALE, "demo shop": ROOT / "sandbox" / "locale"}


def read(locale: Path, language: str) -> Catalog:
    with (locale / language / "LC_MESSAGES" / "django.po").open("rb") as source:
        return read_po(source)


def texts(words: str | list[str] | tuple[str, ...]) -> list[str]:
    return [words] if isinstance(words, str) else list(words)


def entries(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def names(catalogue: Catalog) -> set[tuple[str | None, str]]:
    return {(message.context, " | ".join(texts(message.id))) for message in entries(catalogue)}


@pytest.fixture(params=list(LITHUANIAN.values()), ids=list(LITHUANIAN))
def lithuanian(request) -> Catalog:
    return read(request.param, "lt")


def test_every_sentence_is_translated_in_each_plural_form(lithuanian):
    assert not lithuanian.fuzzy
    assert len(entries(lithuanian)) > 50
    for message in entries(lithuanian):
        forms = texts(message.string or "")
        assert not message.fuzzy, message.id
        assert len(forms) == (lithuanian.num_plurals if message.pluralizable else 1), message.id
        assert all(form.strip() for form in forms), message.id


def test_every_sentence_keeps_its_placeholders(lithuanian):
    for message in entries(lithuanian):
        places = {place for text in texts(message.id) for place in PLACE.findall(text)}
        for form in texts(message.string or ""):
            assert set(PLACE.findall(form)) == places, message.id


def test_nothing_was_left_in_english():
    package = read(LOCALE, "lt")
    assert {message.id for message in entries(package) if message.string == message.id} == THE_SAME


def test_lithuanian_counts_as_in_django():
    ours = read(LOCALE, "lt")
    theirs = read(Path(django.__file__).parent / "conf" / "locale", "lt")
    assert (ours.num_plurals, ours.plural_expr) == (theirs.num_plurals, theirs.plural_expr)


def test_the_catalogues_know_every_sentence_of_the_code_and_no_other(tmp_path, monkeypatch, settings):
    if not shutil.which("xgettext"):
        if os.environ.get("CI") == "true":
            pytest.fail("needs GNU gettext")
        pytest.skip("needs GNU gettext")
    for name in ("oscar_lt_accounting", "locale"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    update_catalogues()
    for language in ("en", "lt"):
        assert names(read(LOCALE, language)) == names(read(tmp_path / "locale", language)), "run make messages"
