"""JSON as the simulated systems read and write it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NoReturn

import simplejson


class NotationError(ValueError):
    """A body that is not the JSON it claims to be."""


def read_json(body: bytes) -> Any:
    """`body` as JSON; raises `NotationError` for broken text, NaN or a key given twice.

    Amounts are read as the doubles that PHP and Python servers read, then as the shortest decimal for
    them: 24.199999999999999 is 24.2 (b1.md §5.4).
    """
    try:
        return simplejson.loads(
            body.decode("utf-8"),
            parse_float=_double,
            parse_constant=_refuse,
            object_pairs_hook=_unique,
        )
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise NotationError(str(error)) from None


def write_json(payload: Any, *, indent: int | None = None) -> bytes:
    """`payload` as UTF-8 JSON with amounts as numbers."""
    return simplejson.dumps(payload, use_decimal=True, ensure_ascii=False, indent=indent).encode()


def _double(text: str) -> Decimal:
    number = Decimal(repr(float(text)))
    if not number.is_finite():
        raise NotationError("a number without end")
    return number


def _refuse(name: str) -> NoReturn:
    raise NotationError(name)


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise NotationError("the same key twice")
    return keys
