"""How long to wait before the next attempt: pure decisions, no database."""

from __future__ import annotations

import random
from datetime import timedelta

from oscar_lt_accounting.conf import conf

NO_WAIT = timedelta(0)
_FIRST = 30
_LONGEST = 3600
#: Failures in a row after which the whole integration rests.
FAILURES_BEFORE_REST = 5
#: After how many seconds a background job is asked after (robolabs.md §5.2).
ASK_AFTER = (15, 30, 60, 120)


def back_off(failures: int, *, chance: random.Random | None = None) -> timedelta:
    """A growing wait with full jitter, at least a few seconds, at most an hour."""
    highest = min(_LONGEST, _FIRST * 2 ** min(failures, 12))
    return timedelta(seconds=(chance or random.SystemRandom()).randint(highest // 2, highest))


def rest(failures: int) -> timedelta:
    """How long an integration that keeps failing is left alone."""
    return timedelta(seconds=min(_LONGEST, 60 * 2 ** min(max(failures - FAILURES_BEFORE_REST, 0), 8)))


def ask_again(times: int) -> timedelta:
    """When to ask after a background job for the next time."""
    return timedelta(seconds=ASK_AFTER[min(times, len(ASK_AFTER) - 1)])


def seconds(number: int) -> timedelta:
    """A wait somebody told us."""
    return timedelta(seconds=number)


def lease() -> timedelta:
    """How long a worker owns a row from its claim."""
    return timedelta(seconds=conf.LEASE_SECONDS)


def settle() -> timedelta:
    """How long a request may stay alive between us and their database (measurements.md §2.2)."""
    return timedelta(seconds=conf.SETTLE_SECONDS)
