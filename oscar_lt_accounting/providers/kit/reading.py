"""What accounting systems say, in values that can be trusted: numbers, ids, texts, days and rows.

Each function takes whatever came and gives the value, or nothing where it is not well-formed; none raises but
the two that name what an answer must be made of (`UnreadableError`).
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timezone
from decimal import Decimal
from hashlib import blake2b
from typing import Any

from oscar_lt_accounting.domain.money import ZERO, round_cents
from oscar_lt_accounting.providers.kit.bounds import UnreadableError
from oscar_lt_accounting.providers.kit.texts import one_line

Row = dict[str, Any]
#: An id as most systems write them; 18 digits fit into every database.
POSITIVE = r"0*[1-9][0-9]{0,17}"
#: No sum of money and no quantity of goods has more digits before the point.
MOST_DIGITS = 15
LONGEST_TEXT = 1000
_MOST_SIGNIFICANT = 40
_DECIMAL = re.compile(r"[+-]?[0-9]{1,40}(?:[.,][0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?")


def remote_number(value: object, *, texts: bool = True, most_digits: int = MOST_DIGITS) -> Decimal | None:
    """A number that came as a JSON number or, with `texts`, as text with a point or a comma; None for anything else.

    The result is finite, below 10 to the power of `most_digits`, and has at most 40 digits.
    """
    if isinstance(value, str):
        text = value.strip()
        value = text.replace(",", ".") if texts and _DECIMAL.fullmatch(text) else None
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        return None
    number = Decimal(value)
    if not number.is_finite() or abs(number.adjusted()) >= most_digits:
        return None
    return number if len(number.as_tuple().digits) <= _MOST_SIGNIFICANT else None


def remote_money(value: object, *, texts: bool = True) -> Decimal | None:
    """A sum of money in cents, rounded half up; never minus zero."""
    number = remote_number(value, texts=texts)
    return None if number is None else round_cents(number) + ZERO


def remote_id(value: object, pattern: str = POSITIVE) -> str:
    """An id as text where it is well-formed (by default a positive whole number), else an empty text."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    try:
        text = str(value).strip()
    except ValueError:  # more digits than Python turns into text
        return ""
    return text if re.fullmatch(pattern, text, re.ASCII) else ""


def remote_text(value: object, most: int = LONGEST_TEXT) -> str:
    """A text in one line, cleaned, with a visible mark where it was cut; empty for anything else."""
    return one_line(value[: 4 * most], most) if isinstance(value, str) else ""


def exact_text(value: object) -> str:
    """A text just as it came, for codes and numbers that are compared; empty for anything else."""
    return value if isinstance(value, str) else ""


def remote_day(value: object, *formats: str) -> date | None:
    """A day, written as `formats` say or as 2026-12-31 with whatever time behind it; None for anything else."""
    if not isinstance(value, str):
        return None
    for written in formats:
        try:
            return datetime.strptime(value.strip(), written).replace(tzinfo=timezone.utc).date()
        except ValueError:
            continue
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        return None


def remote_moment(value: object) -> datetime | None:
    """A moment in ISO 8601 with its zone, in UTC without one; None for anything else."""
    if not isinstance(value, str) or len(value) > 40:
        return None
    try:
        moment = datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)


def remote_pdf(value: object) -> bytes:
    """A PDF that came as base64, in one line or in many; empty for anything else."""
    try:
        printed = b64decode("".join(value.split()) if isinstance(value, str) else "", validate=True)
    except ValueError:
        return b""
    return printed if printed.startswith(b"%PDF") else b""


def record(value: object) -> Row:
    """A JSON object; raises `UnreadableError` for anything else."""
    if not isinstance(value, dict):
        raise UnreadableError("not a record")
    return value


def rows_of(value: object) -> list[Row]:
    """The records of a JSON list, whatever else is in it; raises `UnreadableError` for anything but a list."""
    if not isinstance(value, list):
        raise UnreadableError("not a list")
    return [row for row in value if isinstance(row, dict)]


def inner(value: object, *names: str) -> Any:
    """What stands inside of records inside of `value`, by the names on the way; None where one is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def said_in(value: object) -> str:
    """All texts in `value` in one line: a text, a list of them, or texts by the names of the fields they are about."""
    return " · ".join(dict.fromkeys(part for part in _said(value) if part))


def _said(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        for name, texts in value.items():
            yield from (f"{name}: {text}" for text in _said(texts) if text)
    elif isinstance(value, list):
        for one in value:
            yield from _said(one)
    elif isinstance(value, str):
        yield remote_text(value)
    elif number := remote_number(value):
        yield f"{number:f}"


def fingerprint(raw: bytes) -> str:
    """A short digest of a row's raw bytes: the same for as long as the system says the same of it."""
    return blake2b(raw, digest_size=12).hexdigest()
