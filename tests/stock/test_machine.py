"""Whatever happens in whatever order, Oscar never offers more than there is (measurements.md §2.6)."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.models import CatalogueItem, StockMeaning
from oscar_lt_accounting.services.stock import writing
from tests.stock.world import World, close

EVENTS = ("place", "place two", "deliver", "lose", "look", "ship", "cancel", "bring", "take")
SEQUENCES = int(os.environ.get("STOCK_SEQUENCES", "2000"))


class Stock(RuleBasedStateMachine):
    """One product, everything that can happen to it."""

    meanings: tuple[StockMeaning, ...] = (StockMeaning.DOCUMENT, StockMeaning.SHIPPING)

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.world: Any = None

    @initialize(data=st.data(), packs=st.integers(0, 8), units=st.sampled_from([1, 6]))
    def open(self, data: Any, packs: int, units: int) -> None:
        meaning = data.draw(st.sampled_from(self.meanings))
        consume = meaning == StockMeaning.DOCUMENT and data.draw(st.booleans())
        self.world = World(meaning=meaning, allocations="consume" if consume else "keep", units=units, packs=packs)

    def _event(self, name: str) -> Callable[[], None]:
        world = self.world
        events: dict[str, Callable[[], None]] = {
            "place": lambda: world.place(1),
            "place two": lambda: world.place(2),
            "deliver": world.deliver,
            "lose": lambda: world.deliver(lost=True),
            "look": world.look,
            "ship": world.ship,
            "cancel": world.cancel,
            "bring": lambda: world.correct(2 * world.units),
            "take": lambda: world.correct(-1),
        }
        return events[name]

    @rule(name=st.sampled_from(EVENTS))
    def happen(self, name: str) -> None:
        self._event(name)()

    @rule(names=st.lists(st.sampled_from(EVENTS), max_size=3))
    def pull(self, names: list[str]) -> None:
        self.world.pull([self._event(name) for name in names])

    @invariant()
    def nothing_is_oversold(self) -> None:
        if self.world is not None:
            assert not self.world.oversold(), f"offered {self.world.offered}, there are {self.world.truth}"

    def teardown(self) -> None:
        if self.world is not None:
            self.world.settle()
            assert self.world.offered == self.world.truth or self.world.truth < 0
            close(self.world)
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)


class ByDocument(Stock):
    """The accounting system that every naive rule is written for."""

    meanings = (StockMeaning.DOCUMENT,)

    def teardown(self) -> None:
        close(self.world)
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)


def play(machine: type[Stock], *, sequences: int, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            database=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nothing_is_oversold(db: Any) -> None:
    play(Stock, sequences=20)


@pytest.mark.deep
def test_nothing_is_oversold_in_thousands_of_histories(db: Any) -> None:
    play(Stock, sequences=SEQUENCES)


def to_on_hand(run: Any, *_: Any) -> None:
    """What is in the accounting system, as it stands."""
    units = run.warehouse.links.get().units
    available = CatalogueItem.objects.get().available
    StockRecord.objects.update(num_in_stock=int((available or 0) // units))


def to_on_hand_without_allocations(run: Any, *rest: Any) -> None:
    """What the comment in Oscar's model describes."""
    to_on_hand(run, *rest)
    StockRecord.objects.update(num_allocated=0 * F("num_in_stock"))


@pytest.mark.parametrize("naive", [to_on_hand, to_on_hand_without_allocations])
def test_the_naive_rules_oversell(db: Any, monkeypatch: pytest.MonkeyPatch, naive: Any) -> None:
    monkeypatch.setattr(writing, "write", naive)
    with pytest.raises(AssertionError, match="offered"):
        play(ByDocument, sequences=200, phases=(Phase.generate,))
