"""Answers of accounting systems: strict JSON in and out, and what is kept of a call."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn

import simplejson

from oscar_lt_accounting.providers.kit.bounds import UnreadableError, check_json
from oscar_lt_accounting.providers.kit.texts import clean_answer, clean_payload

__all__ = ["Answer", "CallRecord", "UnreadableError", "read_json", "write_json"]

# Only escapes can bring a NUL or half of a character into a text.
_ESCAPED_UNFIT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 become question marks."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """The body as JSON with `Decimal` numbers.

        Raises `UnreadableError` for anything else: broken text, NaN, a key given twice, endless depth.
        """
        return read_json(self.body)


@dataclass(frozen=True, kw_only=True)
class CallRecord:
    """What is kept of a call: cleaned of secrets and personal data."""

    method: str
    address: str
    status: int | None
    milliseconds: int
    request: str
    answer: str


def read_json(body: bytes) -> Any:
    """`body` as strict JSON in UTF-8 with `Decimal` numbers and clean texts; raises `UnreadableError`.

    Depth and lengths are bounded before the parser sees it.
    """
    check_json(body)
    try:
        read = json.loads(
            body.decode("utf-8-sig"),
            parse_float=_finite,
            parse_constant=_refuse_constant,
            object_pairs_hook=_unique_keys,
        )
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise UnreadableError(f"not readable as JSON: {type(error).__name__}") from None
    return clean_answer(read) if _ESCAPED_UNFIT.search(body) else read


def write_json(payload: Any, *, keys: Mapping[str, Any] | None = None) -> bytes:
    """`payload` as UTF-8 JSON; texts are cleaned, `Decimal` amounts are written digit for digit.

    `keys` are put beside its fields just as they are.
    """
    cleaned = clean_payload(payload)
    whole = {**(cleaned or {}), **keys} if keys else cleaned
    text: str = simplejson.dumps(whole, use_decimal=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not -40 < number.adjusted() < 40:
        raise ValueError("a number out of any sensible range")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise ValueError("the same key twice")
    return keys
