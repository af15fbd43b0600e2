"""What people change in the schedule, and what is theirs, stays."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from oscar_lt_accounting.models import Integration
from tests.schedule.rows import OURS, contents, every, install, interval, model, row


def test_a_lost_row_comes_back(beat, books):
    install()
    row(beat, "sweep").delete()
    assert install() == "oscar_lt_accounting: sweep: installed, every 5 min.\n"
    assert every(beat, "sweep") == timedelta(minutes=5)


def test_what_a_person_set_is_kept_until_it_is_reset(beat, books):
    install()
    deliver = row(beat, "deliver B1 · Vilnius")
    deliver.interval, deliver.enabled = interval(17), False
    deliver.save()
    text = install()
    assert "deliver B1 · Vilnius: every 17 seconds, as somebody set it; the default is 2 s." in text
    assert "deliver B1 · Vilnius: left switched off, as somebody set it." in text
    assert every(beat, "deliver B1 · Vilnius") == timedelta(seconds=17)
    assert "now every 2 s instead of every 17 seconds" in install("--reset")
    assert every(beat, "deliver B1 · Vilnius") == timedelta(seconds=2)
    assert not row(beat, "deliver B1 · Vilnius").enabled


def test_a_crontab_that_a_person_set_is_kept_until_it_is_reset(beat, books):
    install()
    purge = row(beat, "purge")
    purge.interval, purge.crontab = None, model("CrontabSchedule").objects.create()
    purge.save()
    assert "as somebody set it" in install()
    assert row(beat, "purge").crontab
    install("--reset")
    assert (row(beat, "purge").crontab, every(beat, "purge")) == (None, timedelta(days=1))


def test_rows_are_switched_off_and_on_with_their_integration(beat, books):
    install()
    poll = row(beat, "poll B1 · Vilnius")
    poll.enabled = False
    poll.save()
    Integration.objects.update(is_active=False)
    text = install()
    assert "deliver B1 · Vilnius: switched off with its integration." in text
    assert "poll" not in text
    assert "No integration is switched on" in text
    assert not beat.filter(name__contains="Vilnius", enabled=True).exists()
    assert "switched" not in install().replace("No integration is switched on", "")
    Integration.objects.update(is_active=True)
    assert "deliver B1 · Vilnius: switched on again with its integration." in install()
    assert row(beat, "deliver B1 · Vilnius").enabled
    assert not row(beat, "poll B1 · Vilnius").enabled


def test_a_row_that_lost_its_mark_is_known_by_its_name_and_keeps_what_is_set(beat, books):
    install()
    sweep = row(beat, "sweep")
    sweep.description, sweep.interval = "Sweeps.", interval(99)
    sweep.save()
    assert "as somebody set it" in install()
    assert row(beat, "sweep").pk == sweep.pk
    assert row(beat, "sweep").description == "Sweeps. [accounting shop sweep 300]"


def test_a_persons_words_in_the_description_stay(beat, books):
    install()
    sweep = row(beat, "sweep")
    sweep.description = f"Ask Ona. {sweep.description}"
    sweep.save()
    Integration.objects.update(pull_every=15)
    install()
    assert row(beat, "sweep").description == sweep.description


@pytest.mark.parametrize("kwargs", ["{}", "nonsense"])
def test_a_row_that_calls_something_else_is_put_right(beat, books, kwargs):
    install()
    beat.filter(name=f"{OURS}poll B1 · Vilnius").update(task="shop.nothing", kwargs=kwargs)
    assert install() == "oscar_lt_accounting: poll B1 · Vilnius: its task was put right.\n"
    poll = row(beat, "poll B1 · Vilnius")
    assert (poll.task, json.loads(poll.kwargs)) == ("oscar_lt_accounting.poll", {"integration_id": books.pk})


def test_rows_of_others_are_left_alone_and_a_second_alarm_is_told(beat, books):
    install()
    beat.create(name="tea", task="shop.tea", interval=interval(5))
    beat.create(name="celery's own", task="oscar_lt_accounting.sweep", interval=interval(6))
    before = contents(beat)
    assert install() == (
        "celery's own calls oscar_lt_accounting.sweep as well. That does no harm, but one of the two is enough.\n"
    )
    assert contents(beat) == before


def test_a_copy_of_a_row_is_not_taken_for_it(beat, books):
    install()
    copy = row(beat, "sweep")
    copy.pk, copy.name = None, "a copy"
    copy.save()
    beat.create(name=f"{OURS}old", task="oscar_lt_accounting.sweep", interval=interval(5))
    text = install()
    assert "oscar_lt_accounting: old: removed" in text
    assert "a copy calls oscar_lt_accounting.sweep as well" in text
    assert beat.filter(name="a copy").exists()
    assert beat.filter(name=f"{OURS}sweep").exists()
