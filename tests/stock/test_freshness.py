"""How old a warehouse's stock is, what is done about it, and how it is told."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from oscar_lt_accounting.domain.errors import Unavailable
from oscar_lt_accounting.models import Integration, StockPull, Warehouse
from oscar_lt_accounting.services.stock import freshness as fresh
from oscar_lt_accounting.services.stock.freshness import freshness, stopped_partners

HOUR = 3600


@pytest.fixture(autouse=True)
def _nothing_remembered():
    fresh.forget()
    yield
    fresh.forget()


@pytest.fixture
def rules(stocked):
    """Changes what the integration says."""

    def change(**values):
        Integration.objects.update(**values)
        fresh.forget()

    change(stale_after=24, stale_policy="stop", pull_every=60)
    return change


def state(clock):
    (one,) = freshness(Warehouse.objects.all(), clock.now())
    return one


def stopped(clock):
    fresh.forget()
    return stopped_partners(clock.now())


def status(*args):
    out = StringIO()
    call_command("accounting_status", *args, stdout=out)
    return out.getvalue()


def told(clock):
    (integration,) = json.loads(status("--json"))["integrations"]
    (warehouse,) = integration["warehouses"]
    return warehouse


def test_age_counts_from_the_beginning_of_the_last_complete_pull(stocked, rules, clock, breaks_off):
    stocked.put("1", 5)
    began = stocked.pull().started_at
    with breaks_off(Unavailable("down", code="down"), after=0):
        failed = stocked.pull(after=2 * HOUR)
    clock.advance(HOUR)
    one = state(clock)
    assert (one.read_at, one.age) == (began, timedelta(hours=3))
    assert (one.tried_at, one.is_complete, one.problem_code) == (failed.started_at, False, "down")
    assert not one.is_stale


def test_reads_of_sold_goods_make_nothing_fresh(stocked, rules, clock):
    stocked.put("1", 5)
    began = stocked.pull().started_at
    clock.advance(HOUR)
    now = clock.now()
    StockPull.objects.create(
        warehouse=stocked.warehouse, scope="sold", started_at=now, finished_at=now, lease_until=now, is_complete=True
    )
    assert (state(clock).read_at, state(clock).tried_at) == (began, began)


def test_a_warehouse_is_stale_after_its_hours_and_no_earlier(stocked, rules, clock):
    stocked.pull()
    clock.advance(24 * HOUR)
    assert not state(clock).is_stale
    clock.advance(1)
    assert state(clock).is_stale
    rules(stale_after=25)
    assert not state(clock).is_stale


@pytest.mark.parametrize(("policy", "is_stale", "stops"), [("nothing", 0, 0), ("warn", 1, 0), ("stop", 1, 1)])
def test_what_follows_is_the_integrations_policy(stocked, rules, clock, policy, is_stale, stops):
    rules(stale_policy=policy)
    stocked.pull()
    clock.advance(25 * HOUR)
    one = state(clock)
    assert (one.is_stale, one.stops) == (bool(is_stale), bool(stops))
    assert stopped(clock) == ({stocked.warehouse.partner_id} if stops else set())


def test_a_warehouse_that_should_be_pulled_and_never_was_is_stale(stocked, rules, clock):
    one = state(clock)
    assert (one.read_at, one.age, one.tried_at, one.is_complete, one.problem_code) == (None, None, None, False, "")
    assert one.stops


def test_stock_kept_by_hand_is_not_stale(stocked, rules, clock):
    rules(pull_every=0)
    assert not state(clock).is_stale
    assert stopped(clock) == set()


def test_stock_that_was_pulled_by_hand_once_grows_old(stocked, rules, clock):
    rules(pull_every=0)
    stocked.pull()
    clock.advance(25 * HOUR)
    assert state(clock).is_stale


def test_a_system_that_does_not_tell_its_stock_is_not_stale(stocked, rules, clock, monkeypatch):
    monkeypatch.setattr("oscar_lt_accounting.providers.memory.provider.Memory.capabilities", frozenset())
    assert not state(clock).is_stale


def test_a_system_that_is_not_installed_any_more_is_stale(stocked, rules, clock):
    rules(provider="gone")
    assert state(clock).is_stale


def test_what_is_switched_off_is_not_stale(stocked, rules, clock):
    Warehouse.objects.update(is_active=False)
    assert not state(clock).is_stale
    assert stopped(clock) == set()
    Warehouse.objects.update(is_active=True)
    rules(is_active=False)
    assert not state(clock).is_stale
    assert stopped(clock) == set()


def test_many_warehouses_are_one_question(stocked, rules, clock, connect, django_assert_num_queries):
    kaunas = connect("Kaunas", stale_policy="warn")
    with django_assert_num_queries(1):
        first, second = freshness(Warehouse.objects.order_by("pk"), clock.now())
    assert (first.warehouse, second.warehouse) == (stocked.warehouse, kaunas)
    fresh.forget()
    with django_assert_num_queries(1):
        assert stopped_partners(clock.now()) == {stocked.warehouse.partner_id}


def test_the_answer_is_remembered_until_it_is_forgotten(stocked, rules, clock, django_assert_num_queries):
    partner = stocked.warehouse.partner_id
    assert stopped_partners(clock.now()) == {partner}
    stocked.pull()
    with django_assert_num_queries(0):
        assert stopped_partners(clock.now()) in ({partner}, set())  # whoever hears of the pull may have forgotten it
    fresh.forget()
    assert stopped_partners(clock.now()) == set()
    with django_assert_num_queries(0):
        assert stopped_partners(clock.now()) == set()


class Slate:
    """A cache that shows what was put into it."""

    def __init__(self):
        self.kept = []

    def get(self, key):
        return None

    def set(self, key, value, seconds):
        self.kept.append((value, seconds))


def test_the_answer_is_remembered_for_a_minute_at_most(stocked, rules, clock, monkeypatch):
    slate = Slate()
    with monkeypatch.context() as patch:
        patch.setattr(fresh, "cache", slate)
        stopped_partners(clock.now())
    assert slate.kept == [([stocked.warehouse.partner_id], 60)]


def test_status_tells_the_last_pull_of_each_warehouse(stocked, rules, clock, breaks_off):
    assert told(clock) == {
        "id": stocked.warehouse.pk,
        "name": "Vilnius sandėlis",
        "is_active": True,
        "age_seconds": None,
        "is_stale": True,
        "last_pull": None,
    }
    stocked.pull()
    with breaks_off(Unavailable("down", code="down"), after=0):
        stocked.pull(after=23 * HOUR)
    clock.advance(2 * HOUR)
    warehouse = told(clock)
    assert (warehouse["age_seconds"], warehouse["is_stale"]) == (25 * HOUR, True)
    assert warehouse["last_pull"] == {"age_seconds": 2 * HOUR, "is_complete": False, "problem_code": "down"}


def test_status_tells_people(stocked, rules, clock, breaks_off):
    assert "  Vilnius sandėlis: stock never fully updated, too old\n" in status()
    stocked.pull()
    clock.advance(600)
    assert "  Vilnius sandėlis: stock updated 10 min ago\n" in status()
    with breaks_off(Unavailable("down", code="down"), after=0):
        stocked.pull(after=0)
    clock.advance(60)
    assert "  Vilnius sandėlis: stock updated 11 min ago, the last stock update, 1 min ago: down\n" in status()


def test_status_of_an_integration_without_warehouses(stocked, rules):
    Warehouse.objects.all().delete()
    assert json.loads(status("--json"))["integrations"][0]["warehouses"] == []
