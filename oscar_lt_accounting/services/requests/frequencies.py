"""Whether a day's requests fit into a plan: numbers only, no database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from oscar_lt_accounting.providers.limits import Limit

#: Minutes between two pulls that are suggested, shortest first.
LADDER = (5, 10, 15, 30, 60, 120, 240, 360, 720, 1440)
_DAY_MINUTES = 1440
_DAY_SECONDS = 86_400
_RESERVE = 10


@dataclass(frozen=True)
class Allowance:
    """Requests of one day: `whole` for documents, `shared` for everything together before the reserve begins."""

    whole: int
    shared: int


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Requests of one day: `urgent` for documents and look-ups, `patient` for all that is not a pull.

    `per_round` is what it takes to read every warehouse once.
    """

    urgent: int = 0
    patient: int = 0
    per_round: int = 0


def allowance(limits: Iterable[Limit], share: int) -> Allowance | None:
    """What the limiter lets through in a day, by its tightest limit; None when nothing is limited.

    `share` is the percentage of a sliding limit that is ours; a plan's day is used whole.
    """
    days = [_of_day(limit, share) for limit in limits if limit.time_zone or limit.seconds > 0]
    if not days:
        return None
    return Allowance(min(day.whole for day in days), min(day.shared for day in days))


def _of_day(limit: Limit, share: int) -> Allowance:
    ours = limit.requests if limit.time_zone else max(1, limit.requests * share // 100)
    shared = min(ours, max(1, ours - max(1, ours * _RESERVE // 100)))
    seconds = _DAY_SECONDS if limit.time_zone else limit.seconds
    return Allowance(ours * _DAY_SECONDS // seconds, shared * _DAY_SECONDS // seconds)


def pulls_a_day(every: int) -> int:
    """The most pulls that begin in one day when one begins every `every` minutes; 0 minutes mean none."""
    return ceil(_DAY_MINUTES / every) if every else 0


def fits(day: Allowance | None, needs: Needs, pulling: int) -> bool:
    """Whether everything gets through in a day of which pulls take `pulling` requests."""
    if day is None:
        return True
    patient = needs.patient + pulling
    return needs.urgent <= day.whole and (not patient or needs.urgent + patient <= day.shared)


def shortest(day: Allowance | None, needs: Needs) -> int | None:
    """The shortest interval of the ladder, in minutes, with which everything fits; None when none does."""
    return next((every for every in LADDER if fits(day, needs, pulls_a_day(every) * needs.per_round)), None)
