"""Keeps `locale/` in step with the code: `python -m scripts.translations compile|update`.

Compiling needs nothing but Babel; updating needs GNU gettext's tools (Django's makemessages).
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"


def compile_catalogues() -> None:
    """Write the .mo beside every .po that is newer."""
    for source in LOCALE.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as catalogue, compiled.open("wb") as target:
            write_mo(target, read_po(catalogue))


def update_catalogues() -> None:
    """Collect the sentences of the code and the templates into every catalogue."""
    from django.core.management import call_command

    call_command(
        "makemessages",
        locale=["en", "lt"],
        keep_pot=False,
        no_location=False,
        add_location="file",
        no_wrap=True,
        ignore_patterns=["tests/*", "build/*", "dist/*", "bench/*", "scripts/*", "sandbox/*"],
    )


if __name__ == "__main__":
    {"compile": compile_catalogues, "update": update_catalogues}[sys.argv[1]]()
