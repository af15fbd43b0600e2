"""The check of an integration for a page that somebody waits for: no call begins once the time is over."""

from __future__ import annotations

from datetime import datetime

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.errors import Unavailable, gettext_noop
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.setup import SetUp, check_integration


class Countdown:
    """A clock that is asked before each call and refuses to begin another one after `seconds`."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._seconds = seconds
        self._ends = clock.monotonic() + seconds

    def now(self) -> datetime:
        """The clock's time; raises `Unavailable` when the seconds are over."""
        if self._clock.monotonic() >= self._ends:
            raise Unavailable(
                gettext_noop(
                    "It was not asked any more, because the accounting system had taken more than %(seconds)s seconds. "
                    "Test the connection again later."
                ),
                code="too_slow",
                seconds=f"{self._seconds:g}",
            )
        return self._clock.now()

    def roughly(self) -> datetime:
        """This machine's time."""
        return self._clock.roughly()

    def monotonic(self) -> float:
        """The process's own seconds."""
        return self._clock.monotonic()


def check_within_deadline(integration: Integration, *, clock: Clock = CLOCK) -> SetUp:
    """As `check_integration`, over after twice CALL_DEADLINE_SECONDS: the last call begins after once of it."""
    return check_integration(integration, clock=Countdown(clock, conf.CALL_DEADLINE_SECONDS))
