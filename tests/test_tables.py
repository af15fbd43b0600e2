"""README.md and docs/capabilities.md say what the code says."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.providers import BUILT_IN, providers
from oscar_lt_accounting.providers.base import Capability, Setting
from oscar_lt_accounting.providers.memory.provider import Memory
from scripts import tables


@pytest.mark.parametrize("page", tables.PAGES, ids=lambda page: page.name)
def test_the_page_shows_what_the_code_says(page) -> None:
    text = page.read_text(encoding="utf-8")
    assert text == tables.with_table(text), "run `make tables`"


def test_every_built_in_system_that_is_offered_has_a_column_but_memory() -> None:
    systems = {type(books) for books in tables.columns().values()}
    offered = {provider for provider in providers().values() if provider.is_offered} - {Memory}
    assert systems == offered
    assert len(systems) == len(BUILT_IN) - 2


def test_a_system_with_modes_has_a_column_for_each() -> None:
    titles = list(tables.columns())
    assert {"B1.lt e-commerce", "B1.lt warehouse"} <= set(titles)
    assert "B1.lt" not in titles


def test_every_ability_has_a_label_of_its_own() -> None:
    assert set(tables.LABELS) == set(Capability)
    assert len(set(tables.LABELS.values())) == len(Capability)


def test_a_page_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="capabilities:begin"):
        tables.with_table("# A page")


def test_a_required_setting_gets_a_value_that_fits(monkeypatch) -> None:
    def needs(**key) -> None:
        monkeypatch.setattr(Memory, "settings", (*own, Setting(name="key", label="Key", required=True, **key)))

    own = Memory.settings
    monkeypatch.setattr(tables, "_built_in", lambda: [Memory])
    needs()
    assert list(tables.columns()) == ["Memory"]

    needs(pattern="[^\\W\\d]{50}")
    with pytest.raises(ValueError, match="no dummy value fits the setting key"):
        tables.columns()
