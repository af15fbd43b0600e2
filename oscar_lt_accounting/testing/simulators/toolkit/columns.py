"""Declared ways between what is sent, what is stored and what is shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Generic, TypeVar

RecordT = TypeVar("RecordT")
Column = Callable[[Any], Any]


def columns(names: str = "", **computed: Column) -> dict[str, Column]:
    """How a record is shown: `name`, or `shown=attribute`; with `?` behind `shown`, what is empty becomes null.

    `computed` columns are functions of the record; those of a name among `names` stand in its place.
    """
    found: dict[str, Column] = {}
    for shown, empty, attribute in re.findall(r"([\w-]+)(\??)(?:=([\w.]+))?(?:\s+|$)", names):
        get = attrgetter(attribute or shown)
        found[shown] = _null_if_empty(get) if empty else get
    return {**found, **computed}


def _null_if_empty(get: Column) -> Column:
    return lambda record: get(record) or None


def show(record: Any, shown: Mapping[str, Column]) -> dict[str, Any]:
    """A record as it is answered."""
    return {name: column(record) for name, column in shown.items()}


def pick(sent: Mapping[str, Any], names: str, of: Callable[[Any], Any] | None = None) -> dict[str, Any]:
    """What a record is given: `name`, or `attribute=field`, as far as it is sent and not null.

    A field may stand deeper: `buyer=billing.name`. `of` makes the attribute of what is sent, such as an amount.
    """
    picked = {}
    for attribute, field in re.findall(r"(\w+)(?:=([\w.]+))?(?:\s+|$)", names):
        value: Any = sent
        for part in (field or attribute).split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if value is not None:
            picked[attribute] = of(value) if of else value
    return picked


def assign(record: Any, values: Mapping[str, Any]) -> None:
    """Give a record other values for some of its attributes."""
    for name, value in values.items():
        setattr(record, name, value)


@dataclass(frozen=True, kw_only=True)
class Page(Generic[RecordT]):
    """One page of a list, counted from 1; pages below 1 show the first."""

    rows: Sequence[RecordT]
    number: int
    size: int
    count: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.count // self.size)


def page_of(found: Sequence[RecordT], number: int, size: int) -> Page[RecordT]:
    """A page of `found`."""
    first = max(number - 1, 0) * size
    return Page(rows=found[first : first + size], number=number, size=size, count=len(found))


def ordered(found: Iterable[RecordT], value: Column, *, descending: bool = False) -> list[RecordT]:
    """`found` in the order of a value, null before everything else."""

    def key(record: RecordT) -> tuple[bool, Any]:
        own = value(record)
        return own is not None, own

    return sorted(found, key=key, reverse=descending)
