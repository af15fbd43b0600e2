"""The last thirty days: Lithuania's days, one bar for each kind, and the numbers for those who cannot see bars."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone as now

from oscar_lt_accounting.dashboard.overview.chart import chart
from oscar_lt_accounting.models import AuditLine, State
from oscar_lt_accounting.services.overview import days

DAY = date(2026, 3, 9)


def test_a_day_begins_at_midnight_in_lithuania(make, people, placed):
    make(State.ISSUED, issued_at=datetime(2026, 3, 8, 21, 59, tzinfo=timezone.utc))
    row = make(State.ISSUED, issued_at=datetime(2026, 3, 8, 22, 0, tzinfo=timezone.utc))
    make(State.ISSUED, issued_at=datetime(2026, 3, 9, 12, 0, tzinfo=timezone.utc), warehouse_id=None)
    home = placed[1]
    assert days.issued(people["boss"], DAY, [home.pk]) == {row.integration_id: {DAY: 2}}


def test_thirty_days_end_today_in_lithuania():
    found = days.last_days(datetime(2026, 3, 9, 22, 30, tzinfo=timezone.utc))
    assert (len(found), found[0], found[-1]) == (30, date(2026, 2, 9), date(2026, 3, 10))


def test_a_document_counts_once_a_day_as_a_problem(make, people):
    rows = [make(), make(), make()]
    for row, state in [(rows[0], "held"), (rows[0], "rejected"), (rows[1], "uncertain"), (rows[2], "issued")]:
        AuditLine.objects.create(submission=row, verb="x", to_state=state)
    today = now.now().astimezone(ZoneInfo("Europe/Vilnius")).date()
    since = today - timedelta(days=1)
    assert days.problems(people["boss"], since) == {today: 2}
    assert days.problems(people["seller"], since) == {today: 2}
    assert days.problems(people["other seller"], since) == {}
    AuditLine.objects.update(at=now.now() - timedelta(days=3))
    assert days.problems(people["boss"], since) == {}


@pytest.mark.parametrize(("number", "height"), [(0, "0"), (1, "2"), (500, "60"), (1000, "120")])
def test_bars_are_as_high_as_their_share(number, height):
    drawn = chart([DAY, DAY + timedelta(days=1)], {DAY: 1000}, {DAY + timedelta(days=1): number})
    assert drawn.columns[1].problems_bar.height == height
    assert drawn.columns[1].problems_bar.y == str(120 - int(height))
    assert (drawn.most, drawn.issued, drawn.problems) == (1000, 1000, number)


def test_nothing_happened_draws_nothing():
    assert chart([DAY], {}, {}).columns[0].issued_bar.height == "0"


def test_the_numbers_are_in_a_table_too(look, make):
    make(State.ISSUED, issued_at=now.now())
    make(State.ISSUED, issued_at=now.now())
    text = look().content.decode()
    assert text.count("<rect") == 60
    assert text.count('<th scope="row">') == 30
    assert "<td>2</td><td>0</td>" in text
    assert '<title id="chart-title">' in text
