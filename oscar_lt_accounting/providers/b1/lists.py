"""B1's lists: pages, their allowed sizes, and whether a filter can be trusted (b1.md §3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oscar_lt_accounting.domain.errors import Rejected
from oscar_lt_accounting.providers.b1.client import B1Client
from oscar_lt_accounting.providers.base import Purpose, RemoteIds
from oscar_lt_accounting.providers.kit.answers import UnreadableError
from oscar_lt_accounting.providers.kit.paging import Page, by_number
from oscar_lt_accounting.providers.kit.reading import Row, rows_of
from oscar_lt_accounting.providers.kit.verdicts import understood

STOCK, ITEMS = "e-commerce/items/stock", "reference-book/items/list"
# b1.md §3.2: the sources disagree; 100 is safe for all.
SAFE_SIZE = 100
_LARGEST = {STOCK: 500, ITEMS: 200}
_MOST_PAGES = 1000
_FEW = 10
Condition = Mapping[str, Any]


def where(field: str, value: Any, op: str = "eq") -> Condition:
    """A question for one field."""
    return {"field": field, "op": op, "data": value}


class Lists:
    """One company's lists. Which page size a list takes is learned once and noted."""

    def __init__(self, client: B1Client, remote_ids: RemoteIds) -> None:
        self._client = client
        self._remote_ids = remote_ids

    def all(
        self,
        path: str,
        *conditions: Condition,
        purpose: Purpose = Purpose.SET_UP,
        newest_first: bool = False,
        **more: Any,
    ) -> Iterator[Row]:
        """All rows, page by page, each once though rows may move between pages while we read."""
        question = _question(path, conditions, newest_first=newest_first, **more)
        return by_number(lambda number: self._page(path, question, number, purpose), most=_MOST_PAGES)

    def some(self, path: str, *conditions: Condition, purpose: Purpose = Purpose.LOOK_UP) -> list[Row]:
        """The newest rows that a question is answered with: one page of them."""
        return list(self._page(path, _question(path, conditions, newest_first=True), 1, purpose).rows)

    def newest(self, path: str, *, purpose: Purpose = Purpose.LOOK_UP) -> list[Row]:
        """A few of the newest rows, without any question."""
        return list(self._ask(path, _question(path, (), newest_first=True), 1, _FEW, purpose).rows)

    def proves_absence(
        self, path: str, field: str, value: Any, op: str = "eq", *, purpose: Purpose = Purpose.LOOK_UP
    ) -> bool:
        """Whether no row can have this `value`, because a question for a value that is there is answered.

        The newest rows, asked for without a question, name the value that must be found; where there are no
        rows at all, nothing can be missed.
        """
        if self.some(path, where(field, value, op), purpose=purpose):
            return False  # it was found, or the question was ignored
        newest = self.newest(path, purpose=purpose)
        told = [row[field] for row in newest if row.get(field) not in (None, "")]
        if any(str(one) == str(value) for one in told):
            return False
        return not newest or (bool(told) and self._answered(path, field, told[0], op, purpose))

    def _answered(self, path: str, field: str, value: Any, op: str, purpose: Purpose) -> bool:
        rows = self.some(path, where(field, value, op), purpose=purpose)
        return any(str(row.get(field)) == str(value) for row in rows)

    def _page(self, path: str, question: Mapping[str, Any], number: int, purpose: Purpose) -> Page:
        size = int(self._remote_ids.known("page_size", path) or _LARGEST.get(path, SAFE_SIZE))
        try:
            return self._ask(path, question, number, size, purpose)
        except Rejected:
            # b1.md §3.2: "Page Size is not in the list", in the language of the account.
            if size <= SAFE_SIZE or number > 1:
                raise
        page = self._ask(path, question, number, SAFE_SIZE, purpose)
        self._remote_ids.learn("page_size", path, str(SAFE_SIZE))
        return page

    def _ask(self, path: str, question: Mapping[str, Any], number: int, size: int, purpose: Purpose) -> Page:
        sent = {**question, "page": number, "pageSize" if path == STOCK else "rows": size}
        answer = self._client.ask(path, sent, purpose)
        with understood(writes=False):
            return Page(rows=rows_of(answer["data"]), pages=_count(answer["pages"]))


def _question(path: str, conditions: tuple[Condition, ...], *, newest_first: bool, **more: Any) -> dict[str, Any]:
    filters = {"filters": {"groupOp": "AND", "rules": list(conditions)}} if conditions or path == STOCK else {}
    order = {} if path == STOCK else {"sidx": "id", "sord": "desc" if newest_first else "asc"}
    return {**more, **filters, **order}


def _count(pages: object) -> int:
    if type(pages) is not int:
        raise UnreadableError("no number of pages")
    return pages
