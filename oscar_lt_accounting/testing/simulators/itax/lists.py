"""iTax's resources: lists with filters, order and pages, and single records (itax.md §6, §7.1)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from oscar_lt_accounting.testing.simulators.itax.books import Office
from oscar_lt_accounting.testing.simulators.itax.refusal import bare, invalid
from oscar_lt_accounting.testing.simulators.itax.shapes import address, equals, written

RecordT = TypeVar("RecordT")
_ABOUT_PAGES = ("page", "per_page", "sort", "direction")
_MOST_PER_PAGE = 1000
_TAGS = "tags[]"


@dataclass(frozen=True, kw_only=True)
class Resource(Generic[RecordT]):
    """One kind of record: where it is kept, its columns, what is shown beside them.

    `linked` is told whether the record is shown alone. `taken` are query parameters that are no filters.
    """

    name: str
    records: Callable[[Office], Collection[RecordT]]
    columns: Mapping[str, Callable[[RecordT], Any]]
    linked: Callable[[Office, RecordT, bool], Mapping[str, Any]] = lambda _office, _record, _alone: {}
    tags: Callable[[RecordT], Sequence[str]] = lambda _record: ()
    path: Callable[[RecordT], str] | None = None
    taken: tuple[str, ...] = ()

    def id_of(self, record: RecordT) -> int:
        """The record's id."""
        return int(self.columns["id"](record))

    def shown(self, office: Office, record: RecordT, *, alone: bool = True) -> dict[str, Any]:
        """The record as it is answered."""
        where = self.path(record) if self.path else self.name
        return {
            "url": address(where, self.id_of(record)),
            **{name: written(column(record)) for name, column in self.columns.items()},
            **{name: written(value) for name, value in self.linked(office, record, alone).items()},
        }

    def find(self, office: Office, record_id: int) -> RecordT:
        """The record with this id; raises a 404."""
        for record in self.records(office):
            if self.id_of(record) == record_id:
                return record
        raise bare(404)


def single(resource: Resource[Any]) -> Callable[[Office], dict[str, Any]]:
    """`GET /<resource>/{id}`."""
    return lambda office: {"response": resource.shown(office, resource.find(office, office.record))}


def listing(resource: Resource[Any]) -> Callable[[Office], dict[str, Any]]:
    """`GET /<resource>`."""

    def answer(office: Office) -> dict[str, Any]:
        found = _sorted(resource, office, _filtered(resource, office))
        size = min(_number(office.asked("per_page")) or office.switches.default_page, _MOST_PER_PAGE)
        current, pages = _number(office.asked("page")) or 1, -(-len(found) // size)
        rows = [resource.shown(office, one, alone=False) for one in found[(current - 1) * size : current * size]]
        pagination = {
            "previous": current - 1 if current > 1 else None,
            "next": current + 1 if current < pages else None,
            "current": current,
            "per_page": size,
            "count": len(found),
            "pages": pages,
        }
        return {"response": rows, "count": len(found), "pagination": pagination}

    return answer


def _filtered(resource: Resource[Any], office: Office) -> list[Any]:
    found = list(resource.records(office))
    for name, wanted in office.query:
        if name in (*_ABOUT_PAGES, *resource.taken):
            continue
        if name == _TAGS:
            found = [record for record in found if wanted in resource.tags(record)]
        elif (column := _column(resource, office, name)) is not None:
            found = [record for record in found if equals(column(record), wanted)]
    return found


def _column(resource: Resource[Any], office: Office, name: str) -> Callable[[Any], Any] | None:
    """The column a filter means; None where an unknown one is ignored (itax.md §12 no. 1)."""
    hidden = name == "external_code" and office.switches.external_code != "stored"
    column = None if hidden else resource.columns.get(name)
    if column is None and office.switches.unknown_filters == "refused":
        raise invalid([(name, "nežinomas stulpelis")])
    return column


def _sorted(resource: Resource[Any], office: Office, found: list[Any]) -> list[Any]:
    """In the order asked for; without one the newest stand first, as in the samples."""
    column = resource.columns.get(office.asked("sort"))
    if column is None:
        return sorted(found, key=resource.columns["id"], reverse=True)

    def nulls_first(record: Any) -> tuple[bool, Any]:
        value = column(record)
        return value is not None, value

    return sorted(found, key=nulls_first, reverse=office.asked("direction") == "desc")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
