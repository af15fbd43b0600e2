"""Lists that come in pages, whatever way a system counts them; each row once, though rows move meanwhile.

A system that ignores what it is asked gives the same page for ever. So a page that brings nothing new, where the
system did not say how many there are, ends in an error and not in a list that only seems whole.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.reading import Row

#: No company has ten thousand full pages of anything.
MOST_PAGES = 10_000
Identity = Callable[[Row], Hashable]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list, and what its answer says of the others.

    `pages` counts all pages, `total` all rows; None where the system does not say. `next` is what asks for the
    next page, empty on the last one.
    """

    rows: Sequence[Row]
    pages: int | None = None
    total: int | None = None
    next: str = ""


def row_id(row: Row) -> Hashable:
    """What most systems know a row by; None for a row without one, which then always passes."""
    found = row.get("id")
    return None if found is None else str(found)


def by_number(
    ask: Callable[[int], Page], *, size: int = 0, first: int = 1, identity: Identity = row_id, most: int = MOST_PAGES
) -> Iterator[Row]:
    """All rows, page after page by its number, from `first` on.

    The last page is the one that the system says, else one shorter than `size` (0: an empty one). Raises
    `Unavailable` for a list that does not end.
    """
    fresh = _Fresh(identity)
    for number in range(first, first + most):
        page = ask(number)
        yield from fresh.of(page)
        done = len(page.rows) < size if page.pages is None else number - first + 1 >= page.pages
        if done or not page.rows:
            return
        if fresh.stuck and page.pages is None:
            break
    raise verdicts.unreadable(writes=False)


def by_offset(
    ask: Callable[[int], Page], *, size: int, identity: Identity = row_id, most: int = MOST_PAGES
) -> Iterator[Row]:
    """All rows, each page asked for by how many rows came before it.

    The last page is the one that reaches the total, else one shorter than `size`. Raises `Unavailable` for a list
    that does not end.
    """
    fresh, offset = _Fresh(identity), 0
    for _ in range(most):
        page = ask(offset)
        yield from fresh.of(page)
        offset += len(page.rows)
        done = len(page.rows) < size if page.total is None else offset >= page.total
        if done or not page.rows:
            return
        if fresh.stuck and page.total is None:
            break
    raise verdicts.unreadable(writes=False)


def by_cursor(ask: Callable[[str], Page], *, identity: Identity = row_id, most: int = MOST_PAGES) -> Iterator[Row]:
    """All rows, each page asked for by what the page before named as `next`; the first by an empty text.

    A system without cursors of its own is read so by its rows' ids: `next` is then the last id of a full page.
    Raises `Unavailable` for a list that does not end or goes in a circle.
    """
    fresh, cursor, asked = _Fresh(identity), "", {""}
    for _ in range(most):
        page = ask(cursor)
        yield from fresh.of(page)
        cursor = page.next
        if not cursor:
            return
        if cursor in asked:
            break
        asked.add(cursor)
    raise verdicts.unreadable(writes=False)


class _Fresh:
    """Lets each row pass once; `stuck` says that the last page had nothing new."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity
        self._seen: set[Hashable] = set()
        self.stuck = False

    def of(self, page: Page) -> Iterator[Row]:
        """The rows of a page that no page before had."""
        self.stuck = True
        for row in page.rows:
            known = self._identity(row)
            if known is None or known not in self._seen:
                self.stuck = False
                self._seen.add(known)
                yield row
