"""What we remember of a company's accounting system: their ids of things we know by other names.

A note saves a call; it is never trusted further than that. When the accounting system does not know the id any more,
the note is torn out and the thing is looked for again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class RemoteIds:
    """Notes kept in memory, for a bare Python shell; the outbox hands in one that is saved."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, str], str] = {}

    def known(self, kind: str, key: str) -> str:
        """Their id of our `key`, or an empty text."""
        return self._notes.get((kind, key), "")

    def learn(self, kind: str, key: str, remote_id: str) -> None:
        """Remember their id of our `key`."""
        self._notes[kind, key] = remote_id

    def forget(self, kind: str, key: str) -> None:
        """Tear the note out."""
        self._notes.pop((kind, key), None)

    @contextmanager
    def alone(self, kind: str, key: str) -> Iterator[None]:
        """Be the only one that looks for or makes this thing; raises `Busy` when another is at it."""
        yield
