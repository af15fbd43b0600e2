"""An accounting system that answers what was laid out for it and writes down what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.providers.server import Script, Visit, iter_with_last, json_answer

Reply = bytes | Callable[[Visit], None]


@dataclass(frozen=True)
class Call:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def payload(self) -> Any:
        """The JSON of the body."""
        return json.loads(self.body)


@dataclass
class Scripted:
    """Answers by path; a path that nobody laid out is not there, in JSON."""

    prefix: str
    calls: list[Call] = field(default_factory=list)
    replies: dict[str, Iterator[Reply]] = field(default_factory=dict)

    def on(self, path: str, *replies: Reply) -> None:
        """Lay out what `path` answers: one after the other, the last one for ever."""
        self.replies[path] = iter_with_last(replies)

    @property
    def script(self) -> Script:
        """How to serve it."""
        return self._serve

    @property
    def asked(self) -> list[str]:
        """The paths that were called, in order."""
        return [call.path for call in self.calls]

    def payloads(self, path: str) -> list[Any]:
        """What was sent to `path`."""
        return [call.payload for call in self.calls if call.path == path]

    def _serve(self, visit: Visit) -> None:
        head, _, body = visit.read().partition(b"\r\n\r\n")
        first, *lines = head.decode("utf-8").split("\r\n")
        method, target, _version = first.split(" ")
        path = target.removeprefix(self.prefix)
        headers = dict(line.split(": ", 1) for line in lines)
        self.calls.append(Call(path if method == "POST" else first, headers, body))
        reply = next(self.replies.get(path, iter(())), json_answer({"message": "unscripted"}, status="404 Not Found"))
        if callable(reply):
            reply(visit)
        else:
            visit.send(reply)


def lost(_visit: Visit) -> None:
    """Hang up after the request was read: nobody learns what became of it."""
