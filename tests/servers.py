"""Which tests need a server, and what happens where it is missing.

A missing server is a visible skip. It is a failure where it was promised: Chromium with CI=true, all
of them with SERVERS=required, which `make test-services` sets.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping

import pytest

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_HINT = "run `make test-services`"


def chromium() -> str:
    """Where Chromium is, or an empty text."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""


def missing(marker: str, environ: Mapping[str, str], browser: str) -> str:
    """What a test with `marker` lacks here, or an empty text."""
    if marker == "postgres" and not environ.get("DATABASE_URL"):
        return f"needs PostgreSQL: {_HINT}"
    if marker == "services" and not (environ.get("REDIS_URL") and environ.get("RABBITMQ_URL")):
        return f"needs Redis and RabbitMQ: {_HINT}"
    if marker == "browser" and not browser:
        return "needs Chromium"
    return ""


def promised(marker: str, environ: Mapping[str, str]) -> bool:
    """Whether skipping a test with `marker` would hide that it never ran."""
    return environ.get("SERVERS") == "required" or (marker == "browser" and environ.get("CI") == "true")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail before any fixture is made."""
    for marker in ("postgres", "services", "browser"):
        if item.get_closest_marker(marker) and (lack := missing(marker, os.environ, chromium())):
            (pytest.fail if promised(marker, os.environ) else pytest.skip)(lack)
