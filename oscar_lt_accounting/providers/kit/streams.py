"""One long JSON answer as it arrives: its rows one after another, and what it says besides.

The rows are cut out of the bytes by counting brackets, and each is read alone: so neither the answer nor a parser
has to hold a whole warehouse, every row keeps the bounds of all other answers, and its raw bytes tell at once
whether it changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from oscar_lt_accounting.providers.kit.answers import read_json
from oscar_lt_accounting.providers.kit.bounds import DEEPEST, UnreadableError
from oscar_lt_accounting.providers.kit.reading import Row, fingerprint, inner

#: A product with its pictures, but no flood.
LARGEST_ROW = 16 * 1024 * 1024
LARGEST_REST = 8 * 1024 * 1024
_SIGN = re.compile(rb'["\[\]{}:]')
_QUOTE, _BACKSLASH = b'"', ord("\\")
_IN_PLACE_OF_A_ROW = b"null"


class RowStream:
    """The records of the list at `place`, which names the keys that lead to it; none for a bare list.

    `rest` is the answer with nothing in the place of each record, whole once the rows are read.
    """

    def __init__(self, chunks: Iterable[bytes], *place: str) -> None:
        self._chunks = chunks
        self._place = place
        self._cutter = _Cutter([name.encode() for name in place])
        self.rest: Any = None

    def rows(self) -> Iterator[tuple[Row, str]]:
        """Each record with the fingerprint of its bytes.

        Raises `UnreadableError`, at the end of what could be read, for anything but strict JSON within the bounds.
        """
        for chunk in self._chunks:
            for raw in self._cutter.cut(chunk):
                yield read_json(raw), fingerprint(raw)
        self.rest = read_json(self._cutter.rest())
        left = inner(self.rest, *self._place)
        if not self._place and not isinstance(left, list):
            raise UnreadableError("not a list")
        if isinstance(left, list) and any(isinstance(one, dict) for one in left):
            raise UnreadableError("a key of the list is written in another way")


class _Cutter:
    """Cuts the records out of the pieces of an answer and keeps the rest."""

    def __init__(self, place: list[bytes]) -> None:
        self._place = place
        self._buffer = bytearray()
        self._at = 0
        self._rest = bytearray()
        self._open: list[bytes] = []
        # For each open bracket the key that was read last in it.
        self._keys: list[bytes] = []
        self._text = b""
        self._row_depth = 0

    def cut(self, chunk: bytes) -> Iterator[bytes]:
        """The records that end in this piece."""
        self._buffer += chunk
        while found := _SIGN.search(self._buffer, self._at):
            sign, at = found[0], found.start()
            if sign == _QUOTE:
                end = self._end_of_text(at)
                if end < 0:
                    self._at = at
                    break
                if not self._row_depth:
                    self._text = bytes(self._buffer[at + 1 : end])
                self._at = end + 1
                continue
            self._at = at + 1
            if sign == b":":
                self._remember_key()
            elif sign in b"[{":
                self._enter(sign, at)
            elif self._leave():
                yield self._take_row()
        else:
            self._at = len(self._buffer)
        self._put_aside()

    def rest(self) -> bytes:
        """All but the records; broken JSON where the answer broke off."""
        return bytes(self._rest + self._buffer)

    def _end_of_text(self, at: int) -> int:
        end = at
        while True:
            end = self._buffer.find(_QUOTE, end + 1)
            before = end - 1
            while end > 0 and self._buffer[before] == _BACKSLASH:
                before -= 1
            if end < 0 or (end - before) % 2:
                return end

    def _remember_key(self) -> None:
        if self._keys and not self._row_depth:
            self._keys[-1] = self._text

    def _enter(self, sign: bytes, at: int) -> None:
        if not self._row_depth and sign == b"{" and self._in_place():
            self._move(at)
            self._row_depth = len(self._open) + 1
        self._open.append(sign)
        self._keys.append(b"")
        if len(self._open) > DEEPEST:
            raise UnreadableError("nested too deeply")

    def _in_place(self) -> bool:
        """Whether what begins here is an item of the list."""
        depth = len(self._place)
        return (
            len(self._open) == depth + 1
            and self._open[-1] == b"["
            and self._keys[:depth] == self._place
            and all(sign == b"{" for sign in self._open[:-1])
        )

    def _leave(self) -> bool:
        """Close a bracket; whether a record ends with it."""
        if not self._open:
            raise UnreadableError("a bracket too many")
        self._open.pop()
        self._keys.pop()
        return bool(self._row_depth) and len(self._open) < self._row_depth

    def _take_row(self) -> bytes:
        raw = bytes(self._buffer[: self._at])
        del self._buffer[: self._at]
        self._at = self._row_depth = 0
        self._rest += _IN_PLACE_OF_A_ROW
        return raw

    def _move(self, end: int) -> None:
        """What stands before `end` is no record."""
        self._rest += self._buffer[:end]
        del self._buffer[:end]
        self._at -= end

    def _put_aside(self) -> None:
        if not self._row_depth:
            self._move(self._at)
        if len(self._buffer) > LARGEST_ROW or len(self._rest) > LARGEST_REST:
            raise UnreadableError("a record, or what stands around them, is too large")
