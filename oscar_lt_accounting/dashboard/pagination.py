"""One page of a long list, found by where it begins instead of by counting rows (measurements.md §4.6)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.models.submissions import SubmissionQuerySet


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """Rows, newest first; `older` and `newer` are where the neighbouring pages begin, None at the ends."""

    rows: list[Submission]
    older: int | None
    newer: int | None


def list_page(rows: SubmissionQuerySet, *, size: int, before: str = "", after: str = "") -> ListPage:
    """The newest `size` rows, or those next to the row `before` or `after`; nonsense counts as neither."""
    if key := _key(after):
        found = list(rows.filter(pk__gt=key).order_by("pk")[: size + 1])
        if len(found) > size:
            page = found[:size][::-1]
            return ListPage(rows=page, older=page[-1].pk, newer=page[0].pk)
    elif key := _key(before):
        found = list(rows.filter(pk__lt=key).order_by("-pk")[: size + 1])
        if found:
            return ListPage(rows=found[:size], older=_last(found, size), newer=found[0].pk)
    found = list(rows.order_by("-pk")[: size + 1])
    return ListPage(rows=found[:size], older=_last(found, size), newer=None)


def _last(found: list[Submission], size: int) -> int | None:
    return found[size - 1].pk if len(found) > size else None


def _key(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,17}", text, re.ASCII) else None
