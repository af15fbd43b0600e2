"""Lines of a connection check that read the same whatever the system."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from oscar_lt_accounting.domain.errors import AccountingError, Unavailable, gettext_noop
from oscar_lt_accounting.providers.findings import CheckResult
from oscar_lt_accounting.providers.kit.reading import Row
from oscar_lt_accounting.providers.kit.rules import RefusedError

#: Whether it is in order, the sentence, and its values.
Told = tuple[bool, str, Mapping[str, str]]
_CLOCK_TOLERANCE = 60
_MOST_NAMED = 20


def line(title: str, ask: Callable[[], Told]) -> CheckResult:
    """What `ask` found out; a refusal is told as well, but a system that is out of reach stops the check."""
    try:
        ok, detail, params = ask()
    except AccountingError as error:
        if isinstance(error, Unavailable) and error.code != "answer_unreadable":
            raise
        said = error.problem.params.get("said", "") if isinstance(error, RefusedError) else ""
        ok, detail, params = False, gettext_noop("Not open to this key: %(said)s"), {"said": said or str(error)}
    return CheckResult(title=title, ok=ok, detail=detail, params=dict(params))


def named(rows: Iterable[Row]) -> str:
    """The first rows of a list by id and name."""
    texts = [f"{row.get('id')} ({row.get('name') or '–'})" for row in rows]
    return ", ".join(texts[:_MOST_NAMED])


def clock(difference: int | None) -> CheckResult:
    """Our clock and theirs, which is ahead by `difference` seconds; None where theirs is not told."""
    return CheckResult(
        title=gettext_noop("Clock"),
        ok=difference is None or abs(difference) <= _CLOCK_TOLERANCE,
        detail=gettext_noop("The clocks differ by %(seconds)s seconds."),
        params={"seconds": "–" if difference is None else str(abs(difference))},
    )
