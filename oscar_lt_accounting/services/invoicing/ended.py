"""Which orders ended without a sale: their documents are never sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import Q

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.models import Integration

#: Parts of status names that say that a sale is off: cancelled, declined, atšaukta, anuliuota.
STEMS = ("cancel", "declin", "atšauk", "anul")


def is_ended(status: str, integration: Integration | None = None) -> bool:
    """Whether an order (or a line) in this status is no sale.

    The integration's own list counts where it has one, else the names and `ENDED_STATUSES`.
    """
    own = own_statuses(integration)
    if own is not None:
        return status in own
    return status in conf.ENDED_STATUSES or any(stem in status.casefold() for stem in STEMS)


def own_statuses(integration: Integration | None) -> Collection[str] | None:
    """The statuses that the integration itself names as ended; None where it leaves that to the shop."""
    given = integration.option("ended_statuses") if integration else None
    return [str(status) for status in given] if isinstance(given, (list, tuple)) else None


def may_be_ended(integrations: Iterable[Integration], prefix: str = "") -> Q:
    """A condition for all statuses that `is_ended` can say yes to for `integrations`; `prefix` leads to the order.

    Wider than `is_ended` on databases that compare letters like š only as they are; ask that, too.
    """
    named: set[str] = set(conf.ENDED_STATUSES)
    for integration in integrations:
        named.update(own_statuses(integration) or ())
    condition = Q(**{f"{prefix}status__in": sorted(named)})
    for stem in STEMS:
        for form in {stem, stem.capitalize(), stem.upper()}:
            condition |= Q(**{f"{prefix}status__icontains": form})
    return condition
