"""`accounting_plan`: a table for people, JSON for machines, and the schedule set where that is wanted."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.providers.limits import Purpose
from oscar_lt_accounting.services.clock import DatabaseClock
from tests.planner.conftest import NOW, Past


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DatabaseClock, "roughly", staticmethod(lambda: NOW))


def run(*args: str, **options: Any) -> tuple[str, str]:
    """What it printed, and why it ended with 1."""
    out, why = StringIO(), ""
    try:
        call_command("accounting_plan", *args, stdout=out, **options)
    except CommandError as error:
        why = str(error)
    return out.getvalue(), why


def every(past: Past) -> int:
    past.integration.refresh_from_db()
    return past.integration.pull_every


def test_it_prints_a_table(past: Past) -> None:
    past.pulled(2)
    past.called(Purpose.STOCK, 30)
    text, why = run()
    assert not why
    assert text.splitlines() == [
        "memory Vilnius (Memory)",
        "  requests for                   last 48 h       a day",
        "  documents                              0           0",
        "  looking documents up                   0           0",
        "  stock                                 30          48",
        "  checking the set-up                    0           0",
        "  PDFs                                   0           0",
        "  comparing documents                    0           0",
        "  together                              30          48",
        "  one stock update takes 2 requests; every 60 minutes",
        "  memory Vilnius needs about 48 of 417 requests a day; its stock could be updated every 10 minutes.",
    ]


def test_it_says_what_is_guessed_and_what_is_counted_together(past: Past, other_past: Past) -> None:
    other_past.warehouse.delete()
    text, _why = run()
    assert "  counted together with memory Kaunas\n" in text
    assert "no full stock update was made yet" in text
    assert text.count("one stock update takes") == 1


def test_it_ends_with_1_when_something_does_not_fit(past: Past) -> None:
    past.pulled(20)
    text, why = run()
    assert "Update its stock every 120 minutes" in text
    assert why == "These do not fit: memory Vilnius"
    assert every(past) == 60


def test_it_sets_the_schedule_that_fits(past: Past) -> None:
    past.pulled(20)
    text, why = run("--apply")
    assert not why
    assert every(past) == 120
    assert "240 of 417 requests a day; that fits." in text
    assert text.endswith("Run accounting_schedule, so that Celery beat follows the new schedule.\n")
    assert "accounting_schedule" not in run("--apply")[0]


def test_of_those_that_share_a_plan_it_sets_as_many_as_it_takes(past: Past, other_past: Past) -> None:
    past.pulled(8)
    other_past.pulled(12)
    assert run("--apply")[1] == ""
    assert (every(past), every(other_past)) == (60, 120)
    other_past.pulled(40, hours_ago=0.5)
    assert run("--apply")[1] == ""
    assert (every(past), every(other_past)) == (240, 240)


def test_it_cannot_set_what_does_not_exist(past: Past) -> None:
    past.pulled(400)
    _text, why = run("--apply")
    assert why == "These do not fit: memory Vilnius"
    assert every(past) == 60


@pytest.mark.parametrize("options", [[], ["--apply"]])
def test_an_integration_that_cannot_be_used_does_not_hide_the_others(past: Past, options: list[str]) -> None:
    Integration.objects.create(name="odd", provider="memory", is_active=True, settings={"limits": "many"})
    text, why = run(*options)
    assert "memory Vilnius (Memory)" in text
    assert "odd: “limits” in the settings must be a list" in text
    assert why == "These do not fit: odd"


def test_it_speaks_json(past: Past) -> None:
    past.pulled(2)
    Integration.objects.create(name="odd", provider="nobody", is_active=True)
    text, why = run("--json")
    assert why == "These do not fit: odd"
    one, odd = json.loads(text)
    assert set(odd) == {"name", "problem"}
    assert one["used"]["stock"] == 0
    assert {name: one[name] for name in ("id", "name", "limit", "requests_per_pull", "pull_every", "fits")} == {
        "id": past.integration.pk,
        "name": "memory Vilnius",
        "limit": 417,
        "requests_per_pull": 2,
        "pull_every": 60,
        "fits": True,
    }
    assert (one["expected"]["stock"], one["expected_requests"], one["cheapest_schedule"]) == (48, 48, 10)
    assert json.loads(run("--json", "--apply")[0])[0]["pull_every"] == 10


def test_json_of_what_is_not_limited(past: Past) -> None:
    Integration.objects.update(settings={"limits": []})
    assert json.loads(run("--json")[0])[0]["limit"] is None


def test_it_plans_only_what_is_in_use_or_asked_for(past: Past) -> None:
    Integration.objects.update(is_active=False)
    assert "none is switched on" in run()[1]
    assert "memory Vilnius" in run(integration=past.integration.pk)[0]
    assert "no such integration" in run(integration=99)[1]
