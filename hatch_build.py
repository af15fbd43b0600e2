"""Compiles the translations into the wheel, so that no gettext tools are needed to build it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Adds `locale/*/LC_MESSAGES/django.{po,mo}` to the package."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile each catalogue beside its source and name both for the wheel."""
        root = Path(self.root)
        for source in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            with source.open("rb") as catalogue, compiled.open("wb") as target:
                write_mo(target, read_po(catalogue))
            for path in (source, compiled):
                inside = Path("oscar_lt_accounting") / path.relative_to(root)
                build_data["force_include"][str(path)] = str(inside)
