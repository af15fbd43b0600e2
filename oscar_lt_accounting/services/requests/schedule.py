"""The alarm clock: what has to be called how often, as rows of django-celery-beat or as lines of a crontab.

Only intervals, so that neither time zones nor the nights on which clocks change matter; every task may come twice or
late (measurements.md §3.1 R6). A row belongs to an integration by the mark in its description, not by its
name, and the mark remembers the interval it was installed with: any other one was set by a person and stays.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from oscar_lt_accounting.domain.errors import Misconfigured, gettext_noop
from oscar_lt_accounting.models import Integration

#: Rows whose names begin so belong to this schedule.
PREFIX = "oscar_lt_accounting: "
_BEAT = "django_celery_beat"
_TASKS = "oscar_lt_accounting."
_SHOP = "shop"
_MARK = re.compile(r"\[accounting (?P<owner>[0-9a-f-]{36}|shop) (?P<task>\w+) (?P<seconds>\d+)(?P<off> off)?\]")
_UNITS = (("days", 86_400), ("hours", 3600), ("minutes", 60), ("seconds", 1))
#: Task, seconds between two calls, seconds after which a call that nobody heard is forgotten.
_OF_THE_SHOP = (("sweep", 300, 300), ("jobs", 2, 10), ("purge", 86_400, 86_400))
_OF_AN_INTEGRATION = (("deliver", 2, 10), ("poll", 60, 60))
_CRON = (
    ("* * * * *", "accounting_deliver"),
    ("* * * * *", "accounting_pull_stock --due"),
    ("*/5 * * * *", "accounting_sweep"),
    ("17 5 * * *", "accounting_purge"),
)
_SENTENCES = {
    "made": gettext_noop("%(name)s: installed, every %(wanted)s."),
    "renamed": gettext_noop("%(name)s: renamed, it was %(before)s."),
    "follows": gettext_noop("%(name)s: now every %(wanted)s instead of %(found)s."),
    "kept": gettext_noop("%(name)s: %(found)s, as somebody set it; the default is %(wanted)s."),
    "repaired": gettext_noop("%(name)s: its task was put right."),
    "left_off": gettext_noop("%(name)s: left switched off, as somebody set it."),
    "off": gettext_noop("%(name)s: switched off with its integration."),
    "on": gettext_noop("%(name)s: switched on again with its integration."),
    "removed": gettext_noop("%(name)s: removed; nothing needs it any more."),
    "also": gettext_noop("%(name)s calls %(before)s as well. That does no harm, but one of the two is enough."),
}


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """One task that has to be called every `seconds`; a call is forgotten `expires` seconds later."""

    owner: str
    task: str
    name: str
    seconds: int
    expires: int
    integration: int | None = None
    is_on: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What stays the same when the integration is renamed."""
        return self.owner, self.task

    @property
    def arguments(self) -> str:
        """The task's keyword arguments as JSON."""
        return json.dumps({} if self.integration is None else {"integration_id": self.integration})

    def mark(self, *, off: bool) -> str:
        """What the row's description says of it."""
        return f"[accounting {self.owner} {self.task} {self.seconds}{' off' if off else ''}]"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What was done to one row, or why it was left alone: a word for machines and a sentence for people."""

    verb: str
    name: str
    words: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """In the reader's language."""
        return _(_SENTENCES[self.verb]) % {"name": self.name, **self.words}


def alarms(integrations: Iterable[Integration]) -> list[Alarm]:
    """What has to be called for the shop and for `integrations`; those that are switched off have theirs off."""
    found = [
        Alarm(owner=_SHOP, task=task, name=f"{PREFIX}{task}", seconds=seconds, expires=expires)
        for task, seconds, expires in _OF_THE_SHOP
    ]
    for one in integrations:
        pulls = [("pull_stock", one.pull_every * 60, one.pull_every * 60)] if one.pull_every else []
        found += [
            Alarm(
                owner=str(one.uuid),
                task=task,
                name=f"{PREFIX}{task} {one.name}",
                seconds=seconds,
                expires=expires,
                integration=one.pk,
                is_on=one.is_active,
            )
            for task, seconds, expires in (*_OF_AN_INTEGRATION, *pulls)
        ]
    return found


def cron_lines(manage: Sequence[str], folder: str) -> list[str]:
    """The same as lines of a crontab: `manage` is how manage.py is called, `folder` where."""
    # Cron takes a bare % for the end of the command.
    called = f"cd {shlex.quote(folder)} && {shlex.join(manage)}".replace("%", r"\%")
    return [f"{when} {called} {command}" for when, command in _CRON]


def install(*, dry_run: bool = False, reset: bool = False) -> list[Change]:
    """Bring the rows of django-celery-beat into line with the integrations; returns what was done.

    Intervals and switches that a person set are kept; `reset` puts the intervals back. With `dry_run` nothing
    is written. Raises `Misconfigured` where there is no django-celery-beat.
    """
    rows = _rows()
    with transaction.atomic():
        changes = _Rows(rows, reset=reset).follow(alarms(Integration.objects.order_by("pk")))
        if dry_run:
            transaction.set_rollback(True)
    return changes


def _rows() -> Any:
    """The table of tasks; raises `Misconfigured` when there is none."""
    if not apps.is_installed(_BEAT):
        raise Misconfigured(
            gettext_noop(
                "django-celery-beat is not installed, so there is no schedule to write to. Install "
                "oscar-lt-accounting[celery], add “django_celery_beat” to INSTALLED_APPS and migrate; or use cron "
                "(--cron prints its lines)."
            ),
            code="no_beat",
        )
    model = apps.get_model(_BEAT, "PeriodicTask")
    if model._meta.db_table not in connection.introspection.table_names():
        raise Misconfigured(
            gettext_noop("The tables of django-celery-beat are missing. Run “migrate”, then this command again."),
            code="no_beat_tables",
        )
    return model._default_manager


