"""What an HTTP status means whatever the system (measurements.md §2.4)."""

from __future__ import annotations

import re

from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Misconfigured,
    Throttled,
    Unavailable,
    Uncertain,
    gettext_noop,
)
from oscar_lt_accounting.providers.kit.answers import Answer


def throttled(retry_after: int | None) -> Throttled:
    """They asked us to slow down; nothing happened."""
    return Throttled(
        gettext_noop("The accounting system asks to slow down; everything waits its turn."),
        code="throttled",
        retry_after=retry_after,
    )


def unreadable(*, writes: bool) -> AccountingError:
    """An answer that cannot be understood: in doubt after a write, to be asked again after a read."""
    if writes:
        return Uncertain(
            gettext_noop(
                "The accounting system gave an answer that cannot be understood. The document may be in "
                "the books; it will be looked for before anything is sent again."
            ),
            code="answer_unreadable",
        )
    return Unavailable(
        gettext_noop("The accounting system gave an answer that cannot be understood; it will be asked again."),
        code="answer_unreadable",
    )


def by_status(answer: Answer, *, writes: bool) -> AccountingError | None:
    """The verdict that the status alone allows; None where the body must be read."""
    status = answer.status
    if status in (401, 403):
        return Misconfigured(
            gettext_noop(
                "The accounting system refused the key (%(status)s). Check the key and the rights it has "
                "over there; the documents wait."
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
        after = answer.headers.get("Retry-After", "")
        return throttled(int(after) if re.fullmatch(r"[0-9]{1,5}", after) else None)
    if status == 408 or status >= 500:
        return _down(status, writes=writes)
    return None


def _down(status: int, *, writes: bool) -> AccountingError:
    if writes:
        return Uncertain(
            gettext_noop(
                "The accounting system failed while it worked on the document (%(status)s). It may be in "
                "the books; it will be looked for before anything is sent again."
            ),
            code="failed_over_there",
            status=status,
        )
    return Unavailable(
        gettext_noop("The accounting system is out of order (%(status)s); it will be asked again."),
        code="failed_over_there",
        status=status,
    )
