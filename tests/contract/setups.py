"""All systems and ways of setting them up that the contract is held against, by their title in tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from oscar_lt_accounting.testing import samples
from oscar_lt_accounting.testing.journeys import MovingClock
from oscar_lt_accounting.testing.setups import SimulatedSetup, SystemSetup
from oscar_lt_accounting.testing.simulators import (
    B1Simulator,
    CentasSimulator,
    FakturowniaSimulator,
    ITaxSimulator,
    RoboLabsSimulator,
)
from tests.contract.b1_warehouse import WarehouseSetup

Opener = Callable[[MovingClock], AbstractContextManager[SystemSetup]]
SETUPS: dict[str, Opener] = {}
_PLENTY = 100_000
#: The simulator's ids of VAT rates.
ITAX_RATES = {"21": "15198", "12": "15200", "5": "15199"}


def setup(title: str) -> Callable[[Callable[[MovingClock, str], Iterator[SystemSetup]]], Opener]:
    """Enter a setup under its title."""

    def enter(make: Callable[[MovingClock, str], Iterator[SystemSetup]]) -> Opener:
        SETUPS[title] = lambda clock: contextmanager(make)(clock, title)
        return SETUPS[title]

    return enter


def _b1(clock: MovingClock, **switches: Any) -> B1Simulator:
    simulator = B1Simulator(now=clock.epoch)
    simulator.seed(*samples.PRODUCTS)
    simulator.switches.daily_requests = _PLENTY
    for name, value in switches.items():
        simulator.switches.turn(name, value)
    return simulator


@setup("B1.lt e-commerce")
def b1(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    with _b1(clock) as simulator:
        yield SimulatedSetup(simulator, provider="b1", title=title, settings={"limits": []})


@setup("B1.lt, steps repeatable")
def b1_repeatable(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    """A second write-off or sale of one order is done again without a word."""
    with _b1(clock, repeated_steps="accepted") as simulator:
        settings = {"limits": [], "write_off": True}
        yield SimulatedSetup(simulator, provider="b1", title=title, settings=settings)


@setup("B1.lt warehouse")
def b1_warehouse(clock: MovingClock, _title: str) -> Iterator[SystemSetup]:
    with _b1(clock) as simulator:
        yield WarehouseSetup(simulator)


def _robolabs(clock: MovingClock, title: str, *, background: bool = False, **switches: Any) -> Iterator[SystemSetup]:
    with RoboLabsSimulator(now=clock.epoch) as simulator:
        simulator.seed(*samples.PRODUCTS)
        simulator.switches.per_minute = simulator.switches.per_hour = _PLENTY
        simulator.switches.background = background
        for name, value in switches.items():
            simulator.switches.turn(name, value)
        settings = {"background": background, "limits": []}
        yield SimulatedSetup(
            simulator, provider="robolabs", title=title, own_numbers=True, settings=settings, series="INV"
        )


@setup("RoboLabs")
def robolabs(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    yield from _robolabs(clock, title)


@setup("RoboLabs background")
def robolabs_in_the_background(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    yield from _robolabs(clock, title, background=True)


@setup("RoboLabs, used numbers rejected")
def robolabs_refusing_used_numbers(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    yield from _robolabs(clock, title, duplicate_numbers="refused")


def _centas(clock: MovingClock, title: str, **settings: Any) -> Iterator[SystemSetup]:
    with CentasSimulator(now=clock.epoch) as simulator:
        simulator.seed(*samples.PRODUCTS)
        simulator.switches.turn("transport", settings.get("transport", "query"))
        settings = {"limits": [], "shipping_code": "PRISTATYMAS", **settings}
        yield SimulatedSetup(simulator, provider="centas", title=title, settings=settings)


@setup("Centas")
def centas(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    yield from _centas(clock, title)


@setup("Centas form")
def centas_form(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    yield from _centas(clock, title, transport="form")


def _itax(clock: MovingClock, title: str, *, external_code: str = "stored", **settings: Any) -> Iterator[SystemSetup]:
    with ITaxSimulator(now=clock.epoch) as simulator:
        simulator.seed(*samples.PRODUCTS)
        simulator.switches.per_second = _PLENTY
        simulator.switches.turn("external_code", external_code)
        settings = {"limits": [], "shipping_product_id": "2007", **settings}
        yield SimulatedSetup(simulator, provider="itax", title=title, settings=settings, vat=ITAX_RATES)


@setup("iTax")
def itax(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    yield from _itax(clock, title)


@setup("iTax at once")
def itax_at_once(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    yield from _itax(clock, title, posted="at-once")


@setup("iTax, filter ignored")
def itax_ignoring_filters(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    """Its list shows all invoices whatever is asked."""
    yield from _itax(clock, title, external_code="not filtered")


def _fakturownia(clock: MovingClock, title: str, settings: dict[str, Any], **switches: Any) -> Iterator[SystemSetup]:
    with FakturowniaSimulator(now=clock.epoch) as simulator:
        simulator.seed(*samples.PRODUCTS)
        simulator.switches.per_minute = _PLENTY
        # The samples are taxed as in Lithuania.
        simulator.switches.other_rates = "accepted"
        for name, value in switches.items():
            simulator.switches.turn(name, value)
        yield SimulatedSetup(simulator, provider="fakturownia", title=title, settings={"limits": [], **settings})


@setup("Fakturownia")
def fakturownia(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    yield from _fakturownia(clock, title, {})


@setup("Fakturownia, VAT by row")
def fakturownia_by_row(clock: MovingClock, title: str) -> Iterator[SystemSetup]:
    """Everything the other way that its documents leave open, and the token beside the payload."""
    settings = {"auth": "token", "department_id": "31"}
    yield from _fakturownia(
        clock, title, settings, auth="token", vat_rounding="row", refusals="text", questions="exact"
    )
