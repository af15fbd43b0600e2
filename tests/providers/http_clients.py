"""Doors without a network behind them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import Connection, HttpClient, Provider
from oscar_lt_accounting.providers.kit.answers import Answer
from oscar_lt_accounting.providers.kit.http_client import Request
from oscar_lt_accounting.providers.robolabs.provider import RoboLabs


class AnsweringHttpClient(HttpClient):
    """A http behind which the answers already lie."""

    def __init__(self, laid_out: list[Answer]) -> None:
        super().__init__(hosts=())
        self.laid_out = laid_out
        self.requests: list[Request] = []

    def call(self, request: Request) -> Answer:
        """The next of the answers, from the first again after the last."""
        self.requests.append(request)
        return self.laid_out[(len(self.requests) - 1) % len(self.laid_out)]

    @contextmanager
    def open(self, request: Request) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        """The next of the answers, in two pieces."""
        answer = self.call(request)
        half = len(answer.body) // 2
        yield replace(answer, body=b""), iter((answer.body[:half], answer.body[half:]))


def b1(http: HttpClient, write_off: bool) -> Provider:
    return B1(Connection(credentials={"api_key": "key"}, settings={"write_off": write_off}), http)


def robolabs(http: HttpClient, background: bool) -> Provider:
    connection = Connection(
        base_url="https://a.robolabs.lt", credentials={"api_key": "key"}, settings={"background": background}
    )
    return RoboLabs(connection, http)
