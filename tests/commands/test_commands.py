"""The commands: what they do, what they print, how they end."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from oscar_lt_accounting.management.commands import accounting_deliver
from oscar_lt_accounting.models import Integration, State, Submission
from oscar_lt_accounting.services.outbox import worker as workers
from tests.shop import Item


def run(name: str, *args: str, **options: object) -> str:
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def one_due(shop, connect, memory_books):
    warehouse = connect(settings={"limits": []})
    shop.place([Item("10.00")])
    Submission.objects.update(not_before="2020-01-01T00:00:00Z")
    return warehouse.integration


def test_deliver_makes_one_pass(one_due, memory_books):
    assert run("accounting_deliver") == "1 handled\n"
    assert Submission.objects.get().state == State.ISSUED


def test_deliver_can_be_restricted_to_an_integration(one_due, memory_books):
    other = Integration.objects.create(name="other", provider="memory", is_active=True)
    assert run("accounting_deliver", integration=[other.pk]) == "0 handled\n"
    assert run("accounting_deliver", integration=[one_due.pk]) == "1 handled\n"


def test_deliver_refuses_an_integration_that_does_not_exist(db):
    with pytest.raises(CommandError, match="no integration 99"):
        run("accounting_deliver", integration=[99])


def test_watch_keeps_going_sweeps_and_stops_when_asked(one_due, memory_books, monkeypatch):
    Submission.objects.all().delete()
    waited = []

    def wait(event, every=None):
        if every is None:  # a thread waits until it has begun
            return
        waited.append(every)
        Submission.objects.update(not_before="2020-01-01T00:00:00Z")
        if len(waited) == 2:
            event.set()

    monkeypatch.setattr(accounting_deliver.Command, "_do_jobs", lambda *_: None)
    monkeypatch.setattr("threading.Event.wait", wait)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(workers, "close_old_connections", lambda: None)
    run("accounting_deliver", watch=True, every=0.5)
    assert waited == [0.5, 0.5]
    assert Submission.objects.get().origin == "sweep"
    assert Submission.objects.get().state == State.ISSUED


def test_a_failing_pass_does_not_end_the_worker(one_due, memory_books, monkeypatch, caplog):
    passes = []

    def fail(self):
        passes.append(1)
        if len(passes) == 3:
            self.stopped.set()
        raise RuntimeError("the database restarts")

    monkeypatch.setattr(workers.Worker, "run", fail)
    monkeypatch.setattr(workers, "close_old_connections", lambda: None)
    workers.Worker().watch(every=0)
    assert len(passes) == 3
    assert "a pass failed" in caplog.text


def test_sweep_says_how_many_orders_it_found(one_due):
    Submission.objects.all().delete()
    assert run("accounting_sweep") == "1 orders found\n"
    assert run("accounting_sweep") == "0 orders found\n"


def test_check_prints_what_it_found_and_ends_with_an_error_when_something_is_wrong(one_due):
    assert "✓ Connection" in run("accounting_check")
    one_due.warehouses.all().delete()
    out = StringIO()
    with pytest.raises(CommandError, match="memory Vilnius"):
        call_command("accounting_check", stdout=out)
    assert "✗ Warehouses: No partner of the shop" in out.getvalue()


def test_check_of_an_unreachable_system_says_so(one_due):
    Integration.objects.update(provider="b1", base_url="http://127.0.0.1:1/api/", settings={"limits": []})
    integration = Integration.objects.get()
    integration.credentials = {"api_key": "abcdef"}
    integration.save()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("accounting_check", stdout=out)
    assert "could not be reached" in out.getvalue()


def test_check_of_one_integration_that_is_switched_off(one_due):
    Integration.objects.update(is_active=False)
    with pytest.raises(CommandError):
        run("accounting_check")
    assert "Connection" in run("accounting_check", integration=one_due.pk)


def test_a_check_that_passes_wakes_a_blocked_integration(one_due):
    Integration.objects.update(is_blocked=True, problem_code="key_refused")
    run("accounting_check")
    one_due.refresh_from_db()
    assert (one_due.is_blocked, one_due.problem_code) == (False, "")


def test_status_for_people(one_due, memory_books):
    text = run("accounting_status")
    assert "all: 1 pending" in text
    assert "oldest unsent" in text
    run("accounting_deliver")
    assert "memory Vilnius: 1 issued" in run("accounting_status")


def test_status_for_machines(one_due, memory_books):
    Integration.objects.update(settings={"limits": [[10, 60]]})
    found = json.loads(run("accounting_status", "--json"))
    assert found["states"]["pending"] == 1
    assert found["needs_a_person"] == 0
    assert found["oldest_unsent_seconds"] >= 0
    (integration,) = found["integrations"]
    assert integration["requests"] == [{"used": 0, "limit": 10, "seconds": 60, "percent": 0}]
    assert integration["states"]["pending"] == 1


def test_status_with_problems(one_due, memory_books):
    Submission.objects.update(state="held", not_before=None, problem_code="no_link", problem="no link")
    Integration.objects.update(problem="the key is rejected", settings={"limits": "odd"})
    text = run("accounting_status")
    assert "1 need attention" in text
    assert "the key is rejected" in text
