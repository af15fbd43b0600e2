"""Where the demo shop keeps its rows: a file by default, a server when the environment names one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django


def database(url: str, folder: Path) -> dict[str, Any]:
    """Django's description of the database at `url`, an empty `url` being a SQLite file in `folder`."""
    where = _postgres(url) if url else _sqlite(folder / "shop.sqlite3")
    return {**where, "ATOMIC_REQUESTS": True}


def cache(url: str) -> dict[str, Any]:
    """Django's description of the cache at `url`, an empty `url` being this process's memory."""
    if url:
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
    }


def _sqlite(path: Path) -> dict[str, Any]:
    options: dict[str, Any] = {"timeout": 20}
    if django.VERSION >= (5, 1):
        # Shop and worker write at the same time: a lock taken at BEGIN waits, one taken later fails at once.
        options["transaction_mode"] = "IMMEDIATE"
        options["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}