class _Rows:
    """The rows as they are found, and what is done to them."""

    def __init__(self, rows: Any, *, reset: bool) -> None:
        self._rows = rows
        self._reset = reset
        self._changes: list[Change] = []

    def follow(self, wanted: Sequence[Alarm]) -> list[Change]:
        found = self._found(wanted)
        for alarm in wanted:
            row = found.get(alarm.key)
            if row is not None and row.name != alarm.name:
                # Two integrations may have swapped their names, which must stay unique at every moment.
                self._rows.filter(pk=row.pk).update(name=PREFIX + " ".join(alarm.key))
        for alarm in wanted:
            row = found.get(alarm.key)
            if row is not None:
                self._update(row, alarm)
            elif alarm.is_on:
                self._make(alarm)
        others = self._rows.filter(task__startswith=_TASKS, enabled=True).exclude(name__startswith=PREFIX)
        for row in others.order_by("pk"):
            self._say("also", row.name, before=row.task)
        return self._changes

    def _found(self, wanted: Sequence[Alarm]) -> dict[tuple[str, str], Any]:
        """The rows that are ours, by key; those that nothing needs any more are removed."""
        keys = {alarm.key for alarm in wanted}
        by_name = {alarm.name: alarm.key for alarm in wanted}
        ours = list(
            self._rows.filter(Q(name__startswith=PREFIX) | Q(description__contains="[accounting ")).order_by("pk")
        )
        found: dict[tuple[str, str], Any] = {}
        for key_of in (_key_by_mark, lambda row: by_name.get(row.name)):
            for row in ours:
                key = key_of(row)
                if key in keys and row not in found.values():
                    found.setdefault(key, row)
        for row in ours:
            if row not in found.values() and row.name.startswith(PREFIX):
                self._say("removed", row.name)
                row.delete()
        return found

    def _make(self, alarm: Alarm) -> None:
        sentence = _("Installed by accounting_schedule. You may change the interval or switch it off: both are kept.")
        self._rows.create(
            name=alarm.name,
            task=_TASKS + alarm.task,
            kwargs=alarm.arguments,
            interval=_interval(alarm.seconds),
            expire_seconds=alarm.expires,
            description=f"{sentence} {alarm.mark(off=False)}",
        )
        self._say("made", alarm.name, alarm)

    def _update(self, row: Any, alarm: Alarm) -> None:
        before = vars(row).copy()
        mark = _MARK.search(row.description)
        self._time(row, alarm, mark)
        off = self._switch(row, alarm, was_off=bool(mark and mark["off"]))
        if row.name != alarm.name:
            self._say("renamed", alarm.name, before=row.name)
            row.name = alarm.name
        if (row.task, _parsed(row.kwargs)) != (_TASKS + alarm.task, _parsed(alarm.arguments)):
            self._say("repaired", alarm.name)
            row.task, row.kwargs = _TASKS + alarm.task, alarm.arguments
        text = alarm.mark(off=off)
        row.description = _MARK.sub(text, row.description) if mark else f"{row.description} {text}".strip()
        if vars(row) != before:
            row.save()

    def _time(self, row: Any, alarm: Alarm, mark: re.Match[str] | None) -> None:
        current, wanted = _length(row), timedelta(seconds=alarm.seconds)
        if current == wanted:
            return
        by_a_person = mark is None or current != timedelta(seconds=int(mark["seconds"]))
        if by_a_person and not self._reset:
            self._say("kept", alarm.name, alarm, found=str(row.scheduler))
            return
        self._say("follows", alarm.name, alarm, found=str(row.scheduler))
        row.crontab = row.solar = row.clocked = row.expires = None
        row.interval, row.expire_seconds, row.one_off = _interval(alarm.seconds), alarm.expires, False

    def _switch(self, row: Any, alarm: Alarm, *, was_off: bool) -> bool:
        """Switch the row with its integration; whether it is off for that reason."""
        if not alarm.is_on:
            if row.enabled:
                row.enabled = False
                self._say("off", alarm.name)
                return True
            return was_off
        if not row.enabled:
            row.enabled = was_off
            self._say("on" if was_off else "left_off", alarm.name)
        return False

    def _say(self, verb: str, name: str, alarm: Alarm | None = None, **words: str) -> None:
        if alarm is not None:
            words["wanted"] = _spoken(alarm.seconds)
        self._changes.append(Change(verb=verb, name=name, words=words))


def _key_by_mark(row: Any) -> tuple[str, str] | None:
    mark = _MARK.search(row.description)
    return (mark["owner"], mark["task"]) if mark else None


def _interval(seconds: int) -> Any:
    every, unit = _in_units(seconds)
    model = apps.get_model(_BEAT, "IntervalSchedule")
    known = model._default_manager.filter(every=every, period=unit).order_by("pk").first()
    return known or model._default_manager.create(every=every, period=unit)


def _in_units(seconds: int) -> tuple[int, str]:
    return next((seconds // length, unit) for unit, length in _UNITS if seconds % length == 0)


def _spoken(seconds: int) -> str:
    every, unit = _in_units(seconds)
    words = {"days": _("%s d"), "hours": _("%s h"), "minutes": _("%s min"), "seconds": _("%s s")}
    return words[unit] % every


def _length(row: Any) -> timedelta | None:
    interval = row.interval
    return timedelta(**{interval.period: interval.every}) if interval else None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
