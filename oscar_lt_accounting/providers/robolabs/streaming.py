"""RoboLabs' lists as they arrive: one answer may hold a whole warehouse (robolabs.md §6.11)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import ijson

from oscar_lt_accounting.providers.kit.answers import UnreadableError

Row = dict[str, Any]
_DATA = "result.data."
_ROW = f"{_DATA}item"
_SCALARS = frozenset({"string", "number", "boolean", "null"})
#: What an envelope says besides its rows, by where it stands.
_HEAD = {
    "result": ("result",),
    "result.status_code": ("result", "status_code"),
    "result.code": ("result", "code"),
    "result.error": ("result", "error"),
    "result.status_text": ("result", "status_text"),
    "result.data": ("result", "data"),
    "error.message": ("error", "message"),
}


class Envelope:
    """An answer's rows one after another; `said` is the rest of it, whole once the rows are read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._events = ijson.parse(_Reader(chunks), use_float=False)
        self.said: dict[str, Any] = {}

    def rows(self) -> Iterator[Row]:
        """The list in `result.data`; values that are lists or dictionaries themselves are left out.

        Raises `UnreadableError` for broken JSON, a key given twice, and data that is no list of rows.
        """
        row: Row = {}
        try:
            for place, event, value in self._events:
                if place == _ROW:
                    if event == "start_map":
                        row = {}
                    elif event == "end_map":
                        yield row
                elif place.startswith(f"{_ROW}.") and event in _SCALARS:
                    if "." not in (name := place[len(_ROW) + 1 :]):
                        _put(row, name, value)
                elif event in _SCALARS:
                    self._note(place, value)
                elif event == "start_map":
                    self._note(place, {})
        except (ijson.JSONError, ValueError, ArithmeticError) as error:
            raise UnreadableError(f"not readable as JSON: {type(error).__name__}") from None

    def _note(self, place: str, value: Any) -> None:
        path = _HEAD.get(place)
        if place.startswith(_DATA) and "." not in place[len(_DATA) :]:
            path = ("result", "data", place[len(_DATA) :])
        if path is None:
            return
        at = self.said
        for name in path[:-1]:
            at = at.setdefault(name, {})
        _put(at, path[-1], value)


class _Reader:
    """What the parser reads from."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)

    def read(self, size: int = -1) -> bytes:
        """The next piece, however long; the parser asks for nothing to see what it will get."""
        return next(self._chunks, b"") if size else b""


def _put(where: dict[str, Any], name: str, value: Any) -> None:
    if name in where:
        raise ValueError("the same key twice")
    where[name] = value
