from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import tests.hypothesis_profiles  # noqa: F401
from oscar_lt_accounting.providers.kit.http_client import HttpClient
from tests.providers.certificates import Certificates, self_signed
from tests.providers.server import Script, Server


@pytest.fixture
def serve() -> Iterator[Any]:
    """Starts servers that follow a script; all end with the test."""
    servers: list[Server] = []

    def _serve(script: Script, **options: Any) -> Server:
        servers.append(Server(script, **options))
        return servers[-1]

    yield _serve
    for server in servers:
        server.stop()


@pytest.fixture
def knock() -> Any:
    """Makes a http that trusts one server, http and loopback included."""

    def _knock(server: Server, **options: Any) -> HttpClient:
        return HttpClient(**{"hosts": (), "trusted": (server.host,), "call_deadline": 5, **options})

    return _knock


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """For 127.0.0.1 and www.b1.lt, signed by nobody the world trusts."""
    return self_signed(tmp_path_factory.mktemp("tls"), "127.0.0.1", "www.b1.lt")
