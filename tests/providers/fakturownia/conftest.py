from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oscar_lt_accounting.providers.base import Connection
from oscar_lt_accounting.providers.fakturownia.provider import Fakturownia
from oscar_lt_accounting.providers.kit.http_client import HttpClient
from oscar_lt_accounting.providers.kit.redaction import Redactor
from oscar_lt_accounting.testing.simulators import FakturowniaSimulator
from tests.providers.fakturownia import TOKEN, listed
from tests.providers.journals import SavedJournal
from tests.providers.scripted import Scripted
from tests.providers.server import json_answer
from tests.simulators.clock import Clock


class Account:
    """Fakturownia as scripted, and our provider in front of it."""

    def __init__(self, serve: Any) -> None:
        self.said = Scripted("/")
        self.server = serve(self.said.script)
        self.journal = SavedJournal()
        self.said.on("clients.json?tax_no=5260250274&page=1&per_page=100", listed())
        self.said.on("clients.json", json_answer({"id": 9}, status="201 Created"))

    def provider(self, **settings: Any) -> Fakturownia:
        """Our provider, calling the scripted account."""
        http = HttpClient(
            hosts=Fakturownia.hosts,
            trusted=(self.server.host,),
            call_deadline=5,
            redactor=Redactor(secrets=[TOKEN], personal=["Żółw Sp. z o.o."]),
        )
        connection = Connection(base_url=self.server.url, credentials={"api_token": TOKEN}, settings=settings)
        return Fakturownia(connection, http)


@pytest.fixture
def account(serve: Any) -> Account:
    return Account(serve)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simulator(clock: Clock) -> Iterator[FakturowniaSimulator]:
    with FakturowniaSimulator(now=clock) as running:
        running.switches.per_minute = 1000
        running.seed(
            {"id": 2002, "code": "KUB-1", "name": "Kubek", "quantity": 10, "price": "61.50", "vat_rate": 23},
            {"id": 2003, "code": "DOS", "name": "Dostawa", "service": True, "vat_rate": 23},
        )
        yield running


@pytest.fixture
def provider(simulator: FakturowniaSimulator) -> Fakturownia:
    http = HttpClient(hosts=(), trusted=("127.0.0.1",), epoch=simulator.now)
    return Fakturownia(Connection(base_url=simulator.url, credentials=simulator.credentials()), http)
