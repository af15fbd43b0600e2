"""The demo shop without its web pages: a database, the simulators, orders placed as the checkout does it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from oscar_lt_accounting.testing.simulators import Server, all_systems
from tests.settings import ROOT

_OPEN = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
call_command("demo_shop", verbosity=0)
call_command("demo_books")
from django.apps import apps
if apps.is_installed("django_celery_beat"):
    call_command("accounting_schedule", verbosity=0)
"""
_PLACE = """
import sys, django
django.setup()
from django.db import transaction
from oscar_lt_accounting.models import Submission
from sandbox.demo import files
from sandbox.shop.loading.orders import place
row = next(row for row in files.orders() if row["kind"] == "two-warehouses")
person = next(person for person in files.people() if person["key"] == row["who"])
with transaction.atomic():
    place({**row, "number": sys.argv[1]}, person)
# The pause before an order's first look is not what is tested here.
Submission.objects.filter(order__number=sys.argv[1]).update(not_before="2020-01-01T00:00:00Z")
"""


class HeadlessShop:
    """Its rows lie in `folder`; other processes are started with its environment."""

    def __init__(self, folder: Path, server: Server, **environment: str) -> None:
        self.folder = folder
        self.server = server
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        self._environment = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "tests.sandbox.quick",
            "SANDBOX_VAR": str(folder / "var"),
            "SIMULATOR_PORT": server.address.rpartition(":")[2],
            **environment,
        }
        self._run([sys.executable, "-c", _OPEN])

    def _run(self, command: Sequence[str]) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def place(self, number: str) -> None:
        """An order that draws on both warehouses, due at once."""
        self._run([sys.executable, "-c", _PLACE, number])

    def states(self) -> dict[str, int]:
        """How many documents are in which state, as `accounting_status` counts them."""
        told = self._run([sys.executable, "-m", "sandbox.manage", "accounting_status", "--json"])
        return {state: number for state, number in json.loads(told)["states"].items() if number}

    def invoices(self) -> dict[str, list[str]]:
        """The totals of the documents in the accounting system, by warehouse."""
        systems = self.server.systems
        books = {"vilnius": systems["b1"].books["vilnius"], "kaunas": systems["robolabs"].books["kaunas"]}
        return {name: [str(document.gross) for document in book.issued] for name, book in books.items()}

    @contextmanager
    def running(self, name: str, command: Sequence[str]) -> Iterator[None]:
        """A process of the shop; its last words belong to every failure meanwhile."""
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        try:
            yield
        except AssertionError as error:
            raise AssertionError(f"{error}\n{log.read_text(errors='replace')[-3000:]}") from error
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def headless_shop(folder: Path, **environment: str) -> Iterator[HeadlessShop]:
    """A headless_shop and its accounting systems."""
    with Server(all_systems()) as server:
        yield HeadlessShop(folder, server, **environment)
