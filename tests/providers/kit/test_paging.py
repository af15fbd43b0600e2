"""Lists in pages: every row once, and no end that is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.errors import Throttled, Unavailable
from oscar_lt_accounting.providers.kit.paging import Page, by_cursor, by_number, by_offset
from oscar_lt_accounting.providers.kit.patience import Patience

Rows = list[dict[str, Any]]


def numbered(count: int) -> Rows:
    return [{"id": number} for number in range(count)]


def cut(rows: Rows, start: int, size: int) -> Rows:
    return rows[start : start + size]


@given(count=st.integers(0, 30), size=st.integers(1, 7), tells=st.booleans(), first=st.integers(0, 1))
def test_pages_by_number(count: int, size: int, tells: bool, first: int) -> None:
    rows = numbered(count)
    asked = []

    def ask(page: int) -> Page:
        asked.append(page)
        return Page(rows=cut(rows, (page - first) * size, size), pages=-(-count // size) if tells else None)

    assert list(by_number(ask, size=size, first=first)) == rows
    assert asked == list(range(first, first + max(1, -(-count // size) if tells else count // size + 1)))


@given(count=st.integers(0, 30), size=st.integers(1, 7), tells=st.booleans())
def test_pages_by_offset(count: int, size: int, tells: bool) -> None:
    rows = numbered(count)

    def ask(offset: int) -> Page:
        return Page(rows=cut(rows, offset, size), total=count if tells else None)

    assert list(by_offset(ask, size=size)) == rows


@given(count=st.integers(0, 30), size=st.integers(1, 7))
def test_pages_by_cursor_and_by_the_last_id(count: int, size: int) -> None:
    rows = numbered(count)

    def ask(cursor: str) -> Page:
        start = int(cursor) + 1 if cursor else 0
        page = cut(rows, start, size)
        return Page(rows=page, next=str(page[-1]["id"]) if len(page) == size else "")

    assert list(by_cursor(ask)) == rows


def test_without_a_size_an_empty_page_is_the_end() -> None:
    pages = iter([numbered(3), numbered(5), []])

    assert list(by_number(lambda _page: Page(rows=next(pages)))) == numbered(5)


def test_rows_that_move_to_the_next_page_come_once() -> None:
    pages = {1: [{"id": 1}, {"id": 2}], 2: [{"id": 2}, {"id": 3}], 3: [{"id": 3}]}

    assert list(by_number(lambda page: Page(rows=pages[page], pages=3))) == [{"id": 1}, {"id": 2}, {"id": 3}]


def test_rows_may_be_known_by_something_else_and_rows_without_it_all_pass() -> None:
    page: Rows = [{"code": "A", "n": 1}, {"code": "A", "n": 2}, {"n": 3}, {"n": 4}]

    by_code = by_number(lambda _page: Page(rows=page, pages=1), identity=lambda row: row.get("code"))

    assert [row["n"] for row in by_code] == [1, 3, 4]


ENDLESS: dict[str, Callable[[], Iterator[Any]]] = {
    "the same page for ever": lambda: by_number(lambda _page: Page(rows=numbered(5)), size=5),
    "the same page for ever, by offset": lambda: by_offset(lambda _offset: Page(rows=numbered(5)), size=5),
    "more pages than any company has": lambda: by_number(lambda page: Page(rows=[{"id": page}], pages=10**9), most=50),
    "more rows than any company has": lambda: by_offset(
        lambda at: Page(rows=[{"id": at}], total=10**9), size=1, most=50
    ),
    "a circle of cursors": lambda: by_cursor(lambda cursor: Page(rows=numbered(1), next="b" if cursor == "a" else "a")),
    "cursors without an end": lambda: by_cursor(lambda cursor: Page(rows=[], next=cursor + "a"), most=50),
}


@pytest.mark.parametrize("read", ENDLESS.values(), ids=ENDLESS)
def test_a_list_that_does_not_end_is_no_list(read: Callable[[], Iterator[Any]]) -> None:
    with pytest.raises(Unavailable) as caught:
        list(read())
    assert caught.value.code == "answer_unreadable"


def test_pages_are_asked_for_one_by_one() -> None:
    asked = []

    def ask(page: int) -> Page:
        asked.append(page)
        return Page(rows=[{"id": page}], pages=9)

    rows = by_number(ask)
    next(rows)
    assert asked == [1]


class Busy:
    def __init__(self, *waits: int | None) -> None:
        self.waits = list(waits)

    def __call__(self) -> str:
        if self.waits:
            raise Throttled("Wait.", retry_after=self.waits.pop(0))
        return "done"


@pytest.mark.parametrize("waits", [[], [1], [5, None, 2], [1, 1, 1, 1, 1]])
def test_short_pauses_are_taken(waits: list[int | None]) -> None:
    pauses: list[float] = []

    assert Patience(pauses.append).ask(Busy(*waits)) == "done"
    assert pauses == [wait or 1 for wait in waits]


@pytest.mark.parametrize(("waits", "taken"), [([6], []), ([1, 3600], [1]), ([1] * 6, [1] * 5)])
def test_long_pauses_are_not(waits: list[int | None], taken: list[float]) -> None:
    pauses: list[float] = []

    with pytest.raises(Throttled):
        Patience(pauses.append).ask(Busy(*waits))
    assert pauses == taken
