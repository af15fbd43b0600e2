"""B1's warehouse methods through the real outbox: one client however many documents and mishaps."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.testing import samples
from oscar_lt_accounting.testing.contract import MISHAPS
from oscar_lt_accounting.testing.journeys import Journey, MovingClock
from oscar_lt_accounting.testing.simulators import B1Simulator
from tests.contract.b1_warehouse import WarehouseSetup
from tests.providers.b1.simulated_warehouse import ADD, CLIENT, HEADER


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock()


@pytest.fixture
def simulator(clock: MovingClock) -> Any:
    with B1Simulator(now=clock.epoch) as running:
        running.seed(*samples.PRODUCTS)
        running.switches.daily_requests = 100_000
        yield running


@pytest.fixture
def setup(simulator: B1Simulator) -> WarehouseSetup:
    return WarehouseSetup(simulator)


@pytest.fixture
def short_times(settings: Any) -> None:
    given = settings.OSCAR_LT_ACCOUNTING
    settings.OSCAR_LT_ACCOUNTING = {**given, "ALLOWED_HOSTS_EXTRA": ["127.0.0.1"], "CALL_DEADLINE_SECONDS": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("short_times")
@pytest.mark.parametrize("buyer", [samples.COMPANY, samples.PERSON], ids=["company", "person"])
@pytest.mark.parametrize("mishap", MISHAPS, ids=lambda mishap: mishap.name)
def test_a_mishap_makes_no_second_client(mishap, buyer, setup, simulator, clock):
    simulator.fail(CLIENT, mishap.kind, **mishap.details)
    journey = Journey(setup, samples.invoice(buyer), clock)
    journey.work()
    simulator.release()
    assert journey.go().startswith("issued once"), journey.row.problem
    second = Journey(setup, samples.invoice(buyer), clock)

    assert second.go() == "issued once"

    assert len(simulator.books().clients) == 1
    assert len(simulator.books().sales) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("short_times")
def test_while_a_buyer_is_in_doubt_other_documents_of_the_buyer_wait(setup, simulator, clock):
    simulator.fail(CLIENT, "lost_answer")
    first = Journey(setup, samples.invoice(samples.PERSON), clock)
    first.work()
    second = Journey(setup, samples.invoice(samples.PERSON), clock)

    second.work()

    assert second.row.problem_code == "busy"
    assert len(simulator.called(CLIENT)) == 1
    assert (first.go(), second.go()) == ("issued once", "issued once")
    assert len(simulator.books().clients) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("short_times")
@pytest.mark.parametrize("step", [HEADER, ADD])
def test_a_lost_answer_is_looked_for_only_after_the_settle_time(step, setup, simulator, clock):
    simulator.fail(step, "late")
    journey = Journey(setup, samples.invoice(), clock)
    journey.work()
    before = setup.calls()

    journey.work()
    assert setup.calls() == before, "nobody looks before a late call must have arrived"

    simulator.release()
    assert journey.go() == "issued once"
    assert [len(sale.rows) for sale in simulator.books().sales] == [2]
