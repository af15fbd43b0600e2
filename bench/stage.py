"""A database of its own for the measurements, thrown away afterwards."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def database() -> Iterator[None]:
    """Django on a fresh database: SQLite, or the one that DATABASE_URL names a server for."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.setdefault("SQLITE_NAME", str(folder / "bench.sqlite3"))
    import django
    from django.conf import settings
    from django.test.utils import setup_databases, teardown_databases

    class NoMigrations(dict[str, None]):
        def __contains__(self, _app: object) -> bool:
            return True

        def __getitem__(self, _app: str) -> None:
            return None

    settings.MIGRATION_MODULES = NoMigrations()
    settings.DATABASES["default"]["TEST"] = {"NAME": str(folder / "bench.sqlite3")} if folder else {}
    if str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql"):
        settings.DATABASES["default"]["TEST"] = {"NAME": f"bench_{os.getpid()}"}
    django.setup()
    logging.disable(logging.CRITICAL)
    old = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(old, verbosity=0)
        shutil.rmtree(folder, ignore_errors=True)
