"""Upgrade a filled database in a process of its own, let the present worker deliver, and go back to nothing.

`python -m tests.upgrade.deliver FOLDER` writes what it found into FOLDER/outcome.json; the tests judge it.
"""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
APP = "oscar_lt_accounting"


def load(database: Path) -> None:
    """The database as the version before left it."""
    with sqlite3.connect(database) as connection:
        connection.executescript(gzip.decompress((HERE / "filled_0007.sql.gz").read_bytes()).decode())
    connection.close()


def tables(database: Path) -> dict[str, int]:
    """Our tables and how many rows each has."""
    with sqlite3.connect(database) as connection:
        named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE ?"
        names = [name for (name,) in connection.execute(named, (f"{APP}%",))]
        counts = {name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}
    connection.close()
    return counts


def rights() -> dict[str, dict[str, list[str]]]:
    """What groups and users may do, by their names."""
    from django.contrib.auth.models import Group, User

    def named(permissions: Any) -> list[str]:
        return sorted(f"{one.content_type.app_label}.{one.codename}" for one in permissions.select_related())

    return {
        "groups": {group.name: named(group.permissions) for group in Group.objects.all()},
        "people": {user.username: named(user.user_permissions) for user in User.objects.all()},
        "members": {user.username: sorted(user.groups.values_list("name", flat=True)) for user in User.objects.all()},
    }


def known() -> list[str]:
    """The permissions and content types that there are for our models."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType

    types = ContentType.objects.filter(app_label=APP).values_list("model", flat=True)
    ours = Permission.objects.filter(content_type__app_label=APP)
    return sorted([*types, *(f"{one.content_type.model}.{one.codename}" for one in ours.select_related())])


def labels() -> dict[str, str]:
    """What the permissions of our models are called where people choose them, by their code names."""
    from django.contrib.auth.models import Permission

    return dict(Permission.objects.filter(content_type__app_label=APP).values_list("codename", "name"))


def documents() -> dict[str, dict[str, str]]:
    """What is known of each document, by its reference."""
    from oscar_lt_accounting.models import Submission

    names = ("reference", "state", "remote_id", "remote_number", "remote_url", "own_number", "total", "problem_code")
    return {
        submission.reference: {name: str(getattr(submission, name)) for name in names if getattr(submission, name)}
        for submission in Submission.objects.all()
    }


def not_deducted() -> list[str]:
    """The references of documents with order lines that their system does not deduct from its stock."""
    from oscar_lt_accounting.models import UndeductedLine

    return sorted(set(UndeductedLine.objects.values_list("submission__reference", flat=True)))


def stored_files(folder: Path) -> dict[str, str]:
    """Put the files of the PDFs where they lay, and read them as a page does: the beginning of each, by reference."""
    from oscar_lt_accounting.models import Submission

    found = {}
    for submission in Submission.objects.filter(pdf__isnull=False):
        file = submission.pdf.file
        if file:
            path = Path(file.path)
            assert folder in path.parents, "the files of this test lie in its own folder"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(f"%PDF {submission.reference}".encode())
        found[submission.reference] = file.open().read().decode() if file else ""
    return found


def deliver(folder: Path, expected: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that is left, against simulators that hold what the version before has sent."""
    from oscar_lt_accounting.domain.snapshot import freeze
    from oscar_lt_accounting.models import Submission
    from oscar_lt_accounting.providers.memory.books import books
    from oscar_lt_accounting.services.clock import DatabaseClock
    from oscar_lt_accounting.services.outbox.attempts import WorkerContext
    from oscar_lt_accounting.services.outbox.worker import Worker
    from oscar_lt_accounting.testing.simulators import all_systems
    from tests.upgrade.decisions import PASSES, STEP, StillClock, decide
    from tests.upgrade.recording import RecordingServer, by_company, held

    clock = StillClock()
    for name in ("now", "roughly", "monotonic"):
        setattr(DatabaseClock, name, staticmethod(getattr(clock, name)))
    for reference in expected["memory"]:
        books("upgrade").write(_document(Submission.objects.get(reference=reference)), lambda: None)
    with RecordingServer(all_systems(), now=clock.epoch) as server:
        prepare(server, expected["done"])
        keys = lead_to(server)
        for deciding in (False, True):
            if deciding:
                decide(clock.now())
            for _ in range(PASSES):
                clock.advance(STEP)
                Worker(context=WorkerContext(clock=clock), parallel=False).run()
        return {
            "keys": keys,
            "writes": by_company(server.exchanges, writes=True),
            "questions": by_company(server.exchanges, writes=False),
            "written in memory": [
                freeze(document) for document in list(books("upgrade").documents.values())[len(expected["memory"]) :]
            ],
            "held there": held(server),
        }


def _document(submission: Any) -> Any:
    return submission.document


def prepare(server: Any, done: list[dict[str, Any]]) -> None:
    """Let the simulators hold what was sent to them before, under the same ids."""
    from tests.upgrade.recording import repeat, set_up

    set_up(server)
    for exchange in done:
        if exchange["fault"] == "background":
            server.systems[exchange["system"]].faults.set(exchange["name"], "background")
        repeat(exchange, server)
    server.exchanges.clear()


def lead_to(server: Any) -> dict[str, dict[str, str]]:
    """The simulators have another port now; returns the opened keys of every integration, by its name."""
    from oscar_lt_accounting.models import Integration

    for integration in Integration.objects.all():
        if integration.provider in server.systems:
            address = server.url_of(integration.provider)
            # Not through save(), which empties keys that would lead elsewhere.
            Integration.objects.filter(pk=integration.pk).update(base_url=address)
    return {integration.name: dict(integration.credentials) for integration in Integration.objects.all()}


def main(folder: Path) -> None:
    """All steps, in one process with one database."""
    database = folder / "filled.sqlite3"
    os.environ["SQLITE_NAME"] = str(database)
    load(database)
    import django

    django.setup()
    from django.core.management import call_command

    expected = json.loads((HERE / "expected.json").read_text())
    outcome: dict[str, Any] = {"tables before": tables(database), "rights before": rights(), "known before": known()}
    call_command("migrate", verbosity=0)
    outcome |= {"tables after": tables(database), "rights after": rights(), "known after": known()}
    outcome["labels"] = labels()
    outcome |= {"upgraded": documents(), "files": stored_files(folder)}
    outcome |= deliver(folder, expected)
    outcome |= {"delivered": documents(), "not deducted": not_deducted()}
    call_command("migrate", APP, "zero", verbosity=0)
    outcome["tables at zero"] = tables(database)
    call_command("migrate", verbosity=0)
    outcome |= {"tables again": tables(database), "rights again": rights(), "known again": known()}
    (folder / "outcome.json").write_text(json.dumps(outcome, ensure_ascii=False))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
