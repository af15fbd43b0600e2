"""iTax's resources: lists with filters, order and pages, and single records (itax.md §6, §7.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.itax.records import Context
from oscar_lt_accounting.testing.simulators.itax.refusals import bare, invalid

RecordT = TypeVar("RecordT")
# itax.md §2: addresses inside answers name this host whatever host was called.
_ELSEWHERE = "https://www.itax.lt/api/v2"
_ABOUT_PAGES = ("page", "per_page", "sort", "direction")
_MOST_PER_PAGE = 1000
_TAGS = "tags[]"


@dataclass(frozen=True, kw_only=True)
class Resource(kit.Resource[RecordT]):
    """One kind of record by its name in addresses; `linked` is shown beside its columns.

    `linked` is told whether the record is shown alone. `taken` are query parameters that are no filters.
    """

    name: str
    linked: Callable[[Context, RecordT, bool], Mapping[str, Any]] = lambda _context, _record, _alone: {}
    tags: Callable[[RecordT], Sequence[str]] = lambda _record: ()
    path: Callable[[RecordT], str] | None = None
    taken: tuple[str, ...] = ()

    def shown(self, context: Context, record: RecordT, *, alone: bool = True) -> dict[str, Any]:
        """The record as it is answered."""
        columns = kit.show(record, self.columns)
        url = address(self.path(record) if self.path else self.name, columns["id"])
        linked = self.linked(context, record, alone)
        return {"url": url, **{name: written(value) for name, value in {**columns, **linked}.items()}}

    def named(self, context: Context) -> RecordT:
        """The record with the id in the address; raises a 404."""
        record = self.find(context, context.record)
        if record is None:
            raise bare(404)
        return record

    def single(self, context: Context, _sent: Mapping[str, Any]) -> dict[str, Any]:
        """`GET /<resource>/{id}`."""
        return {"response": self.shown(context, self.named(context))}

    def listing(self, context: Context, _sent: Mapping[str, Any]) -> dict[str, Any]:
        """`GET /<resource>`."""
        size = min(_number(context.asked("per_page")) or context.switches.default_page, _MOST_PER_PAGE)
        page = kit.page_of(self._found(context), _number(context.asked("page")) or 1, size)
        pagination = {
            "previous": page.number - 1 if page.number > 1 else None,
            "next": page.number + 1 if page.number < page.pages else None,
            **kit.show(page, kit.columns("current=number per_page=size count pages")),
        }
        rows = [self.shown(context, one, alone=False) for one in page.rows]
        return {"response": rows, "count": page.count, "pagination": pagination}

    def _found(self, context: Context) -> list[RecordT]:
        """In the order asked for; without one the newest stand first, as in the samples."""
        filters: list[kit.Filter] = []
        for name, wanted in context.query:
            if name == _TAGS:
                filters.append((self.tags, partial(_contains, wanted)))
            elif name not in (*_ABOUT_PAGES, *self.taken) and (column := self._column(context, name)):
                filters.append((column, partial(_equals, wanted)))
        by = self.columns.get(context.asked("sort"))
        return self.select(context, filters, by, descending=by is None or context.asked("direction") == "desc")

    def _column(self, context: Context, name: str) -> kit.Column | None:
        """The column a filter means; None where an unknown one is ignored (itax.md §12 no. 1)."""
        hidden = name == "external_code" and context.switches.external_code != "stored"
        column = None if hidden else self.columns.get(name)
        if column is None and context.switches.unknown_filters == "refused":
            raise invalid(name, "nežinomas stulpelis")
        return column


def moment(at: float) -> datetime:
    """A moment in Vilnius."""
    return datetime.fromtimestamp(at, kit.VILNIUS)


def address(resource: str, record_id: int) -> str:
    """Where a record is said to be."""
    return f"{_ELSEWHERE}/{resource}/{record_id}"


def short(resource: str, record_id: int | None, names: Mapping[int, str]) -> dict[str, Any] | None:
    """A linked record in its short form."""
    if record_id is None or record_id not in names:
        return None
    return {"url": address(resource, record_id), "id": record_id, "name": names[record_id]}


def written(value: Any) -> Any:
    """A value as it stands in an answer: decimals as texts, moments with milliseconds (itax.md §4)."""
    if isinstance(value, Decimal):
        plain = f"{value.normalize():f}"
        return plain if "." in plain else f"{plain}.0"
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, Mapping):
        return {name: written(inner) for name, inner in value.items()}
    return [written(inner) for inner in value] if isinstance(value, list) else value


def _contains(wanted: str, values: Sequence[str]) -> bool:
    return wanted in values


def _equals(wanted: str, value: Any) -> bool:
    """Whether a column has the value a filter asks for; null equals nothing."""
    if isinstance(value, bool):
        return wanted in (str(value).lower(), str(int(value)))
    return value is not None and wanted == str(written(value))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
