"""How long something is, in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import npgettext_lazy

# Django 4.2 to 6.0 translates these words into most languages, but not into Lithuanian.
_UNITS: dict[str, Any] = {
    "year": npgettext_lazy("so long", "%(num)d year", "%(num)d years", "num"),
    "month": npgettext_lazy("so long", "%(num)d month", "%(num)d months", "num"),
    "week": npgettext_lazy("so long", "%(num)d week", "%(num)d weeks", "num"),
    "day": npgettext_lazy("so long", "%(num)d day", "%(num)d days", "num"),
    "hour": npgettext_lazy("so long", "%(num)d hour", "%(num)d hours", "num"),
    "minute": npgettext_lazy("so long", "%(num)d minute", "%(num)d minutes", "num"),
}


def elapsed(since: datetime, now: datetime) -> str:
    """How long it is, in the largest unit that fits, such as "3 hours"."""
    if now - since < timedelta(minutes=1):
        return _("less than a minute")
    return timesince(since, now, time_strings=_UNITS, depth=1)
