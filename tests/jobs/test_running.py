"""Jobs: asked for once, done once, taken over when their worker died."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError

from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.models import Job
from oscar_lt_accounting.services import jobs
from oscar_lt_accounting.services.jobs import kinds, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(monkeypatch):
    """Makes a kind of work of the test's own."""

    def _work(does):
        monkeypatch.setitem(kinds.KINDS, "test", does)

    return _work


def test_work_is_done_and_its_result_kept(work, clock):
    work(lambda job, report: (report(1, 4), report(4, 4), {"sent": job.params["many"]})[2])
    job = jobs.start("test", {"many": 4}, clock=clock)
    assert (job.state, job.is_open, job.percent) == (Job.State.WAITING, True, 0)
    assert running.waits(clock.now())
    assert jobs.run_due(clock) == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.total, job.percent, job.result) == (Job.State.DONE, 4, 4, 100, {"sent": 4})
    assert (job.is_open, job.problem_text) == (False, "")
    assert not running.waits(clock.now())
    assert jobs.run_due(clock) == 0


def test_the_same_work_is_not_asked_for_twice_while_it_is_open(work, clock):
    work(lambda job, report: {})
    first = jobs.start("test", {"a": 1}, clock=clock)
    assert jobs.start("test", {"a": 1}, clock=clock) == first
    assert jobs.start("test", {"a": 2}, clock=clock) != first
    assert jobs.run_due(clock) == 2
    assert jobs.start("test", {"a": 1}, clock=clock) != first


def test_nobody_starts_what_nobody_knows(clock):
    with pytest.raises(KeyError):
        jobs.start("cook", {}, clock=clock)
    assert not Job.objects.exists()


def test_a_refusal_is_kept_with_its_sentence(work, clock):
    def refuse(job, report):
        report(3, 10)
        raise Held("The warehouse “%(name)s” is closed. Open it.", code="closed", name="Vilnius")

    work(refuse)
    job = jobs.start("test", {}, clock=clock)
    jobs.run_due(clock)
    job.refresh_from_db()
    assert (job.state, job.problem_code) == (Job.State.FAILED, "closed")
    assert job.problem_text == "The warehouse “Vilnius” is closed. Open it."
    assert (job.done, job.total, job.percent) == (3, 10, 30)


def test_a_fault_of_ours_ends_the_job_and_not_the_worker(work, clock, caplog):
    work(lambda job, report: 1 // 0)
    job = jobs.start("test", {}, clock=clock)
    assert jobs.run_due(clock) == 1
    job.refresh_from_db()
    assert job.problem_code == "own_fault"
    assert "ZeroDivisionError" in job.problem_text
    assert "failed" in caplog.text


def test_when_the_database_is_away_the_job_is_begun_anew_later(work, clock):
    def away(job, report):
        raise OperationalError("gone")

    work(away)
    job = jobs.start("test", {}, clock=clock)
    with pytest.raises(OperationalError):
        jobs.run_due(clock)
    job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    work(lambda job, report: {"sent": 1})
    assert jobs.run_due(clock) == 0
    clock.advance(timedelta(minutes=6).total_seconds())
    assert jobs.run_due(clock) == 1
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"sent": 1})


def test_whoever_was_replaced_changes_nothing_any_more(work, clock):
    def slow(job, report):
        report(1, 2)
        Job.objects.filter(pk=job.pk).update(token="other")
        report(2, 2)
        raise AssertionError("it went on")

    work(slow)
    job = jobs.start("test", {}, clock=clock)
    assert jobs.run_due(clock) == 1
    job.refresh_from_db()
    assert (job.state, job.done, job.token) == (Job.State.RUNNING, 1, "other")


def test_every_report_renews_the_lease(work, clock):
    def slow(job, report):
        for step in range(1, 4):
            clock.advance(240)
            report(step, 3)
            assert not running.waits(clock.now())
        return {}

    work(slow)
    jobs.start("test", {}, clock=clock)
    assert jobs.run_due(clock) == 1
    assert Job.objects.get().state == Job.State.DONE


def test_jobs_are_done_oldest_first(work, clock):
    order = []

    def note(job, report):
        order.append(job.params["n"])
        return {}

    work(note)
    for number in range(7):
        jobs.start("test", {"n": number}, clock=clock)
    assert jobs.run_due(clock) == 7
    assert order == list(range(7))


def test_two_workers_do_not_take_the_same_job(work, clock, monkeypatch):
    work(lambda job, report: {})
    job = jobs.start("test", {}, clock=clock)
    seen = running._open

    def overtaken(now):
        found = list(seen(now))
        Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, token="first", lease_until=now + timedelta(1))
        monkeypatch.setattr(running, "_open", seen)
        return found

    monkeypatch.setattr(running, "_open", overtaken)
    assert jobs.run_due(clock) == 0
    job.refresh_from_db()
    assert job.token == "first"


def test_who_cannot_say_how_far_it_is_is_given_longer(clock, monkeypatch):
    def silent(job, report):
        clock.advance(1800)
        assert not running.waits(clock.now())
        return {}

    monkeypatch.setitem(kinds.KINDS, "match", silent)
    jobs.start("match", {}, clock=clock)
    assert jobs.run_due(clock) == 1
    assert set(kinds.KINDS) >= kinds.SILENT
