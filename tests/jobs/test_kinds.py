"""What can be done in the background."""

from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import (
    AuditLine,
    CatalogueItem,
    Job,
    LinkChange,
    ProductLink,
    State,
    StockPull,
    Submission,
)
from oscar_lt_accounting.models.problems import problem_columns
from oscar_lt_accounting.services import jobs
from oscar_lt_accounting.services.jobs import kinds
from oscar_lt_accounting.services.linking import creating
from oscar_lt_accounting.services.linking.creating import Created
from oscar_lt_accounting.services.outbox import enqueue as outbox_enqueue
from tests.shop import Item


@pytest.fixture
def clerk(db):
    return get_user_model().objects.create_user("clerk", "clerk@example.com", "x", is_staff=True)


@pytest.fixture
def run(outbox, clerk):
    """Does one job from beginning to end."""

    def _run(kind, **params):
        job = jobs.start(kind, params, actor=clerk, clock=outbox.clock)
        assert jobs.run_due(outbox.clock) == 1
        job.refresh_from_db()
        return job

    return _run


def _held(shop, connect, number):
    if not Submission.objects.exists():
        connect()
    shop.place([Item("24.20")], number=number)
    row = Submission.objects.get(order__number=number)
    Submission.objects.filter(pk=row.pk).update(
        state=State.HELD, not_before=None, **problem_columns(Problem(code="buyer_incomplete", message="No name."))
    )
    return row


def test_documents_are_sent_again_as_far_as_they_can_be(run, shop, connect, clerk):
    first, second = _held(shop, connect, "A1"), _held(shop, connect, "A2")
    Submission.objects.filter(pk=second.pk).update(state=State.CANCELLED)
    job = run("resend", submissions=[first.pk, second.pk, 999_999])
    assert (job.state, job.result) == (Job.State.DONE, {"sent": 1, "left": 2})
    assert (job.done, job.total) == (3, 3)
    first.refresh_from_db()
    assert first.state == State.PENDING
    assert AuditLine.objects.get(verb="retry").actor == clerk


def test_many_documents_report_on_the_way(outbox, shop, connect, clerk):
    row = _held(shop, connect, "A1")
    job = jobs.start("resend", {"submissions": [row.pk, *range(900_000, 900_030)]}, actor=clerk, clock=outbox.clock)
    told = []
    kinds.resend(job, lambda done, total: told.append((done, total)))
    assert told == [(20, 31), (31, 31)]


def _past(shop, number, day):
    return shop.place([Item("24.20")], number=number, placed=datetime(2025, 5, day, 12, tzinfo=timezone.utc))


def test_orders_of_the_past_get_their_documents_once(run, shop, connect, clerk):
    for day in (1, 2, 3, 4):
        _past(shop, f"P{day}", day)
    connect(trigger="manual")
    job = run("history", since="2025-05-02", until="2025-05-03")
    assert job.result == {"orders": 2, "documents": 2}
    assert set(Submission.objects.values_list("order__number", flat=True)) == {"P2", "P3"}
    assert {line.actor for line in AuditLine.objects.filter(verb="enqueue")} == {clerk}
    again = run("history", since="2025-05-01", until="2025-05-03")
    assert again.result == {"orders": 3, "documents": 1}
    assert Submission.objects.count() == 3


def test_days_are_lithuanian(shop, db):
    shop.place([Item("1.00")], number="late", placed=datetime(2025, 5, 1, 21, 30, tzinfo=timezone.utc))
    second = date(2025, 5, 2)
    assert [order.number for order in kinds.orders_between(second, second)] == ["late"]


def test_an_order_that_somebody_else_took_does_not_stop_the_others(run, shop, connect, monkeypatch):
    _past(shop, "P1", 1)
    _past(shop, "P2", 2)
    connect(trigger="manual")
    real = outbox_enqueue.enqueue

    def enqueue(order, *args, **kwargs):
        if order.number == "P1":
            raise IntegrityError("taken")
        return real(order, *args, **kwargs)

    monkeypatch.setattr(kinds, "enqueue", enqueue)
    assert run("history", since="2025-05-01", until="2025-05-02").result == {"orders": 2, "documents": 1}


