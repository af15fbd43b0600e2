"""Long work goes on while one does something else, and is found again."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.models import Job
from oscar_lt_accounting.services.jobs.running import Progress
from oscar_lt_accounting.testing.simulators import CentasSimulator

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_work_is_left_and_found_again(tell, connected, goods, backstage, bookkeeper, monkeypatch):
    centas = CentasSimulator()
    home = connected(centas)
    goods(home, centas, ["Liepų medus 500 g", "Čiobrelių arbata 50 g"], linked=False)
    stage = tell("leaving", bookkeeper)
    stage.open(stage.page("link-list"))
    stage.press(stage.form("link-match").locator("button"))
    job = Job.objects.get()
    seen: list[int] = []
    report = Progress.__call__

    def half_way(progress, done, total):
        report(progress, done, total)
        if seen:
            return
        seen.append(done)
        stage.open(stage.page("job-detail", pk=job.pk))
        stage.shot("at-work", phone=True)
        stage.open(stage.page("overview"))
        stage.open(stage.page("job-list"))
        stage.shot("found-again")
        stage.follow("job-detail", pk=job.pk)

    monkeypatch.setattr(Progress, "__call__", half_way)
    backstage.do_jobs()
    assert seen
    stage.tab.locator("[aria-labelledby=result-heading]").wait_for()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    stage.shot("done")
