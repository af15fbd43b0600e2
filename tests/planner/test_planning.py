"""What an integration needs in a day, as measured, and what it is advised."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled
from oscar_lt_accounting.models import CatalogueItem, Integration, Warehouse
from oscar_lt_accounting.providers.limits import Limit, Purpose
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.requests import Plan
from oscar_lt_accounting.services.requests import plan as plan_of
from oscar_lt_accounting.services.requests.limiter import DatabaseLimiter
from tests.clock import FakeClock
from tests.planner.conftest import NOW, Past


def plan(past: Past, **values: Any) -> Plan:
    if values:
        Integration.objects.filter(pk=past.integration.pk).update(**values)
    clock = FakeClock()
    clock.moment = NOW
    return plan_of(Integration.objects.get(pk=past.integration.pk), clock)


def expected(one: Plan) -> dict[Purpose, int]:
    return {row.purpose: row.expected for row in one.rows if row.expected}


def test_documents_of_a_day_times_the_calls_that_one_takes(past: Past) -> None:
    past.sold(30, sends=4)
    past.sold(10, sends=2, looks=3)
    past.sold(5, days_ago=31, sends=100)
    # 40 documents in 30 days took 140 and 30 calls
    assert expected(plan(past, pull_every=0)) == {Purpose.DOCUMENT: 5, Purpose.LOOK_UP: 1}


def test_a_young_integration_is_measured_over_its_own_days(past: Past) -> None:
    past.began(days=1.5)
    past.sold(10, sends=2)
    assert expected(plan(past, pull_every=0)) == {Purpose.DOCUMENT: 10}
    past.began(days=0)
    assert expected(plan(past, pull_every=0)) == {Purpose.DOCUMENT: 20}


def test_only_the_latest_documents_tell_how_many_calls_one_takes(past: Past) -> None:
    past.sold(50, sends=1, days_ago=1)
    past.sold(10, sends=100, days_ago=2)
    assert expected(plan(past, pull_every=0)) == {Purpose.DOCUMENT: 2}


def test_a_pull_takes_what_the_last_complete_one_took(past: Past) -> None:
    past.pulled(7, hours_ago=30)
    past.pulled(4, hours_ago=2)
    past.pulled(99, complete=False)
    one = plan(past)
    assert (one.per_pull, one.guessed) == (4, False)
    assert expected(one) == {Purpose.STOCK: 24 * 4}


def test_every_warehouse_in_use_is_pulled(past: Past, shop: Any) -> None:
    for name, is_active in (("Kaunas", True), ("Alytus", False)):
        Warehouse.objects.create(
            integration=past.integration, partner=shop.partner(name), name=name, is_active=is_active
        )
    past.pulled(4)
    one = plan(past)
    assert (one.warehouses, one.per_pull, one.guessed) == (2, 5, True)


@pytest.mark.parametrize(("items", "at_once", "pages"), [(0, 100, 1), (101, 100, 2), (101, 1, 2), (500, 250, 2)])
def test_before_the_first_pull_it_is_guessed_by_the_number_of_products(
    past: Past, monkeypatch: pytest.MonkeyPatch, items: int, at_once: int, pages: int
) -> None:
    monkeypatch.setattr(Memory, "stock_items_per_call", at_once)
    CatalogueItem.objects.bulk_create(
        CatalogueItem(warehouse=past.warehouse, remote_id=str(number), read_at=NOW) for number in range(items)
    )
    CatalogueItem.objects.create(warehouse=past.warehouse, remote_id="gone", read_at=NOW, gone_at=NOW)
    one = plan(past)
    assert (one.per_pull, one.guessed) == (pages, True)


def test_reads_of_sold_goods_are_taken_from_the_last_seven_days(past: Past) -> None:
    for hours_ago in (1, 50, 167):
        past.pulled(5, hours_ago=hours_ago, complete=False, scope="sold")
    past.pulled(500, hours_ago=169, complete=False, scope="sold")
    assert expected(plan(past, pull_every=0)) == {Purpose.STOCK: 3}


def test_calls_are_shown_as_long_as_they_are_known(past: Past) -> None:
    past.called(Purpose.FILE, 4)
    past.called(Purpose.DOCUMENT, 3, hours_ago=47)
    past.called(Purpose.READ_BACK, 100, hours_ago=49)
    one = plan(past, pull_every=0)
    assert one.hours == 48
    assert {row.purpose: row.used for row in one.rows if row.used} == {Purpose.FILE: 4, Purpose.DOCUMENT: 3}
    assert expected(one) == {Purpose.FILE: 2}


def test_what_was_called_in_the_first_hours_counts_for_a_whole_day(past: Past) -> None:
    past.began(days=0.25)
    past.called(Purpose.SET_UP, 4)
    one = plan(past, pull_every=0)
    assert one.hours == 6
    assert expected(one) == {Purpose.SET_UP: 4}


def test_each_purpose_has_its_name(past: Past) -> None:
    assert [row.label for row in plan(past).rows][:2] == ["documents", "looking documents up"]
    assert {row.purpose for row in plan(past).rows} == set(Purpose)


def test_a_schedule_that_is_too_much_gets_another_one(past: Past) -> None:
    past.pulled(20)
    one = plan(past)
    assert (one.fits, one.cheapest_schedule, one.advice) == (False, 120, 120)
    assert one.sentence == (
        "memory Vilnius needs about 480 of 417 requests a day, which is too much. Update its stock every 120 minutes "
        "instead of every 60."
    )


def test_a_schedule_that_could_be_shorter_is_told(past: Past) -> None:
    past.pulled(2)
    one = plan(past)
    assert (one.fits, one.cheapest_schedule, one.advice) == (True, 10, 10)
    assert one.sentence.endswith("48 of 417 requests a day; its stock could be updated every 10 minutes.")


@pytest.mark.parametrize("every", [10, 9])
def test_a_schedule_that_fits_is_never_made_longer(past: Past, every: int) -> None:
    past.pulled(2)
    one = plan(past, pull_every=every)
    assert (one.fits, one.cheapest_schedule, one.advice) == (True, 10, None)
    assert one.sentence.endswith("of 417 requests a day; that fits.")


def test_stock_kept_by_hand_stays_so(past: Past) -> None:
    past.pulled(2)
    one = plan(past, pull_every=0)
    assert (one.fits, one.cheapest_schedule, one.advice) == (True, 10, None)


def test_when_no_schedule_fits_it_says_what_to_do(past: Past) -> None:
    past.pulled(400)
    one = plan(past)
    assert (one.fits, one.cheapest_schedule, one.advice) == (False, None, None)
    assert (
        "no schedule of stock updates makes it fit. Take a larger plan of Memory, or switch its stock updates off"
    ) in one.sentence


def test_without_pulls_the_documents_still_fit(past: Past) -> None:
    past.pulled(400)
    one = plan(past, pull_every=0)
    assert (one.fits, one.cheapest_schedule) == (True, None)
    assert "can send its documents, but even one full stock update a day, 400 requests," in one.sentence


def test_documents_alone_may_be_too_much(past: Past) -> None:
    past.began(days=1)
    past.sold(5, sends=100, days_ago=0.5)
    one = plan(past, pull_every=0)
    assert (one.fits, one.cheapest_schedule) == (False, None)
    assert one.sentence == (
        "memory Vilnius needs about 500 of 417 requests a day, also without stock updates. Take a larger plan of "
        "Memory."
    )


def test_without_warehouses_there_is_nothing_to_pull(past: Past) -> None:
    Warehouse.objects.update(is_active=False)
    one = plan(past)
    assert (one.warehouses, one.fits, one.cheapest_schedule, one.advice) == (0, True, None, None)
    assert one.sentence.endswith("needs about 0 of 417 requests a day; that fits.")


def test_where_nothing_is_limited_everything_fits(past: Past) -> None:
    past.pulled(10**6)
    one = plan(past, settings={"limits": []})
    assert (one.day, one.fits, one.cheapest_schedule) == (None, True, 5)
    assert one.sentence == "Memory does not limit the requests of memory Vilnius."


def test_an_integration_that_cannot_be_used_has_no_plan(past: Past) -> None:
    with pytest.raises(Misconfigured):
        plan(past, settings={"limits": "many"})


def test_integrations_that_share_a_plan_are_counted_together(past: Past, other_past: Past) -> None:
    past.pulled(8)
    other_past.pulled(12)
    other_past.sold(30, sends=2)
    past.called(Purpose.STOCK, 9)
    one = plan(past)
    assert one.shared_with == ("memory Kaunas",)
    assert expected(one) == {Purpose.DOCUMENT: 2, Purpose.STOCK: 24 * 20}
    assert sum(row.used for row in one.rows) == 9
    assert (one.per_pull, one.fits, one.cheapest_schedule) == (8, False, 120)
    assert one.sentence == (
        "memory Vilnius and memory Kaunas together need about 482 of 417 requests a day, which is too much. Update "
        "the stock of each of them every 120 minutes."
    )


def test_what_shares_the_plan_and_is_kept_by_hand_or_switched_off_is_not_pulled(past: Past, other_past: Past) -> None:
    past.pulled(8)
    other_past.pulled(12)
    Integration.objects.filter(pk=other_past.integration.pk).update(pull_every=0)
    assert (plan(past).fits, plan(past).cheapest_schedule) == (True, 60)
    Integration.objects.filter(pk=other_past.integration.pk).update(pull_every=60, is_active=False)
    one = plan(past)
    assert (one.shared_with, one.cheapest_schedule) == ((), 60)


def test_who_pulls_seldom_is_not_told_to_pull_more_often_while_the_plan_is_too_small(
    past: Past, other_past: Past
) -> None:
    past.pulled(8)
    other_past.pulled(12)
    one = plan(past, pull_every=1440)
    assert (one.fits, one.cheapest_schedule, one.advice) == (True, 120, 120)
    Integration.objects.filter(pk=other_past.integration.pk).update(pull_every=30)
    one = plan(past)
    assert (one.fits, one.cheapest_schedule, one.advice) == (False, 120, None)


@pytest.mark.parametrize(
    "limit", [Limit(40, time_zone="Europe/Vilnius"), Limit(40, 86_400), Limit(9, time_zone="UTC"), Limit(1, 86_400)]
)
def test_the_planner_counts_as_the_limiter_does(past: Past, monkeypatch: pytest.MonkeyPatch, limit: Limit) -> None:
    monkeypatch.setattr(Memory, "limits", (limit,))
    day = plan(past).day
    assert day is not None
    assert _let_through(past, Purpose.STOCK) == day.shared
    assert day.shared + _let_through(past, Purpose.DOCUMENT) == day.whole


def _let_through(past: Past, purpose: Purpose) -> int:
    clock = FakeClock()
    limiter = DatabaseLimiter(past.integration, clock)
    for number in range(1000):
        clock.moment = NOW + timedelta(seconds=1)
        try:
            limiter.enter(purpose).answered()
        except Throttled:
            return number
    raise AssertionError("nothing is limited")
