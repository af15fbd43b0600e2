"""Without Celery: lines for cron, and what to do."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.db import connection

from oscar_lt_accounting.services.requests import schedule
from tests.schedule.rows import install


def test_without_celery_beat_it_says_what_to_do(db):
    with pytest.raises(CommandError, match=r"Install oscar-lt-accounting\[celery\].*--cron"):
        install()


def test_without_its_tables_it_says_what_to_do(beat):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_celery_beat_periodictask RENAME TO elsewhere")
    with pytest.raises(CommandError, match="Run “migrate”"):
        install()


def test_the_lines_for_cron_need_no_celery_and_can_be_run(db):
    lines = install("--cron").splitlines()
    commands = [line.split(" && ")[1] for line in lines]
    assert [shlex.split(command)[-1] for command in commands] == [
        "accounting_deliver",
        "--due",
        "accounting_sweep",
        "accounting_purge",
    ]
    for line in lines:
        assert len(line.split(" cd ")[0].split()) == 5
    assert {command.split()[0] for command in commands} == {sys.executable}


def test_the_lines_for_cron_name_commands_that_exist(db):
    (line, *_rest) = schedule.cron_lines([sys.executable, "-m", "django"], str(Path.cwd()))
    command = f"{line.removeprefix('* * * * * ')} --help --settings tests.settings"
    told = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, check=True, env={"PYTHONPATH": "."}
    )
    assert "Delivers the documents" in told.stdout


def test_odd_paths_are_written_as_cron_reads_them():
    (line, *_rest) = schedule.cron_lines(["python", "/srv/my shop/manage.py"], "/srv/100% shop")
    assert line == (r"* * * * * cd '/srv/100\% shop' && python '/srv/my shop/manage.py' accounting_deliver")


@pytest.mark.parametrize(("called", "shown"), [("/srv/shop/manage.py", "/srv/shop/manage.py"), ("/bin/x", "manage.py")])
def test_the_lines_for_cron_call_the_same_manage_py(db, monkeypatch, called, shown):
    monkeypatch.setattr(sys, "argv", [called])
    assert f" {shown} accounting_sweep" in install("--cron")
