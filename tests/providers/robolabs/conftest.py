from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.providers.base import Connection, Journal
from oscar_lt_accounting.providers.kit.http_client import HttpClient
from oscar_lt_accounting.providers.kit.redaction import Redactor
from oscar_lt_accounting.providers.robolabs.provider import RoboLabs
from tests.providers.robolabs import KEY
from tests.providers.scripted import Scripted


class Firm:
    """RoboLabs as scripted, and our provider in front of it."""

    def __init__(self, serve: Any) -> None:
        self.books = Scripted("/api/")
        self.server = serve(self.books.script)
        self.journal = Journal()

    def provider(self, **settings: Any) -> RoboLabs:
        """Our provider, calling the scripted accounting system."""
        http = HttpClient(
            hosts=RoboLabs.hosts,
            trusted=(self.server.host,),
            call_deadline=5,
            redactor=Redactor(secrets=[KEY], personal=["UAB Klientas"]),
        )
        return RoboLabs(Connection(base_url=self.server.url, credentials={"api_key": KEY}, settings=settings), http)


@pytest.fixture
def firm(serve: Any) -> Firm:
    return Firm(serve)
