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

from oscar_lt_accounting.testing.simulators.toolkit.json_text import NotationError, read_json, write_json


def to_json(thing: Any) -> Any:
    """`thing` as JSON values; amounts become texts, digit for digit."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {field.name: to_json(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): to_json(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [to_json(item) for item in thing]
    return str(thing) if isinstance(thing, Decimal) else thing


def from_json(kind: Any, stored: Any) -> Any:
    """The value of type `kind` that was stored so; raises `ValueError`, `TypeError` or `KeyError`."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(choice for choice in get_args(kind) if choice is not type(None))
        return None if stored is None else from_json(inner, stored)
    if origin is list:
        return [from_json(get_args(kind)[0], item) for item in stored]
    if origin is dict:
        return {key: from_json(get_args(kind)[1], value) for key, value in stored.items()}
    if is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        return kind(**{name: from_json(hints[name], value) for name, value in stored.items()})
    return Decimal(stored) if kind is Decimal else kind(stored)


class StateFileError(Exception):
    """The file of the records cannot be read; the sentence says why."""


class StateFile:
    """Stores all records in one JSON file, written whole and put in place at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Any]:
        """What was written last, or nothing; raises `StateFileError`."""
        try:
            kept = read_json(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, NotationError) as error:
            raise StateFileError(f"The records in {self.path} cannot be read: {error}.") from None
        if not isinstance(kept, dict):
            raise StateFileError(f"The records in {self.path} cannot be read: not an object.")
        return kept

    def write(self, records: Any) -> None:
        """Put `records` in the place of what was written before."""
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(write_json(to_json(records)))
            beside.replace(self.path)
        finally:
            beside.unlink(missing_ok=True)


def as_json(thing: Any) -> bytes:
    """`thing` as readable JSON with amounts as texts."""
    return simplejson.dumps(to_json(thing), ensure_ascii=False, indent=1).encode()
