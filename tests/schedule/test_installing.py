"""The schedule that Celery beat follows: installed as often as one likes, in line with the integrations."""

from __future__ import annotations

import importlib
import json
from datetime import timedelta

from celery import current_app
from django.test import override_settings

from oscar_lt_accounting import tasks
from oscar_lt_accounting.models import Integration
from tests.schedule.rows import OURS, contents, every, install, interval, model, row


def test_every_integration_in_use_gets_its_rows_and_the_shop_its_own(beat, books):
    Integration.objects.create(name="off", provider="memory")
    text = install()
    assert set(beat.values_list("name", flat=True)) == {
        f"{OURS}{name}"
        for name in (
            "sweep",
            "jobs",
            "purge",
            "deliver B1 · Vilnius",
            "poll B1 · Vilnius",
            "pull_stock B1 · Vilnius",
        )
    }
    deliver = row(beat, "deliver B1 · Vilnius")
    assert (deliver.task, json.loads(deliver.kwargs)) == (
        "oscar_lt_accounting.deliver",
        {"integration_id": books.pk},
    )
    assert (every(beat, "deliver B1 · Vilnius"), deliver.expire_seconds) == (timedelta(seconds=2), 10)
    assert every(beat, "poll B1 · Vilnius") == timedelta(minutes=1)
    assert every(beat, "pull_stock B1 · Vilnius") == timedelta(minutes=30)
    assert every(beat, "sweep") == timedelta(minutes=5)
    assert every(beat, "purge") == timedelta(days=1)
    assert json.loads(row(beat, "sweep").kwargs) == {}
    assert "pull_stock B1 · Vilnius: installed, every 30 min." in text


def test_what_is_scheduled_is_what_the_tasks_are(beat, books):
    install()
    named = {name for name in current_app.tasks if name.startswith("oscar_lt_accounting.")}
    assert set(beat.values_list("task", flat=True)) == named
    assert tasks.deliver.name in named


def test_a_row_may_be_called_with_its_own_arguments(beat, books):
    install()
    for one in beat.all():
        current_app.tasks[one.task](**json.loads(one.kwargs))


def test_beat_itself_reads_the_rows(beat, books):
    install()
    entry_of = importlib.import_module("django_celery_beat.schedulers").ModelEntry
    entry = entry_of(row(beat, "pull_stock B1 · Vilnius"), app=current_app)
    assert (entry.task, entry.kwargs) == ("oscar_lt_accounting.pull_stock", {"integration_id": books.pk})
    assert (entry.schedule.run_every, entry.options["expires"]) == (timedelta(minutes=30), 1800)


def test_only_intervals_are_used(beat, books):
    install()
    assert not beat.filter(interval__isnull=True).exists()
    assert not beat.filter(start_time__isnull=False).exists()


def test_a_second_run_changes_nothing(beat, books):
    install()
    before = contents(beat)
    assert install() == "The schedule is as it should be.\n"
    assert contents(beat) == before


def test_intervals_in_the_table_are_used_again(beat, books):
    known = interval(2)
    install()
    assert row(beat, "jobs").interval == row(beat, "deliver B1 · Vilnius").interval == known


def test_the_pulls_follow_their_integration(beat, books):
    install()
    Integration.objects.update(pull_every=90)
    assert "pull_stock B1 · Vilnius: now every 90 min instead of every 30 minutes." in install()
    assert (every(beat, "pull_stock B1 · Vilnius"), row(beat, "pull_stock B1 · Vilnius").expire_seconds) == (
        timedelta(minutes=90),
        5400,
    )
    pulls = row(beat, "pull_stock B1 · Vilnius")
    pulls.interval = interval(77)
    pulls.save()
    Integration.objects.update(pull_every=120)
    assert "every 77 seconds, as somebody set it; the default is 2 h." in install()
    assert every(beat, "pull_stock B1 · Vilnius") == timedelta(seconds=77)


def test_stock_kept_by_hand_has_no_row(beat, books):
    install()
    Integration.objects.update(pull_every=0)
    assert install() == "oscar_lt_accounting: pull_stock B1 · Vilnius: removed; nothing needs it any more.\n"
    assert not beat.filter(task="oscar_lt_accounting.pull_stock").exists()


def test_a_renamed_integration_keeps_its_rows(beat, books):
    install()
    before = set(beat.values_list("pk", flat=True))
    Integration.objects.update(name="B1 · Kaunas")
    assert "deliver B1 · Kaunas: renamed, it was oscar_lt_accounting: deliver B1 · Vilnius." in install()
    assert set(beat.values_list("pk", flat=True)) == before
    assert not beat.filter(name__contains="Vilnius").exists()


def test_integrations_may_swap_their_names(beat, books):
    other = Integration.objects.create(name="other", provider="memory", is_active=True)
    install()
    for name, one in (("x", books), ("B1 · Vilnius", other), ("other", books)):
        Integration.objects.filter(pk=one.pk).update(name=name)
    install()
    assert json.loads(row(beat, "poll other").kwargs) == {"integration_id": books.pk}
    assert json.loads(row(beat, "poll B1 · Vilnius").kwargs) == {"integration_id": other.pk}


def test_rows_of_a_deleted_integration_go(beat, books):
    install()
    books.delete()
    assert "deliver B1 · Vilnius: removed" in install()
    assert set(beat.values_list("task", flat=True)) == {
        "oscar_lt_accounting.sweep",
        "oscar_lt_accounting.jobs",
        "oscar_lt_accounting.purge",
    }


def test_a_dry_run_writes_nothing(beat, books):
    text = install("--dry-run")
    assert "installed, every 2 s" in text
    assert text.endswith("Nothing was written.\n")
    assert not beat.exists()
    install()
    before = contents(beat)
    Integration.objects.update(name="new", pull_every=0)
    assert "removed" in install("--dry-run")
    assert contents(beat) == before


def test_beat_is_told_of_a_change_and_only_then(beat, books):
    install()
    marks = model("PeriodicTasks")
    told = marks.last_change()
    install()
    assert marks.last_change() == told
    Integration.objects.update(pull_every=15)
    install()
    assert marks.last_change() > told


def test_without_integrations_it_says_so(beat):
    assert "run this again when one is" in install()


@override_settings(LANGUAGE_CODE="lt")
def test_rows_found_in_one_language_are_the_same_in_another(beat, books):
    install()
    with override_settings(LANGUAGE_CODE="en"):
        assert install() == "The schedule is as it should be.\n"
