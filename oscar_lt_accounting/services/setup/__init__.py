"""Is an integration set up well? What the key opens, what the system lists, and what is missing here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from oscar_lt_accounting.domain.errors import AccountingError, gettext_noop
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.providers.base import CheckResult, Choice
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.services.requests import budget
from oscar_lt_accounting.services.setup.learnt import keep_learnt
from oscar_lt_accounting.services.setup.own_checks import failed_connection, own_problems, unknown_codes
from oscar_lt_accounting.services.setup.remote_lists import read_lists


@dataclass(frozen=True)
class SetUp:
    """The result of looking at one integration."""

    integration: Integration
    results: tuple[CheckResult, ...]
    #: What the accounting system list, by the name of the list: warehouses, VAT codes, series, payment types.
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing has to be fixed."""
        return all(result.ok for result in self.results)

    def lines(self) -> Iterator[tuple[bool, str]]:
        """What was found, in the reader's language."""
        for result in self.results:
            title = translated(result.title, {})
            detail = translated(result.detail, dict(result.params))
            yield result.ok, f"{title}: {detail}" if detail else title


def check_integration(integration: Integration, *, clock: Clock = CLOCK) -> SetUp:
    """Ask the accounting system, and look at our own set-up; an integration that passes wakes up."""
    results: list[CheckResult] = []
    lists: dict[str, tuple[Choice, ...]] = {}
    try:
        provider = WorkerContext(clock=clock).open(integration)
        results += provider.check()
        keep_learnt(integration, provider, results)
        lists = read_lists(provider, results)
        results += own_problems(integration, provider)
        results += unknown_codes(integration, lists)
    except AccountingError as error:
        results.append(failed_connection(error.problem))
    results += _budget(integration, clock)
    set_up = SetUp(integration, tuple(results), lists)
    if set_up.ok and (integration.is_blocked or integration.resting_until):
        integration.wake()
    return set_up


def _budget(integration: Integration, clock: Clock) -> Iterator[CheckResult]:
    for use in budget.day_uses([integration], clock):
        yield CheckResult(
            title=gettext_noop("Requests"),
            ok=not use.is_spent,
            detail=gettext_noop("%(used)s of today's %(limit)s requests are used."),
            params={"used": str(use.used), "limit": str(use.limit.requests)},
        )
