"""Remote calls per order against the minimum each system allows (measurements.md §4.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bench.ratios import table


@dataclass(frozen=True)
class Way:
    """One way of delivering: a provider, its settings, and the fewest calls an order of N lines can take."""

    name: str
    provider: str
    minimum: Callable[[int], int]
    settings: dict[str, Any] = field(default_factory=dict)


WAYS = (
    Way("B1.lt", "b1", lambda lines: 2 + lines),
    Way("B1.lt with write-off", "b1", lambda lines: 3 + lines, {"write_off": True}),
    Way("RoboLabs", "robolabs", lambda lines: 1),
)


def report() -> str:
    """Calls for orders of 1, 3 and 10 lines, and what an idle day costs."""
    return table(
        ["system", "1 line", "3 lines", "10 lines", "minimum", "idle pass"],
        [[way.name, *_measured(way)] for way in WAYS],
    )


def _measured(way: Way) -> list[str]:
    from django.utils import timezone

    from oscar_lt_accounting.models import Integration, State, Submission
    from oscar_lt_accounting.services.outbox.worker import Worker
    from oscar_lt_accounting.testing.simulators import B1Simulator, B1Switches, RoboLabsSimulator, RoboLabsSwitches
    from tests.shop import Item, Shop

    if way.provider == "b1":
        simulator: Any = B1Simulator(switches=B1Switches())
    else:
        simulator = RoboLabsSimulator(switches=RoboLabsSwitches(new_products=True))
    shop = Shop()
    partner = shop.partner(f"bench {way.name}")
    with simulator:
        integration = _integration(way, simulator, partner)
        counted = []
        for lines in (0, 1, 3, 10):  # the first order makes the buyer known over there and does not count
            before = len(simulator.calls)
            order = shop.place([Item("9.99", partner=partner)] * max(lines, 1))
            Submission.objects.filter(order=order).update(not_before=timezone.now())
            Worker(only=[integration.pk], parallel=False).run()
            row = Submission.objects.get(order=order)
            if row.state != State.ISSUED:
                raise RuntimeError(f"{way.name}: {row.state}: {row.problem}")
            made = len(simulator.calls) - before
            if lines:
                counted.append(f"{made} ({made / way.minimum(lines):.2f}×)")
        before = len(simulator.calls)
        Worker(only=[integration.pk], parallel=False).run()
        idle = len(simulator.calls) - before
        Integration.objects.filter(pk=integration.pk).update(is_active=False)
    return [*counted, "/".join(str(way.minimum(lines)) for lines in (1, 3, 10)), str(idle)]


def _integration(way: Way, simulator: Any, partner: Any) -> Any:
    from oscar_lt_accounting.models import Integration, Numbering, Series, Warehouse

    own = way.provider == "robolabs"
    integration = Integration.objects.create(
        name=f"bench {way.name}",
        provider=way.provider,
        base_url=simulator.url,
        credentials=simulator.credentials(),
        settings={**way.settings},
        is_active=True,
        start_date="2020-01-01",
        numbering=Numbering.SHOP if own else Numbering.PROVIDER,
    )
    Warehouse.objects.create(integration=integration, partner=partner, code="WH", name=way.name)
    if own:
        Series.objects.create(integration=integration, prefix="BEN")
    return integration
