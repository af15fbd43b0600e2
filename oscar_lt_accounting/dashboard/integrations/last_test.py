"""What the last connection test of this visitor found, kept in the session: it holds no secrets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.providers.base import Choice
from oscar_lt_accounting.services.setup import SetUp

#: How much of each list is kept: a session is no place for thousands of rows.
MOST = 300


@dataclass(frozen=True, kw_only=True)
class LastTest:
    """A test's results; `lists` are the accounting system's own, by name."""

    at: datetime | None
    results: list[tuple[bool, str, str, dict[str, str]]] = field(default_factory=list)
    lists: dict[str, tuple[Choice, ...]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing has to be fixed."""
        return all(ok for ok, _title, _detail, _params in self.results)

    def lines(self) -> Iterator[tuple[bool, str]]:
        """What was found, in the reader's language."""
        for ok, title, detail, params in self.results:
            head, tail = translated(title, {}), translated(detail, params)
            yield ok, f"{head}: {tail}" if tail else head


def keep(request: HttpRequest, found: SetUp, at: datetime) -> None:
    """Remember what was found for the next pages."""
    request.session[_key(found.integration)] = {
        "at": at.isoformat(),
        "results": [[one.ok, one.title, one.detail, dict(one.params)] for one in found.results],
        "lists": {name: [[one.code, one.name] for one in rows[:MOST]] for name, rows in found.lists.items()},
    }


def load(request: HttpRequest, integration: Integration) -> LastTest | None:
    """What was found last, None when this visitor did not test yet."""
    kept: Any = request.session.get(_key(integration))
    if not kept:
        return None
    return LastTest(
        at=parse_datetime(kept["at"]),
        results=[(ok, title, detail, params) for ok, title, detail, params in kept["results"]],
        lists={
            name: tuple(Choice(code=code, name=title) for code, title in rows) for name, rows in kept["lists"].items()
        },
    )


def forget(request: HttpRequest, integration: Integration) -> None:
    """The keys or the address changed: what was found says nothing any more."""
    request.session.pop(_key(integration), None)


def _key(integration: Integration) -> str:
    return f"accounting-test-{integration.pk}"
