from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oscar_lt_accounting.providers.base import Connection
from oscar_lt_accounting.providers.centas.provider import Centas
from oscar_lt_accounting.providers.kit.http_client import HttpClient
from oscar_lt_accounting.providers.kit.redaction import Redactor
from oscar_lt_accounting.testing.simulators import CentasSimulator
from tests.providers.centas import TOKEN
from tests.providers.scripted import Scripted


class Office:
    """Centas as scripted, and our provider in front of it."""

    def __init__(self, serve: Any) -> None:
        self.books = Scripted("/v1/")
        self.server = serve(self.books.script)
        self.http = HttpClient(
            hosts=Centas.hosts, trusted=(self.server.host,), call_deadline=5, redactor=Redactor(secrets=[TOKEN])
        )

    def provider(self, **settings: Any) -> Centas:
        """Our provider, with the settings that are given."""
        connection = Connection(
            base_url=f"{self.server.url}/v1", credentials={"token": TOKEN}, settings={"transport": "form", **settings}
        )
        return Centas(connection, self.http)


@pytest.fixture
def office(serve: Any) -> Office:
    return Office(serve)


@pytest.fixture
def simulator() -> Iterator[CentasSimulator]:
    with CentasSimulator() as running:
        running.seed(
            {"id": 24, "code": "MUG-1", "name": "Puodelis", "quantity": 10, "price": "12.10", "barcode": "4771"},
            {"id": 25, "code": "BOOK-1", "name": "Knyga", "quantity": 5, "vat_rate": 5},
            {"id": 2007, "code": "PRISTATYMAS", "name": "Pristatymas", "service": True},
        )
        yield running


@pytest.fixture
def centas(simulator: CentasSimulator) -> Any:
    """Our provider in front of the simulator."""

    def _centas(limiter: Any = None, personal: Any = (), token: str = "", **settings: Any) -> Centas:
        redactor = Redactor(secrets=list(simulator.credentials().values()), personal=personal)
        http = HttpClient(hosts=(), trusted=("127.0.0.1",), call_deadline=5, redactor=redactor, limiter=limiter)
        simulator.switches.turn("transport", settings.get("transport", "query"))
        connection = Connection(
            base_url=simulator.url,
            credentials={"token": token} if token else simulator.credentials(),
            settings={"shipping_code": "PRISTATYMAS", **settings},
        )
        return Centas(connection, http)

    return _centas
