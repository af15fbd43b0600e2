"""One integration's day: what it asks of its plan, and the schedule that the plan can bear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.providers.limits import Purpose
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.requests import measuring
from oscar_lt_accounting.services.requests.frequencies import Allowance, Needs, allowance, fits, pulls_a_day, shortest

_DEFAULT_SHARE = 90
_DAY_HOURS = 24
_URGENT = (Purpose.DOCUMENT, Purpose.LOOK_UP)
#: What is expected again as often as it was seen.
_AS_SEEN = (Purpose.FILE, Purpose.SET_UP, Purpose.READ_BACK)
_LABELS = {
    Purpose.DOCUMENT: gettext_lazy("documents"),
    Purpose.LOOK_UP: gettext_lazy("looking documents up"),
    Purpose.STOCK: gettext_lazy("stock"),
    Purpose.FILE: gettext_lazy("PDFs"),
    Purpose.SET_UP: gettext_lazy("checking the set-up"),
    Purpose.READ_BACK: gettext_lazy("comparing documents"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """Requests for one purpose: `used` in the hours that are known, `expected` in a day."""

    purpose: Purpose
    used: int
    expected: int

    @property
    def label(self) -> str:
        """The purpose in the reader's language."""
        return str(_LABELS[self.purpose])


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A day of everything that is counted together with `integration`, and how often its stock can be read.

    `hours` is over how long `used` was counted. `day` is None where nothing is limited. `per_pull` are the
    requests that reading the integration's own warehouses takes, `guessed` says that none was read whole yet.
    `cheapest_schedule` is in minutes; None when no schedule fits, or there is no warehouse to read.
    """

    integration: Integration
    shared_with: tuple[str, ...]
    day: Allowance | None
    hours: int
    rows: tuple[Row, ...]
    warehouses: int
    per_pull: int
    guessed: bool
    fits: bool
    cheapest_schedule: int | None

    @property
    def expected(self) -> int:
        """Requests of a day with today's schedule."""
        return sum(row.expected for row in self.rows)

    @property
    def advice(self) -> int | None:
        """To how many minutes the schedule should be set; None when it should stay as it is.

        Stock that is kept by hand stays so, a schedule that fits is never made longer, and one that does not
        fit never shorter.
        """
        every, best = self.integration.pull_every, self.cheapest_schedule
        if not every or best is None or best == every:
            return None
        return best if (best < every) == self.fits else None

    @property
    def sentence(self) -> str:
        """What to tell a person, in the reader's language."""
        words = {
            "integration": self.integration.name,
            "others": ", ".join(self.shared_with),
            "system": self.integration.provider_name,
            "expected": self.expected,
            "limit": self.day.whole if self.day else 0,
            "every": self.integration.pull_every,
            "best": self.cheapest_schedule,
            "pull": self.per_pull,
        }
        return self._sentence() % words

    def _sentence(self) -> str:
        if self.day is None:
            return _("%(system)s does not limit the requests of %(integration)s.")
        if not self.fits:
            return self._too_much()
        if self.warehouses and self.cheapest_schedule is None:
            return _(
                "%(integration)s can send its documents, but even one full stock update a day, %(pull)s requests, "
                "does not fit into %(limit)s. Take a larger plan of %(system)s, or go on without stock updates."
            )
        if self.advice is not None:
            return _(
                "%(integration)s needs about %(expected)s of %(limit)s requests a day; its stock could be updated "
                "every %(best)s minutes."
            )
        return _("%(integration)s needs about %(expected)s of %(limit)s requests a day; that fits.")

    def _too_much(self) -> str:
        if self.shared_with and self.cheapest_schedule is not None:
            return _(
                "%(integration)s and %(others)s together need about %(expected)s of %(limit)s requests a day, which "
                "is too much. Update the stock of each of them every %(best)s minutes."
            )
        if self.advice is not None:
            return _(
                "%(integration)s needs about %(expected)s of %(limit)s requests a day, which is too much. Update its "
                "stock every %(best)s minutes instead of every %(every)s."
            )
        if self.integration.pull_every:
            return _(
                "%(integration)s needs about %(expected)s of %(limit)s requests a day, and no schedule of stock "
                "updates makes it fit. Take a larger plan of %(system)s, or switch its stock updates off (every 0 "
                "minutes) and update only the stock of sold goods."
            )
        return _(
            "%(integration)s needs about %(expected)s of %(limit)s requests a day, also without stock updates. Take "
            "a larger plan of %(system)s."
        )


def plan(integration: Integration, clock: Clock = CLOCK) -> Plan:
    """The day of `integration` and of those that share its limit; raises `Misconfigured`."""
    now = clock.roughly()
    limits = integration.limits()
    day = allowance(limits, integration.option("limits_share", _DEFAULT_SHARE))
    members = measuring.sharing(integration)
    rounds = {one.pk: measuring.round_of(one) for one in members}
    own = rounds[integration.pk]
    pulling = sum(pulls_a_day(one.pull_every) * rounds[one.pk].requests for one in members)
    hours = measuring.hours_of_log(members, now)
    used = measuring.used(measuring.account_of(integration), now)
    expected = _expected(members, used, hours, now)
    needs = Needs(
        urgent=sum(expected[purpose] for purpose in _URGENT),
        patient=sum(number for purpose, number in expected.items() if purpose not in _URGENT),
        per_round=sum(rounds[one.pk].requests for one in members if one.pull_every or one.pk == integration.pk),
    )
    expected[Purpose.STOCK] += pulling
    return Plan(
        integration=integration,
        shared_with=tuple(one.name for one in members if one.pk != integration.pk),
        day=day,
        hours=hours,
        rows=tuple(Row(purpose=one, used=used[one], expected=expected[one]) for one in Purpose),
        warehouses=own.warehouses,
        per_pull=own.requests,
        guessed=own.guessed,
        fits=fits(day, needs, pulling),
        cheapest_schedule=shortest(day, needs) if own.warehouses else None,
    )


def _expected(
    members: Sequence[Integration], used: dict[Purpose, int], hours: int, now: datetime
) -> dict[Purpose, int]:
    """Requests of a day by purpose, without pulls of whole warehouses."""
    documents = [measuring.for_documents(one, now) for one in members]
    expected = {purpose: sum(one[purpose] for one in documents) for purpose in _URGENT}
    expected |= {one: ceil(Fraction(used[one] * _DAY_HOURS, max(_DAY_HOURS, hours))) for one in _AS_SEEN}
    expected[Purpose.STOCK] = sum(measuring.for_sold_goods(one, now) for one in members)
    return expected
