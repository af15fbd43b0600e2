"""Which tests need a server, and what happens where it is missing.

A missing server is a visible skip. It is a failure where it was promised: Chromium with CI=true, all
of them with SERVERS=required, which `make test-services` sets.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Mapping
from importlib.util import find_spec

import pytest

MARKERS = ("postgres", "services", "browser")
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
    """Where Chromium is; an empty text where it, or what steers it, is not installed."""
    if not find_spec("playwright"):
        return ""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""


def missing(marker: str, environ: Mapping[str, str], browser: str) -> str:
    """What a test with `marker` lacks here, or an empty text."""
    if marker == "postgres" and not environ.get("DATABASE_URL"):
        return f"needs PostgreSQL: {_HINT}"
    if marker == "services" and not (environ.get("REDIS_URL") and environ.get("RABBITMQ_URL")):
        return f"needs Redis and RabbitMQ: {_HINT}"
    if marker == "browser" and not browser:
        return "needs Chromium and Playwright"
    return ""


def promised(marker: str, environ: Mapping[str, str]) -> bool:
    """Whether skipping a test with `marker` would hide that it never ran."""
    return environ.get("SERVERS") == "required" or (marker == "browser" and environ.get("CI") == "true")


def _markers(item: pytest.Item) -> list[str]:
    return [marker for marker in MARKERS if item.get_closest_marker(marker)]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip before any fixture is made."""
    for marker in _markers(item):
        if lack := missing(marker, os.environ, chromium()):
            pytest.skip(lack)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that was promised did not pass by being skipped, for whatever reason."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and any(promised(m, os.environ) for m in _markers(item)):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome, report.longrepr = "failed", f"{item.nodeid} must not be skipped here. {why}"
    return report
