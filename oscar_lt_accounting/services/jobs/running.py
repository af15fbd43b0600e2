"""Jobs are claimed like documents: by a conditional UPDATE, with a lease that every step renews."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from oscar_lt_accounting.domain.errors import AccountingError, Problem, gettext_noop
from oscar_lt_accounting.models import Job
from oscar_lt_accounting.models.problems import NO_PROBLEM, problem_columns
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.jobs.kinds import KINDS, SILENT
from oscar_lt_accounting.services.outbox.attempts import DATABASE_AWAY

logger = logging.getLogger(__name__)
_LEASE = timedelta(minutes=5)
_SILENT_LEASE = timedelta(hours=1)


class LostJob(Exception):
    """Another worker began the job anew."""


class Progress:
    """How far a job is, as its work reports it."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self.job = job
        self.clock = clock

    def __call__(self, done: int, total: int) -> None:
        """Say how much of how much is done; raises `LostJob` when somebody else is at it."""
        rows = Job.objects.filter(pk=self.job.pk, token=self.job.token)
        if not rows.update(done=done, total=total, lease_until=_lease_of(self.job, self.clock.now())):
            raise LostJob


def start(kind: str, params: Mapping[str, Any], *, actor: Any = None, clock: Clock = CLOCK) -> Job:
    """Ask for work; when the same is asked for and not finished, that one is returned.

    `params` are plain JSON values. Raises `KeyError` for a kind that nobody knows.
    """
    KINDS[kind]
    wanted = dict(params)
    for job in Job.objects.filter(kind=kind, finished_at__isnull=True):
        if job.params == wanted:
            return job
    return Job.objects.create(kind=kind, params=wanted, actor=actor, created_at=clock.now())


def run_due(clock: Clock = CLOCK) -> int:
    """Do the jobs that wait, oldest first, and those whose worker died; returns how many were done."""
    done = 0
    while job := _claim(clock):
        _run(job, clock)
        done += 1
    return done


def waits(now: datetime) -> bool:
    """Whether there is anything to do."""
    return bool(_open(now).exists())


def _open(now: datetime) -> QuerySet[Job]:
    free = Q(state=Job.State.WAITING) | Q(lease_until__lt=now)
    return Job.objects.filter(free, finished_at__isnull=True).order_by("pk")


def _claim(clock: Clock) -> Job | None:
    now = clock.now()
    for job in _open(now)[:5]:
        token = uuid.uuid4().hex
        rows = _open(now).filter(pk=job.pk, token=job.token)
        values = {"state": Job.State.RUNNING, "token": token, "started_at": now, "done": 0}
        if rows.update(lease_until=_lease_of(job, now), **values):
            job.refresh_from_db()
            return job
    return None


def _lease_of(job: Job, now: datetime) -> datetime:
    return now + (_SILENT_LEASE if job.kind in SILENT else _LEASE)


def _run(job: Job, clock: Clock) -> None:
    try:
        result = KINDS[job.kind](job, Progress(job, clock))
    except LostJob:
        return
    except DATABASE_AWAY:
        raise
    except AccountingError as error:
        _finish(job, clock, Job.State.FAILED, error.problem)
    except Exception as error:
        logger.exception("job %s failed", job.pk)
        _finish(job, clock, Job.State.FAILED, _of_ours(error))
    else:
        _finish(job, clock, Job.State.DONE, NO_PROBLEM, result=dict(result))


def _finish(job: Job, clock: Clock, state: str, problem: Problem, **values: Any) -> None:
    values |= {"state": state, "finished_at": clock.now(), **problem_columns(problem)}
    Job.objects.filter(pk=job.pk, token=job.token).update(**values)


def _of_ours(error: Exception) -> Problem:
    return Problem(
        code="own_fault",
        message=gettext_noop("A fault in the shop's own software (%(fault)s) stopped this work. Tell the developers."),
        params={"fault": type(error).__name__},
    )
