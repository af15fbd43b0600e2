"""What pip reads before it installs us: a shop's Django must stay as it is."""

from __future__ import annotations

from importlib.metadata import metadata, requires
from pathlib import Path
from typing import Any

import tomllib
from packaging.requirements import Requirement
from packaging.version import Version

PROJECT: dict[str, Any] = tomllib.loads(
    (Path(__file__).resolve().parent.parent.parent / "pyproject.toml").read_text(encoding="utf-8")
)["project"]


def named(name: str, requirements: list[str]) -> Requirement:
    return next(found for found in map(Requirement, requirements) if found.name.lower() == name)


def test_django_is_bounded_by_oscar_and_not_by_us() -> None:
    ours = named("django", PROJECT["dependencies"]).specifier
    oscars = named("django", requires("django-oscar") or []).specifier
    known = [Version(f"{major}.{minor}.{patch}") for major in range(4, 9) for minor in range(5) for patch in (0, 9, 99)]
    allowed = [version for version in known if version in oscars]
    assert allowed
    assert [version for version in allowed if version not in ours] == []


def test_only_extras_name_what_only_extras_need() -> None:
    always = {Requirement(text).name.lower() for text in PROJECT["dependencies"]}
    for texts in PROJECT["optional-dependencies"].values():
        assert not always & {Requirement(text).name.lower() for text in texts}


def test_every_django_that_oscar_names_is_named() -> None:
    prefix = "Framework :: Django ::"
    oscars = {text for text in metadata("django-oscar").get_all("Classifier", []) if text.startswith(prefix)}
    assert oscars
    assert oscars <= set(PROJECT["classifiers"])
