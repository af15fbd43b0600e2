"""B1's lists: pages, their allowed sizes, and whether a filter can be trusted (b1.md §3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from oscar_lt_accounting.domain.errors import Rejected, gettext_noop
from oscar_lt_accounting.providers.b1.client import AlreadyThereError, B1Client, NotThereError
from oscar_lt_accounting.providers.base import Purpose, RemoteIds
from oscar_lt_accounting.providers.kit import verdicts

STOCK, ITEMS = "e-commerce/items/stock", "reference-book/items/list"
# b1.md §3.2: the sources disagree; 100 is safe for all.
SAFE_SIZE = 100
_LARGEST = {STOCK: 500, ITEMS: 200}
_MOST_PAGES = 1000
_FEW = 10
Row = dict[str, Any]
Rule = Mapping[str, Any]


def rule(field: str, value: Any, op: str = "eq") -> Rule:
    """A question for one field."""
    return {"field": field, "op": op, "data": value}


class Lists:
    """One company's lists. Which page size a list takes is learned once and noted."""

    def __init__(self, client: B1Client, remote_ids: RemoteIds) -> None:
        self._client = client
        self._remote_ids = remote_ids

    def all(
        self, path: str, *rules: Rule, purpose: Purpose = Purpose.SET_UP, newest_first: bool = False, **more: Any
    ) -> Iterator[Row]:
        """All rows, page by page, each once though rows may move between pages while we read."""
        seen: set[str] = set()
        page = 0
        while page < _MOST_PAGES:
            page += 1
            rows, pages = self._page(path, rules, page, purpose, newest_first=newest_first, **more)
            fresh = [row for row in rows if str(row.get("id")) not in seen]
            seen |= {str(row.get("id")) for row in fresh}
            yield from fresh
            if not rows or page >= pages:
                return
        raise verdicts.unreadable(writes=False)

    def some(self, path: str, *rules: Rule, purpose: Purpose = Purpose.LOOK_UP) -> list[Row]:
        """The newest rows that a question is answered with: one page of them."""
        return self._page(path, rules, 1, purpose, newest_first=True)[0]

    def proves_absence(
        self, path: str, field: str, value: Any, op: str = "eq", *, purpose: Purpose = Purpose.LOOK_UP
    ) -> bool:
        """Whether no row can have this `value`, because a question for a value that is there is answered.

        The newest rows, asked for without a question, name the value that must be found; where there are no
        rows at all, nothing can be missed.
        """
        if self.some(path, rule(field, value, op), purpose=purpose):
            return False  # it was found, or the question was ignored
        newest = self.newest(path, purpose=purpose)
        told = [row[field] for row in newest if row.get(field) not in (None, "")]
        if any(str(one) == str(value) for one in told):
            return False
        return not newest or (bool(told) and self._answered(path, field, told[0], op, purpose))

    def _answered(self, path: str, field: str, value: Any, op: str, purpose: Purpose) -> bool:
        rows = self.some(path, rule(field, value, op), purpose=purpose)
        return any(str(row.get(field)) == str(value) for row in rows)

    def newest(self, path: str, *, purpose: Purpose = Purpose.LOOK_UP) -> list[Row]:
        """A few of the newest rows, without any question."""
        return self._ask(path, (), 1, _FEW, purpose, newest_first=True)[0]

    def _page(
        self, path: str, rules: Sequence[Rule], page: int, purpose: Purpose, *, newest_first: bool = False, **more: Any
    ) -> tuple[list[Row], int]:
        size = int(self._remote_ids.known("page_size", path) or _LARGEST.get(path, SAFE_SIZE))
        try:
            return self._ask(path, rules, page, size, purpose, newest_first=newest_first, **more)
        except Rejected:
            # b1.md §3.2: "Page Size is not in the list", in the language of the account.
            if size <= SAFE_SIZE or page > 1:
                raise
        answer = self._ask(path, rules, page, SAFE_SIZE, purpose, newest_first=newest_first, **more)
        self._remote_ids.learn("page_size", path, str(SAFE_SIZE))
        return answer

    def _ask(
        self,
        path: str,
        rules: Sequence[Rule],
        page: int,
        size: int,
        purpose: Purpose,
        *,
        newest_first: bool = False,
        **more: Any,
    ) -> tuple[list[Row], int]:
        sent: dict[str, Any] = {**more, "page": page, "pageSize" if path == STOCK else "rows": size}
        if rules or path == STOCK:
            sent["filters"] = {"groupOp": "AND", "rules": list(rules)}
        if path != STOCK:
            sent |= {"sidx": "id", "sord": "desc" if newest_first else "asc"}
        try:
            answer = self._client.call(path, sent, writes=False, purpose=purpose)
        except (AlreadyThereError, NotThereError) as error:
            raise Rejected(gettext_noop("B1 does not know the list %(path)s."), code="rejected", path=path) from error
        rows, pages = answer.get("data"), answer.get("pages")
        if not isinstance(rows, list) or isinstance(pages, bool) or not isinstance(pages, int):
            raise verdicts.unreadable(writes=False)
        return [row for row in rows if isinstance(row, dict)], pages
