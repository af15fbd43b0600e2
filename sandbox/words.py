"""The shop's Lithuanian: compiles `sandbox/locale/` where the source is newer."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_catalogues() -> None:
    """Write the .mo beside every .po that is newer."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as catalogue, compiled.open("wb") as target:
            write_mo(target, read_po(catalogue))
