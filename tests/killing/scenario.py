"""The scenario of the kill matrix: one order, one integration, a simulator in a process of its own.

Workers are forked from here and killed; the verdict is read from the simulated accounting systems and from the row.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
TIMES = {"SETTLE_SECONDS": 30, "LEASE_SECONDS": 20, "LATEST_START_SECONDS": 5, "CALL_DEADLINE_SECONDS": 2}


def start_django() -> Path:
    """Set Django up on a database of its own, without migrations; returns the folder to throw away."""
    folder = Path(tempfile.mkdtemp(prefix="killing-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    os.environ.setdefault("SQLITE_NAME", str(folder / "killing.sqlite3"))
    import django
    from django.conf import settings

    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, **TIMES}
    settings.MIGRATION_MODULES = _NoMigrations()
    if str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql"):
        _fresh_postgres(settings.DATABASES["default"])
    django.setup()
    from django.db.backends.signals import connection_created

    connection_created.connect(_leave_to_the_kernel)
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    import logging

    if not os.environ.get("KILLING_LOGS"):
        logging.disable(logging.CRITICAL)
    return folder


def _leave_to_the_kernel(connection: Any, **_: Any) -> None:
    """A killed process loses nothing that it wrote; only a machine without power does, and none is switched off."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA synchronous = OFF")


class _NoMigrations(dict[str, None]):
    def __contains__(self, _app: object) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


def _fresh_postgres(database: dict[str, Any]) -> None:
    """A database of this run's own, dropped when it ends; several runs go on side by side."""
    name = database["NAME"] = f"killing_{os.getpid()}"
    server = {word: database[word.upper()] for word in ("host", "user", "password")}

    def _say(words: str) -> None:
        import psycopg

        with psycopg.connect(port=database["PORT"] or 5432, dbname="postgres", autocommit=True, **server) as connection:
            connection.execute(words)

    _say(f"CREATE DATABASE {name}")
    # The workers are forked from here and end by os._exit or a kill: only this process comes to its exit.
    atexit.register(_say, f"DROP DATABASE {name} WITH (FORCE)")


class Simulators:
    """The simulators in a process of their own, spoken to over their control."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "oscar_lt_accounting.testing.simulators", "--port", str(self.port)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def say(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/_simulator{path}",
            method=method,
            data=json.dumps(body).encode() if body is not None else None,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)


class Scenario:
    """One integration with one waiting document, put back to its first moment for each schedule."""

    def __init__(self, simulators: Simulators, provider: str, **settings: Any) -> None:
        from django.db import connection

        from oscar_lt_accounting.models import Integration, Numbering, Series, Submission, Warehouse
        from tests.shop import Item, Shop

        self.simulators = simulators
        self.provider = provider
        company = simulators.say("GET", "")[provider]
        keys = company["companies"]["vilnius"]
        Submission.objects.all().delete()
        Integration.objects.all().delete()
        own = provider == "robolabs"
        self.integration = Integration.objects.create(
            name=provider,
            provider=provider,
            base_url=company["url"],
            credentials={name: keys[name] for name in ("api_key", "private_key") if name in keys},
            settings={"limits": [], **settings},
            is_active=True,
            start_date="2020-01-01",
            numbering=Numbering.SHOP if own else Numbering.PROVIDER,
        )
        if own:
            Series.objects.create(integration=self.integration, prefix="VIL")
        shop = Shop()
        partner = shop.partner(f"{provider} {time.monotonic_ns()}")
        Warehouse.objects.create(integration=self.integration, partner=partner, code=keys["warehouse"], name="Sandėlis")
        order = shop.place([Item("9.99", 2, partner=partner), Item("1.15", 3, partner=partner)], shipping="4.99")
        self.total = f"{order.total_incl_tax:.2f}"
        self.row = Submission.objects.get(order=order)
        self.rows = 3 if provider == "robolabs" else 2
        connection.close()

    def warm_up(self, clock: Any) -> None:
        """Deliver once, for what a process loads at its first delivery: workers are forked with it."""
        from django.db import connection

        from oscar_lt_accounting.services.outbox.attempts import WorkerContext
        from oscar_lt_accounting.services.outbox.worker import Worker

        def _deliver() -> None:
            Worker(context=WorkerContext(clock=clock), parallel=False).run()
            connection.close()

        self.reset(clock.now())
        # In a thread, so that no connection of this one is shared with those that are forked.
        thread = threading.Thread(target=_deliver)
        thread.start()
        thread.join()

    def reset(self, now: Any) -> None:
        """Everything as before the first delivery, here and in the accounting system."""
        from django.db import connection

        from oscar_lt_accounting.models import Attempt, AuditLine, Integration, RequestSlot, Series, Submission

        Attempt.objects.all().delete()
        AuditLine.objects.all().delete()
        RequestSlot.objects.all().delete()
        Series.objects.update(next_number=1)
        Integration.objects.update(resting_until=None, is_blocked=False, failures=0, problem_code="", read_back_at=None)
        Submission.objects.update(
            state="pending",
            snapshot=None,
            total=None,
            own_series="",
            own_number="",
            remote_id="",
            remote_number="",
            remote_job="",
            journal={},
            not_before=now,
            lease_token="",
            negatives=0,
            attempt_count=0,
            problem_code="",
            problem="",
            issued_at=None,
            verified_at=None,
        )
        connection.close()
        self.simulators.say("DELETE", "/faults")
        self.simulators.say("POST", "/release")
        self.simulators.say("DELETE", "/books", {"system": self.provider})

    def state(self) -> tuple[str, bool]:
        """The row's state, and whether the machinery still has something to do."""
        from django.db import connection

        self.row.refresh_from_db()
        found = (str(self.row.state), self.row.not_before is not None)
        connection.close()
        return found

    def rests_for(self, now: Any) -> float:
        """Seconds until something may be due, by the row and by the integration."""
        from django.db import connection

        self.integration.refresh_from_db()
        moments = [moment for moment in (self.row.not_before, self.integration.resting_until) if moment]
        connection.close()
        return max((moment - now).total_seconds() for moment in (*moments, now))

    def documents(self) -> list[dict[str, Any]]:
        """What the simulated accounting systems hold."""
        documents: list[dict[str, Any]] = self.simulators.say("GET", "/books")[self.provider]["vilnius"]["documents"]
        return documents
