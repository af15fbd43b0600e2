"""Kinds of records that a system lists: where they are, how they are shown, which of them are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from oscar_lt_accounting.testing.simulators.toolkit.columns import Column, ordered, show

RecordT = TypeVar("RecordT")
# A column, and what its value must be.
Filter = tuple[Column, Callable[[Any], bool]]


@dataclass(frozen=True, kw_only=True)
class Resource(Generic[RecordT]):
    """One kind of record, by the `Context` of a call, and its columns; one of them is `id`."""

    records: Callable[[Any], Iterable[RecordT]]
    columns: Mapping[str, Column]

    def shown(self, _context: Any, record: RecordT) -> dict[str, Any]:
        """The record as it is answered."""
        return show(record, self.columns)

    def find(self, context: Any, record_id: int) -> RecordT | None:
        """The record with this id."""
        return next((one for one in self.records(context) if self.columns["id"](one) == record_id), None)

    def select(
        self, context: Any, filters: Sequence[Filter], by: Column | None = None, *, descending: bool = False
    ) -> list[RecordT]:
        """The records that pass all `filters`, in the order of a column, which is the id unless `by` is given."""
        found = list(self.records(context))
        for column, passes in filters:
            found = [one for one in found if passes(column(one))]
        return ordered(found, by or self.columns["id"], descending=descending)
