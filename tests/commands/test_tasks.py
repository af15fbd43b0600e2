"""Celery tasks are thin twins of the commands (run here without any broker)."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import State, Submission
from tests.shop import Item

tasks = pytest.importorskip("oscar_lt_accounting.tasks")


def test_deliver_and_poll_make_a_pass(shop, connect, memory_books):
    warehouse = connect(settings={"limits": []})
    for task, arguments in ((tasks.deliver, ()), (tasks.poll, (warehouse.integration_id,))):
        shop.place([Item("10.00")])
        Submission.objects.filter(state=State.PENDING).update(not_before="2020-01-01T00:00:00Z")
        task(*arguments)
    assert set(Submission.objects.values_list("state", flat=True)) == {State.ISSUED}


def test_sweep_finds_orders_without_rows(shop, connect, memory_books):
    connect()
    shop.place([Item("10.00")])
    Submission.objects.all().delete()
    tasks.sweep()
    assert Submission.objects.count() == 1


def test_tasks_expire_and_carry_no_documents():
    for task in (tasks.deliver, tasks.poll, tasks.sweep):
        assert task.expires == 300
        assert task.ignore_result