def test_a_warehouse_is_read(run, connect, memory_books):
    warehouse = connect()
    job = run("pull", warehouse=warehouse.pk)
    pull = StockPull.objects.get()
    assert pull.cause == StockPull.Cause.PERSON
    assert pull.actor == job.actor
    assert (job.state == Job.State.DONE) is (not pull.problem_code)


def test_a_pull_that_stopped_says_why(run, connect):
    warehouse = connect()
    warehouse.integration.provider = "nowhere"
    type(warehouse.integration).objects.filter(pk=warehouse.integration_id).update(provider="nowhere")
    job = run("pull", warehouse=warehouse.pk)
    assert job.state == Job.State.FAILED
    assert job.problem_text
    assert job.problem_code == StockPull.objects.get().problem_code


def test_a_warehouse_that_is_gone_is_said(run):
    job = run("pull", warehouse=4711)
    assert (job.state, job.problem_code) == (Job.State.FAILED, "no_warehouse")
    assert "deleted" in job.problem_text


@pytest.fixture
def stock_list(shop, connect, outbox):
    """A warehouse whose accounting system knows one of the shop's two products by its code."""
    warehouse = connect()
    records = [shop.product(Item("24.20")).stockrecords.get() for _ in range(2)]
    CatalogueItem.objects.create(
        warehouse=warehouse,
        remote_id="7",
        code=records[0].partner_sku,
        name="Medus",
        price="20.00",
        price_includes_vat=False,
        read_at=outbox.clock.now(),
    )
    return warehouse, records


def test_products_are_matched_and_then_linked(run, stock_list, clerk):
    warehouse, records = stock_list
    found = run("match", warehouse=warehouse.pk)
    assert (found.result["by_code"], found.result["unlinked"]) == (1, 1)
    assert not ProductLink.objects.exists()
    assert run("apply", warehouse=warehouse.pk).result["linked"] == 1
    link = ProductLink.objects.get()
    assert (link.stockrecord, link.remote_id) == (records[0], "7")
    assert LinkChange.objects.get().actor == clerk


def test_prices_are_taken_over(run, stock_list):
    warehouse, _records = stock_list
    assert run("prices", warehouse=warehouse.pk).result == {"prices": 0, "names": 0, "kept": 0}


def test_products_are_made_a_few_at_a_time(outbox, clerk, stock_list, monkeypatch):
    warehouse, records = stock_list
    monkeypatch.setattr(kinds, "_AT_ONCE", 1)
    asked = []

    def create(home, some, **values):
        asked.append([record.pk for record in some])
        return Created(failed=[("SKU", "No.")])

    monkeypatch.setattr(creating, "create", create)
    params = {"warehouse": warehouse.pk, "stockrecords": [record.pk for record in records], "remote_vat": "21"}
    job = jobs.start("products", params, actor=clerk, clock=outbox.clock)
    told = []
    assert kinds.products(job, lambda done, total: told.append((done, total))) == {"made": 0, "failed": 2}
    assert told[:2] == [(0, 2), (1, 2)]
    assert asked == [[record.pk] for record in records]


def test_what_stops_the_making_of_products_is_said(run, stock_list, monkeypatch):
    warehouse, records = stock_list
    stop = Problem(code="plan", message="The plan of %(name)s is used up.", params={"name": "B1"})
    monkeypatch.setattr(creating, "create", lambda *args, **values: Created(stopped=stop))
    job = run("products", warehouse=warehouse.pk, stockrecords=[records[0].pk], remote_vat="21")
    assert (job.state, job.problem_code, job.problem_text) == (Job.State.FAILED, "plan", "The plan of B1 is used up.")
