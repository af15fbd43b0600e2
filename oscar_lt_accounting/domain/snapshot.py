"""Documents as JSON and back: what every retry repeats.

Version 2 added the order line of each line and the rows as they are sent; version 1 is read for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from oscar_lt_accounting.domain.documents import DOCUMENT_KINDS, Document

VERSION = 2
_READABLE = (1, 2)
Kept = TypeVar("Kept")


def freeze(document: Document) -> dict[str, Any]:
    """`document` as plain JSON values; amounts are texts, so that no float ever touches them."""
    return {"version": VERSION, "kind": document.kind, "document": _plain(document)}


def thaw(snapshot: Mapping[str, Any]) -> Document:
    """The document that `freeze` was given.

    Raises `ValueError` when the snapshot is of an unknown version or was damaged.
    """
    kind = DOCUMENT_KINDS.get(str(snapshot.get("kind")))
    if snapshot.get("version") not in _READABLE or kind is None:
        raise ValueError("a snapshot that this version cannot read")
    try:
        return cast(Document, _typed(kind, snapshot["document"]))
    except (KeyError, TypeError, ArithmeticError) as error:
        raise ValueError(f"a damaged snapshot: {error!r}") from error


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return value


def _typed(wanted: Any, value: Any) -> Any:
    if get_origin(wanted) is UnionType:
        if value is None:
            return None
        (wanted,) = (option for option in get_args(wanted) if option is not NoneType)
    if get_origin(wanted) is tuple:
        return tuple(_typed(get_args(wanted)[0], item) for item in _kept_as(list, value))
    if is_dataclass(wanted):
        hints = get_type_hints(wanted)
        known = {field.name for field in fields(wanted)}
        kept = _kept_as(dict, value)
        return cast(type, wanted)(**{name: _typed(hints[name], item) for name, item in kept.items() if name in known})
    if wanted is date:
        return date.fromisoformat(value)
    if wanted is Decimal:
        return _finite(_kept_as(str, value))
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(value)
    return _kept_as(wanted, value)


def _kept_as(form: type[Kept], value: Any) -> Kept:
    if type(value) is not form:
        raise TypeError(f"{value!r} is not {form.__name__}")
    return value


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise TypeError(f"{text} is no amount")
    return number
