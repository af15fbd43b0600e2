"""The demo shop uses the servers that `make test-services` names, and none without it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.browser.sandbox import Sandbox, sandbox
from tests.services import brokers
from tests.services.databases import database_of_its_own


@pytest.fixture(scope="package")
def servers(worker_id: str) -> Iterator[dict[str, str]]:
    """What the demo shop is told of servers."""
    if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
        yield {}
        return
    broker = brokers.redis(worker_id)
    with database_of_its_own() as url:
        yield {**broker.environment, "DATABASE_URL": url, "REDIS_URL": broker.relay.url}
    broker.close()


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory, servers: dict[str, str]) -> Iterator[Sandbox]:
    """One shop for all tests of this folder: to open it takes longer than they do."""
    with sandbox(tmp_path_factory.mktemp("sandbox") / "var", **servers) as running:
        yield running
