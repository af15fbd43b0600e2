"""Cheap bounds that an answer must keep before any parser sees it.

A parser dies of what it was not made for: a number of 5,000 digits is a `ValueError` in one and minutes of work
in another, 40 kB of brackets end the process in a third. So digits, depth and lengths are counted here first,
with nothing but searches through bytes.
"""

from __future__ import annotations

import re
from itertools import accumulate

DEEPEST = 64
MOST_DIGITS = 100
#: Pictures and printed documents come as texts.
LONGEST_TEXT = 32 * 1024 * 1024
_NUMBER = re.compile(rb"[0-9][0-9.eE+-]{%d}" % MOST_DIGITS)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


class UnreadableError(ValueError):
    """An answer that is not what its format promises."""


def check_json(body: bytes, *, longest_text: int = LONGEST_TEXT) -> None:
    """Raise `UnreadableError` for JSON that is too deep or has a number or a text that is too long.

    Whether it is JSON at all is the parser's question.
    """
    # Backslashes stand only inside texts; without its pairs and escaped quotes, every quote begins or ends one.
    plain = body.replace(b"\\\\", b"..").replace(b'\\"', b"..") if b"\\" in body else body
    parts = plain.split(b'"')
    if max(map(len, parts[1::2]), default=0) > longest_text:
        raise UnreadableError("a text is too long")
    outside = b'"'.join(parts[::2])
    if _NUMBER.search(outside):
        raise UnreadableError("a number is too long")
    steps = (_STEPS[bracket] for bracket in outside.translate(None, _NOT_BRACKETS))
    if any(depth > DEEPEST for depth in accumulate(steps)):
        raise UnreadableError("nested too deeply")
