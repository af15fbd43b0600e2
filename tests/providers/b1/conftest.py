from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import Connection
from oscar_lt_accounting.providers.kit.http_client import HttpClient
from oscar_lt_accounting.providers.kit.redaction import Redactor
from oscar_lt_accounting.testing.simulators import B1Simulator
from tests.providers.b1 import KEY, PRIVATE_KEY
from tests.providers.b1.simulated_warehouse import SimulatedWarehouse
from tests.providers.journals import SavedJournal
from tests.providers.scripted import Scripted


class Desk:
    """B1 as scripted, and our provider in front of it."""

    def __init__(self, serve: Any) -> None:
        self.books = Scripted("/api/")
        self.server = serve(self.books.script)
        self.journal = SavedJournal()

    def provider(self, **settings: Any) -> B1:
        """Our provider, calling the scripted accounting system."""
        credentials = {"api_key": KEY, "private_key": PRIVATE_KEY}
        http = HttpClient(
            hosts=B1.hosts,
            trusted=(self.server.host,),
            call_deadline=5,
            epoch=lambda: 1_700_000_000,
            redactor=Redactor(secrets=[KEY, PRIVATE_KEY]),
        )
        return B1(Connection(base_url=f"{self.server.url}/api/", credentials=credentials, settings=settings), http)


@pytest.fixture
def desk(serve: Any) -> Desk:
    return Desk(serve)


@pytest.fixture
def store() -> Iterator[SimulatedWarehouse]:
    with B1Simulator(now=lambda: 1_795_246_200.0) as simulator:
        simulator.switches.daily_requests = 10_000
        yield SimulatedWarehouse(simulator)
