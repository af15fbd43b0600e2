"""Is an integration set up well? What the key opens over there, and what is missing here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from oscar_lt_accounting.domain.errors import AccountingError, Problem, gettext_noop
from oscar_lt_accounting.models import Integration, Numbering
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.providers.base import Capability, CheckResult, Provider
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.limits import DatabaseLimiter


@dataclass(frozen=True)
class SetUp:
    """The result of looking at one integration."""

    integration: Integration
    results: tuple[CheckResult, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing has to be mended."""
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
    try:
        provider = integration.connect(limiter=DatabaseLimiter(integration, clock), monotonic=clock.monotonic)
        results += provider.check()
        results += _ours(integration, provider)
    except AccountingError as error:
        results.append(_failed(error.problem))
    set_up = SetUp(integration, tuple(results))
    if set_up.ok and (integration.is_blocked or integration.resting_until):
        integration.wake()
    return set_up


def _failed(problem: Problem) -> CheckResult:
    return CheckResult(title=gettext_noop("Connection"), ok=False, detail=problem.message, params=problem.params)


def _ours(integration: Integration, provider: Provider) -> Iterator[CheckResult]:
    """What is missing on our side."""
    if not integration.warehouses.filter(is_active=True).exists():
        yield CheckResult(
            title=gettext_noop("Warehouses"),
            ok=False,
            detail=gettext_noop("No partner of the shop is connected to a warehouse of this integration."),
        )
    if integration.numbering == Numbering.SHOP and not integration.series.filter(kind="invoice").exists():
        yield CheckResult(
            title=gettext_noop("Numbering"),
            ok=False,
            detail=gettext_noop("The shop numbers the documents, but there is no series for invoices."),
        )
    own = integration.numbering == Numbering.SHOP
    if not provider.can(Capability.TAKES_NUMBERS if own else Capability.NUMBERS_DOCUMENTS):
        yield CheckResult(
            title=gettext_noop("Numbering"),
            ok=False,
            detail=gettext_noop("%(system)s takes no numbers from the shop; let it number the documents itself.")
            if own
            else gettext_noop("%(system)s does not number documents; let the shop number them and add a series."),
            params={"system": provider.name},
        )
    if provider.can(Capability.NEEDS_VAT_MAPPING) and not integration.vat_mappings.exists():
        yield CheckResult(
            title=gettext_noop("VAT"),
            ok=False,
            detail=gettext_noop("No VAT rate of the shop is mapped to a VAT code over there."),
        )
