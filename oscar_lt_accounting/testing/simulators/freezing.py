"""Dataclasses to JSON and back, and the file that keeps them over a restart."""

from __future__ import annotations

import os
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

import simplejson

from oscar_lt_accounting.testing.simulators.notation import NotationError, read_json, write_json


def freeze(thing: Any) -> Any:
    """`thing` as JSON values; amounts become texts, digit for digit."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: freeze(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): freeze(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [freeze(item) for item in thing]
    return str(thing) if isinstance(thing, Decimal) else thing


def thaw(kind: Any, frozen: Any) -> Any:
    """The value of type `kind` that was frozen; raises `ValueError`, `TypeError` or `KeyError`."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(choice for choice in get_args(kind) if choice is not type(None))
        return None if frozen is None else thaw(inner, frozen)
    if origin is list:
        return [thaw(get_args(kind)[0], item) for item in frozen]
    if origin is dict:
        return {key: thaw(get_args(kind)[1], value) for key, value in frozen.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: thaw(hints[name], value) for name, value in frozen.items()})
    return Decimal(frozen) if kind is Decimal else kind(frozen)


class StateFileError(Exception):
    """The file of the books cannot be read; the sentence says why."""


class StateFile:
    """Keeps all books in one JSON file, written whole and put in place at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Any]:
        """What was written last, or nothing; raises `StateFileError`."""
        try:
            kept = read_json(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, NotationError) as error:
            raise StateFileError(f"The books in {self.path} cannot be read: {error}.") from None
        if not isinstance(kept, dict):
            raise StateFileError(f"The books in {self.path} cannot be read: not an object.")
        return kept

    def write(self, books: Any) -> None:
        """Put `books` in the place of what was written before."""
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(write_json(freeze(books)))
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)


def as_json(thing: Any) -> bytes:
    """`thing` as readable JSON with amounts as texts."""
    return simplejson.dumps(freeze(thing), ensure_ascii=False, indent=1).encode()
