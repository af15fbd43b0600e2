"""Background jobs: found again, followed, and explained."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation

from oscar_lt_accounting.dashboard.jobs import labels
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import Job
from oscar_lt_accounting.models.problems import problem_columns
from oscar_lt_accounting.services.jobs.kinds import KINDS


def page(name, *args):
    return reverse(f"accounting-dashboard:accounting-{name}", args=args)


@pytest.fixture
def job(people):
    def _job(kind="resend", state=Job.State.WAITING, **values):
        finished = timezone.now() if state in (Job.State.DONE, Job.State.FAILED) else None
        columns = {"actor": people["keeper"], "created_at": timezone.now(), "finished_at": finished}
        return Job.objects.create(kind=kind, state=state, **{**columns, **values})

    return _job


@pytest.mark.parametrize("who", ["clerk", "keeper", "boss"])
def test_staff_look_at_every_job(visit, job, who):
    pk = job().pk
    for address in (page("job-list"), page("job-detail", pk), page("job-state", pk)):
        assert visit(who).get(address).status_code == 200


@pytest.mark.parametrize("who", ["customer", "seller", "helper"])
def test_others_do_not(visit, job, who):
    pk = job().pk
    for address in (page("job-list"), page("job-detail", pk), page("job-state", pk)):
        assert visit(who).get(address).status_code == 403


def test_strangers_are_asked_to_log_in(visit, job):
    for address in (page("job-list"), page("job-detail", job().pk), page("job-history")):
        response = visit().get(address)
        assert response.status_code == 302
        assert "/login/" in response["Location"]


def test_what_is_not_there_is_not_found(visit, people):
    assert visit("boss").get(page("job-detail", 4711)).status_code == 404
    assert visit("boss").get(page("job-state", 4711)).status_code == 404


def test_an_empty_list_says_what_appears_there(keeper):
    assert "Nothing has been done in the background yet." in keeper.get(page("job-list")).content.decode()


def test_the_list_says_what_who_and_how_far(keeper, job, connect):
    warehouse = connect()
    job("pull", Job.State.RUNNING, params={"warehouse": warehouse.pk})
    job("pull", params={"warehouse": 4711})
    job("resend", Job.State.RUNNING, done=1240, total=100_000, params={"submissions": [1, 2]})
    job("resend", Job.State.FAILED, done=5, total=1240, actor=None)
    job("history", Job.State.FAILED, params={"since": "2025-05-01", "until": "someday"})
    job("cook", Job.State.DONE)
    text = keeper.get(page("job-list")).content.decode()
    for shown in (
        "Update the stock", "Vilnius sandėlis", "a warehouse that was deleted", "1,240 of 100,000", "2 documents",
        "It stopped after 5 of 1,240.", "It stopped.", "from 2025-05-01 to someday", "cook", "Done.", "Failed",
        "It waits for its turn.", "Under way; how much there is to do is not known yet.", "keeper",
    ):  # fmt: skip
        assert shown in text


def test_numbers_are_written_as_the_reader_does():
    with translation.override("lt"):
        assert labels.number(1240) in ("1\xa0240", "1.240", "1 240")
    assert labels.number(1240) == "1,240"


def test_the_list_has_pages_and_costs_the_same(keeper, job, settings, connect):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 3
    warehouse = connect()

    def look(**query):
        with CaptureQueriesContext(connection) as caught:
            response = keeper.get(page("job-list"), query)
        return response, len(caught)

    for _ in range(3):
        job("pull", params={"warehouse": warehouse.pk})
    few = look()[1]
    for _ in range(4):
        job("pull", params={"warehouse": warehouse.pk})
    response, many = look()
    assert many == few <= 12
    keys = [row["job"].pk for row in response.context["rows"]]
    assert keys == sorted(Job.objects.values_list("pk", flat=True), reverse=True)[:3]
    older = look(before=response.context["older"])[0]
    assert older.context["newer"]
    assert f"?after={older.context['newer']}" in older.content.decode()


def test_the_page_of_an_open_job_follows_it(keeper, job):
    row = job(state=Job.State.RUNNING, done=1240, total=100_000)
    text = keeper.get(page("job-detail", row.pk)).content.decode()
    assert 'role="progressbar"' in text
    assert 'aria-valuenow="1"' in text
    assert 'aria-valuetext="1,240 of 100,000"' in text
    assert f'data-accounting-job="{page("job-state", row.pk)}"' in text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "job_progress.js" in text
    assert "You can leave this page" in text


def test_while_nothing_is_counted_no_value_is_told(keeper, job):
    text = keeper.get(page("job-detail", job(state=Job.State.RUNNING).pk)).content.decode()
    assert "aria-valuenow" not in text


def test_a_finished_job_says_what_came_of_it_and_rests(keeper, job):
    row = job(state=Job.State.DONE, done=3, total=3, result={"sent": 2, "left": 1})
    text = keeper.get(page("job-detail", row.pk)).content.decode()
    assert "2 documents were put into the queue." in text
    assert "1 document had changed meanwhile and was left as it is." in text
    assert 'aria-valuenow="100"' in text
    assert "job_progress.js" not in text
    assert 'http-equiv="refresh"' not in text
    assert page("submission-list") in text


def test_a_failed_job_says_why_and_what_to_do(keeper, job):
    problem = Problem(code="closed", message="The period %(day)s is closed. Open it.", params={"day": "May"})
    text = keeper.get(page("job-detail", job(state=Job.State.FAILED, **problem_columns(problem)).pk)).content.decode()
    assert "The period May is closed. Open it." in text
    assert "start it again: nothing is done twice" in text


@pytest.mark.parametrize(
    ("kind", "result", "sentence"),
    [
        ("pull", {"seen": 1240}, "Returned: 1,240"),
        ("pull", {"clamped": 2}, "Raised to zero: 2"),
        ("pull", {"odd_one": 2}, "Odd one: 2"),
        ("match", {"ambiguous": 1}, "1 has several matches: decide yourself."),
        ("history", {"orders": 1000}, "1,000 orders were checked."),
        ("cook", {"note": "well done"}, "Note: well done"),
    ],
)
def test_results_are_told_in_words(kind, result, sentence):
    assert labels.results(Job(kind=kind, result=result)) == [sentence]


def test_every_kind_has_a_name():
    assert not [kind for kind in KINDS if labels.label(kind) == kind]


def test_a_job_that_nobody_begins_is_said_to_wait_for_a_worker(keeper, job):
    row = job()
    words = "Probably no worker is running"
    assert words not in keeper.get(page("job-detail", row.pk)).content.decode()
    Job.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(minutes=4))
    assert words in keeper.get(page("job-detail", row.pk)).content.decode()


def test_the_state_is_told_as_plain_values(keeper, job):
    row = job(state=Job.State.RUNNING, done=1, total=4)
    answer = keeper.get(page("job-state", row.pk))
    assert answer.json() == {
        "state": "running", "is_open": True, "done": 1, "total": 4, "percent": 25, "text": "1 of 4",
    }  # fmt: skip
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["pull", "match", "resend", "history", "cook"])
def test_the_way_back_is_shown_where_there_is_one(keeper, job, kind):
    assert keeper.get(page("job-detail", job(kind).pk)).status_code == 200


def test_the_page_costs_a_fixed_number_of_queries(keeper, job, connect):
    row = job("pull", params={"warehouse": connect().pk})
    with CaptureQueriesContext(connection) as caught:
        keeper.get(page("job-detail", row.pk))
    assert len(caught) <= 12


def test_nothing_is_changed_by_posting_to_a_job(people, job):
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["keeper"])
    assert client.post(page("job-detail", job().pk)).status_code in (403, 405)
    with pytest.raises(NoReverseMatch):
        page("job-cancel", 1)
