"""What an HTTP status means whatever the system, and an answer nobody understands (measurements.md §2.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Misconfigured,
    Throttled,
    Unavailable,
    Uncertain,
    gettext_noop,
)
from oscar_lt_accounting.providers.kit.bounds import UnreadableError


class Head(Protocol):
    """What stands before the body of an answer."""

    @property
    def status(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; their names are found in any case."""


def throttled(retry_after: int | None) -> Throttled:
    """They asked us to slow down; nothing happened."""
    return Throttled(
        gettext_noop("The accounting system asks to slow down; everything waits its turn."),
        code="throttled",
        retry_after=retry_after,
    )


def unreadable(*, writes: bool) -> AccountingError:
    """An answer that cannot be understood: unconfirmed after a write, to be asked again after a read."""
    if writes:
        return Uncertain(
            gettext_noop(
                "The accounting system gave an answer that cannot be understood. The document may be in the "
                "accounting system; it will be looked up before anything is sent again."
            ),
            code="answer_unreadable",
        )
    return Unavailable(
        gettext_noop("The accounting system gave an answer that cannot be understood; it will be asked again."),
        code="answer_unreadable",
    )


@contextmanager
def understood(*, writes: bool) -> Iterator[None]:
    """An answer whose form is wrong inside the block is one that cannot be understood: see `unreadable`."""
    try:
        yield
    except (UnreadableError, KeyError, IndexError, TypeError):
        raise unreadable(writes=writes) from None


def by_status(answer: Head, *, writes: bool) -> AccountingError | None:
    """The verdict that the status alone allows; None where the body must be read."""
    status = answer.status
    if status in (401, 403):
        return Misconfigured(
            gettext_noop(
                "The accounting system rejected the key (%(status)s). Check the key and the rights it has in the "
                "accounting system; the documents wait."
            ),
            code="key_refused",
            status=status,
        )
    if 300 <= status < 400:
        return Misconfigured(
            gettext_noop(
                "The accounting system's address points elsewhere (%(status)s). Correct the address in "
                "the integration; the documents wait."
            ),
            code="redirected",
            status=status,
        )
    if status == 429:
        return throttled(asked_pause(answer))
    if status == 408 or status >= 500:
        return _down(status, writes=writes)
    return None


def asked_pause(answer: Head) -> int | None:
    """The seconds that an answer asks us to wait; None where it names none."""
    after = answer.headers.get("Retry-After", "")
    return int(after) if re.fullmatch(r"[0-9]{1,5}", after) else None


def _down(status: int, *, writes: bool) -> AccountingError:
    if writes:
        return Uncertain(
            gettext_noop(
                "The accounting system failed while it worked on the document (%(status)s). It may be in the "
                "accounting system; it will be looked up before anything is sent again."
            ),
            code="failed_over_there",
            status=status,
        )
    return Unavailable(
        gettext_noop("The accounting system is out of order (%(status)s); it will be asked again."),
        code="failed_over_there",
        status=status,
    )
