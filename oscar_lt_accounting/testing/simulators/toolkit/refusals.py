"""A call that a system refuses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class RefusalError(Exception):
    """A refused call: a sentence, a status, and the body in the system's own form where it has one."""

    def __init__(self, message: str, status: int = 400, body: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body


def by_field(complaints: Iterable[tuple[str, str]], otherwise: str) -> dict[str, list[str]]:
    """Sentences by the path of their field; those about the whole go to `otherwise`."""
    found: dict[str, list[str]] = {}
    for path, sentence in complaints:
        found.setdefault(path or otherwise, []).append(sentence)
    return found


def in_words(complaints: Iterable[tuple[str, str]]) -> str:
    """All complaints as one sentence."""
    return "; ".join(f"{path} {sentence}" for path, sentence in complaints)
