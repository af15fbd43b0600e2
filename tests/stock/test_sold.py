"""After documents were issued, only what they sold is read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import Unavailable
from oscar_lt_accounting.domain.goods import StockLevel
from oscar_lt_accounting.models import Integration, ReadSold, StockPull, Warehouse
from oscar_lt_accounting.providers.limits import Limit
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.stock import read_sold, runs
from tests.shop import Delivery


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The products that were asked for, question by question."""
    questions: list[list[str]] = []
    answer = Memory.stock_of

    def noted(self: Memory, warehouse: str, remote_ids: Iterable[str]) -> Iterator[StockLevel]:
        questions.append(list(remote_ids))
        return answer(self, warehouse, questions[-1])

    monkeypatch.setattr(Memory, "stock_of", noted)
    return questions


def buy(stocked: Any, *records: Any) -> None:
    basket = stocked.shop.basket([])
    for record in records:
        basket.add_product(record.product, 1)
    stocked.shop.place_basket(basket, delivery=Delivery(), placed=stocked.outbox.clock.now())


@pytest.fixture
def goods(stocked: Any) -> list[Any]:
    for remote_id in "123":
        stocked.put(remote_id, 9)
    records = [stocked.sell(remote_id) for remote_id in "123"]
    stocked.pull()
    return records


def test_many_orders_are_one_question_for_just_their_goods(stocked: Any, goods: Any, asked: Any) -> None:
    for record in (goods[0], goods[2], goods[0]):
        buy(stocked, record)
    stocked.outbox.run(after=60)  # issues them all
    assert not asked
    stocked.outbox.run(after=120)
    assert asked == [["1", "3"]]
    run = StockPull.objects.filter(scope=StockPull.Scope.SOLD).get()
    assert (run.cause, run.seen, run.is_complete, run.problem_code) == ("orders", 2, False, "")
    for record in goods:
        record.refresh_from_db()
    assert [record.net_stock_level for record in goods] == [7, 9, 8]
    stocked.outbox.run(after=600)
    assert len(asked) == 1  # nothing was sold since


def test_a_correction_over_there_comes_with_it(stocked: Any, goods: Any, asked: Any) -> None:
    buy(stocked, goods[0])
    stocked.outbox.run(after=60)
    stocked.put("1", 3)
    stocked.outbox.run(after=120)
    goods[0].refresh_from_db()
    assert goods[0].net_stock_level == 3
    assert stocked.item("1").available == 3


@pytest.mark.parametrize(
    ("setting", "each", "questions"),
    [(ReadSold.CHEAP, 1, 0), (ReadSold.ALWAYS, 1, 1), (ReadSold.NEVER, 100, 0), (ReadSold.CHEAP, 100, 1)],
)
def test_the_integration_says_when(
    stocked: Any, goods: Any, asked: Any, monkeypatch: Any, setting: str, each: int, questions: int
) -> None:
    monkeypatch.setattr(Memory, "stock_items_per_call", each)
    Integration.objects.update(read_sold=setting)
    buy(stocked, goods[0])
    stocked.outbox.run(after=60)
    stocked.outbox.run(after=120)
    assert len(asked) == questions


def test_nothing_is_asked_of_a_system_that_tells_only_everything(
    stocked: Any, goods: Any, asked: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(Memory, "can", lambda self, capability: False)
    buy(stocked, goods[0])
    stocked.outbox.run(after=60)
    stocked.outbox.run(after=120)
    assert not asked


def test_what_takes_too_many_calls_waits_for_the_whole_pull(
    stocked: Any, goods: Any, asked: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(Memory, "stock_items_per_call", 1)
    monkeypatch.setattr("oscar_lt_accounting.services.stock.sold._MOST_CALLS", 2)
    Integration.objects.update(read_sold=ReadSold.ALWAYS)
    buy(stocked, *goods)
    stocked.outbox.run(after=60)
    stocked.outbox.run(after=120)
    assert not asked


def test_a_day_that_is_nearly_used_up_is_kept_for_documents(
    stocked: Any, goods: Any, asked: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(Memory, "limits", (Limit(1, time_zone="Europe/Vilnius"),))
    buy(stocked, goods[0])
    Integration.objects.update(settings={"behaves_as": "b"})
    stocked.outbox.run(after=60)
    monkeypatch.setattr("oscar_lt_accounting.services.requests.budget.short", lambda *_: ["short"])
    stocked.outbox.run(after=120)
    assert not asked


def test_books_that_are_away_are_asked_again_by_the_next_pull_only(stocked: Any, goods: Any, monkeypatch: Any) -> None:
    def away(*_: Any) -> Any:
        raise Unavailable("The accounting system is away.", code="no_answer")

    monkeypatch.setattr(Memory, "stock_of", away)
    buy(stocked, goods[0])
    stocked.outbox.run(after=60)
    stocked.outbox.run(after=120)
    stocked.outbox.run(after=600)
    runs_ = StockPull.objects.filter(scope=StockPull.Scope.SOLD)
    assert [run.problem_code for run in runs_] == ["no_answer"]


def test_a_resting_integration_is_left_alone(stocked: Any, goods: Any, asked: Any, clock: Any) -> None:
    buy(stocked, goods[0])
    stocked.outbox.run(after=60)
    integration = Integration.objects.get()
    from oscar_lt_accounting.services.stock import sold

    clock.advance(120)
    integration.resting_until = clock.now().replace(year=2030)
    assert sold.read_due(integration, stocked.outbox.context) == 0
    assert not asked


def test_only_one_worker_reads_and_never_during_a_whole_pull(stocked: Any, goods: Any, asked: Any, clock: Any) -> None:
    buy(stocked, goods[0])
    stocked.outbox.run(after=60)
    first, second = Warehouse.objects.get(), Warehouse.objects.get()
    runs.begin(stocked.warehouse, clock)
    assert read_sold(first, stocked.outbox.context) is None
    assert read_sold(second, stocked.outbox.context) is None
    assert not asked


def test_a_warehouse_that_was_never_read_waits_for_its_first_pull(stocked: Any, asked: Any) -> None:
    record = stocked.sell("1", here=5)
    buy(stocked, record)
    stocked.outbox.run(after=60)
    stocked.outbox.run(after=600)
    assert read_sold(stocked.warehouse, stocked.outbox.context) is None
    assert not asked
