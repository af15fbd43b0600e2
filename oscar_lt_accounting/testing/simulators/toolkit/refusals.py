"""A call that a system refuses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from oscar_lt_accounting.testing.simulators.toolkit.fault_replies import web_page
from oscar_lt_accounting.testing.simulators.toolkit.json_text import write_json
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply

FoundT = TypeVar("FoundT")


class RefusalError(Exception):
    """A refused call: a sentence, a status, and the body in the system's own form where it has one."""

    def __init__(self, message: str, status: int = 400, body: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body

    def reply(self, *, inside: bool = False) -> Reply:
        """The refusal as it goes over the wire, `inside` a 200 if need be; without a body it is a web page."""
        if self.body is None:
            return web_page(self.status, str(self))
        return Reply(status=200 if inside else self.status, body=write_json(self.body), said=f"{self.status} {self}")


def refuse_if(wrong: object, refusal: RefusalError) -> None:
    """Raise `refusal` when something is wrong."""
    if wrong:
        raise refusal


def first(found: Iterable[FoundT], refusal: RefusalError) -> FoundT:
    """The first of what was found; raises `refusal` when there is none."""
    for one in found:
        return one
    raise refusal


def by_field(complaints: Iterable[tuple[str, str]], otherwise: str) -> dict[str, list[str]]:
    """Sentences by the path of their field; those about the whole go to `otherwise`."""
    found: dict[str, list[str]] = {}
    for path, sentence in complaints:
        found.setdefault(path or otherwise, []).append(sentence)
    return found


def in_words(complaints: Iterable[tuple[str, str]]) -> str:
    """All complaints as one sentence."""
    return "; ".join(f"{path} {sentence}" for path, sentence in complaints)
